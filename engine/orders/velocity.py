"""What an order counts for in the sliding windows of risk rules, also after parts of it were cancelled."""

import msgspec

from engine.money import Money
from engine.orders.dues import units_left, worth
from engine.orders.order import Order


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """An order's share in the counts: 1 or 0 orders, its amount in minor units, units of promotion goods."""

    orders: int
    amount: int
    promo_quantity: int


def counted(order: Order) -> Counted:
    """Return what an order counts for now: what was cancelled, by whomever, no longer does; what came back does."""
    promos = {line.id for line in order.lines if line.is_promo}
    left = [units_left(child) for child in order.children]
    return Counted(
        orders=1 if any(units for child in left for units in child.values()) else 0,
        amount=sum([worth(order, child) for child in order.children], Money(0, order.currency)).amount,
        promo_quantity=sum(units for child in left for line, units in child.items() if line in promos),
    )


def correction(before: Order, after: Order) -> Counted | None:
    """Return what of an order no longer counts since it was placed; None where an operation cancelled nothing."""
    gone = {child.number: child.cancelled for child in before.children}
    if all(gone.get(child.number) == child.cancelled for child in after.children):
        return None
    standing = counted(after)
    promos = sum(line.quantity for line in after.lines if line.is_promo)
    return Counted(
        orders=1 - standing.orders,
        amount=max(0, after.amounts.payable.amount - standing.amount),
        promo_quantity=promos - standing.promo_quantity,
    )
