"""Two sets that might both decide are found before they are published."""

import pytest

from engine.decisions.ties import Ties
from engine.evaluation.ruleset import RuleSet
from tests.decisions.rule_sets import SETS, lists, load, read, regions, shipped

TIES = Ties(lists(), regions())


def a_set(set_id: str, applies: str, header: str = "currency: CNY") -> RuleSet:
    return read(
        f"""
format: 1
kind: routing
id: {set_id}
title: 测试
{header}
meta: {{owner: 履约组, reason: 两套规则之间}}
{f"applies: {applies}" if applies else ""}
steps:
  choose: {{order: [wh.id]}}
"""
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("", ""),
        ("{channel: app}", "{order.type: b2b}"),
        ("{channel: app}", "{channel: 'app, web'}"),
        ("{address.region: 浙江省}", "{address.region: '@region.jzh'}"),
        ("{order.goods_total: '>= 100.00'}", "{order.goods_total: '[50.00..100.00]'}"),
        ("{address.region: 浙江省, channel: app}", "{address.province: 浙江省, order.type: b2b}"),
        ("{any: [{channel: app}, {order.type: b2b}]}", "{channel: app, order.type: b2b}"),
        ("{channel: '!= app'}", "{channel: web}"),
    ],
)
def test_sets_that_one_order_may_fall_to_alike_are_a_tie(one: str, other: str) -> None:
    mine, theirs = a_set("mine", one), a_set("theirs", other)

    [finding] = TIES.findings(mine, [mine, theirs])

    assert (finding.code, finding.severity) == ("tie", "error")
    assert "mine and theirs may both apply" in finding.message
    assert TIES.may_tie(theirs, mine)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("", "{channel: app}"),
        ("{channel: app}", "{channel: web}"),
        ("{channel: app}", "{channel: 'web, pos', }"),
        ("{address.region: 浙江省}", "{address.region: 浙江省/杭州市}"),
        ("{address.region: 浙江省}", "{address.region: 江苏省}"),
        ("{address.region: '@region.remote'}", "{address.region: '@region.jzh'}"),
        ("{order.goods_total: '>= 100.00'}", "{order.goods_total: '< 100.00'}"),
        ("{order.goods_total: '[1.00..2.00)'}", "{order.goods_total: '2.00'}"),
        ("{order.allow_split: true}", "{order.allow_split: false}"),
    ],
)
def test_sets_that_never_meet_or_differ_in_specificity_are_none(one: str, other: str) -> None:
    mine, theirs = a_set("mine", one), a_set("theirs", other)

    assert TIES.findings(mine, [theirs]) == TIES.findings(theirs, [mine]) == ()


def test_sets_of_other_dates_or_currencies_do_not_tie() -> None:
    usual = a_set("usual", "", 'to: "2026-11-01T00:00:00Z"')
    later = a_set("later", "", 'from: "2026-11-01T00:00:00Z"')
    pounds = a_set("pounds", "", "currency: GBP")

    assert TIES.findings(usual, [later, pounds]) == ()


def test_a_set_does_not_tie_with_its_own_next_version() -> None:
    assert TIES.findings(a_set("mine", ""), [a_set("mine", "{channel: app}")]) == ()


def test_the_shipped_sets_do_not_tie() -> None:
    sets = [load(path) for path in SETS]

    assert [finding for one in sets for finding in TIES.findings(one, sets)] == []
    assert not TIES.may_tie(shipped("freight-standard"), shipped("freight-merchant-2001"))
