"""Payment: money for an order, a part of it or one child; what comes twice counts once, what is late goes back."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from engine.errors import Conflict, InvalidInput
from engine.money import Money, share_out
from engine.orders.actor import Actor
from engine.orders.change import Change
from engine.orders.dues import due, worth
from engine.orders.operations.course import Course
from engine.orders.order import Order
from engine.orders.payment import Payment, PaymentKind
from engine.orders.status import Move, OrderState, PaymentState

_OPEN = frozenset({PaymentState.UNPAID, PaymentState.PARTLY_PAID, PaymentState.DEPOSIT_PAID})
_NEVER = frozenset({PaymentState.COLLECTABLE, PaymentState.ON_ACCOUNT, PaymentState.NOT_REQUIRED})


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """Money that came in. `subject` is the order's number or a child's; `payment_no` is unique for its method.

    `at` is when it was paid, by the payment's own word: it decides whether it was in time.
    """

    payment_no: str
    method: str
    subject: str
    amount: Money
    at: datetime


def pay(order: Order, receipt: Receipt, *, known: Iterable[Payment] = (), actor: Actor, now: datetime) -> Change:
    """Return the order with the money that came in for it; nothing where the same payment came before.

    `known` are the payments received for the order so far. Money that the order has no use for (it is cancelled, the
    time is over, more than is due) is written down and owed back at once. Raises IllegalMove where nothing is to be
    paid this way or a review holds it up, InvalidInput for an amount that cannot be, Conflict where the same payment
    came before with other contents, NotFound for a subject that is not of this order.
    """
    if is_known(receipt, known):
        return Change(before=order, after=order)
    course = Course(order, actor, now)
    subjects = subjects_of(course, receipt)
    course.check_role(subjects[0], Move.PAY)
    open_ones = [
        number for number in subjects if course.child(number).status.payment in _OPEN and is_live(course, number)
    ]
    payment = payment_of(receipt, _kind(course, open_ones))
    course.note_payment(payment)
    if not open_ones:
        _refuse_if_never(course, subjects)
        course.give_surplus_back(payment, receipt.amount, "not_due")
    elif _is_late(course, open_ones, min(receipt.at, now)):
        course.give_surplus_back(payment, receipt.amount, "late")
    elif order.presale is not None:
        _pay_presale(course, open_ones, payment)
    else:
        fill_in_turn(course, open_ones, payment, part=Move.PAY_PART, whole=Move.PAY)
    course.advance()
    return course.change()


def is_known(receipt: Receipt, known: Iterable[Payment]) -> bool:
    """Tell whether the payment came before. Raises Conflict where it had another amount or subject."""
    for earlier in known:
        if (earlier.method, earlier.payment_no) != (receipt.method, receipt.payment_no):
            continue
        if (earlier.amount, earlier.subject) != (receipt.amount, receipt.subject):
            message = f"payment {receipt.payment_no} came before as {earlier.amount} for {earlier.subject}"
            raise Conflict(message)
        return True
    return False


def subjects_of(course: Course, receipt: Receipt) -> tuple[str, ...]:
    """Return the children that money is for. Raises NotFound, and InvalidInput for an amount that cannot be."""
    if receipt.amount.currency != course.order.currency:
        raise InvalidInput.at("amount", f"this order is paid in {course.order.currency}", (course.order.currency,))
    if receipt.amount.amount <= 0:
        raise InvalidInput.at("amount", f"{receipt.amount} is no payment; it is more than 0")
    if receipt.subject == course.order.number:
        return tuple(child.number for child in course.order.children)
    return (course.child(receipt.subject).number,)


def is_live(course: Course, number: str) -> bool:
    """Tell whether a child is not cancelled."""
    return course.child(number).status.order is not OrderState.CANCELLED


def _refuse_if_never(course: Course, subjects: Sequence[str]) -> None:
    """Refuse money for what is never paid this way. Raises IllegalMove."""
    for number in subjects:
        if course.child(number).status.payment in _NEVER and is_live(course, number):
            course.check(number, Move.PAY)


def _is_late(course: Course, numbers: Sequence[str], paid_at: datetime) -> bool:
    """Tell whether the time to pay was over when it was paid."""
    presale = course.order.presale
    if presale is not None and course.child(numbers[0]).status.payment is PaymentState.DEPOSIT_PAID:
        return paid_at >= presale.balance_by
    return course.order.terms.pay_by is not None and paid_at >= course.order.terms.pay_by


def _kind(course: Course, open_ones: Sequence[str]) -> PaymentKind:
    if course.order.presale is None or not open_ones:
        return "payment"
    is_balance = course.child(open_ones[0]).status.payment is PaymentState.DEPOSIT_PAID
    return "balance" if is_balance else "deposit"


def _pay_presale(course: Course, numbers: Sequence[str], payment: Payment) -> None:
    """Take the deposit or the balance: each is paid whole, for the order as a whole."""
    order = course.order
    if payment.subject != order.number:
        raise InvalidInput.at("subject", "a presale is paid as a whole", (order.number,))
    is_balance = payment.kind == "balance"
    for number in numbers:
        course.check(number, Move.PAY if is_balance else Move.PAY_DEPOSIT)
    shares = [due(order, course.child(number)).amount for number in numbers]
    if not is_balance and order.presale is not None:
        weights = [worth(order, course.child(number)).amount for number in numbers]
        shares = list(share_out(order.presale.deposit.amount, weights))
    wanted = Money(sum(shares), order.currency)
    if payment.amount < wanted:
        raise InvalidInput.at("amount", f"the {payment.kind} is {wanted}, paid whole", (wanted.text,))
    for number, share in zip(numbers, shares, strict=True):
        course.book(number, Money(share, order.currency))
        course.move(number, Move.PAY if is_balance else Move.PAY_DEPOSIT)
    if is_balance:
        course.tell("OrderPaid", children=list(numbers), amount=wanted.text, currency=order.currency)
    _give_rest_back(course, payment, payment.amount - wanted)


def fill_in_turn(course: Course, numbers: Sequence[str], payment: Payment, *, part: Move, whole: Move) -> None:
    """Fill one child after the other, so that what is paid in full can go; what is left over is owed back.

    `part` and `whole` are the moves of a child that is paid in part, or in full. Raises IllegalMove.
    """
    left, paid = payment.amount, []
    for number in numbers:
        wanted = due(course.order, course.child(number))
        share = min(left, wanted)
        if not share.amount:
            continue
        course.book(number, share)
        course.move(number, whole if share == wanted else part)
        left = left - share
        if share == wanted:
            paid.append(number)
    if paid:
        course.tell("OrderPaid", children=paid, amount=(payment.amount - left).text, currency=course.order.currency)
    _give_rest_back(course, payment, left)


def _give_rest_back(course: Course, payment: Payment, rest: Money) -> None:
    if rest.amount > 0:
        course.give_surplus_back(payment, rest, "surplus")


def payment_of(receipt: Receipt, kind: PaymentKind) -> Payment:
    """Return the row of what came in."""
    return Payment(
        payment_no=receipt.payment_no,
        method=receipt.method,
        subject=receipt.subject,
        kind=kind,
        amount=receipt.amount,
        at=receipt.at,
    )
