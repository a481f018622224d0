"""What an order of our own shop costs: discounts reckoned here, each a row with its source."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from engine.decisions.registry import KINDS
from engine.decisions.rulebook import RuleBook
from engine.errors import BenefitNotUsable, InvalidInput
from engine.evaluation import evaluator
from engine.evaluation.loader import load_list, load_rule_set
from engine.geography.shipped import shipped_regions
from engine.orders.amount_steps import amount_steps
from engine.orders.benefits import Benefits, Coupon
from engine.orders.catalogue import Customer
from engine.orders.channel import OWN_SHOP
from engine.orders.order import Order
from engine.orders.request import CustomerInfo, RequestDiscount
from engine.orders.status import ReviewState
from engine.planning import Plan, Snapshot
from tests.builders import NOW, a_discount, a_line, a_sku, a_snapshot, an_order_request, stock_of
from tests.planning.planned import facts_of, plan
from tests.planning.rulebooks import RELEASE, VERSION, a_rulebook, shipped_lists, shipped_programs

HEAD = """
format: 1
kind: promotion
id: tests
title: 测试促销
currency: CNY
meta: {owner: 测试, reason: 为测试而写}
steps:
"""
COUPONS = (
    HEAD
    + """
  member:
    table: {in: [customer.level], out: [pay_percent], rows: [[gold, gold, 95]]}
    default: {pay_percent: 100}
  merchants: {rules: [{id: shop, when: {group.goods_total: ">= 100.00"}, then: {kind: shop, amount: 10.00}}]}
  discounts:
    rules:
      - id: coupon-10
        when: {coupon.kind: off_10, coupon.goods_total: ">= 20.00"}
        then: {kind: coupon, amount: 10.00}
  gifts: {rules: [{id: bag, when: {order.goods_total: ">= 100.00"}, then: {sku: BAG, quantity: 2}}]}
  points:
    rules: [{id: hundred, when: {points.balance: ">= 100"}, then: {points_per_unit: 100, cap_percent: 50}}]
    default: {points_per_unit: 100, cap_percent: 0}
"""
)
FOR_GUESTS = (
    HEAD
    + """
  discounts: {rules: [{id: guests, when: {customer.id: "@shop.guests"}, then: {kind: full_reduction, amount: 10.00}}]}
"""
)
GUESTS = """
format: 1
kind: list
id: shop.guests
title: 贵宾
type: text
meta: {owner: 测试, reason: 为测试而写}
values: [C-1]
"""
CP_9 = Coupon(id="CP-9", kind="off_10", scope=("A-1",))


def shop(**changes: Any) -> Snapshot:
    """Return a snapshot of our own shop: two merchants' goods, bags to give away, coupon CP-9, C-1 of level gold."""
    skus = (a_sku(), a_sku("B-1", merchant="M-2", price=5000, weight_grams=100), a_sku("BAG", price=900))
    usual = a_snapshot(skus, policy=OWN_SHOP, coupon=CP_9, points=1000)
    return msgspec.structs.replace(usual, **changes)


def sold(*lines: tuple[str, int], snapshot: Snapshot | None = None, rules: str = COUPONS, **request: Any) -> Plan:
    prices = {"A-1": "19.90", "B-1": "50.00"}
    asked = an_order_request(*(a_line(sku, units, prices[sku]) for sku, units in lines), **request)
    return plan(asked, snapshot or shop(), a_rulebook(rules))


def rows(order: Order) -> list[tuple[str, str, str, str]]:
    return [(each.kind, each.id, each.amount.text, each.source) for each in order.discounts]


def refusal(error: type[InvalidInput | BenefitNotUsable], **request: Any) -> dict[str, str]:
    snapshot = request.pop("snapshot", None)
    with pytest.raises(error) as refused:
        sold(("A-1", 2), snapshot=snapshot, **request)
    return {problem.path: problem.message for problem in refused.value.problems}


def test_a_coupon_takes_off_what_the_rules_say_and_is_used_up() -> None:
    found = sold(("A-1", 2), coupon="CP-9")

    assert rows(found.order) == [("coupon", "CP-9", "10.00", "tests@3/coupon-10")]
    assert found.order.amounts.payable.text == "37.80"
    assert found.benefits == Benefits(coupon="CP-9", customer="C-1")
    assert facts_of(found, "promotion")["coupon.goods_total"] == "39.80"
    assert facts_of(found, "risk")["order.discount_total"] == "10.00"


