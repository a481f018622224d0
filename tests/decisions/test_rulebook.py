"""Which set decides, and what is said where none does."""

from datetime import UTC, datetime, timedelta

import pytest

from engine.errors import DecisionFailed, NotFound
from engine.evaluation.facts import Facts
from engine.evaluation.ruleset import RuleSet
from tests.decisions.rule_sets import a_rulebook, read

AT = datetime(2026, 11, 11, tzinfo=UTC)
ORDER: Facts = {
    "order.currency": "CNY",
    "order.goods_total": 100,
    "channel": "app",
    "address.region": "330106",
    "group.merchant": "M-1",
}


def a_set(set_id: str, applies: str = "", header: str = "", points: int = 0) -> RuleSet:
    return read(
        f"""
format: 1
kind: risk
id: {set_id}
title: 测试
currency: CNY
meta: {{owner: 风控组, reason: 选择规则集}}
{f"applies: {applies}" if applies else ""}
{header}
steps:
  score:
    hit: sum
    rules:
      - {{id: always, when: {{}}, then: {{points: {points}}}}}
  decide:
    hit: unique
    rules:
      - {{id: every, when: {{}}, then: {{action: pass}}}}
    default: {{action: review}}
"""
    )


def chosen(*sets: RuleSet, facts: Facts = ORDER, at: datetime = AT) -> str:
    return a_rulebook(*sets).select("risk", facts, at).ruleset.id


def test_a_set_without_conditions_applies_to_everything() -> None:
    assert chosen(a_set("usual")) == "usual"


def test_the_deeper_region_wins_whatever_the_order_of_loading() -> None:
    sets = [
        a_set("usual"),
        a_set("zhejiang", "{address.region: 浙江省, channel: app, order.goods_total: '>= 0.00'}"),
        a_set("xihu", "{address.region: 浙江省/杭州市/西湖区}"),
        a_set("hangzhou", "{address.region: 浙江省/杭州市}"),
    ]

    assert chosen(*sets) == chosen(*reversed(sets)) == "xihu"


def test_of_equal_depth_more_cells_win() -> None:
    assert chosen(a_set("one", "{channel: app}"), a_set("two", "{channel: app, order.goods_total: '< 2.00'}")) == "two"


def test_a_set_whose_condition_does_not_hold_is_passed_over() -> None:
    assert chosen(a_set("usual"), a_set("taobao", "{channel: taobao}")) == "usual"


def test_a_set_decides_within_its_dates_only() -> None:
    dated = a_set("dated", "{channel: app}", 'from: "2026-11-11T00:00:00Z"\nto: "2026-11-12T00:00:00Z"')
    usual = a_set("usual")

    assert chosen(usual, dated, at=AT - timedelta(seconds=1)) == "usual"
    assert chosen(usual, dated, at=AT) == "dated"
    assert chosen(usual, dated, at=AT + timedelta(days=1)) == "usual"


def test_of_equally_specific_sets_the_one_for_a_time_goes_before_the_one_for_always() -> None:
    dated = a_set("campaign", header='from: "2026-11-11T00:00:00Z"\nto: "2026-11-12T00:00:00Z"')
    usual = a_set("usual")

    assert chosen(usual, dated) == chosen(dated, usual) == "campaign"
    assert chosen(usual, dated, at=AT + timedelta(days=1)) == "usual"
    assert chosen(dated, a_set("web", "{channel: app}")) == "web"


def test_amounts_of_another_currency_are_never_compared() -> None:
    with pytest.raises(DecisionFailed, match="no_rule_set"):
        chosen(a_set("usual"), facts={**ORDER, "order.currency": "GBP"})


def test_where_nothing_applies_it_says_so() -> None:
    with pytest.raises(DecisionFailed, match="no_rule_set: no rule set of kind risk"):
        chosen(a_set("taobao", "{channel: taobao}"))


def test_a_fact_that_decides_which_set_applies_must_be_there() -> None:
    facts = {path: value for path, value in ORDER.items() if path != "channel"}

    with pytest.raises(DecisionFailed, match="channel, which is required but missing"):
        chosen(a_set("usual"), a_set("app", "{channel: app}"), facts=facts)


def test_a_decision_names_the_set_and_its_version() -> None:
    decision = a_rulebook(a_set("other", "{channel: taobao}"), a_set("usual", points=7)).decide("risk", ORDER, AT)

    assert (decision.set_id, decision.version, decision.kind) == ("usual", 2, "risk")
    assert decision.answer.score == 7  # type: ignore[attr-defined]  # the answer of risk


def test_a_set_is_found_by_its_id() -> None:
    book = a_rulebook(a_set("usual"))

    assert book.find("usual").version == 1
    with pytest.raises(NotFound, match="rule set nowhere"):
        book.find("nowhere")


def test_the_merchants_own_freight_set_decides_for_its_goods() -> None:
    book = a_rulebook()

    assert book.select("freight", {**ORDER, "group.merchant": "M-2001"}, AT).ruleset.id == "freight-merchant-2001"
    assert book.select("freight", ORDER, AT).ruleset.id == "freight-standard"
