"""A child that was received is completed by itself, when its time is over and nothing of it is open."""

from datetime import timedelta

import msgspec
import pytest

from engine.orders.operations.collect import collect
from engine.orders.operations.complete import complete, complete_received
from engine.orders.operations.confirm import confirm
from engine.orders.operations.deliver import allocate, deliver_virtual, receive, ship
from engine.orders.operations.pay import pay
from engine.orders.order import Order
from engine.orders.status import AfterSaleState, OrderState
from engine.orders.timers import Timer, timers_of
from tests.builders import NOW
from tests.orders.ordered import a_receipt, after, an_order, each_child

WEEK = timedelta(days=7)
LATER = NOW + timedelta(days=2)


def promised(order_type: str = "normal") -> Order:
    """Return an order that is completed a week after its receipt."""
    order = an_order(order_type)
    return msgspec.structs.replace(order, terms=msgspec.structs.replace(order.terms, complete_after=WEEK))


def on_its_way(order_type: str = "normal") -> Order:
    order = promised(order_type)
    if order_type == "cod":
        return each_child(after(order, confirm, role="merchant"), allocate, ship)
    return each_child(after(order, pay, a_receipt(order), role="payment"), allocate, ship)


def test_each_child_is_completed_a_week_after_its_own_receipt() -> None:
    order = on_its_way()
    first, second = (child.number for child in order.children)
    order = after(order, receive, first, role="customer", now=NOW)
    order = after(order, receive, second, role="customer", now=LATER)
    assert timers_of(order) == (Timer(kind="complete", due_at=NOW + WEEK),)

    assert complete_received(order, now=NOW + WEEK - timedelta(microseconds=1)).is_nothing
    change = complete_received(order, now=NOW + WEEK)

    assert [(event.name, event.data["children"]) for event in change.events] == [("OrderCompleted", [first])]
    assert [child.status.order for child in change.after.children] == [OrderState.COMPLETED, OrderState.CONFIRMED]
    assert timers_of(change.after) == (Timer(kind="complete", due_at=LATER + WEEK),)
    assert complete_received(change.after, now=NOW + WEEK).is_nothing, "a second time there is nothing to do"
    done = complete_received(change.after, now=LATER + WEEK).after
    assert done.status.order is OrderState.COMPLETED
    assert timers_of(done) == ()


def test_what_is_on_its_way_is_not_waited_for_to_be_completed() -> None:
    assert timers_of(on_its_way()) == ()
    assert complete_received(on_its_way(), now=NOW + 100 * WEEK).is_nothing


def test_an_order_without_such_a_term_is_completed_by_hand_only() -> None:
    order = an_order()
    order = each_child(after(order, pay, a_receipt(order), role="payment"), allocate, ship, receive)

    assert timers_of(order) == ()
    assert complete_received(order, now=NOW + 100 * WEEK).is_nothing
    assert after(order, complete, role="customer").status.order is OrderState.COMPLETED


def test_a_voucher_is_completed_after_its_delivery() -> None:
    order = promised("virtual")
    order = after(order, pay, a_receipt(order), role="payment")
    order = after(order, deliver_virtual, order.children[0].number, role="merchant")

    assert complete_received(order, now=NOW + WEEK).after.status.order is OrderState.COMPLETED


def test_cash_that_was_not_handed_in_keeps_an_order_open() -> None:
    order = each_child(on_its_way("cod"), receive)
    assert timers_of(order) == ()
    assert complete_received(order, now=NOW + WEEK).is_nothing

    order = after(order, collect, a_receipt(order), role="warehouse", now=LATER)

    assert timers_of(order) == (Timer(kind="complete", due_at=NOW + WEEK),)
    assert complete_received(order, now=NOW + WEEK).after.status.order is OrderState.COMPLETED


@pytest.mark.parametrize(
    ("state", "is_completed"),
    [
        (AfterSaleState.REQUESTED, False),
        (AfterSaleState.AWAITING_GOODS, False),
        (AfterSaleState.ARBITRATION, False),
        (AfterSaleState.WITHDRAWN, True),
        (AfterSaleState.CLOSED, True),
    ],
)
def test_an_open_after_sale_keeps_an_order_open(state: AfterSaleState, is_completed: bool) -> None:
    order = each_child(on_its_way(), receive)
    children = tuple(
        msgspec.structs.replace(child, status=msgspec.structs.replace(child.status, after_sale=state))
        for child in order.children
    )
    order = msgspec.structs.replace(order, children=children)

    assert (not complete_received(order, now=NOW + WEEK).is_nothing) is is_completed
    assert bool(timers_of(order)) is is_completed
