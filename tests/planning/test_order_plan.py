"""The plan of an order: the example of the interface, split, routing, freight, quotes."""

from datetime import timedelta

import msgspec
import pytest

from engine.errors import OutOfStock
from engine.orders.request import CustomerInfo
from engine.orders.status import FulfillmentState, OrderState, ReviewState
from engine.planning import PlanIds, plan_quote
from tests.builders import NOW, a_discount, a_line, a_sku, a_snapshot, a_warehouse, an_order_request
from tests.planning.planned import IDS, TOKENS, facts_of, plan
from tests.planning.rulebooks import (
    BACKORDER_ALL,
    CANCEL_WITHOUT,
    ONE_CHILD,
    REJECT_ALL,
    RELEASE,
    a_rulebook,
)


def test_the_example_of_the_interface_costs_what_it_says() -> None:
    order = plan(an_order_request(discounts=(a_discount("10.00", "A-1"),))).order
    amounts = order.amounts

    assert (amounts.goods.text, amounts.discount.text, amounts.freight.text) == ("39.80", "10.00", "8.00")
    assert amounts.payable.text == "37.80"
    assert [allocation.warehouse for allocation in order.children[0].allocations] == ["HZ"]
    assert (order.status.order, order.status.review) == (OrderState.AWAITING_PAYMENT, ReviewState.PASSED)


def test_a_plan_makes_one_risk_and_split_a_routing_for_each_child_and_a_freight_for_each_merchant() -> None:
    skus = [a_sku("A-1"), a_sku("B-1", temperature="frozen"), a_sku("C-1", merchant="M-2")]
    warehouses = [a_warehouse("HZ", capabilities=("cold_chain",))]
    found = plan(an_order_request(a_line("A-1"), a_line("B-1"), a_line("C-1")), a_snapshot(skus, warehouses))

    assert [(record.id.rpartition(".")[2], record.kind, record.subject) for record in found.decisions] == [
        ("1", "risk", "order"),
        ("2", "split", "order"),
        ("3", "routing", f"{IDS.order_no}-1"),
        ("4", "routing", f"{IDS.order_no}-2"),
        ("5", "routing", f"{IDS.order_no}-3"),
        ("6", "freight", "M-1"),
        ("7", "freight", "M-2"),
        ("8", "terms", "order"),
    ]
    assert all(record.at == NOW and record.release == RELEASE for record in found.decisions)


def test_the_release_is_pinned_to_the_order_and_the_goods_have_a_hash() -> None:
    cheap, dear = plan().order, plan(an_order_request(a_line("A-1", 2, "20.00"))).order

    assert cheap.release == RELEASE
    assert cheap.snapshot_hash == plan().order.snapshot_hash != dear.snapshot_hash


def test_the_tokens_travel_with_the_plan_and_not_the_values() -> None:
    found = plan(an_order_request(customer=CustomerInfo(id="C-1", phone="13800000000", name="张三")))

    assert (found.phone_token, found.device_token) == (TOKENS.phone, TOKENS.device)
    assert facts_of(found, "risk")["customer.phone"] == TOKENS.phone
    assert "13800000000" not in msgspec.json.encode([record.facts for record in found.decisions]).decode()
    assert "张三" not in msgspec.json.encode([record.facts for record in found.decisions]).decode()


def test_a_placed_order_tells_of_itself() -> None:
    event = plan().events[0]

    assert (event.name, event.actor, event.at) == ("OrderPlaced", "key:app", NOW)
    assert event.data["payable"] == "47.80"


def test_three_merchants_make_three_children_that_add_up_to_the_cent() -> None:
    skus = [a_sku(f"S-{n}", merchant=f"M-{n}") for n in range(3)]
    request = an_order_request(*(a_line(sku.id, 1, "9.99") for sku in skus), discounts=(a_discount("10.00"),))
    order = plan(request, a_snapshot(skus)).order

    assert [child.merchant for child in order.children] == ["M-0", "M-1", "M-2"]
    assert [child.number for child in order.children] == [f"{IDS.order_no}-{n}" for n in (1, 2, 3)]
    assert sum(child.amounts.payable.amount for child in order.children) == order.amounts.payable.amount


def test_a_child_is_settled_with_one_merchant_even_where_the_set_parts_nothing() -> None:
    skus = [a_sku("A-1"), a_sku("C-1", merchant="M-2")]
    order = plan(an_order_request(a_line("A-1"), a_line("C-1")), a_snapshot(skus), a_rulebook(ONE_CHILD)).order

    assert [child.merchant for child in order.children] == ["M-1", "M-2"]


