"""How an instant is written into SQLite: in UTC, as Piccolo writes it; the rows of one order share a few instants."""

import sqlite3
from datetime import UTC, datetime
from typing import Final

from piccolo.engine.sqlite import convert_datetime_in

_MOST_KEPT: Final = 256
_KEPT: dict[int, tuple[datetime, str]] = {}  # by identity: two instants may be equal and yet differ in UTC (PEP 495)


def instant_text(value: datetime) -> str:
    """Return what Piccolo's own adapter returns, for an object that came a moment ago from memory."""
    known = _KEPT.get(id(value))
    if known is not None and known[0] is value:
        return known[1]
    text: str = convert_datetime_in(value.astimezone(UTC) if value.tzinfo is not None else value)
    if len(_KEPT) >= _MOST_KEPT:
        _KEPT.clear()
    _KEPT[id(value)] = (value, text)
    return text


def adapt_instants() -> None:
    """Let every connection write instants this way."""
    sqlite3.register_adapter(datetime, instant_text)
