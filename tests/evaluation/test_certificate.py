"""The certificate: before a version is used all evaluators have agreed at the edges of its rules."""

from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import pytest

from engine.decisions.registry import KINDS
from engine.evaluation.boundary_cases import boundary_cases
from engine.evaluation.certificate import certify
from engine.evaluation.compiled import CompiledStep
from engine.evaluation.conditions import Compare, InList, Interval, Op, Some, TagCondition
from engine.evaluation.facts import FactType
from engine.evaluation.kind import Hit
from engine.evaluation.reference import matching
from tests.decisions.rule_sets import SETS, lists, load, regions
from tests.evaluation.random_sets import REGIONS, a_set
from tests.evaluation.steps import AT, a_cell, a_fact, a_list, a_rule, a_step, a_vocabulary, equals, under

VOCABULARY = a_vocabulary(
    a_fact("method", nullable=False),
    a_fact("paid", FactType.MONEY, minimum=0),
    a_fact("tags", FactType.TEXTS),
    a_fact("phone", FactType.TOKEN),
    a_fact("place", FactType.REGION),
    line=[a_fact("line.category"), a_fact("line.quantity", FactType.INTEGER)],
)
PHONE = "4f1c9a7e"
STEP = a_step(
    a_rule("large", equals("method", "cod"), a_cell("paid", Interval(50_000, None), kind=FactType.MONEY)),
    a_rule("tagged", TagCondition(path="tags", any=("VIP",), none=("内部",))),
    a_rule("listed", a_cell("phone", InList("blacklist"), kind=FactType.TOKEN)),
    a_rule("placed", equals("place", "330100", FactType.REGION)),
    a_rule("bulk", Some("lines", a_cell("line.quantity", Compare(Op.GE, 10), kind=FactType.INTEGER))),
    vocabulary=VOCABULARY,
    hit=Hit.COLLECT,
)
LISTS = under(a_list("blacklist", FactType.TOKEN, PHONE))


def test_every_rule_is_met_by_a_case_and_missed_by_another() -> None:
    hits = [{rule.id for rule in matching(STEP, facts, LISTS)} for facts in boundary_cases(STEP, LISTS)]

    for rule in STEP.rules:
        assert any(rule.id in found for found in hits), rule.id
        assert any(rule.id not in found for found in hits), rule.id


def test_cases_lie_just_on_both_sides_of_every_limit() -> None:
    paid = {facts.get("paid") for facts in boundary_cases(STEP, LISTS)}

    assert {49_999, 50_000, 50_001, None} <= paid
    assert all(facts.get("method") is not None for facts in boundary_cases(STEP, LISTS))


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_every_shipped_set_has_its_certificate(path: Path) -> None:
    certificate = certify(load(path), lists(), regions(), datetime(2026, 10, 20, tzinfo=UTC))

    assert certificate.differences == ()
    assert certificate.cases >= 20
    assert certificate.served_by_compiled == {}
    assert certificate.engines["durable-rules"] == "2.0.28"


def test_a_certificate_says_of_how_many_rules_it_speaks_where_the_time_was_up() -> None:
    ticks = iter(range(100))

    certificate = certify(a_set(STEP), LISTS.lists, REGIONS, AT, clock=lambda: float(next(ticks)), seconds=1)

    assert certificate.partly == {"step": (3, 5)}
    assert certificate.cases == 4
    assert certify(a_set(STEP), LISTS.lists, REGIONS, AT).partly == {}


def test_the_first_cases_lie_all_over_a_long_table() -> None:
    rules = [a_rule(f"r{number}", a_cell("paid", Compare(Op.EQ, number), kind=FactType.MONEY)) for number in range(800)]
    step = a_step(*rules, vocabulary=VOCABULARY, hit=Hit.FIRST)

    met = [facts["paid"] for facts in islice(boundary_cases(step, LISTS), 1, 9)]

    assert met == [0, 400, 200, 600, 100, 300, 500, 700]


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_no_test_of_a_shipped_set_promises_what_no_answer_has(path: Path) -> None:
    ruleset = load(path)
    fields = KINDS[ruleset.kind].answer_fields or tuple(ruleset.steps[list(ruleset.steps)[-1]].outputs)

    assert {key for test in ruleset.tests for key in test.expect} <= set(fields)


def test_a_matcher_that_is_wrong_gets_no_certificate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CompiledStep, "places_of", lambda *_: ())

    certificate = certify(a_set(STEP), LISTS.lists, REGIONS, AT)

    assert not certificate.agreed
    assert certificate.differences[0].startswith("step step: compiled said ")
