"""The end of a review: a held order goes on from where the stock is now, or is given back."""

from datetime import timedelta

import msgspec
import pytest

from engine.errors import IllegalMove, InvalidInput
from engine.money import Money
from engine.orders.operations.deliver import allocate
from engine.orders.operations.pay import pay
from engine.orders.operations.review import clear, reject
from engine.orders.order import Allocation, LineQuantity
from engine.orders.status import FulfillmentState, OrderState, ReviewState
from tests.builders import NOW
from tests.orders.ordered import PAY_BY, a_receipt, after, an_order, by, words


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
