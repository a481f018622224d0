"""A figure is the rate that was really there."""

import time

from benchmarks.__main__ import names, run
from benchmarks.figure import calls_a_second


def busy_for_a_millisecond() -> None:
    ends = time.process_time() + 0.001
    while time.process_time() < ends:
        pass


def test_a_call_of_a_millisecond_runs_a_thousand_times_a_second() -> None:
    figure = calls_a_second("busy", busy_for_a_millisecond, seconds=0.05, repeats=3)

    assert 700 < figure.value <= 1_000
    assert figure.low <= figure.value <= figure.high


def test_every_benchmark_is_found_by_its_name() -> None:
    assert "order_numbers" in set(names())


def test_a_report_holds_the_figures_of_what_was_run() -> None:
    report = run(["order_numbers"])

    assert [figure.name for figure in report.figures["order_numbers"]] == [
        "make an order number",
        "read an order number",
    ]
    assert report.cores >= 1
