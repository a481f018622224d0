"""Laws of every plan: units, stock and money, whatever is ordered from wherever."""

from collections import Counter
from typing import Final, get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.decisions.rulebook import RuleBook
from engine.errors import BenefitNotUsable, OutOfStock
from engine.money import ApportionmentMode, money_text
from engine.orders.amount_steps import amount_steps
from engine.orders.benefits import Coupon
from engine.orders.channel import ChannelPolicy
from engine.orders.order import Order
from engine.orders.request import OrderRequest
from engine.planning import Plan, Snapshot
from tests.builders import a_discount, a_line, a_sku, a_snapshot, a_warehouse, an_order_request
from tests.planning.planned import plan
from tests.planning.rulebooks import ANYWHERE, a_rulebook

SKUS = tuple(f"S-{number}" for number in range(5))
WAREHOUSES = ("HZ", "NB", "SH", "GZ")


@st.composite
def snapshots(draw: st.DrawFn) -> Snapshot:
    """Draw a catalogue of five SKUs, four warehouses, and up to nine units of each here and there."""
    skus = [
        a_sku(
            sku,
            merchant=draw(st.sampled_from(["M-1", "M-2", "M-2001"])),
            temperature=draw(st.sampled_from(["ambient", "ambient", "frozen"])),
            type=draw(st.sampled_from(["goods", "goods", "goods", "virtual"])),
            weight_grams=draw(st.sampled_from([0, 333, 1200, 14_000, 31_000])),
        )
        for sku in SKUS
    ]
    warehouses = [
        a_warehouse(
            name,
            status=draw(st.sampled_from(["open", "open", "open", "closed"])),
            capabilities=draw(st.sampled_from([(), ("cold_chain",)])),
        )
        for name in WAREHOUSES
    ]
    places = st.tuples(st.sampled_from(SKUS), st.sampled_from(WAREHOUSES))
    return a_snapshot(skus, warehouses, stock=draw(st.dictionaries(places, st.integers(0, 9), min_size=8)))


