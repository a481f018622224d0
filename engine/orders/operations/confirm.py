"""Confirmation: somebody accepts the order for delivery, where its type is not accepted by itself."""

from datetime import datetime

from engine.orders.actor import Actor
from engine.orders.change import Change
from engine.orders.operations.course import Course
from engine.orders.order import Order
from engine.orders.status import Move, OrderState


def confirm(order: Order, *, actor: Actor, now: datetime) -> Change:
    """Return the order confirmed, with all of its children that wait for it. Raises IllegalMove."""
    course = Course(order, actor, now)
    waiting = [
        number for number in course.living() if course.child(number).status.order is OrderState.AWAITING_CONFIRMATION
    ]
    numbers = waiting or [order.children[0].number]
    for number in numbers:
        course.move(number, Move.CONFIRM)
    course.tell("OrderConfirmed", children=numbers)
    return course.change()
