"""What falls due for an order although nobody calls: a total function of the order as it is now."""

from datetime import datetime
from typing import Literal

import msgspec

from engine.orders.order import Order
from engine.orders.status import OrderState

# `expire`: unpaid at `terms.pay_by`.
TimerKind = Literal["expire"]


class Timer(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that falls due. An order has at most one timer of a kind."""

    kind: TimerKind
    due_at: datetime


def timers_of(order: Order) -> tuple[Timer, ...]:
    """Return what falls due for an order."""
    pay_by = order.terms.pay_by
    if pay_by is not None and order.status.order is OrderState.AWAITING_PAYMENT:
        return (Timer(kind="expire", due_at=pay_by),)
    return ()
