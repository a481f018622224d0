"""What is said of one rule file: findings, the tests that it carries, and how many of its rules they reach."""

from datetime import datetime

import msgspec

from engine.cli.rules.workbench import Workbench
from engine.decisions.registry import KINDS
from engine.errors import Finding, RuleSetError
from engine.evaluation.evaluator import prepare
from engine.evaluation.testing import TestReport, run_tests
from engine.services.rule_files import RuleFile
from engine.services.trials import try_out


class FileReport(msgspec.Struct, frozen=True, kw_only=True):
    """One file. `ok`: no error among the findings and no failed test; `tests` is missing where it cannot be loaded."""

    file: str | None
    ok: bool
    findings: tuple[Finding, ...] = ()
    tests: TestReport | None = None


def checked(file: RuleFile, bench: Workbench, now: datetime) -> FileReport:
    """Say all that is wrong with a rule set, as publishing it would."""
    try:
        trial = try_out(file.text, bench.lists, bench, file.name, now=now)
    except RuleSetError as error:
        return FileReport(file=file.name, ok=False, findings=error.findings)
    return FileReport(file=file.name, ok=trial.is_good, findings=trial.findings, tests=trial.report)


def tested(file: RuleFile, bench: Workbench) -> FileReport:
    """Run the tests of a rule set by the matcher that the settings name."""
    try:
        ruleset = bench.rule_set(file)
    except RuleSetError as error:
        return FileReport(file=file.name, ok=False, findings=error.findings)
    program = prepare(ruleset, bench.regions, bench.matcher)
    tests = run_tests(ruleset, KINDS[ruleset.kind], program, bench.lists, bench.regions)
    return FileReport(file=file.name, ok=not tests.failed, tests=tests)
