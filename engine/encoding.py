"""How our values look as JSON: money and decimals as text, times in ISO 8601."""

from decimal import Decimal
from typing import Any, Final

import msgspec

from engine.money import Money


def _hook(value: object) -> object:
    if isinstance(value, Money):
        return value.text
    if isinstance(value, Decimal):
        return str(value)
    raise NotImplementedError(f"{type(value).__name__} has no JSON form")


_ENCODER: Final = msgspec.json.Encoder(enc_hook=_hook)


def to_builtins(value: object) -> Any:
    """Return a struct as plain dicts, lists and scalars."""
    return msgspec.to_builtins(value, enc_hook=_hook)


def to_json(value: object) -> bytes:
    """Return a struct as JSON."""
    return _ENCODER.encode(value)
