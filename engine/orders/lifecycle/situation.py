"""What a guard looks at: one child of an order, the actor and the time."""

from datetime import datetime

import msgspec

from engine.orders.actor import Actor
from engine.orders.order import ChildOrder, Order
from engine.orders.status import OrderStatus, PaymentState, ReviewState

# Nothing more is owed before the goods may go: it was paid, there is nothing to pay, or it is paid later by agreement.
COVERED = frozenset(
    {
        PaymentState.PAID,
        PaymentState.PARTLY_REFUNDED,
        PaymentState.COLLECTABLE,
        PaymentState.ON_ACCOUNT,
        PaymentState.NOT_REQUIRED,
    }
)


class Situation(msgspec.Struct, frozen=True, kw_only=True):
    """A child about to move. `child` is one of `order.children`; `now` has a zone."""

    order: Order
    child: ChildOrder
    actor: Actor
    now: datetime

    @property
    def status(self) -> OrderStatus:
        """The child's vector."""
        return self.child.status

    @property
    def is_held(self) -> bool:
        """Tell whether a review of the order is open."""
        return self.status.review is ReviewState.HELD

    @property
    def has_goods(self) -> bool:
        """Tell whether something of the child is left that has to be shipped."""
        types = {line.id: line.type for line in self.order.lines}
        cancelled = {share.line: share.quantity for share in self.child.cancelled}
        return any(
            types.get(share.line) == "goods" and share.quantity > cancelled.get(share.line, 0)
            for share in self.child.lines
        )

    def blocks(self, what: str) -> bool:
        """Tell whether a hold forbids this: `release` (to the warehouse) or `payment`."""
        return self.is_held and what in self.order.blocks
