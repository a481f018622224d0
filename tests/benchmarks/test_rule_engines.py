"""Engines that are measured side by side decide the same."""

import pytest

from benchmarks import rules
from benchmarks.rule_engines import generated, ours
from benchmarks.rule_engines.peers import JSON_RULES_ENGINE, PEERS, peers
from benchmarks.rule_engines.workload import hits, workload
from engine.evaluation.evaluator import Matcher


@pytest.mark.parametrize("matcher", ["compiled", "durable", "dual"])
def test_our_matchers_fire_what_the_rules_say(matcher: Matcher) -> None:
    load = workload(60, 50)

    assert ours.step(load, matcher).hits(50) == [hits(load.rules, order) for order in load.orders]
    assert ours.whole(load, matcher).hits(50) == [hits(load.rules, order) for order in load.orders]


def test_generated_python_fires_what_the_rules_say() -> None:
    load = workload(60, 50)
    expected = [hits(load.rules, order) for order in load.orders]

    assert any(expected)
    assert generated.plain(load).hits(50) == generated.indexed(load).hits(50) == expected


def test_every_engine_of_others_that_is_installed_fires_the_same_and_each_that_is_not_is_named() -> None:
    load = workload(12, 20)
    left_out: list[str] = []
    installed = list(peers(load, left_out.append))

    expected = [hits(load.rules, order) for order in load.orders]
    assert {one.name: one.hits(20) for one in installed} == {one.name: expected for one in installed}
    assert {*left_out, *(one.name for one in installed)} == {*(peer.name for peer in PEERS), JSON_RULES_ENGINE}
    for one in installed:
        one.close()


def test_the_benchmark_gives_rates_latencies_load_and_the_ratio_to_generated_python() -> None:
    figures = {figure.name: figure for figure in rules.measure((10,), seconds=0.002, repeats=2, with_peers=False)}

    assert figures["10 rules: ours, compiled"].value > 0
    assert figures["10 rules: ours, dual, p99"].value >= figures["10 rules: ours, dual, p50"].value > 0
    assert figures["10 rules: ours, durable, load"].value > 0
    assert figures["10 rules: ours, compiled / generated Python, indexed"].unit == "times"
