"""A channel's codes of goods: which of our SKUs one of its units is, and what each of them costs then."""

from collections.abc import Mapping, Sequence

import msgspec

from engine.money import minor_units, money_text, share_out
from engine.orders.catalogue import Sku


class CodePart(msgspec.Struct, frozen=True, kw_only=True):
    """So many units of one of our SKUs."""

    sku: str
    quantity: int = 1


Codes = Mapping[str, tuple[CodePart, ...]]


class SoldPart(msgspec.Struct, frozen=True, kw_only=True):
    """Units of a SKU at one price, in major units as text."""

    sku: str
    quantity: int
    unit_price: str


def sold_parts(
    parts: Sequence[CodePart], quantity: int, unit_price: str, skus: Mapping[str, Sku], currency: str
) -> tuple[SoldPart, ...]:
    """Return what `quantity` units of a channel's code at `unit_price` are, to the minor unit.

    The price of a bundle is shared out over its SKUs by their catalogue prices. Where a share does not divide by the
    units, some of them cost a minor unit more: the amounts add up to `quantity * unit_price` exactly.
    """
    price = minor_units(unit_price, currency)
    if len(parts) == 1 and parts[0].quantity == 1:
        return (SoldPart(sku=parts[0].sku, quantity=quantity, unit_price=money_text(price, currency)),)
    weights = [skus[part.sku].price * part.quantity if part.sku in skus else 0 for part in parts]
    sold: list[SoldPart] = []
    for part, share in zip(parts, share_out(price, weights), strict=True):
        low, dearer = divmod(share, part.quantity)
        for cost, units in ((low + 1, dearer), (low, part.quantity - dearer)):
            if units:
                sold.append(SoldPart(sku=part.sku, quantity=units * quantity, unit_price=money_text(cost, currency)))
    return tuple(sold)