def test_the_discount_that_the_shop_told_its_buyer_is_checked() -> None:
    assert sold(("A-1", 2), discounts=(a_discount("10.00", "A-1"),)).order.amounts.payable.text == "37.80"

    assert refusal(InvalidInput, discounts=(a_discount("12.00"),)) == {
        "discounts[0].amount": "12.00 is not what CP-9 takes off; it is 10.00 now"
    }
    told = RequestDiscount(kind="full_reduction", id="off-40", amount="40.00")
    assert refusal(InvalidInput, discounts=(told,)) == {
        "discounts[0].id": "there is no full_reduction off-40 for this order"
    }
    assert refusal(InvalidInput, discounts=(a_discount("10.00", "A-1"), a_discount("10.00", id="CP-8"))) == {
        "discounts[1].id": "there is no coupon CP-8 for this order"
    }


def test_what_a_discount_is_for_is_checked_too() -> None:
    with pytest.raises(InvalidInput, match="CP-9 is for A-1, not for B-1"):
        sold(("A-1", 2), ("B-1", 1), discounts=(a_discount("10.00", "B-1"),))


def test_a_price_that_is_not_the_catalogues_any_more_is_named_with_the_present_one() -> None:
    with pytest.raises(InvalidInput, match=r"lines\[0\]\.unit_price: 18.00 is not the price of A-1; it is 19.90 now"):
        plan(an_order_request(a_line("A-1", 1, "18.00")), shop(), a_rulebook())


def test_every_step_is_kept_and_follows_from_the_rows() -> None:
    snapshot = shop(customer=Customer(id="C-1", level="gold"))
    order = sold(("A-1", 2), ("B-1", 3), snapshot=snapshot, coupon="CP-9", points=800).order

    assert [(step.step, step.amount.text, step.after.text) for step in order.steps] == [
        ("goods", "189.80", "189.80"),
        ("member", "-9.49", "180.31"),
        ("shop", "-10.00", "170.31"),
        ("coupon", "-10.00", "160.31"),
        ("points", "-8.00", "152.31"),
        ("gift", "0.00", "152.31"),
        ("freight", order.amounts.freight.text, order.amounts.payable.text),
        ("payable", order.amounts.payable.text, order.amounts.payable.text),
    ]
    assert order.steps == amount_steps(order.amounts, order.discounts)
    assert order.steps[3].source == "tests@3/coupon-10"


def test_each_merchants_promotion_looks_at_that_merchants_goods() -> None:
    order = sold(("A-1", 3), ("B-1", 2), rules=COUPONS).order

    shop_row = next(each for each in order.discounts if each.kind == "shop")
    assert shop_row.shares == (("2", 1000),)
    by_merchant = {child.merchant: child.amounts.discount.text for child in order.children}
    assert by_merchant == {"M-1": "0.00", "M-2": "10.00"}


def test_a_gift_is_a_line_that_costs_nothing_and_travels_for_nothing() -> None:
    found = sold(("B-1", 2))
    gift = found.order.lines[1]

    assert (gift.id, gift.sku, gift.quantity, gift.unit_price.text) == ("2", "BAG", 2, "0.00")
    assert (gift.gift_of, gift.freight.amount) == ("tests@3/bag", 0)
    assert [(each.sku, each.quantity) for each in found.reservations] == [("B-1", 2), ("BAG", 2)]
    assert "BAG" not in [line["line.sku"] for line in facts_of(found, "freight")["lines"]]


@pytest.mark.parametrize("bags", [{("BAG", "HZ"): 1}, {}], ids=["one left", "none"])
def test_a_gift_that_has_run_out_is_left_out_and_told(bags: dict[tuple[str, str], int]) -> None:
    found = sold(("B-1", 2), snapshot=shop(stock=stock_of({("B-1", "HZ"): 10, **bags})))

    assert [line.sku for line in found.order.lines] == ["B-1"]
    event = next(each for each in found.events if each.name == "GiftMissed")
    assert event.data == {"sku": "BAG", "quantity": 2, "rule": "bag"}


def test_points_take_off_no_more_than_the_rules_allow_and_no_more_are_used() -> None:
    found = sold(("A-1", 1), points=1000)

    assert rows(found.order) == [("points", "hundred", "9.95", "tests@3/hundred")]
    assert found.benefits == Benefits(customer="C-1", points=995)
    assert not sold(("A-1", 1)).benefits


