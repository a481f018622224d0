"""The nearest change: what would have had to be otherwise, and is otherwise decided when it is."""

from datetime import UTC, datetime
from typing import Any

import pytest

from engine.decisions.registry import KINDS
from engine.evaluation.coercion import read_facts
from engine.evaluation.evaluator import decide, prepare
from engine.evaluation.nearest_change import NearestChange, nearest_changes, outcome_of
from engine.evaluation.run import Circumstances
from tests.decisions.rule_sets import SETS, lists, load, read, regions

AT = datetime(2026, 10, 20, tzinfo=UTC)
REVIEW = read(
    """
format: 1
kind: decision
id: decision-review
title: 审核
currency: CNY
meta: {owner: 客服组, reason: 试一试最近的改变}
facts:
  order.paid: {type: money, label: {zh: 实付, en: Paid}}
  order.method: {type: text, values: [cod, alipay], label: {zh: 支付方式, en: Method}}
  order.tags: {type: list of text, label: {zh: 标签, en: Tags}}
  order.region: {type: region, nullable: true, label: {zh: 地区, en: Region}}
steps:
  decide:
    hit: first
    rules:
      - {id: trusted, when: {order.tags: {any: [VIP]}}, then: {action: pass}}
      - {id: large, when: {order.paid: ">= 500.00", order.method: cod}, then: {action: review}}
      - {id: remote, when: {order.region: 西藏自治区, order.method: cod}, then: {action: review}}
    default: {action: pass}
"""
)


def changes(paid: str, method: str = "cod", region: str | None = None) -> tuple[NearestChange, ...]:
    given: dict[str, Any] = {"order": {"paid": paid, "method": method, "tags": [], "region": region}}
    facts = read_facts(given, REVIEW.vocabulary, currency="CNY", regions=regions())
    circumstances = Circumstances(at=AT, lists=lists(), regions=regions())
    return nearest_changes(REVIEW, KINDS["decision"], facts, circumstances)


def texts(found: tuple[NearestChange, ...]) -> list[list[str]]:
    return [[change.text for change in one.changes] for one in found]


def test_an_order_held_for_its_amount_would_pass_just_below_the_limit() -> None:
    nearest, *rest = changes("520.00")

    assert texts((nearest,)) == [["order.paid <= 499.99"]]
    assert nearest.answer == {"action": "pass"}
    (change,) = nearest.changes
    assert (change.saw, change.would_be, change.label_zh) == ("520.00", "499.99", "实付")
    assert texts(tuple(rest)) == [["order.tags with VIP"], ["order.method = alipay"]]


def test_an_order_that_passes_would_be_held_at_the_limit_or_elsewhere() -> None:
    assert texts(changes("499.99")) == [["order.paid >= 500.00"], ["order.region = 西藏自治区"]]


def test_two_facts_are_changed_only_where_one_is_not_enough() -> None:
    assert texts(changes("499.99", "alipay"))[0] == ["order.paid >= 500.00", "order.method = cod"]


def test_a_decision_that_nothing_can_change_has_no_nearest_change() -> None:
    always = read(
        """
format: 1
kind: decision
id: decision-always
title: 总是
currency: CNY
meta: {owner: 客服组, reason: 试一试最近的改变}
facts:
  order.paid: {type: money, label: {zh: 实付, en: Paid}}
steps:
  decide: {hit: first, rules: [{id: always, when: {}, then: {action: pass}}]}
"""
    )
    circumstances = Circumstances(at=AT, lists=lists(), regions=regions())

    assert nearest_changes(always, KINDS["decision"], {"order.paid": 1}, circumstances) == ()


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_what_is_said_of_shipped_sets_is_what_deciding_says(path: Any) -> None:
    ruleset = load(path)
    kind = KINDS[ruleset.kind]
    program = prepare(ruleset, regions(), "reference")
    for test in ruleset.tests:
        facts = read_facts(test.given, ruleset.vocabulary, currency=ruleset.currency, regions=regions())
        circumstances = Circumstances(at=test.at or ruleset.starts or AT, lists=lists(), regions=regions())
        present = outcome_of(decide(kind, program, 0, facts, circumstances).answer)
        for one in nearest_changes(ruleset, kind, facts, circumstances):
            assert outcome_of(one.answer) != present
            for change in one.changes:
                assert change.saw != change.would_be
                assert change.path in change.text
