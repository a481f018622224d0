"""Group-buy: the group is complete and its orders go on, or it did not come about and everybody has his money back."""

from datetime import datetime

from engine.orders.actor import Actor
from engine.orders.change import Change
from engine.orders.operations.cancel import call_off
from engine.orders.operations.course import Course
from engine.orders.order import Order
from engine.orders.status import Move


def succeed_group(order: Order, *, actor: Actor, now: datetime) -> Change:
    """Return a paid order of a group that is complete; it is confirmed unless a review is open. Raises IllegalMove."""
    course = Course(order, actor, now)
    for number in course.living() or (order.children[0].number,):
        course.move(number, Move.SUCCEED_GROUP)
    course.tell("GroupSucceeded", group=order.group)
    course.advance()
    return course.change()


def fail_group(order: Order, *, actor: Actor, now: datetime) -> Change:
    """Return an order of a group that did not come about: cancelled, what was paid owed back. Raises IllegalMove."""
    course = Course(order, actor, now)
    numbers = course.living() or (order.children[0].number,)
    for number in numbers:
        course.move(number, Move.FAIL_GROUP)
    course.tell("GroupFailed", group=order.group)
    call_off(course, numbers, "group_failed")
    return course.change()
