"""durable-rules inside its envelope: what it is given, what it is never given, and what happens where it fails."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from engine.evaluation.compiler import lower
from engine.evaluation.conditions import AnyOf, Compare, Interval, Negation, Op, When
from engine.evaluation.envelope import (
    MOST_FIELDS,
    MOST_PENDING,
    MOST_VARIANTS,
    OutsideEnvelope,
    definitions_of,
    fnv1a,
)
from engine.evaluation.evaluator import Difference, Prepared, prepare
from engine.evaluation.facts import Facts, FactType
from engine.evaluation.kind import Hit
from engine.evaluation.matcher import DurableStep, Handle, MatcherFailed
from engine.evaluation.ruleset import Step
from engine.evaluation.smoke import smoke_test
from tests.evaluation.random_sets import REGIONS, a_set
from tests.evaluation.steps import a_cell, a_fact, a_rule, a_step, a_vocabulary, equals, under

VOCABULARY = a_vocabulary(a_fact("text"), a_fact("number", FactType.INTEGER), a_fact("place", FactType.REGION))
NUMBERS = a_step(
    *(a_rule(f"r{n}", a_cell("number", Compare(Op.GE, n), kind=FactType.INTEGER)) for n in range(600)),
    vocabulary=VOCABULARY,
    hit=Hit.COLLECT,
)


def rules_of(step: Step) -> list[dict[str, Any]]:
    return [json.loads(definition.rules) for definition in definitions_of(lower(step, REGIONS))]


def conditions(rule: dict[str, Any]) -> list[Any]:
    whole = rule["all"][0]["m"]
    return list(whole.get("$and", [whole]))


def test_only_small_whole_numbers_under_short_names_are_sent() -> None:
    text: When = equals("text", "黑名单'\"\\")
    step = a_step(
        a_rule("规则", text, a_cell("number", Interval(2**70, None), kind=FactType.INTEGER)), vocabulary=VOCABULARY
    )
    (definition,) = definitions_of(lower(step, REGIONS))

    assert json.loads(definition.rules)["0#1"]["all"][0]["m"] == {"$and": [{"g0": 1}, {"f0": 2}, {"f1": 2}]}
    assert json.loads(definition.message([2, 2])) == {"sid": "0", "id": "0", "g0": 1, "f0": 2, "f1": 2}


def test_every_rule_begins_with_its_guard_and_nothing_is_negated() -> None:
    not_home = a_cell("place", Negation((Compare(Op.EQ, "CN"),)), kind=FactType.REGION)
    step = a_step(
        a_rule("one", not_home, a_cell("text", Compare(Op.NE, "a"))),
        a_rule("two", AnyOf((not_home, equals("text", "b")))),
        vocabulary=VOCABULARY,
    )
    (rules,) = rules_of(step)
    spelled = json.dumps(rules)

    assert all(conditions(rule)[0] == {"g0": 1} for name, rule in rules.items() if name != "prime")
    assert all(word not in spelled for word in ("$nex", "$neq", "$not", "$or", "$mt"))


def test_a_handle_is_never_given_more_than_it_can_bear() -> None:
    for rules in rules_of(NUMBERS):
        guards: dict[str, int] = {}
        for name, rule in rules.items():
            if name != "prime":
                (guard,) = conditions(rule)[0]
                guards[guard] = guards.get(guard, 0) + 1
        # All its conditions hold of a large number: they are pending together, beside the guards still waiting.
        assert len(guards) - 1 + max(guards.values()) <= MOST_PENDING
        assert len(rules) <= MOST_VARIANTS


def test_a_step_that_would_need_too_many_fields_is_refused_with_the_reason() -> None:
    facts = [a_fact(f"f{number}") for number in range(MOST_FIELDS + 1)]
    rule = a_rule("all", *(equals(fact.path, "a") for fact in facts))

    with pytest.raises(OutsideEnvelope, match="its rules test 151 fields, and a handle holds 150"):
        definitions_of(lower(a_step(rule, vocabulary=a_vocabulary(*facts)), REGIONS))


def test_names_with_one_hash_are_told() -> None:
    assert fnv1a("f6059") == fnv1a("f264602")


def test_a_handle_answers_by_priority_and_keeps_nothing() -> None:
    rules = {
        "prime": {"all": [{"m": {"gP": 1}}], "pri": 0},
        "b": {"all": [{"m": {"$and": [{"g0": 1}, {"f0": 1}]}}], "pri": 2},
        "a": {"all": [{"m": {"g0": 1}}], "pri": 1},
    }
    handle = Handle("handle", json.dumps(rules))

    for _ in range(3):
        assert handle.fired('{"sid": "0", "id": "0", "g0": 1, "f0": 1}') == ["a", "b"]
        assert handle.fired('{"sid": "0", "id": "0", "g0": 1, "f0": 1}', first_only=True) == ["a"]
        assert handle.fired('{"sid": "0", "id": "0", "g0": 1, "f0": 2}') == ["a"]
        assert handle.fired('{"sid": "0", "id": "0", "g1": 1}') == []


def test_what_durable_rules_cannot_read_is_refused_by_name() -> None:
    with pytest.raises(MatcherFailed, match="the rules of handle were refused"):
        Handle("handle", '{"r": 5}')
    with pytest.raises(MatcherFailed, match="durable-rules failed"):
        Handle("handle", '{"prime": {"all": [{"m": {"gP": 1}}], "pri": 0}}').fired("[")


def test_where_the_matchers_differ_the_plain_evaluator_stands_and_an_alarm_is_raised(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[Difference] = []
    step = a_step(a_rule("a", equals("text", "a")), a_rule("b", equals("text", "b")), vocabulary=VOCABULARY)
    program = prepare(a_set(step), REGIONS, "dual", on_difference=told.append)
    monkeypatch.setattr(DurableStep, "places", lambda *_: (1,))

    result = program.step("step", {"text": "a"}, under())

    assert (result.hit, result.out) == (("a",), {"say": "a"})
    message = "durable-rules said b, the compiled matcher a"
    assert result.alarm == f"{message}; the plain evaluator's answer stands"
    assert told == [Difference(set_id="a-set", step="step", message=message)]


def test_a_handle_that_failed_is_not_used_again(monkeypatch: pytest.MonkeyPatch) -> None:
    step = a_step(a_rule("a", equals("text", "a")), vocabulary=VOCABULARY)
    program = prepare(a_set(step), REGIONS, "durable")
    assert isinstance(program, Prepared)

    def fail(*_: object) -> None:
        raise MatcherFailed("out of memory")

    monkeypatch.setattr(DurableStep, "places", fail)
    first = program.step("step", {"text": "a"}, under())
    second = program.step("step", {"text": "a"}, under())

    assert (first.hit, first.alarm) == (("a",), "out of memory; the plain evaluator's answer stands")
    assert (second.hit, second.alarm) == (("a",), None)
    assert program.served_by == {"step": "compiled: out of memory"}


def test_the_smoke_test_tries_the_edges_of_every_rule_in_a_process_of_its_own() -> None:
    report = smoke_test(a_set(NUMBERS), REGIONS)

    assert report.passed
    assert report.cases > 1_000
    assert report.served_by_compiled == {}


def test_a_hang_of_durable_rules_is_found_in_the_child_and_takes_nothing_down(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.evaluation.envelope.MOST_PENDING", 10_000)
    monkeypatch.setattr("engine.evaluation.envelope.MOST_CHILDREN", 10_000)

    report = smoke_test(a_set(NUMBERS), REGIONS, seconds=5)

    assert report.failures == ("durable-rules did not answer within 5 seconds",)


def test_a_crash_of_durable_rules_is_found_in_the_child_and_takes_nothing_down(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.evaluation.envelope.MOST_ON_A_LEAF", 10_000)
    same = a_step(*(a_rule(f"r{n}", equals("text", "a")) for n in range(600)), vocabulary=VOCABULARY, hit=Hit.COLLECT)

    report = smoke_test(a_set(same), REGIONS)

    assert not report.passed


def test_the_decision_time_is_a_condition_like_others() -> None:
    start = datetime(2026, 11, 1, tzinfo=UTC)
    step = a_step(a_rule("late", starts=start), a_rule("early", ends=start), vocabulary=VOCABULARY, hit=Hit.COLLECT)
    program = prepare(a_set(step), REGIONS, "durable")
    facts: Facts = {}

    assert program.step("step", facts, under(at=start)).hit == ("late",)
    assert program.step("step", facts, under(at=datetime(2026, 10, 31, 23, 59, tzinfo=UTC))).hit == ("early",)
