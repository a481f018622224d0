"""How structs are kept as JSON text: amounts in minor units, decoded to exactly what was encoded."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

import msgspec

from engine.encoding import to_json
from engine.money import Money
from engine.orders.order import ChildOrder, Order

_TEXTS: Final = msgspec.json.Decoder(tuple[str, ...])
_OBJECT: Final = msgspec.json.Decoder(dict[str, Any])


def _minor_units(value: object) -> object:
    if isinstance(value, Money):
        return value.amount
    raise NotImplementedError(f"{type(value).__name__} has no place in a document")


_ENCODER: Final = msgspec.json.Encoder(enc_hook=_minor_units)


def order_text(order: Order | ChildOrder) -> str:
    """Return an order or a child order as text. All its amounts are of one currency, which is kept beside it."""
    return encoded(order)


def encoded(value: object) -> str:
    """Return structs, or parts of them, as text, with amounts in minor units."""
    return _ENCODER.encode(value).decode()


def order_from(text: str, currency: str) -> Order:
    """Return the order that was kept."""
    return _orders(currency).decode(text)


def child_from(text: str, currency: str) -> ChildOrder:
    """Return the child order that was kept."""
    return _children(currency).decode(text)


def json_text(value: object) -> str:
    """Return texts or a mapping as JSON text."""
    return to_json(value).decode()


def texts_from(text: str) -> tuple[str, ...]:
    """Return the texts that were kept."""
    return _TEXTS.decode(text)


def object_from(text: str) -> Mapping[str, Any]:
    """Return the mapping that was kept."""
    return _OBJECT.decode(text)


@cache
def _orders(currency: str) -> msgspec.json.Decoder[Order]:
    return msgspec.json.Decoder(Order, dec_hook=money_hook(currency))


@cache
def _children(currency: str) -> msgspec.json.Decoder[ChildOrder]:
    return msgspec.json.Decoder(ChildOrder, dec_hook=money_hook(currency))


def money_hook(currency: str) -> Callable[[type, Any], object]:
    """Return what turns minor units back into amounts of a currency."""

    def money(wanted: type, value: Any) -> object:
        if wanted is Money:
            return Money(value, currency)
        raise NotImplementedError(f"{wanted.__name__} has no place in a document")

    return money
