"""What only a presale knows: a balance that is changed before it is paid, and a deposit that lapses with it."""

from datetime import datetime

import msgspec

from engine.errors import InvalidInput
from engine.money import Money, share_out
from engine.orders.actor import SYSTEM, Actor
from engine.orders.change import Change
from engine.orders.dues import worth
from engine.orders.operations.cancel import call_off
from engine.orders.operations.course import Course
from engine.orders.order import Amounts, Order
from engine.orders.status import Move
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
    _take_off(course, presale.balance - balance)
    promised = presale.promised or presale.balance
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


def _check_range(order: Order, presale: PresaleTerms, balance: Money) -> None:
    highest = presale.promised or presale.balance
    # The freight is not ours to give: what is taken off is taken off the goods.
    goods = order.amounts.goods - order.amounts.discount
    lowest = max(presale.balance - goods, Money(0, order.currency)) + Money(1, order.currency)
    if not lowest <= balance <= highest:
        message = f"{balance} is no balance of this order; it lies between {lowest.text} and {highest.text}"
        raise InvalidInput.at("balance", message, (lowest.text, highest.text))


def _take_off(course: Course, amount: Money) -> None:
    """Take an amount off the goods of the children that are left; a negative one is put on again."""
    order = course.order
    numbers = course.living()
    nets = [(worth(order, course.child(number)) - course.child(number).amounts.freight).amount for number in numbers]
    for number, part in zip(numbers, share_out(amount.amount, nets), strict=True):
        child = course.child(number)
        off = Money(part, order.currency)
        course.alter(msgspec.structs.replace(child, amounts=_less(child.amounts, off)))
    course.alter_order(amounts=_less(course.order.amounts, amount))


def _less(amounts: Amounts, off: Money) -> Amounts:
    return msgspec.structs.replace(amounts, discount=amounts.discount + off)
