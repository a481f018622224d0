"""How our values look as JSON: money and decimals as text, times in ISO 8601; and the hash of content."""

import hashlib
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


def content_hash(body: msgspec.Struct) -> str:
    """Return what stands for a call's body: equal for equal content, whatever its spacing and the order of its fields.

    It is kept with what the call did, so that the same call is known again, however it came in.
    """
    return hashlib.sha256(msgspec.json.encode(body, order="deterministic")).hexdigest()
