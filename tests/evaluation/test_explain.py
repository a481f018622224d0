"""Explanations: every rule, hit or not, and every condition with what it saw."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from engine.decisions.registry import KINDS
from engine.encoding import to_builtins
from engine.evaluation.coercion import read_facts
from engine.evaluation.condition_text import Wording
from engine.evaluation.conditions import (
    AnyOf,
    Compare,
    Condition,
    FactOperand,
    InList,
    Interval,
    Negation,
    Op,
    Prefix,
    Presence,
    TagCondition,
    TagItem,
    When,
)
from engine.evaluation.evaluator import decide, prepare
from engine.evaluation.explain import RuleSeen, StepSeen, explain, explained
from engine.evaluation.facts import Facts, FactType
from engine.evaluation.literals import Units
from engine.evaluation.run import Circumstances
from engine.evaluation.testing import NO_PARTICULAR_TIME
from tests.decisions.rule_sets import SETS, lists, load, read, regions
from tests.evaluation.random_sets import REGIONS
from tests.evaluation.steps import a_cell, equals

AT = datetime(2026, 10, 20, tzinfo=UTC)
WORDING = Wording(Units("CNY", REGIONS))
SET = read(
    """
format: 1
kind: risk
id: risk-explained
title: 审核
currency: CNY
meta: {owner: 风控组, reason: 解释每个条件}
steps:
  score:
    hit: sum
    rules:
      - id: large
        when: {order.goods_total: ">= 500.00", payment.method: [cod, card]}
        then: {points: 40, reason: 大额}
      - id: past
        when: {order.goods_total: ">= 1.00"}
        then: {points: 9, reason: 过期}
        to: "2026-01-01T00:00:00+08:00"
      - id: bulk
        when: {some: {in: lines, where: {line.quantity: ">= 10", line.category: 手机}}}
        then: {points: 30, reason: 大量购买}
  decide:
    hit: unique
    table:
      in: [score.points]
      out: [action]
      rows: [[review, ">= 40", review], [pass, "< 40", pass]]
    default: {action: review}
"""
)
LINES: tuple[Facts, ...] = (
    {"line.id": "L1", "line.quantity": 2, "line.category": "手机"},
    {"line.id": "L2", "line.quantity": 12, "line.category": "服饰"},
)
FACTS: Facts = {"order.goods_total": 52_000, "payment.method": "cod", "lines": LINES}


def circumstances(at: datetime = AT) -> Circumstances:
    return Circumstances(at=at, lists=lists(), regions=regions())


@pytest.fixture
def steps() -> tuple[StepSeen, ...]:
    return explain(SET, KINDS["risk"], FACTS, circumstances())


def rule(steps: tuple[StepSeen, ...], name: str) -> RuleSeen:
    return next(rule for step in steps for rule in step.rules if rule.rule == name)


def test_every_rule_is_shown_hit_or_not_with_what_each_condition_saw(steps: tuple[StepSeen, ...]) -> None:
    large = rule(steps, "large")

    assert (large.matched, large.hit, large.in_force) == (True, True, True)
    assert [(one.text, one.saw, one.held) for one in large.conditions] == [
        ("order.goods_total >= 500.00", "520.00", True),
        ("payment.method: cod, card", "cod", True),
    ]
    assert (large.conditions[0].label_zh, large.conditions[0].path) == ("商品总额", "order.goods_total")
    assert large.then == {"points": 40, "reason": "大额"}


def test_a_rule_whose_time_is_over_is_shown_as_not_in_force(steps: tuple[StepSeen, ...]) -> None:
    past = rule(steps, "past")

    assert (past.matched, past.hit, past.in_force) == (False, False, False)
    assert past.conditions[0].held


def test_a_condition_over_lines_shows_each_line(steps: tuple[StepSeen, ...]) -> None:
    (some,) = rule(steps, "bulk").conditions

    assert (some.text, some.saw, some.held) == ("some lines", 2, False)
    assert [(part.text, part.saw, part.held) for part in some.parts] == [
        ("lines[0]", "L1", False),
        ("lines[1]", "L2", False),
    ]
    assert [[inner.held for inner in part.parts] for part in some.parts] == [[False, True], [True, False]]


def test_a_later_step_shows_what_an_earlier_one_said(steps: tuple[StepSeen, ...]) -> None:
    score, decided = steps

    assert (score.step, score.hit_policy, score.out) == ("score", "sum", {"points": 40, "reason": ["大额"]})
    assert rule(steps, "review").conditions[0].saw == 40
    assert (decided.out, decided.defaulted) == ({"action": "review"}, False)


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_an_explanation_comes_to_the_decision_that_was_made(path: Any) -> None:
    ruleset = load(path)
    kind = KINDS[ruleset.kind]
    for test in ruleset.tests:
        facts = read_facts(test.given, ruleset.vocabulary, currency=ruleset.currency, regions=regions())
        now = circumstances(test.at or ruleset.starts or NO_PARTICULAR_TIME)
        decision = decide(kind, prepare(ruleset, regions(), "dual"), 1, facts, now)
        again = explained(ruleset, kind, facts, now)
        assert to_builtins(again.answer) == to_builtins(decision.answer)
        assert [rule.rule for step in again.steps for rule in step.rules if rule.hit] == [
            rule for step in decision.steps for rule in step.hit
        ]


@pytest.mark.parametrize(
    ("when", "text"),
    [
        (equals("a", "cod"), "a = cod"),
        (equals("a", "0571"), 'a = "0571"'),
        (equals("a", "true"), 'a = "true"'),
        (equals("a", kind=FactType.BOOLEAN, value=True), "a = true"),
        (a_cell("a"), "a: -"),
        (a_cell("a", Compare(Op.NE, 1_234), kind=FactType.MONEY), "a != 12.34"),
        (a_cell("a", Compare(Op.GE, Decimal("2.3455")), kind=FactType.DECIMAL), "a >= 2.3455"),
        (a_cell("a", Compare(Op.GT, FactOperand("b.c", FactType.INTEGER)), kind=FactType.INTEGER), "a > b.c"),
        (a_cell("a", Compare(Op.EQ, FactOperand("b.c", FactType.TEXT)), InList("x")), "a: = b.c, @x"),
        (a_cell("a", Interval(1, 5, low_closed=True, high_closed=False), kind=FactType.INTEGER), "a: [1..5)"),
        (a_cell("a", Interval(24, None, low_closed=False), kind=FactType.INTEGER), "a: (24..]"),
        (a_cell("a", Negation((Compare(Op.EQ, "x"), Presence(present=False)))), "a: not(x, missing)"),
        (a_cell("a", Prefix("手机"), Presence(present=True)), 'a: like "手机*", present'),
        (equals("a", "330106", FactType.REGION), "a = 浙江省/杭州市/西湖区"),
        (TagCondition(path="a", any=("VIP", TagItem("x")), none=("旧",)), "a: {any: [VIP, @x], none: [旧]}"),
        (AnyOf((equals("a", "x"),)), "any"),
    ],
    ids=str,
)
def test_conditions_are_shown_as_they_are_written(when: When, text: str) -> None:
    assert WORDING.condition(when) == text


def test_a_cell_is_shown_as_it_stands_in_a_table() -> None:
    cell = Condition(path="a", type=FactType.TEXT, tests=(Compare(Op.EQ, "手机"), Compare(Op.EQ, "黄金")))

    assert WORDING.cell(cell) == "手机, 黄金"
