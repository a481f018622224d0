"""The hash of the goods of an order: it shows that the snapshot of the purchase was never touched."""

import hashlib
from collections.abc import Sequence
from operator import attrgetter
from typing import Final

import msgspec

from engine.orders.order import LineItem

# Spelled out, so that a field which a line gets one day does not change the hash of older orders.
_TEXTS: Final = (
    *("id", "sku", "name", "merchant", "category", "quantity", "weight_grams", "volume_cm3", "temperature", "type"),
    *("trade", "bonded_zone", "brand", "presale", "ship_date", "is_promo"),
)
_VALUES: Final = attrgetter(*_TEXTS)


def goods_hash(lines: Sequence[LineItem]) -> str:
    """Return SHA-256, in hex, of the lines as canonical JSON: keys sorted, no spaces, UTF-8, amounts in minor units."""
    goods = [
        {
            **dict(zip(_TEXTS, _VALUES(line), strict=True)),
            "currency": line.unit_price.currency,
            "unit_price": line.unit_price.amount,
            "discount": line.discount.amount,
        }
        for line in lines
    ]
    return hashlib.sha256(msgspec.json.encode(goods, order="sorted")).hexdigest()