def test_an_ambient_child_of_a_mixed_order_may_leave_a_warehouse_without_cold_chain() -> None:
    skus = [a_sku("A-1"), a_sku("B-1", temperature="frozen")]
    warehouses = [a_warehouse("HZ"), a_warehouse("NB", capabilities=("cold_chain",))]
    order = plan(an_order_request(a_line("A-1"), a_line("B-1")), a_snapshot(skus, warehouses)).order

    assert [child.allocations[0].warehouse for child in order.children] == ["HZ", "NB"]


def test_stock_promised_to_one_child_is_not_offered_to_the_next() -> None:
    # 30 kg is the most that a parcel may weigh, so that each unit is a child of its own.
    snapshot = a_snapshot([a_sku(weight_grams=20_000)], stock={("A-1", "HZ"): 1, ("A-1", "SH"): 1})
    found = plan(an_order_request(a_line("A-1", 2)), snapshot)

    assert [child.allocations[0].warehouse for child in found.order.children] == ["HZ", "SH"]
    assert [(each.warehouse, each.quantity) for each in found.reservations] == [("HZ", 1), ("SH", 1)]


def test_two_lines_of_one_sku_share_its_stock_and_keep_their_units() -> None:
    request = an_order_request(a_line("A-1", 2, "19.90"), a_line("A-1", 4, "18.00"))
    found = plan(request, a_snapshot(stock={("A-1", "HZ"): 3, ("A-1", "SH"): 3}))
    shares = [
        (allocation.warehouse, share.line, share.quantity)
        for allocation in found.order.children[0].allocations
        for share in allocation.lines
    ]

    assert found.order.children[0].outcome == "allocated"
    assert shares == [("HZ", "1", 2), ("HZ", "2", 1), ("SH", "2", 3)]
    assert facts_of(found, "routing")["lines"][0]["line.amount"] == "111.80"


def test_a_child_that_no_warehouse_may_ship_waits_and_reserves_nothing() -> None:
    found = plan(rulebook=a_rulebook(BACKORDER_ALL))

    assert found.order.children[0].outcome == "backorder"
    assert found.order.status.fulfillment is FulfillmentState.BACKORDERED
    assert found.reservations == ()
    assert "AllocationMissed" in [event.name for event in found.events]


def test_a_child_that_the_set_rather_cancels_is_refused_by_name() -> None:
    with pytest.raises(OutOfStock) as refusal:
        plan(rulebook=a_rulebook(CANCEL_WITHOUT))

    assert refusal.value.sku == "A-1"


def test_what_is_virtual_needs_no_stock_no_warehouse_and_no_freight() -> None:
    skus = [a_sku("V-1", type="virtual", weight_grams=0), a_sku("A-1")]
    found = plan(an_order_request(a_line("V-1"), a_line("A-1")), a_snapshot(skus, stock={("A-1", "HZ"): 1}))
    virtual = next(child for child in found.order.children if child.group_class == "虚拟")

    assert (virtual.outcome, virtual.allocations) == ("allocated", ())
    assert virtual.amounts.freight.amount == 0
    assert [line["line.sku"] for line in facts_of(found, "freight")["lines"]] == ["A-1"]


def test_a_merchants_goods_pay_freight_together_however_they_are_parted() -> None:
    whole = plan(an_order_request(a_line("A-1", 2)), a_snapshot([a_sku(weight_grams=20_000)])).order

    assert len(whole.children) == 2
    assert whole.amounts.freight.text == "45.00"  # 6.00 and 39 kilograms more at 1.00, charged once
    assert [child.amounts.freight.text for child in whole.children] == ["22.50", "22.50"]


def test_a_quote_is_the_same_plan_without_an_order_number_among_its_facts() -> None:
    quote = plan_quote(an_order_request(), a_snapshot(), a_rulebook(), NOW, PlanIds(order_no="Q-1"), TOKENS)

    assert quote.accepted
    assert quote.plan.order.amounts == plan().order.amounts
    assert "order.no" not in facts_of(quote.plan, "risk")
    assert quote.plan.decisions[0].id == "Q-1.1"


def test_a_quote_tells_neutrally_that_the_order_would_be_refused() -> None:
    rulebook = a_rulebook(REJECT_ALL)
    quote = plan_quote(an_order_request(), a_snapshot(), rulebook, NOW, PlanIds(order_no="Q-1"), TOKENS)

    assert (quote.accepted, quote.customer_text) == (False, "订单未能通过审核，请联系客服")


def test_rules_are_those_of_the_time_the_order_was_placed() -> None:
    request = an_order_request(placed_at=NOW - timedelta(days=30))

    assert {record.at for record in plan(request).decisions} == {NOW - timedelta(days=30)}
