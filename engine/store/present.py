"""What of an order may change after it was placed, as one document; all else stays as the snapshot has it."""

from collections.abc import Mapping
from functools import cache
from typing import Final, get_type_hints

import msgspec

from engine.orders.order import Order
from engine.store.documents import encoded, money_hook

# Children have rows, statuses and the version columns of their own.
APART: Final = ("children", "status", "version")
CHANGEABLE: Final = (
    "amounts",
    "blocks",
    "cancellations",
    "hold_queue",
    "hold_reasons",
    "presale",
    "remark",
    "settlement",
    "terms",
)

_TYPES: Final = get_type_hints(Order)
_Present: Final = msgspec.defstruct(
    "_Present",
    [(name, _TYPES[name] | msgspec.UnsetType, msgspec.UNSET) for name in CHANGEABLE],
    frozen=True,
    kw_only=True,
)


def present_text(order: Order) -> str:
    """Return the document of what may change."""
    return encoded({name: getattr(order, name) for name in CHANGEABLE})


def present_of(text: str | None, currency: str) -> Mapping[str, object]:
    """Return the fields that have changed, by name; of no document: none."""
    if text is None:
        return {}
    found = _decoder(currency).decode(text)
    given = {name: getattr(found, name) for name in CHANGEABLE}
    return {name: value for name, value in given.items() if value is not msgspec.UNSET}


def check_fixed(before: Order, after: Order) -> None:
    """Raise TypeError where an operation changed what is never kept again: its change would be lost."""
    for name in Order.__struct_fields__:
        if name not in APART and name not in CHANGEABLE and getattr(before, name) != getattr(after, name):
            raise TypeError(f"an operation changed {name} of order {before.number}, which never changes")


@cache
def _decoder(currency: str) -> msgspec.json.Decoder[msgspec.Struct]:
    return msgspec.json.Decoder(_Present, dec_hook=money_hook(currency))
