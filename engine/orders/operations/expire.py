"""Time-out: what was not paid in time is cancelled, and its stock is free again."""

from datetime import datetime

from engine.errors import IllegalMove
from engine.orders.actor import SYSTEM, Actor
from engine.orders.change import Change
from engine.orders.lifecycle.transition import legal_moves
from engine.orders.operations.cancel import call_off
from engine.orders.operations.course import Course
from engine.orders.order import Order
from engine.orders.status import Move, OrderState, ReviewState


def expire(order: Order, *, actor: Actor = SYSTEM, now: datetime) -> Change:
    """Return the order without the children that still await payment; parts that were paid for them are owed back.

    Nothing where none awaits payment, or while a review holds the payment up (the time to pay begins again with its
    clearing). Raises IllegalMove before the time is over.
    """
    waiting = [child.number for child in order.children if child.status.order is OrderState.AWAITING_PAYMENT]
    if not waiting or (order.status.review is ReviewState.HELD and "payment" in order.blocks):
        return Change(before=order, after=order)
    if order.terms.pay_by is None or now < order.terms.pay_by:
        limit = order.terms.pay_by
        why = f"there is time to pay until {limit.isoformat()}" if limit else "there is no limit to the time to pay"
        raise IllegalMove("order", order.status.order, Move.EXPIRE, legal_moves(order, actor.role, now), why)
    course = Course(order, actor, now)
    for number in waiting:
        course.move(number, Move.EXPIRE)
    call_off(course, waiting, "timeout")
    course.advance()
    return course.change()
