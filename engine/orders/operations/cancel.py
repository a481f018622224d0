"""Cancellation: of an order, of one child or of some units; stock is released, and what was paid is owed back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

import msgspec

from engine.errors import Conflict, InvalidInput
from engine.orders.actor import Actor
from engine.orders.change import Change
from engine.orders.dues import due, kept, units_left, worth
from engine.orders.lifecycle.tables import PAYMENT
from engine.orders.operations.course import Course
from engine.orders.operations.release import release_units, release_whole
from engine.orders.order import Cancellation, ChildOrder, LineQuantity, Order
from engine.orders.status import Move, PaymentState

CancelCause = Literal[
    "customer",
    "merchant",
    "customer_service",
    "risk",
    "timeout",
    "group_failed",
    "deposit_forfeited",
    "not_confirmed",
    "refused",
]


def cancel(  # noqa: PLR0913 - what is cancelled, why, by whom and when
    order: Order,
    *,
    cause: CancelCause,
    reason: str = "",
    child: str | None = None,
    units: Sequence[LineQuantity] = (),
    cancellation_no: str | None = None,
    actor: Actor,
    now: datetime,
) -> Change:
    """Return the order without what is cancelled: all that is left of it, one child, or units of one child's lines.

    `reason` is a word of ours for the log, never the buyer's own. The same `cancellation_no` again changes nothing.
    Raises IllegalMove, NotFound for the child, InvalidInput for units that are not there (`lines`) or belong to no
    single child (`child`), and Conflict where the same number came before with other contents.
    """
    course = Course(order, actor, now)
    if cancellation_no is not None:
        asked = Cancellation(number=cancellation_no, child=child, units=tuple(units))
        if _is_known(order, asked):
            return Change(before=order, after=order)
        course.alter_order(cancellations=(*order.cancellations, asked))
    if units:
        number = _child_of(course, child, units)
        if not _covers(course.child(number), units):
            _cancel_units(course, number, units, cause)
            course.advance()
            return course.change()
        child = number
    # What is cancelled already is asked for once more: it is refused as any other move that is not legal.
    numbers = (course.child(child).number,) if child else course.living() or (order.children[0].number,)
    if order.presale is not None and set(numbers) < set(course.living()):
        course.check(numbers[0], Move.CANCEL_UNITS)  # a presale that is under way is cancelled whole
    for number in numbers:
        course.move(number, Move.CANCEL)
    call_off(course, numbers, cause, reason)
    course.advance()
    return course.change()


def call_off(course: Course, numbers: Sequence[str], cause: CancelCause, reason: str = "") -> None:
    """Do what goes with a cancellation of whole children: release what is reserved, owe back what was paid."""
    for number in numbers:
        release_whole(course, number)
        child = course.child(number)
        course.alter(msgspec.structs.replace(child, cancelled=child.lines))
        give_all_back(course, number, "cancel")
    course.tell("OrderCancelled", children=list(numbers), cause=cause, reason=reason)


def give_all_back(course: Course, number: str, reason: str) -> None:
    """Owe back all that we hold for a child, and let its payment say so: given back, or nothing is due any more.

    A deposit that lapsed is not given back.
    """
    child = course.child(number)
    if child.status.payment is PaymentState.FORFEITED:
        return
    course.give_back(number, kept(course.order, child), reason)
    legal = PAYMENT[course.child(number).status.payment]
    if Move.REFUND in legal and (_was_paid(course, number) or Move.WAIVE not in legal):
        course.follow(number, Move.REFUND)
    elif Move.WAIVE in legal and course.child(number).status.payment is not PaymentState.UNPAID:
        course.follow(number, Move.WAIVE)


def _was_paid(course: Course, number: str) -> bool:
    """Tell whether anything was ever received for a child."""
    settlement = course.child(number).settlement
    return settlement is not None and settlement.paid.amount > 0


def _cancel_units(course: Course, number: str, units: Sequence[LineQuantity], cause: CancelCause) -> None:
    course.move(number, Move.CANCEL_UNITS)
    release_units(course, number, units)
    child = course.child(number)
    course.alter(msgspec.structs.replace(child, cancelled=_summed(child, units)))
    _settle_rest(course, number)
    course.tell(
        "UnitsCancelled",
        child=number,
        lines=[{"line": share.line, "quantity": share.quantity} for share in units],
        cause=cause,
        worth=worth(course.order, course.child(number)).text,
    )


def _settle_rest(course: Course, number: str) -> None:
    """Give back what was paid beyond what is left; where nothing is due any more, the payment says so."""
    order, child = course.order, course.child(number)
    has_paid = kept(order, child).amount > 0
    if not due(order, child).amount:
        finishing = {
            PaymentState.PARTLY_PAID: Move.SETTLE,
            PaymentState.ON_ACCOUNT: Move.SETTLE if has_paid else Move.WAIVE,
            PaymentState.COLLECTABLE: Move.WAIVE,
        }
        if child.status.payment in finishing:
            course.follow(number, finishing[child.status.payment])
    surplus = kept(order, child) - worth(order, child)
    if surplus.amount > 0:
        course.give_back(number, surplus, "cancel")
        course.follow(number, Move.REFUND_PART)


def _is_known(order: Order, asked: Cancellation) -> bool:
    """Tell whether a cancellation came before. Raises Conflict where it was of something else."""
    for earlier in order.cancellations:
        if earlier.number == asked.number:
            if earlier != asked:
                raise Conflict(f"cancellation {asked.number} of {order.number} came before, for something else")
            return True
    return False


def _child_of(course: Course, child: str | None, units: Sequence[LineQuantity]) -> str:
    """Return the child whose units are meant. Raises InvalidInput where there is none, or more than one."""
    lines = {share.line for share in units}
    if len(lines) < len(units):
        raise InvalidInput.at("lines", "a line is named twice")
    known = {line.id for line in course.order.lines}
    if not lines <= known:
        message = f"this order has no line {', '.join(sorted(lines - known))}"
        raise InvalidInput.at("lines", message, [line.id for line in course.order.lines])
    if child is None:
        owners = [each.number for each in course.order.children if lines <= {share.line for share in each.lines}]
        if len(owners) != 1:
            raise InvalidInput.at("child", "say of which child order", [each.number for each in course.order.children])
        child = owners[0]
    left = units_left(course.child(child))
    for share in units:
        if not 0 < share.quantity <= left.get(share.line, 0):
            message = f"{share.quantity} of line {share.line} cannot be cancelled; {left.get(share.line, 0)} are left"
            raise InvalidInput.at("lines", message, [line for line, count in left.items() if count])
    return child


def _covers(child: ChildOrder, units: Sequence[LineQuantity]) -> bool:
    """Tell whether nothing would be left."""
    taken = {share.line: share.quantity for share in units}
    return all(taken.get(line, 0) == count for line, count in units_left(child).items())


def _summed(child: ChildOrder, units: Sequence[LineQuantity]) -> tuple[LineQuantity, ...]:
    gone = {share.line: share.quantity for share in child.cancelled}
    for share in units:
        gone[share.line] = gone.get(share.line, 0) + share.quantity
    return tuple(LineQuantity(line=line, quantity=quantity) for line, quantity in gone.items())
