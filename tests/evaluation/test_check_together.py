"""Sets beside sets: which of them tie, and lists that none of them uses."""

import pytest

from engine.decisions.registry import KINDS as SHIPPED_KINDS
from engine.errors import Finding
from engine.evaluation.checks import check_together
from engine.evaluation.ruleset import RuleSet
from tests.decisions import rule_sets as shipped
from tests.evaluation.open_sets import DECIDE, SCORE, a_set, codes, still
from tests.evaluation.parcels import KINDS, LISTS, load, regions

ROUTING = """format: 1
kind: routing
id: {id}
title: 测试
{header}
meta: {{owner: 履约组, reason: 两套规则之间}}
{applies}
steps:
  choose: {{order: [wh.id]}}
"""
PARCEL = """format: 1
kind: parcel
id: {id}
title: 包裹
currency: {currency}
meta: {{owner: 测试组, reason: 用于测试}}
{applies}
steps:
  fee:
    rules:
      - {{id: rest, when: {{}}, then: {{fee: 8.00}}}}
"""


def together(*applies: str, currencies: tuple[str, ...] = ()) -> tuple[Finding, ...]:
    sets = [
        load(PARCEL.format(id=f"set-{place}", applies=text, currency=(currencies or ("CNY",) * 9)[place]))
        for place, text in enumerate(applies)
    ]
    return check_together(sets, kinds=KINDS, lists={}, regions=regions(), clock=still)


def test_two_sets_that_apply_to_the_same_orders_collide() -> None:
    (found,) = together("applies: {channel: app}", "applies: {order.gift: true}")

    assert (found.code, found.severity, found.field) == ("collision", "error", "applies")
    assert set(found.rules) == {"set-0", "set-1"}
    assert found.witness == {"channel": "app", "order.gift": True}
    assert "set-0" in found.message_zh


@pytest.mark.parametrize(
    "applies",
    [
        ("", "applies: {channel: app}"),
        ("applies: {channel: app}", "applies: {channel: web}"),
        ("applies: {address.region: 浙江省}", "applies: {address.region: 杭州市}"),
        ('from: "2026-01-01T00:00:00+08:00"', 'to: "2026-01-01T00:00:00+08:00"'),
        ("", 'from: "2026-01-01T00:00:00+08:00"'),
        (
            "applies: {channel: app}",
            "applies: {order.gift: true}",
            "applies: {order.gift: true, channel: app}",
        ),
    ],
)
def test_sets_of_which_one_is_more_specific_or_that_never_meet_do_not(applies: tuple[str, ...]) -> None:
    assert together(*applies) == ()


def test_sets_of_two_currencies_do_not_collide() -> None:
    assert codes(together("", "", currencies=("CNY", "GBP"))) == []
    assert codes(together("", "")) == ["collision"]


def test_sets_of_open_steps_are_asked_for_by_their_ids() -> None:
    sets = [a_set(SCORE, DECIDE, set_id=name) for name in ("one", "two")]

    assert check_together(sets, kinds=KINDS, lists={}, regions=regions(), clock=still) == ()


def test_a_list_that_no_set_uses_is_named() -> None:
    used = load(PARCEL.format(id="one", currency="CNY", applies="applies: {customer.level: '@levels'}"))
    found = check_together([used], kinds=KINDS, lists=LISTS, regions=regions(), clock=still)

    assert {one.field for one in found if one.code == "unused"} == set(LISTS) - {"levels"}


def test_the_shipped_sets_stand_beside_each_other() -> None:
    sets = [shipped.load(path) for path in shipped.SETS]

    assert (
        check_together(sets, kinds=SHIPPED_KINDS, lists=shipped.lists(), regions=shipped.regions(), clock=still) == ()
    )


def routing(applies: str, header: str = "currency: CNY", set_id: str = "mine") -> RuleSet:
    return shipped.read(ROUTING.format(id=set_id, header=header, applies=f"applies: {applies}" if applies else ""))


def side_by_side(*sets: RuleSet) -> tuple[Finding, ...]:
    known, tree = shipped.lists(), shipped.regions()
    found = check_together(sets, kinds=SHIPPED_KINDS, lists=known, regions=tree, clock=still)
    return tuple(finding for finding in found if finding.code != "unused")


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
def test_sets_that_one_order_may_fall_to_alike_are_shown_by_such_an_order(one: str, other: str) -> None:
    (found,) = side_by_side(routing(one), routing(other, set_id="theirs"))

    assert (found.code, found.severity, set(found.rules)) == ("collision", "error", {"mine", "theirs"})
    assert found.witness is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("", "{channel: app}"),
        ("{channel: app}", "{channel: 'web, pos', }"),
        ("{address.region: 浙江省}", "{address.region: 浙江省/杭州市}"),
        ("{address.region: 浙江省}", "{address.region: 江苏省}"),
        ("{address.region: '@region.remote'}", "{address.region: '@region.jzh'}"),
        ("{order.goods_total: '>= 100.00'}", "{order.goods_total: '< 100.00'}"),
        ("{order.goods_total: '[1.00..2.00)'}", "{order.goods_total: '2.00'}"),
        ("{order.allow_split: true}", "{order.allow_split: false}"),
    ],
)
def test_sets_that_no_order_falls_to_alike_may_stand_together(one: str, other: str) -> None:
    assert side_by_side(routing(one), routing(other, set_id="theirs")) == ()


def test_sets_of_other_dates_do_not_collide() -> None:
    usual = routing("", 'to: "2026-11-01T00:00:00Z"', "usual")
    later = routing("", 'from: "2026-11-01T00:00:00Z"', "later")

    assert side_by_side(usual, later) == ()
