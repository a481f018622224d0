"""The way of each order type: cash on delivery, group-buy, pickup, virtual, exchange, on account."""

import pytest

from engine.errors import IllegalMove, InvalidInput
from engine.money import Money
from engine.orders.operations.cancel import cancel
from engine.orders.operations.collect import collect
from engine.orders.operations.complete import complete
from engine.orders.operations.confirm import confirm
from engine.orders.operations.deliver import allocate, deliver_virtual, make_ready, receive, ship
from engine.orders.operations.group import fail_group, succeed_group
from engine.orders.operations.pay import pay
from engine.orders.operations.refuse import refuse_delivery, return_goods
from engine.orders.status import FulfillmentState, OrderState, PaymentState
from tests.builders import NOW, a_line, a_sku, a_snapshot, an_order_request
from tests.orders.ordered import a_receipt, after, an_order, by, each_child, words
from tests.planning.planned import plan


def test_a_normal_order_is_paid_set_aside_shipped_received_and_completed() -> None:
    order = an_order()
    said = [words(order)]
    order = after(order, pay, a_receipt(order), role="payment")
    for operation in (allocate, ship, receive):
        said.append(words(order))
        order = each_child(order, operation)
    said.append(words(order))
    order = after(order, complete, role="customer")

    assert [*said, words(order)] == ["待付款", "待发货", "待发货", "待收货", "待评价", "交易成功"]
    assert order.status.order is OrderState.COMPLETED


def test_a_shipped_parcel_takes_its_units_from_the_stock_and_is_told_with_its_number() -> None:
    order = after(an_order(), pay, a_receipt(an_order()), role="payment")
    number = order.children[0].number
    order = after(order, allocate, number, role="warehouse")

    change = ship(order, number, carrier="SF", tracking_no="SF123", actor=by("warehouse"), now=NOW)

    assert [(move.kind, move.sku, move.quantity, move.order_no) for move in change.stock] == [
        ("ship", "A-1", 3, number)
    ]
    (event,) = change.events
    assert (event.name, event.data) == (
        "ChildShipped",
        {"child": number, "carrier": "SF", "tracking_no": "SF123"},
    )


def test_cash_on_delivery_ships_unpaid_and_collects_a_number() -> None:
    order = after(an_order("cod"), confirm, role="merchant")
    order = each_child(order, allocate, ship)
    assert (order.status.payment, words(order)) == (PaymentState.COLLECTABLE, "卖家已发货")

    change = collect(order, a_receipt(order, method="cash"), actor=by("warehouse"), now=NOW)

    assert [(payment.kind, payment.amount) for payment in change.payments] == [("collection", order.amounts.payable)]
    assert change.after.status.payment is PaymentState.PAID
    order = each_child(change.after, receive)
    assert after(order, complete, role="customer").status.order is OrderState.COMPLETED


def test_cash_is_collected_at_the_door_whole_and_not_before() -> None:
    order = after(an_order("cod"), confirm, role="merchant")

    with pytest.raises(IllegalMove, match="cash is collected at the door"):
        collect(order, a_receipt(order), actor=by("warehouse"), now=NOW)
    order = each_child(order, allocate, ship)
    with pytest.raises(InvalidInput, match="collected whole"):
        collect(order, a_receipt(order, Money(100, "CNY")), actor=by("warehouse"), now=NOW)


def test_a_refusal_at_the_door_moves_no_money_and_brings_the_goods_back() -> None:
    order = after(an_order("cod"), confirm, role="merchant")
    order = each_child(order, allocate, ship)
    number = order.children[0].number

    refused = refuse_delivery(order, number, actor=by("customer"), now=NOW)

    assert (refused.payments, refused.refunds, refused.stock) == ((), (), ())
    child = refused.after.children[0]
    assert (child.status.order, child.status.payment) == (OrderState.CANCELLED, PaymentState.NOT_REQUIRED)
    back = return_goods(refused.after, number, actor=by("warehouse"), now=NOW)
    assert back.refunds == ()
    assert [(move.kind, move.quantity) for move in back.stock] == [("restock", 3)]
    assert back.after.children[1].status.order is OrderState.CONFIRMED


def test_what_was_paid_for_a_refused_parcel_is_owed_when_the_goods_are_back() -> None:
    order = after(an_order(), pay, a_receipt(an_order()), role="payment")
    order = each_child(order, allocate, ship)
    number = order.children[0].number

    refused = refuse_delivery(order, number, actor=by("customer"), now=NOW)
    back = return_goods(refused.after, number, actor=by("warehouse"), now=NOW)

    assert refused.refunds == ()
    assert [refund.amount for refund in back.refunds] == [order.children[0].amounts.payable]


def test_a_group_that_is_complete_lets_its_orders_go() -> None:
    order = after(an_order("group_buy"), pay, a_receipt(an_order("group_buy")), role="payment")
    assert (order.status.order, words(order)) == (OrderState.AWAITING_GROUP, "买家已付款")

    change = succeed_group(order, actor=by("merchant"), now=NOW)

    assert change.after.status.order is OrderState.CONFIRMED
    assert [event.name for event in change.events] == ["GroupSucceeded", "OrderConfirmed"]


