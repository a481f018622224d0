"""Completion: the buyer has all of it, and nothing is open."""

from datetime import datetime

from engine.orders.actor import Actor
from engine.orders.change import Change
from engine.orders.operations.course import Course
from engine.orders.order import Order
from engine.orders.status import Move, OrderState


def complete(order: Order, *, child: str | None = None, actor: Actor, now: datetime) -> Change:
    """Return the order completed, or one child of it. Raises IllegalMove, NotFound."""
    course = Course(order, actor, now)
    open_ones = [number for number in course.living() if course.child(number).status.order is not OrderState.COMPLETED]
    numbers = [course.child(child).number] if child else open_ones or [order.children[0].number]
    for number in numbers:
        course.move(number, Move.COMPLETE)
    course.tell("OrderCompleted", children=numbers)
    return course.change()
