"""The publish gate of one rule set: read, test, check, let durable-rules have it in a child, and compare all three."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Protocol

import msgspec

from engine.decisions.registry import KINDS
from engine.errors import Finding, RuleSetError
from engine.evaluation.certificate import Certificate, certify
from engine.evaluation.checks.check import check
from engine.evaluation.checks.wording import say
from engine.evaluation.evaluator import prepare
from engine.evaluation.lists import Lists
from engine.evaluation.ruleset import RuleSet
from engine.evaluation.run import Program
from engine.evaluation.smoke import smoke_test
from engine.evaluation.testing import TestReport, run_tests
from engine.evaluation.wording import Words
from engine.geography.regions import RegionTree


class Workshop(Protocol):
    """Where rule sets are read and made ready to run."""

    @property
    def regions(self) -> RegionTree: ...

    def read(self, text: str, lists: Lists, file: str | None = None) -> RuleSet:
        """Return the rule set that a text holds. Raises RuleSetError with every finding."""

    def prepare_untried(self, ruleset: RuleSet) -> Program:
        """Make a rule set ready to run that nobody has tried."""


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """A rule set that could be read and was run. Where something is wrong with it there is no certificate."""

    ruleset: RuleSet
    report: TestReport
    findings: tuple[Finding, ...]
    certificate: Certificate | None = None

    @property
    def is_good(self) -> bool:
        """Tell whether it may be published."""
        return not any(finding.severity == "error" for finding in self.findings)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What does not keep it from being published, but has to be meant."""
        return tuple(finding for finding in self.findings if finding.severity == "warning")


def try_out(
    text: str,
    lists: Lists,
    workshop: Workshop,
    file: str | None = None,
    *,
    now: datetime | None = None,
    is_known: bool = False,
) -> Trial:
    """Read a rule set, run its tests, look for what is wrong, and compare all evaluators on its boundary cases.

    A set that is not `is_known` (shipped with the package) is run by durable-rules in a child process first: whatever
    it does there, nobody waits for it. `now`: what was over before it has expired.
    Raises RuleSetError where it cannot be read.
    """
    ruleset = workshop.read(text, lists, file)
    kind, regions = KINDS[ruleset.kind], workshop.regions
    made = (workshop.prepare_untried(ruleset), prepare(ruleset, regions, "reference"))
    report, plain = (run_tests(ruleset, kind, program, lists, regions) for program in made)
    findings = [
        _disagreement(f"{ours.name}: {ours.message or 'passed'} / {theirs.message or 'passed'}", ours.line, file)
        for ours, theirs in zip(report.outcomes, plain.outcomes, strict=True)
        if (ours.passed, ours.fired) != (theirs.passed, theirs.fired)
    ]
    findings += check(ruleset, kind=kind, lists=lists, regions=regions, clock=time.monotonic, now=now, tests=report)
    if not is_known and _is_good(findings):
        findings += _by_durable(ruleset, regions, file)
    certificate = None
    if _is_good(findings):
        certificate = certify(ruleset, lists, regions, now or datetime.now(UTC), clock=time.thread_time, made=made)
        findings += _of_certificate(certificate, file)
    return Trial(ruleset=ruleset, report=report, findings=tuple(findings), certificate=certificate)


def refuse_failed(trials: Sequence[Trial]) -> None:
    """Raise RuleSetError with the errors of every trial that is not good."""
    findings = [finding for trial in trials for finding in trial.findings if finding.severity == "error"]
    if findings:
        raise RuleSetError(findings)


def _is_good(findings: Sequence[Finding]) -> bool:
    return not any(finding.severity == "error" for finding in findings)


def _by_durable(ruleset: RuleSet, regions: RegionTree, file: str | None) -> list[Finding]:
    """Return what durable-rules gets wrong in a process of its own."""
    failures = smoke_test(ruleset, regions).failures
    return [_error("test", Words(failure, f"durable-rules 试运行失败：{failure}"), None, file) for failure in failures]


def _of_certificate(certificate: Certificate, file: str | None) -> list[Finding]:
    """Return where the evaluators differ, which steps durable-rules is never given, and what was not compared."""
    alone = [
        _unchecked(say("compiled_alone", step=step, reason=reason), step, file)
        for step, reason in certificate.served_by_compiled.items()
    ]
    partly = [
        _unchecked(say("unchecked_certificate", step=step, turns=turns, rules=rules), step, file)
        for step, (turns, rules) in certificate.partly.items()
    ]
    return [*(_disagreement(one, None, file) for one in certificate.differences), *alone, *partly]


def _unchecked(words: Words, step: str, file: str | None) -> Finding:
    return Finding(code="unchecked", severity="warning", message=words.en, message_zh=words.zh, step=step, file=file)


def _disagreement(what: str, line: int | None, file: str | None) -> Finding:
    return _error("certificate", say("certificate", what=what), line, file)


def _error(code: str, words: Words, line: int | None, file: str | None) -> Finding:
    return Finding(code=code, severity="error", message=words.en, message_zh=words.zh, file=file, line=line)
