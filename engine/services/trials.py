"""Trying a rule set out before it may be published: read, test, check, and let durable-rules have it in a child."""

import time
from collections.abc import Sequence
from datetime import datetime
from typing import Final, Protocol

import msgspec

from engine.decisions.registry import KINDS
from engine.errors import Finding, RuleSetError
from engine.evaluation.checks.check import check
from engine.evaluation.evaluator import Matcher, prepare
from engine.evaluation.lists import Lists
from engine.evaluation.ruleset import RuleSet
from engine.evaluation.run import Program
from engine.evaluation.smoke import smoke_test
from engine.evaluation.testing import TestReport, run_tests
from engine.geography.regions import RegionTree

_BY_DURABLE: Final = ("dual", "durable")


class Workshop(Protocol):
    """Where rule sets are read and made ready to run."""

    @property
    def regions(self) -> RegionTree: ...

    @property
    def matcher(self) -> Matcher: ...

    def read(self, text: str, lists: Lists, file: str | None = None) -> RuleSet:
        """Return the rule set that a text holds. Raises RuleSetError with every finding."""

    def prepare_untried(self, ruleset: RuleSet) -> Program:
        """Make a rule set ready to run that nobody has tried."""


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """A rule set that could be read and was run."""

    ruleset: RuleSet
    report: TestReport
    findings: tuple[Finding, ...]

    @property
    def is_good(self) -> bool:
        """Tell whether it may be published."""
        return not any(finding.severity == "error" for finding in self.findings)


def try_out(
    text: str,
    lists: Lists,
    workshop: Workshop,
    file: str | None = None,
    *,
    now: datetime | None = None,
    is_known: bool = False,
) -> Trial:
    """Read a rule set, run its tests by the compiled matcher and by the plain evaluator, and look for what is wrong.

    Where this process decides by durable-rules, a set that is not `is_known` (shipped with the package) is run by it in
    a child process first: whatever it does there, nobody waits for it. `now`: what was over before it has expired.
    Raises RuleSetError where it cannot be read.
    """
    ruleset = workshop.read(text, lists, file)
    kind, regions = KINDS[ruleset.kind], workshop.regions
    report = run_tests(ruleset, kind, workshop.prepare_untried(ruleset), lists, regions)
    plain = run_tests(ruleset, kind, prepare(ruleset, regions, "reference"), lists, regions)
    findings = [
        _error(f"{ours.name}: the matchers disagree; keep the set as it is and report this", ours.line, file)
        for ours, theirs in zip(report.outcomes, plain.outcomes, strict=True)
        if (ours.passed, ours.fired) != (theirs.passed, theirs.fired)
    ]
    findings += check(ruleset, kind=kind, lists=lists, regions=regions, clock=time.monotonic, now=now, tests=report)
    tried = Trial(ruleset=ruleset, report=report, findings=tuple(findings))
    if is_known or not tried.is_good or workshop.matcher not in _BY_DURABLE:
        return tried
    return msgspec.structs.replace(tried, findings=(*findings, *_by_durable(ruleset, regions, file)))


def refuse_failed(trials: Sequence[Trial]) -> None:
    """Raise RuleSetError with the errors of every trial that is not good."""
    findings = [finding for trial in trials for finding in trial.findings if finding.severity == "error"]
    if findings:
        raise RuleSetError(findings)


def _by_durable(ruleset: RuleSet, regions: RegionTree, file: str | None) -> list[Finding]:
    """Return what durable-rules gets wrong, and which steps it is never given."""
    smoke = smoke_test(ruleset, regions)
    alone = [
        Finding(
            code="unchecked",
            severity="warning",
            message=f"step {step} is served by the compiled matcher alone: {reason}",
            message_zh=f"步骤 {step} 只由编译匹配器执行，不做双引擎核对：{reason}",
            step=step,
            file=file,
        )
        for step, reason in smoke.served_by_compiled.items()
    ]
    return [*(_error(failure, None, file) for failure in smoke.failures), *alone]


def _error(message: str, line: int | None, file: str | None) -> Finding:
    return Finding(code="test", severity="error", message=message, file=file, line=line)