@st.composite
def requests(draw: st.DrawFn) -> OrderRequest:
    """Draw one to six lines, the same SKU twice among them at times, with up to two discounts that they can bear."""
    prices = draw(st.lists(st.integers(0, 300_000), min_size=1, max_size=6))
    lines = [a_line(draw(st.sampled_from(SKUS)), draw(st.integers(1, 6)), money_text(price, "CNY")) for price in prices]
    goods = sum(price * line.quantity for price, line in zip(prices, lines, strict=True))
    off = draw(st.integers(0, goods))
    discounts = (a_discount(money_text(off // 3, "CNY"), id="A"), a_discount(money_text(off - off // 3, "CNY"), id="B"))
    return an_order_request(*lines, discounts=discounts, allow_split=draw(st.sampled_from([True, True, False])))


def placed(request: OrderRequest, snapshot: Snapshot, rulebook: RuleBook) -> Plan | None:
    """Return the plan, or None where stock is short; then it must be."""
    wanted = Counter[str]()
    for line in request.lines:
        if snapshot.skus[line.sku].type == "goods":
            wanted[line.sku] += line.quantity
    open_ones = [warehouse.id for warehouse in snapshot.warehouses if warehouse.status == "open"]
    free = {sku: sum(units(snapshot, sku, warehouse) for warehouse in open_ones) for sku in wanted}
    short = {sku for sku, quantity in wanted.items() if free[sku] < quantity}
    if not short:
        return plan(request, snapshot, rulebook)
    with pytest.raises(OutOfStock) as refusal:
        plan(request, snapshot, rulebook)
    assert refusal.value.sku in short
    assert (refusal.value.wanted, refusal.value.available) == (wanted[refusal.value.sku], free[refusal.value.sku])
    return None


def units(snapshot: Snapshot, sku: str, warehouse: str) -> int:
    level = snapshot.stock.get((sku, warehouse))
    return level.free if level else 0


def assert_every_unit_is_in_exactly_one_child(order: Order) -> None:
    children = Counter[str]()
    for child in order.children:
        assert {line.merchant for line in order.lines if line.id in {share.line for share in child.lines}} == {
            child.merchant
        }
        for share in child.lines:
            assert share.quantity > 0
            children[share.line] += share.quantity
    assert children == {line.id: line.quantity for line in order.lines}


def assert_allocations_are_units_of_their_child(order: Order) -> None:
    types = {line.id: line.type for line in order.lines}
    for child in order.children:
        wanted = Counter({share.line: share.quantity for share in child.lines if types[share.line] == "goods"})
        taken = Counter[str]()
        for allocation in child.allocations:
            for share in allocation.lines:
                assert share.quantity > 0
                taken[share.line] += share.quantity
        assert taken <= wanted
        assert (taken == wanted) == (child.outcome == "allocated")


def assert_stock_is_promised_once(found: Plan, snapshot: Snapshot) -> None:
    skus = {line.id: line.sku for line in found.order.lines}
    reserved = Counter[tuple[str, str]]()
    for reservation in found.reservations:
        reserved[reservation.sku, reservation.warehouse] += reservation.quantity
    allocated = Counter[tuple[str, str]]()
    for child in found.order.children:
        for allocation in child.allocations:
            for share in allocation.lines:
                allocated[skus[share.line], allocation.warehouse] += share.quantity
    assert reserved == allocated
    assert all(quantity <= units(snapshot, *place) for place, quantity in reserved.items())


def assert_money_adds_up(order: Order) -> None:
    whole = order.amounts
    assert whole.payable == whole.goods - whole.discount + whole.freight
    assert whole.goods.amount == sum(line.amount.amount for line in order.lines)
    assert whole.discount.amount == sum(discount.amount.amount for discount in order.discounts)
    assert whole.discount.amount == sum(line.discount.amount for line in order.lines)
    assert whole.freight.amount == sum(line.freight.amount for line in order.lines)
    for name in ("goods", "discount", "freight", "payable"):
        parts = [getattr(child.amounts, name).amount for child in order.children]
        assert sum(parts) == getattr(whole, name).amount
        assert min(parts) >= 0


def assert_lawful(found: Plan, snapshot: Snapshot) -> None:
    assert_every_unit_is_in_exactly_one_child(found.order)
    assert_allocations_are_units_of_their_child(found.order)
    assert_stock_is_promised_once(found, snapshot)
    assert_money_adds_up(found.order)


@settings(deadline=None)
@given(requests(), snapshots())
def test_units_stock_and_money_of_a_plan_under_the_shipped_rules(request: OrderRequest, snapshot: Snapshot) -> None:
    found = placed(request, snapshot, a_rulebook())
    if found is not None:
        assert_lawful(found, snapshot)


@settings(deadline=None)
@given(requests(), snapshots())
def test_what_is_there_is_found_where_any_warehouses_may_ship(request: OrderRequest, snapshot: Snapshot) -> None:
    found = placed(request, snapshot, a_rulebook(ANYWHERE))
    if found is not None:
        assert_lawful(found, snapshot)
        if request.allow_split:
            assert {child.outcome for child in found.order.children} == {"allocated"}


GENEROUS: Final = """
format: 1
kind: promotion
id: generous
title: 各种优惠
currency: CNY
meta: {owner: 测试, reason: 为测试而写}
steps:
  member: {rules: [{id: all, when: {}, then: {pay_percent: 99.5}}]}
  merchants:
    rules:
      - {id: shop-tenth, when: {group.goods_total: ">= 100.00"}, then: {kind: shop, pay_percent: 90, max_off: 300.00}}
  discounts:
    rules:
      - {id: narrow, when: {}, then: {kind: narrow, amount: 3.33, lines: [S-1, S-2]}}
      - {id: coupon, when: {coupon.kind: any}, then: {kind: coupon, amount: 29.99}}
  gifts:
    rules:
      - {id: some, when: {order.goods_total: "> 0"}, then: {sku: S-0, quantity: 2}}
      - {id: none, when: {}, then: {sku: NOWHERE}}
  points:
    rules: [{id: half, when: {}, then: {points_per_unit: 100, cap_percent: 50}}]
"""
OURS: Final = ChannelPolicy(trusted_pricing=False, trusted_tags=False, past_prices=True)


@settings(deadline=None)
@given(requests(), snapshots(), st.sampled_from(get_args(ApportionmentMode)), st.booleans())
def test_every_discount_of_our_own_shop_is_a_row_that_adds_up(
    request: OrderRequest, snapshot: Snapshot, mode: ApportionmentMode, has_coupon: bool
) -> None:
    coupon = Coupon(id="CP-1", kind="any", scope=("S-1", "M-2"), uses=None) if has_coupon else None
    ours = msgspec.structs.replace(snapshot, policy=OURS, apportionment=mode, coupon=coupon, points=5000)
    asked = msgspec.structs.replace(request, discounts=(), coupon=coupon.id if coupon else None, points=5000)
    try:
        found = placed(asked, ours, a_rulebook(GENEROUS))
    except BenefitNotUsable:
        assert coupon is not None  # for none of these goods, or they cost nothing any more
        return
    if found is None:
        return
    assert_lawful(found, snapshot)
    order = found.order
    assert all(0 <= line.discount.amount <= line.amount.amount for line in order.lines)
    assert all(each.source.startswith("generous@") for each in order.discounts)
    assert all(sum(share for _, share in each.shares) == each.amount.amount for each in order.discounts)
    assert order.steps == amount_steps(order.amounts, order.discounts)
    assert order.steps[-1].after == order.steps[-1].amount == order.amounts.payable
    assert found.benefits.points <= 5000
    gifts = [line for line in order.lines if line.gift_of]
    assert all(line.amount.amount == line.freight.amount == 0 for line in gifts)
    assert [event.data["sku"] for event in found.events if event.name == "GiftMissed"][-1:] == ["NOWHERE"]
