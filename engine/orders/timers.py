"""What falls due for an order although nobody calls: a total function of the order as it is now."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final, Literal

import msgspec

from engine.orders.actor import SYSTEM
from engine.orders.lifecycle.situation import Situation
from engine.orders.lifecycle.transition import is_legal
from engine.orders.order import ChildOrder, Order
from engine.orders.status import AfterSaleState, Move, OrderState, PaymentState

# `expire`: unpaid at `terms.pay_by`.
# `forfeit`: the balance of a presale is unpaid at `presale.balance_by`, confirmed or not.
# `complete`: a child was received, nothing of it is open, and its `completes_at` is there.
TimerKind = Literal["expire", "forfeit", "complete"]
_AFTER_SALE_OVER: Final = frozenset(
    {AfterSaleState.NONE, AfterSaleState.WITHDRAWN, AfterSaleState.SETTLED, AfterSaleState.CLOSED}
)


class Timer(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that falls due. An order has at most one timer of a kind."""

    kind: TimerKind
    due_at: datetime


def timers_of(order: Order) -> tuple[Timer, ...]:
    """Return what falls due for an order."""
    return tuple(_timers(order))


def completes_by_itself(order: Order, child: ChildOrder) -> datetime | None:
    """Return when a child is completed by itself; None: never, not known yet, or something of it is open."""
    at = child.completes_at
    if at is None or child.status.after_sale not in _AFTER_SALE_OVER:
        return None
    return at if is_legal(Situation(order=order, child=child, actor=SYSTEM, now=at), Move.COMPLETE) else None


def _timers(order: Order) -> Iterator[Timer]:
    living = [child.status for child in order.children if child.status.order is not OrderState.CANCELLED]
    pay_by = order.terms.pay_by
    if pay_by is not None and any(status.order is OrderState.AWAITING_PAYMENT for status in living):
        yield Timer(kind="expire", due_at=pay_by)
    if order.presale is not None and any(status.payment is PaymentState.DEPOSIT_PAID for status in living):
        yield Timer(kind="forfeit", due_at=order.presale.balance_by)
    completions = [at for child in order.children if (at := completes_by_itself(order, child)) is not None]
    if completions:
        yield Timer(kind="complete", due_at=min(completions))
