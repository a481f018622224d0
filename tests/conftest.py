"""Leaves out, by name, the tests whose outside program is not installed."""

from collections.abc import Iterator

import pytest

from tests.programs import PROGRAMS, REQUIRE_ALL, nothing_may_be_left_out

_LEFT_OUT = "left out: "


def pytest_report_header() -> list[str]:
    """Name the outside programs before the first test."""
    return [f"{each.title}: {each.find() or 'not installed'}" for each in PROGRAMS]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave a test out, or fail it where nothing may be left out."""
    for each in PROGRAMS:
        if item.get_closest_marker(each.marker) is None or each.find() is not None:
            continue
        if nothing_may_be_left_out():
            pytest.fail(f"{each.title} is not installed, and {REQUIRE_ALL} lets nothing be left out", pytrace=False)
        pytest.skip(f"{_LEFT_OUT}{each.title} is not installed")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say at the end, by name, which tests were left out and for want of what."""
    left_out = sorted(_left_out(terminalreporter))
    if not left_out:
        return
    terminalreporter.write_sep(
        "=", f"left out: {len(left_out)} (make them run by installing what is named)", yellow=True
    )
    for reason, test in left_out:
        terminalreporter.write_line(f"{reason}: {test}")


def _left_out(terminalreporter: pytest.TerminalReporter) -> Iterator[tuple[str, str]]:
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
        if _LEFT_OUT in reason:
            yield reason.split(_LEFT_OUT, 1)[1], report.nodeid
