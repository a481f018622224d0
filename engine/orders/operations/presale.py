"""What only a presale knows: a balance that is changed before it is paid, and a deposit when it was not paid."""

from datetime import datetime

import msgspec

from engine.errors import InvalidInput
from engine.money import Money, share_out
from engine.orders.actor import SYSTEM, Actor
from engine.orders.change import Change
from engine.orders.dues import discount_of_lines
from engine.orders.operations.cancel import call_off
from engine.orders.operations.course import Course
from engine.orders.order import Amounts, Order
from engine.orders.status import Move, OrderState, PaymentState
from engine.orders.terms import PresaleTerms


def change_balance(order: Order, balance: Money, *, actor: Actor, now: datetime) -> Change:
    """Return the order with another balance. It may fall, and rise again to what was promised, never beyond.

    What it falls by is taken off the goods, shared out over the children by what they cost. Raises IllegalMove, and
    InvalidInput (`balance`) for a balance out of range.
    """
    course = Course(order, actor, now)
    for number in course.living() or (order.children[0].number,):
        course.move(number, Move.CHANGE_BALANCE)
    presale = order.presale
    if presale is None:  # the flow lets no other order come here
        raise InvalidInput.at("balance", "this order has no balance")
    _check_range(order, presale, balance)
    promised = presale.promised or presale.balance
    _take_off(course, promised - balance)
    course.alter_order(presale=msgspec.structs.replace(presale, balance=balance, promised=promised))
    course.tell("BalanceChanged", before=presale.balance.text, after=balance.text, currency=order.currency)
    return course.change()


def forfeit_deposit(order: Order, *, actor: Actor = SYSTEM, now: datetime) -> Change:
    """Return the order cancelled, its deposit kept: the balance of a confirmed presale was not paid in time.

    For the system, which asks when a time is over, nothing where there is no deposit to lapse; others are refused.
    Raises IllegalMove.
    """
    course = Course(order, actor, now)
    numbers = course.living() or (order.children[0].number,)
    if actor.role == "system" and not all(course.can(number, Move.FORFEIT_DEPOSIT) for number in numbers):
        return Change(before=order, after=order)
    for number in numbers:
        course.move(number, Move.FORFEIT_DEPOSIT)
        course.follow(number, Move.CALL_OFF)
    amount = order.settlement.kept if order.settlement else Money(0, order.currency)
    course.tell("DepositForfeited", amount=amount.text, currency=order.currency)
    call_off(course, numbers, "deposit_forfeited")
    return course.change()


def lapse(order: Order, *, actor: Actor = SYSTEM, now: datetime) -> Change:
    """Return a presale cancelled whose balance is unpaid when the time for it is over.

    The deposit of a confirmed one is kept. Where nobody has confirmed it the buyer could not pay the balance: it is
    owed back. Nothing before that time, or where no deposit is held. Raises IllegalMove for who may not cancel.
    """
    course = Course(order, actor, now)
    numbers = course.living()
    waits = any(course.child(number).status.payment is PaymentState.DEPOSIT_PAID for number in numbers)
    if order.presale is None or not waits or now < order.presale.balance_by:
        return Change(before=order, after=order)
    if all(course.child(number).status.order is OrderState.CONFIRMED for number in numbers):
        return forfeit_deposit(order, actor=actor, now=now)
    for number in numbers:
        course.move(number, Move.CANCEL)
    call_off(course, numbers, "not_confirmed")
    return course.change()


def _check_range(order: Order, presale: PresaleTerms, balance: Money) -> None:
    highest = presale.promised or presale.balance
    # The freight is not ours to give: what is taken off is taken off the goods.
    goods = order.amounts.goods - order.amounts.discount
    lowest = max(presale.balance - goods, Money(0, order.currency)) + Money(1, order.currency)
    if not lowest <= balance <= highest:
        message = f"{balance} is no balance of this order; it lies between {lowest.text} and {highest.text}"
        raise InvalidInput.at("balance", message, (lowest.text, highest.text))


def _take_off(course: Course, amount: Money) -> None:
    """Take so much off the goods beyond the discounts of the lines, whatever was taken off before."""
    order = course.order
    usual = [discount_of_lines(order, child) for child in order.children]
    nets = [(child.amounts.goods - off).amount for child, off in zip(order.children, usual, strict=True)]
    shares = share_out(amount.amount, nets, order.apportionment)
    for child, off, share in zip(order.children, usual, shares, strict=True):
        course.alter(msgspec.structs.replace(child, amounts=_with(child.amounts, off + Money(share, order.currency))))
    course.alter_order(amounts=_with(order.amounts, Money.sum(usual, order.currency) + amount))


def _with(amounts: Amounts, discount: Money) -> Amounts:
    return msgspec.structs.replace(amounts, discount=discount)
