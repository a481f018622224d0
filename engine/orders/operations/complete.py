"""Completion: the buyer has all of it, and nothing is open."""

from datetime import datetime

from engine.orders.actor import SYSTEM, Actor
from engine.orders.change import Change
from engine.orders.operations.course import Course
from engine.orders.order import ChildOrder, Order
from engine.orders.status import Move, OrderState
from engine.orders.timers import completes_by_itself


def complete(order: Order, *, child: str | None = None, actor: Actor, now: datetime) -> Change:
    """Return the order completed, or one child of it. Raises IllegalMove, NotFound."""
    course = Course(order, actor, now)
    open_ones = [number for number in course.living() if course.child(number).status.order is not OrderState.COMPLETED]
    numbers = [course.child(child).number] if child else open_ones or [order.children[0].number]
    for number in numbers:
        course.move(number, Move.COMPLETE)
    course.tell("OrderCompleted", children=numbers)
    return course.change()


def complete_received(order: Order, *, actor: Actor = SYSTEM, now: datetime) -> Change:
    """Return the order with those children completed whose time after their receipt is over.

    Nothing where there is none: what is not settled, or in an open after-sale, waits until it is.
    """
    course = Course(order, actor, now)
    due = [child.number for child in order.children if _is_due(order, child, now)]
    for number in due:
        course.move(number, Move.COMPLETE)
    if due:
        course.tell("OrderCompleted", children=due)
    return course.change()


def _is_due(order: Order, child: ChildOrder, now: datetime) -> bool:
    at = completes_by_itself(order, child)
    return at is not None and at <= now