@pytest.mark.parametrize("is_paid", [True, False])
def test_a_group_that_fails_gives_everybody_his_money_back(*, is_paid: bool) -> None:
    order = an_order("group_buy")
    order = after(order, pay, a_receipt(order), role="payment") if is_paid else order

    change = fail_group(order, actor=by("merchant"), now=NOW)

    assert change.after.status.order is OrderState.CANCELLED
    owed = Money.sum((refund.amount for refund in change.refunds), "CNY")
    assert owed == (order.amounts.payable if is_paid else Money(0, "CNY"))
    with pytest.raises(IllegalMove):
        succeed_group(change.after, actor=by("merchant"), now=NOW)


def test_an_unpaid_member_is_not_in_a_complete_group() -> None:
    with pytest.raises(IllegalMove, match="succeed_group is not possible"):
        succeed_group(an_order("group_buy"), actor=by("merchant"), now=NOW)


def test_a_pickup_order_waits_at_its_point_and_leaves_the_stock_when_it_is_fetched() -> None:
    order = after(an_order("pickup"), pay, a_receipt(an_order("pickup")), role="payment")
    order = each_child(order, allocate, make_ready)
    assert (order.status.fulfillment, words(order)) == (FulfillmentState.READY_FOR_PICKUP, "待收货")

    change = receive(order, order.children[0].number, actor=by("customer"), now=NOW)

    assert [(move.kind, move.quantity) for move in change.stock] == [("ship", 3)]
    with pytest.raises(IllegalMove, match="ship is not possible"):
        ship(order, order.children[1].number, actor=by("warehouse"), now=NOW)


def test_a_voucher_is_delivered_as_soon_as_it_is_paid_and_moves_no_stock() -> None:
    order = an_order("virtual")
    number = order.children[0].number
    with pytest.raises(IllegalMove, match="the order is confirmed"):
        deliver_virtual(order, number, actor=by("system"), now=NOW)
    order = after(order, pay, a_receipt(order), role="payment")

    change = deliver_virtual(order, number, actor=by("merchant"), now=NOW)

    assert change.stock == ()
    assert change.after.status.fulfillment is FulfillmentState.RECEIVED
    assert after(change.after, complete).status.order is OrderState.COMPLETED


@pytest.mark.parametrize("order_type", ["exchange", "reissue"])
def test_an_exchange_and_a_reissue_are_shipped_without_any_money(order_type: str) -> None:
    order = each_child(an_order(order_type), allocate, ship, receive)

    order = after(order, complete)

    assert order.status.payment is PaymentState.NOT_REQUIRED
    assert order.settlement is None
    assert order.status.order is OrderState.COMPLETED


def test_a_business_on_account_has_its_goods_before_it_pays_and_pays_in_parts() -> None:
    order = after(an_order("b2b", on_account=True), confirm, role="merchant")
    order = each_child(order, allocate, ship, receive)
    order = after(order, complete, role="merchant")
    assert (order.status.order, order.status.payment) == (OrderState.COMPLETED, PaymentState.ON_ACCOUNT)

    change = collect(order, a_receipt(order, method="transfer"), actor=by("merchant"), now=NOW)

    assert (change.after.status.order, change.after.status.payment) == (OrderState.COMPLETED, PaymentState.PAID)
    assert [payment.kind for payment in change.payments] == ["collection"]


def test_a_business_on_account_pays_in_parts_as_numbers() -> None:
    order = after(an_order("b2b", on_account=True), confirm, role="merchant")
    half = Money(order.amounts.payable.amount // 2, "CNY")
    first = collect(order, a_receipt(order, half), actor=by("merchant"), now=NOW)
    rest = a_receipt(order, order.amounts.payable - half, payment_no="P-2")

    second = collect(first.after, rest, known=first.payments, actor=by("merchant"), now=NOW)

    assert first.after.status.payment in {PaymentState.ON_ACCOUNT, PaymentState.PARTLY_PAID}
    assert second.after.status.payment is PaymentState.PAID
    gone = cancel(second.after, cause="merchant", actor=by("merchant"), now=NOW)
    assert all(refund.number_only for refund in gone.refunds)


def test_a_business_that_pays_before_delivery_is_confirmed_by_hand() -> None:
    order = an_order("b2b")
    order = after(order, pay, a_receipt(order), role="payment")
    assert order.status.order is OrderState.AWAITING_CONFIRMATION

    assert after(order, confirm, role="merchant").status.order is OrderState.CONFIRMED


def test_a_voucher_beside_a_parcel_is_delivered_by_itself() -> None:
    voucher = a_sku("V-1", merchant="M-3", price=500, type="virtual", weight_grams=0, volume_cm3=0)
    request = an_order_request(a_line("A-1"), a_line("V-1", 1, "5.00"), channel="taobao")
    order = plan(request, a_snapshot(skus=(a_sku(), voucher))).order
    order = after(order, pay, a_receipt(order), role="payment")
    parcel, ticket = order.children

    with pytest.raises(IllegalMove, match="there are goods to ship"):
        allocate(order, ticket.number, actor=by("warehouse"), now=NOW)

    order = after(order, deliver_virtual, ticket.number, role="merchant")

    assert order.status.fulfillment is FulfillmentState.NONE
    with pytest.raises(IllegalMove, match="there is nothing to ship"):
        deliver_virtual(order, parcel.number, actor=by("merchant"), now=NOW)
