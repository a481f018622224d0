"""Which vectors real lives of orders come to: every state is lived through, and every word is read by somebody."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from engine.errors import OmsError
from engine.money import Money
from engine.orders.change import Change
from engine.orders.lifecycle.flows import FLOWS
from engine.orders.lifecycle.transition import moved
from engine.orders.operations.cancel import cancel
from engine.orders.operations.collect import collect
from engine.orders.operations.complete import complete
from engine.orders.operations.confirm import confirm
from engine.orders.operations.deliver import allocate, deliver_virtual, make_ready, receive, ship
from engine.orders.operations.expire import expire
from engine.orders.operations.group import fail_group, succeed_group
from engine.orders.operations.pay import pay
from engine.orders.operations.presale import forfeit_deposit
from engine.orders.operations.refuse import refuse_delivery, return_goods
from engine.orders.operations.review import clear, reject
from engine.orders.order import Allocation, LineQuantity, Order
from engine.orders.status import FulfillmentState, Move, OrderState, OrderStatus, PaymentState, ReviewState
from engine.orders.views import ENGLISH, status_view
from tests.builders import NOW, a_line
from tests.orders.ordered import BALANCE_BY, BALANCE_FROM, PAY_BY, a_receipt, an_order, by

SYSTEM = by("system")
TIMES = (NOW, PAY_BY, BALANCE_FROM, BALANCE_BY)
Deed = Callable[[Order, str, datetime], Order]


def after(operation: Callable[..., Change], *, is_of_child: bool = False) -> Deed:
    def deed(order: Order, child: str, now: datetime) -> Order:
        return operation(order, *([child] if is_of_child else []), actor=SYSTEM, now=now).after

    return deed


def paying(amount_of: Callable[[Order], Money], operation: Callable[..., Change] = pay) -> Deed:
    def deed(order: Order, _child: str, now: datetime) -> Order:
        receipt = a_receipt(order, amount_of(order), payment_no=f"P-{order.version}", at=now)
        return operation(order, receipt, actor=SYSTEM, now=now).after

    return deed


def presale_part(order: Order) -> Money:
    if order.presale is None:
        return Money(100, "CNY")
    is_begun = order.status.payment is PaymentState.DEPOSIT_PAID
    return order.presale.balance if is_begun else order.presale.deposit


def cancel_all(order: Order, _child: str, now: datetime) -> Order:
    return cancel(order, cause="customer_service", actor=SYSTEM, now=now).after


def cancel_one(order: Order, child: str, now: datetime) -> Order:
    line = order.children[0].lines[0].line
    units = (LineQuantity(line=line, quantity=1),)
    return cancel(order, cause="customer_service", child=child, units=units, actor=SYSTEM, now=now).after


def clear_without_stock(order: Order, _child: str, now: datetime) -> Order:
    gone = msgspec.structs.replace(order.children[0], allocations=(), outcome="backorder")
    return clear(order, (gone,), actor=SYSTEM, now=now).after


def find_stock(order: Order, child: str, now: datetime) -> Order:
    left = order.children[0].lines[0]
    found = (Allocation(warehouse="SH", lines=(left,)),)
    return allocate(order, child, found=found, actor=SYSTEM, now=now).after


def ask_for_return(order: Order, _child: str, now: datetime) -> Order:
    return moved(order, order.children[0], Move.REQUEST_RETURN, SYSTEM, now)


DEEDS: tuple[Deed, ...] = (
    *(after(operation) for operation in (confirm, complete, expire, succeed_group, fail_group)),
    *(after(operation) for operation in (forfeit_deposit, clear, reject)),
    *(after(operation, is_of_child=True) for operation in (allocate, make_ready, ship, receive, deliver_virtual)),
    *(after(operation, is_of_child=True) for operation in (refuse_delivery, return_goods)),
    paying(lambda order: order.amounts.payable),
    paying(presale_part),
    paying(lambda order: order.amounts.payable, collect),
    cancel_all,
    cancel_one,
    clear_without_stock,
    find_stock,
    ask_for_return,
)


def lives(order: Order) -> Iterator[OrderStatus]:
    """Return every vector that an order comes to, whatever is done to it at the times that matter."""
    front, seen = [(order, 0)], {(order.status, 0)}
    while front:
        standing, time = front.pop()
        yield standing.status
        now = TIMES[time] + timedelta(seconds=1)
        came = [(standing, time + 1)] if time + 1 < len(TIMES) else []
        came += [(done, time) for done in done_to(standing, now)]
        for done, then in came:
            if (done.status, then) not in seen:
                seen.add((done.status, then))
                front.append((done, then))


def done_to(order: Order, now: datetime) -> Iterator[Order]:
    for deed in DEEDS:
        try:
            yield deed(order, order.children[0].number, now)
        except OmsError:
            continue


@pytest.fixture(scope="module")
def reached() -> dict[str, set[OrderStatus]]:
    found: dict[str, set[OrderStatus]] = {}
    for order_type in FLOWS:
        changes: dict[str, Any] = {} if order_type == "virtual" else {"lines": (a_line("A-1", 3),)}
        agreements: list[dict[str, Any]] = [{}, {"on_account": True}] if order_type == "b2b" else [{}]
        beginnings = [
            an_order(order_type, blocks=blocks, **changes, **agreed)
            for blocks in (None, ("release",))
            for agreed in agreements
        ]
        found[order_type] = {status for order in beginnings for status in lives(order)}
    return found


def test_every_state_is_lived_through(reached: dict[str, set[OrderStatus]]) -> None:
    vectors = {status for each in reached.values() for status in each}

    assert {status.order for status in vectors} == set(OrderState)
    assert {status.review for status in vectors} == set(ReviewState)
    assert {status.payment for status in vectors} == set(PaymentState)
    assert {status.fulfillment for status in vectors} == set(FulfillmentState)


def test_every_word_is_read_by_somebody(reached: dict[str, set[OrderStatus]]) -> None:
    views = [status_view(status) for each in reached.values() for status in each]

    assert {word for view in views for word in (view.customer, view.platform, view.erp)} == set(ENGLISH)


def test_nobody_ships_what_is_neither_paid_nor_agreed_on(reached: dict[str, set[OrderStatus]]) -> None:
    unpaid = {PaymentState.UNPAID, PaymentState.DEPOSIT_PAID, PaymentState.PARTLY_PAID}
    out = {FulfillmentState.ALLOCATED, FulfillmentState.SHIPPED, FulfillmentState.RECEIVED}

    assert [
        status for each in reached.values() for status in each if status.payment in unpaid and status.fulfillment in out
    ] == []


def test_a_held_order_never_reaches_the_warehouse(reached: dict[str, set[OrderStatus]]) -> None:
    held = [status for each in reached.values() for status in each if status.review is ReviewState.HELD]

    assert held
    assert {status.fulfillment for status in held} <= {FulfillmentState.NONE, FulfillmentState.BACKORDERED}


def test_cash_on_delivery_and_what_is_exchanged_owe_no_money_back(reached: dict[str, set[OrderStatus]]) -> None:
    for order_type in ("exchange", "reissue"):
        assert {status.payment for status in reached[order_type]} == {PaymentState.NOT_REQUIRED}
    assert PaymentState.UNPAID not in {status.payment for status in reached["cod"]}
