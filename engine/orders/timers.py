"""What falls due for an order although nobody calls: a total function of the order as it is now."""

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

import msgspec

from engine.orders.order import Order
from engine.orders.status import OrderState, PaymentState

# `expire`: unpaid at `terms.pay_by`. `forfeit`: the balance of a presale is unpaid at `presale.balance_by`.
TimerKind = Literal["expire", "forfeit"]


class Timer(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that falls due. An order has at most one timer of a kind."""

    kind: TimerKind
    due_at: datetime


def timers_of(order: Order) -> tuple[Timer, ...]:
    """Return what falls due for an order."""
    return tuple(_timers(order))


def _timers(order: Order) -> Iterator[Timer]:
    living = [child.status for child in order.children if child.status.order is not OrderState.CANCELLED]
    pay_by = order.terms.pay_by
    if pay_by is not None and any(status.order is OrderState.AWAITING_PAYMENT for status in living):
        yield Timer(kind="expire", due_at=pay_by)
    if order.presale is not None and any(status.payment is PaymentState.DEPOSIT_PAID for status in living):
        yield Timer(kind="forfeit", due_at=order.presale.balance_by)
