"""Amounts of the children: each line's discount and freight shared out over them, exact to the minor unit."""

from collections.abc import Sequence

from engine.money import ApportionmentMode, Money
from engine.orders.line_shares import line_shares
from engine.orders.order import Amounts, LineItem
from engine.planning.child_groups import ChildGroup


def child_amounts(
    lines: Sequence[LineItem],
    groups: Sequence[ChildGroup],
    currency: str,
    mode: ApportionmentMode = "largest_remainder",
) -> tuple[Amounts, ...]:
    """Return the amounts of each child; they add up to the order's."""
    return tuple(
        Amounts(
            goods=Money(sum(part.goods for part in parts), currency),
            discount=Money(sum(part.discount for part in parts), currency),
            freight=Money(sum(part.freight for part in parts), currency),
        )
        for parts in line_shares(lines, [group.lines for group in groups], mode)
    )


def order_amounts(lines: Sequence[LineItem], currency: str) -> Amounts:
    """Return the amounts of the whole order."""
    return Amounts(
        goods=Money(sum([line.unit_price.amount * line.quantity for line in lines]), currency),
        discount=Money(sum([line.discount.amount for line in lines]), currency),
        freight=Money(sum([line.freight.amount for line in lines]), currency),
    )
