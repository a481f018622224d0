"""What durable-rules said of a situation is remembered: the answers are those that it would give again."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.evaluation.conditions import Compare, Op
from engine.evaluation.evaluator import Prepared, prepare
from engine.evaluation.facts import Facts, FactType
from engine.evaluation.kind import Hit
from engine.evaluation.matcher import Handle
from engine.evaluation.ruleset import RuleSet
from engine.evaluation.run import Circumstances
from tests.evaluation.random_sets import REGIONS, a_set, circumstances, facts, rule_sets
from tests.evaluation.steps import a_cell, a_fact, a_rule, a_step, a_vocabulary, equals, under

STEP = a_step(
    a_rule("hand", equals("text", "a")),
    a_rule("many", a_cell("number", Compare(Op.GE, 10), kind=FactType.INTEGER)),
    vocabulary=a_vocabulary(a_fact("text"), a_fact("number", FactType.INTEGER)),
    hit=Hit.COLLECT,
)


class Asked:
    """Counts how often durable-rules is asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.times = 0
        ask = Handle.fired

        def fired(handle: Handle, message: str, **how: Any) -> list[str]:
            self.times += 1
            return ask(handle, message, **how)

        monkeypatch.setattr(Handle, "fired", fired)

    def over(self, cases: list[Mapping[str, Any]], *, remembered: int) -> int:
        program = prepare(a_set(STEP), REGIONS, "dual", remembered=remembered)
        self.times = 0
        for case in cases:
            program.step("step", case, under())
        return self.times


@given(ruleset=rule_sets(), cases=st.lists(facts(), min_size=2, max_size=5), under=circumstances())
@settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))
def test_a_case_that_comes_again_is_answered_as_at_first_and_as_the_plain_evaluator_does(
    ruleset: RuleSet, cases: list[Facts], under: Circumstances
) -> None:
    plain = prepare(ruleset, REGIONS, "reference")
    programs = [
        prepare(ruleset, REGIONS, matcher, remembered=remembered)
        for matcher in ("dual", "durable")
        for remembered in (0, 2, 100)
    ]
    for case in [*cases, *reversed(cases), *cases]:
        expected = plain.step("step", case, under)
        for program in programs:
            assert program.step("step", case, under) == expected
    for program in programs:
        assert isinstance(program, Prepared)
        assert program.differences == 0


def test_durable_rules_is_asked_once_for_facts_that_no_rule_can_tell_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Asked(monkeypatch)

    assert asked.over([{"text": "a", "number": number} for number in range(10)], remembered=100) == 1
    assert asked.over([{"text": "a", "number": number} for number in range(20)], remembered=100) == 2


def test_what_was_forgotten_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    few: Facts = {"text": "a", "number": 1}
    many: Facts = {"text": "b", "number": 10}
    asked = Asked(monkeypatch)

    assert asked.over([few, few, many, many, few, few], remembered=1) == 3
    assert asked.over([few, few, many, many], remembered=0) == 4


def test_what_the_matchers_differ_over_is_not_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    program = prepare(a_set(STEP), REGIONS, "dual")
    assert isinstance(program, Prepared)
    monkeypatch.setattr(Handle, "fired", lambda *_, **__: [])

    wrong = [program.step("step", {"text": "a"}, under()) for _ in range(2)]
    monkeypatch.undo()
    right = program.step("step", {"text": "a"}, under())

    assert program.differences == 2
    assert all(result.alarm is not None and result.hit == ("hand",) for result in wrong)
    assert (right.hit, right.alarm) == (("hand",), None)
