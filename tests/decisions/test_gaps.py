"""What happens where the rules leave a gap: never a guess, always a named error or a person."""

from datetime import UTC, datetime

import pytest

from engine.decisions.freight import FreightAnswer
from engine.decisions.promotion import PromotionAnswer
from engine.decisions.returns import ReturnAnswer
from engine.decisions.risk import RiskAnswer
from engine.decisions.routing import RoutingAnswer
from engine.errors import DecisionFailed
from engine.evaluation.facts import Facts
from engine.evaluation.run import Decision
from engine.money import Money
from tests.decisions.rule_sets import a_rulebook, read

AT = datetime(2026, 11, 11, tzinfo=UTC)
LINE: Facts = {
    "line.id": "1",
    "line.sku": "A-1",
    "line.category": "家居",
    "line.merchant": "M-1",
    "line.quantity": 2,
    "line.unit_price": 1000,
    "line.amount": 2000,
    "line.weight_grams": 500,
}
ORDER: Facts = {
    "order.currency": "CNY",
    "order.goods_total": 2000,
    "channel": "app",
    "address.region": "330106",
    "customer.tags": (),
    "lines": (LINE,),
}


def decided(kind: str, steps: str, facts: Facts = ORDER) -> Decision:
    text = f"""
format: 1
kind: {kind}
id: {kind}-test
title: 测试
currency: CNY
meta: {{owner: 测试组, reason: 有缺口的规则}}
steps:
{steps}
"""
    return a_rulebook(read(text)).decide(kind, facts, AT)


RISK_STEPS = """
  screen:
    rules:
      - {id: noted, when: {channel: app}, then: {reason: 渠道为应用}}
  score:
    rules:
      - {id: some, when: {channel: app}, then: {points: 5, reason: 加五分}}
      - {id: silent, when: {channel: app}, then: {points: 2}}
  decide:
    rules:
      - {id: one, when: {score.points: "> 0"}, then: {action: reject}}
      - {id: two, when: {score.points: "> 5"}, then: {action: pass}}
    default: {action: review}
"""


def test_a_screen_without_an_action_only_adds_its_reason() -> None:
    answer = decided("risk", RISK_STEPS).answer

    assert isinstance(answer, RiskAnswer)
    assert (answer.score, answer.reasons) == (7, ("渠道为应用", "加五分"))


def test_two_verdicts_at_once_go_to_a_person_with_an_alarm() -> None:
    decision = decided("risk", RISK_STEPS)

    assert isinstance(decision.answer, RiskAnswer)
    assert (decision.answer.action, decision.answer.blocks) == ("review", ("release",))
    assert decision.answer.customer_text == "订单正在审核，请耐心等待"
    assert [alarm for alarm in decision.alarms if "one, two" in alarm]


def test_a_line_that_no_rule_groups_is_a_named_error() -> None:
    steps = "  group:\n    rules:\n      - {id: toys, when: {line.category: 玩具}, then: {class: 玩具}}\n"

    with pytest.raises(DecisionFailed, match="gives line 1 a class; add a default"):
        decided("split", steps)


FREIGHT_STEPS = """
  zone:
    rules:
      - {id: here, when: {address.region: 浙江省}, then: {zone: 一区}}
  template:
    rules:
      - {id: goods, when: {line.category: 家居}, then: {name: 普货}}
  base:
    rules:
      - {id: light, when: {template.amount: "< 100.00"}, then: {first: 1000, first_fee: 8.00}}
    default: {first: 1000, first_fee: 9.00}
  adjust:
    rules:
      - {id: far, when: {channel: web}, then: {op: free}}
    default: {op: add, amount: 1.00}
"""


def test_a_region_without_a_zone_is_a_named_error() -> None:
    with pytest.raises(DecisionFailed, match="no rule of the step zone covers 440106"):
        decided("freight", FREIGHT_STEPS, {**ORDER, "address.region": "440106"})


def test_a_line_without_a_template_is_a_named_error() -> None:
    toy: Facts = {**LINE, "line.id": "7", "line.category": "玩具"}

    with pytest.raises(DecisionFailed, match="no rule of the step template covers line 7"):
        decided("freight", FREIGHT_STEPS, {**ORDER, "lines": (LINE, toy)})


def test_the_default_of_an_adjustment_counts_where_no_rule_hits() -> None:
    answer = decided("freight", FREIGHT_STEPS).answer

    assert isinstance(answer, FreightAnswer)
    assert answer.fee == Money(900, "CNY")
    assert [(term.step, term.rule, term.amount.amount) for term in answer.breakdown] == [
        ("base", "light", 800),
        ("adjust", "default", 100),
    ]


def test_a_merchants_group_without_lines_costs_nothing() -> None:
    answer = decided("freight", FREIGHT_STEPS.partition("  adjust")[0], {**ORDER, "lines": ()}).answer

    assert answer == FreightAnswer(fee=Money(0, "CNY"), deliverable=True)


def test_a_return_that_no_rule_approves_goes_to_a_person() -> None:
    steps = """
  policy:
    rules:
      - {id: all, when: {}, then: {window_days: 7}}
  approve:
    rules:
      - {id: late, when: {request.days: "> policy.window_days"}, then: {action: reject}}
"""

    answer = decided("return", steps, {**ORDER, "request.days": 3}).answer

    assert answer == ReturnAnswer(action="manual", window_days=7)


def test_without_any_warehouse_the_order_waits() -> None:
    answer = decided("routing", "  choose: {order: [wh.id]}", {**ORDER, "warehouses": ()}).answer

    assert isinstance(answer, RoutingAnswer)
    assert (answer.outcome, answer.allocations, answer.ranking) == ("backorder", (), ())


def test_a_promotion_without_an_amount_takes_nothing_off() -> None:
    steps = "  discounts:\n    rules:\n      - {id: empty, when: {}, then: {kind: coupon}}\n"

    answer = decided("promotion", steps).answer

    assert answer == PromotionAnswer(adjustments=())


def test_where_the_lines_are_told_a_fact_they_lack_is_a_named_error() -> None:
    broken: Facts = {"line.id": "1"}

    with pytest.raises(DecisionFailed, match=r"line\.category"):
        decided("freight", FREIGHT_STEPS, {**ORDER, "lines": (broken,)})
