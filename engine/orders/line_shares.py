"""What each child bears of each line: its goods, and its share of the line's discount and freight."""

from collections.abc import Mapping, Sequence

import msgspec

from engine.money import ApportionmentMode, share_out
from engine.orders.order import LineItem, LineQuantity


class LineShare(msgspec.Struct, frozen=True, kw_only=True):
    """A child's part of a line, in minor units; `quantity` units of it."""

    line: str
    quantity: int
    goods: int
    discount: int
    freight: int

    @property
    def net(self) -> int:
        """What the buyer pays for these units, freight aside."""
        return self.goods - self.discount


def line_shares(
    lines: Sequence[LineItem],
    children: Sequence[Sequence[LineQuantity]],
    mode: ApportionmentMode = "largest_remainder",
) -> tuple[tuple[LineShare, ...], ...]:
    """Return for each child its parts of the lines; over all children they add up to the lines exactly.

    What a line has off or pays for freight goes to its children by units; none has more off than its units cost.
    """
    places: dict[str, list[int]] = {}
    units: dict[str, list[int]] = {}
    for place, shares in enumerate(children):
        for share in shares:
            places.setdefault(share.line, []).append(place)
            units.setdefault(share.line, []).append(share.quantity)
    found: Mapping[int, list[LineShare]] = {place: [] for place in range(len(children))}
    for line in lines:
        quantities = units.get(line.id, [])
        prices = [line.unit_price.amount * quantity for quantity in quantities]
        discounts = _shared(line.discount.amount, prices, mode)
        freights = _shared(line.freight.amount, quantities, mode)
        parts = zip(places.get(line.id, []), quantities, discounts, freights, strict=True)
        for place, quantity, discount, freight in parts:
            found[place].append(
                LineShare(
                    line=line.id,
                    quantity=quantity,
                    goods=line.unit_price.amount * quantity,
                    discount=discount,
                    freight=freight,
                )
            )
    return tuple(tuple(parts) for parts in found.values())


def _shared(amount: int, weights: Sequence[int], mode: ApportionmentMode) -> Sequence[int]:
    return share_out(amount, weights, mode) if len(weights) > 1 else (amount,) * len(weights)
