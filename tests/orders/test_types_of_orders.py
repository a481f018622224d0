"""The way of each order type: presale, cash on delivery, group-buy, pickup, virtual, on account; and a review."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from engine.errors import IllegalMove, InvalidInput
from engine.money import Money
from engine.orders.actor import Role
from engine.orders.change import Change
from engine.orders.operations.cancel import cancel
from engine.orders.operations.collect import collect
from engine.orders.operations.complete import complete
from engine.orders.operations.confirm import confirm
from engine.orders.operations.deliver import allocate, deliver_virtual, make_ready, receive, ship
from engine.orders.operations.group import fail_group, succeed_group
from engine.orders.operations.pay import pay
from engine.orders.operations.presale import change_balance, forfeit_deposit
from engine.orders.operations.refuse import refuse_delivery, return_goods
from engine.orders.operations.review import clear, reject
from engine.orders.order import Allocation, LineQuantity, Order
from engine.orders.status import FulfillmentState, OrderState, PaymentState, ReviewState
from engine.orders.views import customer_view
from tests.builders import NOW, a_line, a_sku, a_snapshot, an_order_request
from tests.orders.ordered import BALANCE_BY, BALANCE_FROM, PAY_BY, a_receipt, an_order, by
from tests.planning.planned import plan

Operation = Callable[..., Change]


def after(order: Order, operation: Operation, *arguments: Any, role: Role = "system", now: datetime = NOW) -> Order:
    return operation(order, *arguments, actor=by(role), now=now).after


def each_child(order: Order, *operations: Operation, role: Role = "warehouse") -> Order:
    """Return the order after these operations on each of its children."""
    for operation in operations:
        for child in order.children:
            order = after(order, operation, child.number, role=role)
    return order


def words(order: Order) -> str:
    return customer_view(order.status)


def with_deposit() -> Order:
    order = an_order("presale")
    assert order.presale is not None
    return after(order, pay, a_receipt(order, order.presale.deposit), role="payment")


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


def test_a_presale_goes_from_deposit_to_confirmation_to_balance() -> None:
    order = with_deposit()
    assert (order.status.order, order.status.payment) == (OrderState.AWAITING_CONFIRMATION, PaymentState.DEPOSIT_PAID)
    order = after(order, confirm, role="merchant")
    assert (order.status.order, order.status.payment) == (OrderState.CONFIRMED, PaymentState.DEPOSIT_PAID)
    assert order.presale is not None
    balance = a_receipt(order, order.presale.balance, payment_no="P-2", at=BALANCE_FROM)

    change = pay(order, balance, actor=by("payment"), now=BALANCE_FROM)

    assert [payment.kind for payment in change.payments] == ["balance"]
    assert change.after.status.payment is PaymentState.PAID
    assert change.after.settlement is not None
    assert change.after.settlement.paid == order.amounts.payable


@pytest.mark.parametrize(
    ("now", "words_of_it"),
    [(BALANCE_FROM - timedelta(days=1), "from the agreed day on"), (NOW, "from the agreed day on")],
)
def test_a_balance_is_not_taken_before_its_day(now: datetime, words_of_it: str) -> None:
    order = after(with_deposit(), confirm, role="merchant")
    assert order.presale is not None

    with pytest.raises(IllegalMove, match=words_of_it):
        pay(order, a_receipt(order, order.presale.balance, payment_no="P-2"), actor=by("payment"), now=now)


def test_a_balance_that_was_paid_too_late_is_owed_back() -> None:
    order = after(with_deposit(), confirm, role="merchant")
    assert order.presale is not None
    late = a_receipt(order, order.presale.balance, payment_no="P-2", at=BALANCE_BY)

    change = pay(order, late, actor=by("payment"), now=BALANCE_BY)

    assert [(refund.reason, refund.amount) for refund in change.refunds] == [("late", order.presale.balance)]
    assert change.after.status.payment is PaymentState.DEPOSIT_PAID


@pytest.mark.parametrize("amount", ["9.99", "0.01"])
def test_a_deposit_is_paid_whole(amount: str) -> None:
    order = an_order("presale")

    with pytest.raises(InvalidInput, match=r"the deposit is 10\.00 CNY, paid whole"):
        pay(order, a_receipt(order, Money.parse(amount, "CNY")), actor=by("payment"), now=NOW)


def test_a_presale_is_paid_for_the_order_as_a_whole() -> None:
    order = an_order("presale")
    receipt = a_receipt(order, subject=order.children[0].number)

    with pytest.raises(InvalidInput, match="a presale is paid as a whole"):
        pay(order, receipt, actor=by("payment"), now=NOW)


def test_a_balance_that_is_lowered_is_taken_off_the_goods_and_may_rise_to_what_was_promised() -> None:
    order = after(with_deposit(), confirm, role="merchant")
    assert order.presale is not None
    promised = order.presale.balance
    lower = promised - Money(1001, "CNY")

    cut = change_balance(order, lower, actor=by("merchant"), now=NOW).after

    assert cut.presale is not None
    assert (cut.presale.balance, cut.presale.promised) == (lower, promised)
    assert cut.amounts.discount == order.amounts.discount + Money(1001, "CNY")
    assert cut.presale.deposit + lower == cut.amounts.payable
    assert Money.sum((child.amounts.payable for child in cut.children), "CNY") == cut.amounts.payable
    again = after(cut, change_balance, promised - Money(333, "CNY"), role="merchant")
    assert again == msgspec.structs.replace(
        after(order, change_balance, promised - Money(333, "CNY"), role="merchant"), version=again.version
    )
    risen = after(cut, change_balance, promised, role="merchant")
    assert risen.amounts == order.amounts
    assert [child.amounts for child in risen.children] == [child.amounts for child in order.children]
    with pytest.raises(InvalidInput, match=r"it lies between 7\.01 and 78\.73"):
        change_balance(order, promised + Money(1, "CNY"), actor=by("merchant"), now=NOW)


def test_a_changed_balance_is_what_is_due_and_what_is_given_back() -> None:
    order = after(with_deposit(), confirm, role="merchant")
    assert order.presale is not None
    order = after(order, change_balance, order.presale.balance - Money(1001, "CNY"), role="merchant")
    assert order.presale is not None
    receipt = a_receipt(order, order.presale.balance, payment_no="P-2", at=BALANCE_FROM)
    order = after(order, pay, receipt, role="payment", now=BALANCE_FROM)
    assert order.status.payment is PaymentState.PAID

    change = cancel(order, cause="customer_service", actor=by("customer_service"), now=BALANCE_FROM)

    assert Money.sum((refund.amount for refund in change.refunds), "CNY") == order.amounts.payable


def test_a_deposit_lapses_with_the_balance_and_is_kept() -> None:
    order = after(with_deposit(), confirm, role="merchant")

    with pytest.raises(IllegalMove, match="the time to pay the balance is over"):
        forfeit_deposit(order, actor=by("merchant"), now=BALANCE_BY - timedelta(seconds=1))
    change = forfeit_deposit(order, now=BALANCE_BY)

    assert (change.after.status.order, change.after.status.payment) == (OrderState.CANCELLED, PaymentState.FORFEITED)
    assert change.refunds == ()
    assert sum(move.quantity for move in change.stock if move.kind == "release") == 5
    assert change.after.settlement is not None
    assert change.after.settlement.kept == Money(1000, "CNY")
    assert words(change.after) == "交易失败"


def test_a_deposit_does_not_lapse_while_we_have_not_confirmed() -> None:
    assert forfeit_deposit(with_deposit(), now=BALANCE_BY).is_nothing
    with pytest.raises(IllegalMove, match="the order is confirmed"):
        forfeit_deposit(with_deposit(), actor=by("merchant"), now=BALANCE_BY)


def test_a_presale_is_not_confirmed_when_there_is_no_time_left_for_its_balance() -> None:
    with pytest.raises(IllegalMove, match="while there is time to pay its balance"):
        confirm(with_deposit(), actor=by("merchant"), now=BALANCE_BY)


def test_a_customer_does_not_take_a_deposit_back_but_customer_service_does() -> None:
    order = with_deposit()

    with pytest.raises(IllegalMove, match="it lapses with the balance"):
        cancel(order, cause="customer", actor=by("customer"), now=NOW)
    change = cancel(order, cause="customer_service", actor=by("customer_service"), now=NOW)

    assert Money.sum((refund.amount for refund in change.refunds), "CNY") == Money(1000, "CNY")


def test_a_presale_that_is_under_way_is_not_cancelled_in_part() -> None:
    order = with_deposit()

    with pytest.raises(IllegalMove, match="cancelled as a whole"):
        cancel(
            order,
            cause="customer_service",
            child=order.children[0].number,
            actor=by("customer_service"),
            now=NOW,
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
    with pytest.raises(IllegalMove, match="collect_part is not possible"):
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


def test_a_held_order_that_is_paid_goes_on_when_it_is_cleared() -> None:
    order = an_order(blocks=("release",))
    order = after(order, pay, a_receipt(order), role="payment")
    assert words(order) == "等待接单"

    change = clear(order, actor=by("risk"), now=NOW)

    assert (change.after.status.review, change.after.status.order) == (ReviewState.PASSED, OrderState.CONFIRMED)
    assert (change.after.blocks, change.after.hold_queue) == ((), None)


def test_the_time_to_pay_begins_again_when_a_review_held_the_payment_up() -> None:
    order = an_order(blocks=("payment",))
    later = NOW + timedelta(days=1)

    cleared = clear(order, actor=by("risk"), now=later).after

    assert cleared.terms.pay_by == later + (PAY_BY - order.received_at)


def test_a_cleared_order_is_taken_from_where_the_stock_is_now() -> None:
    order = an_order(blocks=("release",))
    child = order.children[0]
    assert [held.warehouse for held in child.allocations] == ["HZ"]
    elsewhere = msgspec.structs.replace(
        child, allocations=(Allocation(warehouse="SH", lines=(LineQuantity(line="1", quantity=3),)),)
    )

    change = clear(order, (elsewhere,), actor=by("risk"), now=NOW)

    assert [(move.kind, move.warehouse, move.quantity) for move in change.stock] == [
        ("release", "HZ", 3),
        ("reserve", "SH", 3),
    ]
    assert change.after.children[0].allocations == elsewhere.allocations


def test_a_cleared_order_waits_for_stock_that_is_gone_and_finds_it_later() -> None:
    order = an_order(blocks=("release",))
    gone = msgspec.structs.replace(order.children[0], allocations=(), outcome="backorder")
    order = after(after(order, clear, (gone,), role="risk"), pay, a_receipt(order), role="payment")
    assert order.status.fulfillment is FulfillmentState.BACKORDERED
    number = order.children[0].number
    with pytest.raises(InvalidInput, match="say where the missing units are: 3 of line 1"):
        allocate(order, number, actor=by("warehouse"), now=NOW)
    found = (Allocation(warehouse="SH", lines=(LineQuantity(line="1", quantity=3),)),)

    change = allocate(order, number, found=found, actor=by("warehouse"), now=NOW)

    assert [(move.kind, move.warehouse) for move in change.stock] == [("reserve", "SH")]
    assert change.after.children[0].status.fulfillment is FulfillmentState.ALLOCATED


def test_a_rejected_order_is_cancelled_and_what_was_paid_is_owed_back() -> None:
    order = an_order(blocks=("release",))
    order = after(order, pay, a_receipt(order), role="payment")

    change = reject(order, reason="刷单", actor=by("risk"), now=NOW)

    assert (change.after.status.review, change.after.status.order) == (ReviewState.REJECTED, OrderState.CANCELLED)
    assert Money.sum((refund.amount for refund in change.refunds), "CNY") == order.amounts.payable
    assert sum(move.quantity for move in change.stock) == 5
    assert words(change.after) == "退款成功"


def test_a_customer_does_not_decide_a_review() -> None:
    for operation in (clear, reject):
        with pytest.raises(IllegalMove, match="order is waiting to be accepted"):
            operation(an_order(blocks=()), actor=by("customer"), now=NOW)


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
