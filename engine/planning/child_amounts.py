"""Amounts of the children: each line's discount and freight shared out over them, exact to the minor unit."""

from collections.abc import Sequence

from engine.money import Money, share_out
from engine.orders.order import Amounts, LineItem
from engine.planning.child_groups import ChildGroup


def child_amounts(lines: Sequence[LineItem], groups: Sequence[ChildGroup], currency: str) -> tuple[Amounts, ...]:
    """Return the amounts of each child; they add up to the order's.

    What a line has off or pays for freight goes to its children by units, with the largest-remainder method.
    """
    goods, discounts, freights = [0] * len(groups), [0] * len(groups), [0] * len(groups)
    parts: dict[str, list[tuple[int, int]]] = {}
    for place, group in enumerate(groups):
        for share in group.lines:
            parts.setdefault(share.line, []).append((place, share.quantity))
    for line in lines:
        units = [quantity for _, quantity in parts[line.id]]
        discount_shares = _shares(line.discount.amount, units)
        freight_shares = _shares(line.freight.amount, units)
        for (place, quantity), discount, freight in zip(parts[line.id], discount_shares, freight_shares, strict=True):
            goods[place] += line.unit_price.amount * quantity
            discounts[place] += discount
            freights[place] += freight
    return tuple(
        Amounts(goods=Money(good, currency), discount=Money(discount, currency), freight=Money(freight, currency))
        for good, discount, freight in zip(goods, discounts, freights, strict=True)
    )


def _shares(amount: int, units: Sequence[int]) -> Sequence[int]:
    return share_out(amount, units) if len(units) > 1 else (amount,)


def order_amounts(lines: Sequence[LineItem], currency: str) -> Amounts:
    """Return the amounts of the whole order."""
    return Amounts(
        goods=Money(sum(line.unit_price.amount * line.quantity for line in lines), currency),
        discount=Money(sum(line.discount.amount for line in lines), currency),
        freight=Money(sum(line.freight.amount for line in lines), currency),
    )