@pytest.mark.parametrize(
    ("coupon", "words"),
    [
        (None, "is not known here"),
        (msgspec.structs.replace(CP_9, customer="C-2"), "is not for this customer"),
        (msgspec.structs.replace(CP_9, used=1), "was used already"),
        (msgspec.structs.replace(CP_9, is_void=True), "is void"),
        (msgspec.structs.replace(CP_9, valid_from=NOW + timedelta(seconds=1)), "can be used from 2026-11-10"),
        (msgspec.structs.replace(CP_9, valid_to=NOW), "ended at 2026-11-10"),
        (msgspec.structs.replace(CP_9, kind="off_99"), "takes nothing off these goods"),
        (msgspec.structs.replace(CP_9, scope=("B-1",)), "takes nothing off these goods"),
    ],
)
def test_a_coupon_that_cannot_be_used_is_named(coupon: Coupon | None, words: str) -> None:
    assert words in refusal(BenefitNotUsable, snapshot=shop(coupon=coupon), coupon="CP-9")["coupon"]


def test_a_coupon_that_is_named_by_a_discount_is_refused_where_it_stands() -> None:
    assert set(refusal(BenefitNotUsable, snapshot=shop(coupon=None), discounts=(a_discount("10.00"),))) == {
        "discounts[0].id"
    }


def test_points_that_are_not_there_are_named() -> None:
    assert refusal(BenefitNotUsable, points=1001) == {"points": "1001 points wanted, 1000 can be used"}
    guest = refusal(BenefitNotUsable, points=1, customer=CustomerInfo())
    assert guest == {"points": "a guest has no points; name the customer"}


def test_without_a_promotion_in_force_nothing_is_taken_off_and_nothing_is_wrong() -> None:
    found = plan(an_order_request(), shop(), a_rulebook(without=("promotion",)))

    assert found.order.discounts == ()
    assert found.order.status.review is ReviewState.PASSED
    assert "promotion" not in {record.kind for record in found.decisions}


def test_an_order_whose_promotion_cannot_be_reckoned_is_held_at_full_price_and_uses_up_nothing() -> None:
    guests = load_list(GUESTS, regions=shipped_regions())
    ruleset = load_rule_set(
        FOR_GUESTS, kinds=KINDS, lists={**shipped_lists(), guests.id: guests}, regions=shipped_regions()
    )
    sets = [(VERSION, entry) for entry in shipped_programs() if entry.ruleset.kind != "promotion"]
    book = RuleBook(
        release=RELEASE,
        sets=[*sets, (VERSION, evaluator.prepare(ruleset, shipped_regions(), "reference"))],
        lists=shipped_lists(),  # the list that the rules test is gone
        regions=shipped_regions(),
    )

    found = plan(an_order_request(coupon="CP-9", points=100), shop(), book)

    order = found.order
    assert (order.hold_queue, set(order.blocks)) == ("规则异常", {"release", "payment"})
    assert order.status.review is ReviewState.HELD
    assert "there is no such list" in order.hold_reasons[0]
    assert (order.discounts, order.amounts.discount.amount) == ((), 0)
    assert found.benefits == Benefits(), "the coupon and the points are still the buyer's"
    assert sum(each.quantity for each in found.reservations) == 2, "its stock is kept for it"
    assert [event.data["kind"] for event in found.events if event.name == "DecisionFailed"] == ["promotion"]


def test_a_platforms_discounts_stand_as_they_were_given() -> None:
    found = plan(an_order_request(channel="taobao", discounts=(a_discount("12.34"),)), rulebook=a_rulebook(COUPONS))

    assert rows(found.order) == [("coupon", "CP-9", "12.34", "channel")]
    assert [step.step for step in found.order.steps] == ["goods", "coupon", "freight", "payable"]


@pytest.mark.parametrize(
    ("mode", "shares"),
    [("largest_remainder", [334, 333, 333]), ("last_absorbs", [333, 333, 334]), ("first_absorbs", [334, 333, 333])],
)
def test_how_amounts_are_shared_out_is_a_setting_that_the_order_keeps(mode: str, shares: list[int]) -> None:
    lines = [("A-1", 1), ("A-1", 1), ("A-1", 1)]
    order = sold(*lines, snapshot=shop(apportionment=mode), coupon="CP-9").order

    assert [line.discount.amount for line in order.lines] == shares
    assert order.apportionment == mode
    given = an_order_request(*(a_line("A-1") for _ in lines), channel="taobao", discounts=(a_discount("10.00"),))
    platform = plan(given, a_snapshot(apportionment=mode)).order
    assert [line.discount.amount for line in platform.lines] == shares
