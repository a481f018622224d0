"""Collection: cash at the door, or what a business pays on account; numbers only, no account of ours moves."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from engine.errors import InvalidInput
from engine.money import Money
from engine.orders.actor import Actor
from engine.orders.change import Change
from engine.orders.dues import due
from engine.orders.operations.course import Course
from engine.orders.operations.pay import Receipt, fill_in_turn, is_known, is_live, payment_of, subjects_of
from engine.orders.order import Order
from engine.orders.payment import Payment
from engine.orders.status import Move, PaymentState

_COLLECTED = frozenset({PaymentState.COLLECTABLE, PaymentState.ON_ACCOUNT})


def collect(order: Order, receipt: Receipt, *, known: Iterable[Payment] = (), actor: Actor, now: datetime) -> Change:
    """Return the order with what was collected for it; nothing where the same collection came before.

    A child that is paid at the door is collected whole; on account it may come in parts. What is more than due is
    written down as owed back. Raises IllegalMove, NotFound, InvalidInput and Conflict as `pay` does.
    """
    if is_known(receipt, known):
        return Change(before=order, after=order)
    course = Course(order, actor, now)
    subjects = subjects_of(course, receipt)
    course.check_role(subjects[0], Move.COLLECT)
    living = [number for number in subjects if is_live(course, number)]
    open_ones = [number for number in living if course.child(number).status.payment in _COLLECTED]
    for number in living:
        if not open_ones and not course.has_collected(number):
            course.check(number, Move.COLLECT)
    _refuse_part(course, open_ones, receipt.amount)
    payment = payment_of(receipt, "collection")
    course.note_payment(payment)
    if open_ones:
        fill_in_turn(course, open_ones, payment, part=Move.COLLECT_PART, whole=Move.COLLECT)
    else:
        course.give_surplus_back(payment, receipt.amount, "not_due")
    course.advance()
    return course.change()


def _refuse_part(course: Course, numbers: Sequence[str], amount: Money) -> None:
    """Refuse less than whole children cost where they are paid at the door. Raises IllegalMove and InvalidInput."""
    left = amount
    for number in numbers:
        child = course.child(number)
        wanted = due(course.order, child)
        if child.status.payment is PaymentState.COLLECTABLE and Money(0, wanted.currency) < left < wanted:
            course.check(number, Move.COLLECT)
            raise InvalidInput.at("amount", f"{wanted} is due for {number}, collected whole", (wanted.text,))
        left = left - min(left, wanted)
