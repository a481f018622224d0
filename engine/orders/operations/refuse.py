"""Refusal at the door, and the way back of goods that nobody took."""

from datetime import datetime

import msgspec

from engine.orders.actor import Actor
from engine.orders.change import Change
from engine.orders.operations.cancel import CancelCause, give_all_back
from engine.orders.operations.course import Course
from engine.orders.order import Order
from engine.orders.status import Move, OrderState, PaymentState

_CAUSE: CancelCause = "refused"
_NOT_YET_PAID = frozenset({PaymentState.COLLECTABLE, PaymentState.ON_ACCOUNT})


def refuse_delivery(order: Order, child: str, *, actor: Actor, now: datetime) -> Change:
    """Return the order without a child that the buyer did not take.

    What was to be collected is not asked for any more: a number, no money moves. What was paid is owed back when the
    goods are here again. Raises IllegalMove, NotFound.
    """
    course = Course(order, actor, now)
    course.move(child, Move.REFUSE)
    course.follow(child, Move.CALL_OFF)
    gone = course.child(child)
    course.alter(msgspec.structs.replace(gone, cancelled=gone.lines))
    if gone.status.payment in _NOT_YET_PAID:
        give_all_back(course, child, _CAUSE)
    course.tell("DeliveryRefused", child=child)
    course.tell("OrderCancelled", children=[child], cause=_CAUSE, reason="")
    return course.change()


def return_goods(order: Order, child: str, *, actor: Actor, now: datetime) -> Change:
    """Return the order with the goods of a child in stock again that was refused, or cancelled on its way.

    What is still held of the buyer's money is owed back. Raises IllegalMove, NotFound.
    """
    course = Course(order, actor, now)
    course.move(child, Move.RETURN_GOODS)
    for held in course.child(child).allocations:
        course.shift("restock", child, held)
    course.alter(msgspec.structs.replace(course.child(child), allocations=()))
    if course.child(child).status.order is OrderState.CANCELLED:
        give_all_back(course, child, _CAUSE)
    course.tell("GoodsReturned", child=child)
    return course.change()
