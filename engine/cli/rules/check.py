"""`oms rules check` and `oms rules test`: is it right, and does it keep its promises. For people and for CI."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from engine.cli.command import DONE, FAILED, Command
from engine.cli.rules.language import finding_line
from engine.cli.rules.report import FileReport, checked, tested
from engine.cli.rules.workbench import Workbench, add_files, gathered
from engine.cli.screen import add_json, print_json
from engine.services.rule_files import RuleFile


def check(given: Namespace) -> int:
    """Say of every file what publishing it would say: mistakes, gaps, overlaps, failed tests."""
    now = datetime.now(UTC)
    return _told(given, lambda file, bench: checked(file, bench, now))


def test(given: Namespace) -> int:
    """Run the tests of every file and name each."""
    return _told(given, tested)


def _told(given: Namespace, look: Callable[[RuleFile, Workbench], FileReport]) -> int:
    bench, files = gathered(given)
    reports = [look(file, bench) for file in files if not file.is_list]
    if given.json:
        print_json(reports)
    else:
        _print(reports, is_quiet=look is not tested)
    return DONE if all(report.ok for report in reports) else FAILED


def _print(reports: Iterable[FileReport], *, is_quiet: bool) -> None:
    for report in reports:
        for finding in report.findings:
            print(finding_line(finding))
        if report.tests is None:
            continue
        for outcome in () if is_quiet else report.tests.outcomes:  # a check has its failures among the findings
            mark = "ok    " if outcome.passed else "FAILED"
            place = "" if outcome.line is None else f":{outcome.line}"
            print(
                f"{mark} {report.file}{place} {outcome.name}"
                + ("" if outcome.passed else f"\n       {outcome.message}")
            )
        tests = report.tests
        print(
            f"{report.file}: {tests.passed} passed, {len(tests.failed)} failed, {tests.coverage:.0%} of rules reached"
        )


def _arguments(parser: ArgumentParser) -> None:
    add_files(parser)
    add_json(parser)


CHECK = Command(name="check", help="say what is wrong with rule sets (exit status 1)", run=check, arguments=_arguments)
TEST = Command(name="test", help="run the tests that rule sets carry", run=test, arguments=_arguments)
