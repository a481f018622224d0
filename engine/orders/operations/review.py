"""The end of a review: the order goes on, taken from where the stock is now, or it is refused and given back."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from engine.orders.actor import Actor
from engine.orders.change import Change
from engine.orders.operations.cancel import call_off
from engine.orders.operations.course import Course
from engine.orders.order import ChildOrder, Order
from engine.orders.status import FulfillmentState, Move

_AWAITS_STOCK = frozenset({"backorder", "manual"})


def clear(order: Order, routed: Sequence[ChildOrder] = (), *, actor: Actor, now: datetime) -> Change:
    """Return a held order that may go on; what is paid is confirmed with it.

    `routed` are the children that are now taken from elsewhere: of each its allocations and outcome count. Where the
    review held up the payment, the time to pay begins again. Raises IllegalMove.
    """
    course = Course(order, actor, now)
    for number in course.living() or (order.children[0].number,):
        course.move(number, Move.CLEAR)
    for child in routed:
        _reroute(course, child)
    if "payment" in order.blocks and order.terms.pay_by is not None:
        pay_by = now + (order.terms.pay_by - order.received_at)
        course.alter_order(terms=msgspec.structs.replace(order.terms, pay_by=pay_by))
    _end_hold(course)
    course.tell("ReviewCleared", rerouted=[child.number for child in routed])
    course.advance()
    return course.change()


def reject(order: Order, *, reason: str = "", actor: Actor, now: datetime) -> Change:
    """Return a held order that is refused: cancelled, its stock free, what was paid owed back. Raises IllegalMove.

    `reason` is a word of ours for the log, never for the buyer.
    """
    course = Course(order, actor, now)
    numbers = course.living() or (order.children[0].number,)
    for number in numbers:
        course.move(number, Move.REJECT)
        course.follow(number, Move.CALL_OFF)
    _end_hold(course)
    course.tell("ReviewRejected", reason=reason)
    call_off(course, numbers, "risk", reason)
    return course.change()


def _end_hold(course: Course) -> None:
    course.alter_order(blocks=(), hold_reasons=(), hold_queue=None)


def _reroute(course: Course, routed: ChildOrder) -> None:
    """Give back what a child has reserved, and take what it is routed to now."""
    number = course.child(routed.number).number
    for held in course.child(number).allocations:
        course.shift("release", number, held)
    for held in routed.allocations:
        course.shift("reserve", number, held)
    waits = course.child(number).status.fulfillment is FulfillmentState.BACKORDERED
    if waits != (routed.outcome in _AWAITS_STOCK):
        course.follow(number, Move.PROMISE if waits else Move.AWAIT_STOCK)
    child = course.child(number)
    course.alter(msgspec.structs.replace(child, allocations=routed.allocations, outcome=routed.outcome))
