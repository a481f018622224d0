"""What one operation does to an order: written in one transaction over the version that was read, or not at all."""

from typing import Literal

import msgspec

from engine.orders.event import OrderEvent
from engine.orders.order import Order
from engine.orders.payment import Payment, Refund


class StockMove(msgspec.Struct, frozen=True, kw_only=True):
    """Units of a line in a warehouse, for a child order.

    `release`: reserved no more. `ship`: gone from both. `reserve`: taken from what is free. `restock`: on hand again.
    """

    kind: Literal["release", "ship", "reserve", "restock"]
    sku: str
    warehouse: str
    line: str
    quantity: int
    order_no: str  # the child's


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """An order before and after an operation, and all that is written with it; `after.version = before.version + 1`.

    Where nothing changes (a callback that came before) `after` is `before` and nothing is written.
    """

    before: Order
    after: Order
    events: tuple[OrderEvent, ...] = ()
    stock: tuple[StockMove, ...] = ()
    payments: tuple[Payment, ...] = ()
    refunds: tuple[Refund, ...] = ()
    gives_back_benefits: bool = False  # coupons and points of the order are the buyer's again

    @property
    def is_nothing(self) -> bool:
        """Tell whether there is nothing to write."""
        return self.after is self.before
