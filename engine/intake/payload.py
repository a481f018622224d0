"""Payloads: looking things up by path, and rows of a CSV as payloads."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal

from engine.intake.reason import Reason, Unmappable

Payload = Mapping[str, object]


def read_json(body: bytes) -> Payload:
    """Return the object of a JSON body; numbers keep the digits they came with. Raises Unmappable."""
    try:
        found = json.loads(body.decode("utf-8"), parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise _unreadable(f"it is not JSON: {error}") from None
    if not isinstance(found, dict):
        raise _unreadable("it is not a JSON object")
    return found


def read_csv(text: str, group_by: str) -> tuple[Payload, ...]:
    """Return a payload for each order of a CSV: its first row's columns, and all its rows under `rows`.

    Rows of one order have the same text under `group_by`, and need not follow one another. Raises Unmappable.
    """
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    if group_by not in (reader.fieldnames or ()):
        raise _unreadable(f"there is no column {group_by}", tuple(reader.fieldnames or ()))
    groups: dict[str, list[dict[str, object]]] = {}
    for row in reader:
        columns: dict[str, object] = {str(name): value for name, value in row.items() if name is not None}
        groups.setdefault(str(row[group_by] or "").strip(), []).append(columns)
    return tuple({**rows[0], "rows": rows} for rows in groups.values())


def look_up(payload: object, path: str) -> object:
    """Return what stands under a dotted path, `trade.orders.0.sku`; None where there is nothing."""
    found: object = payload
    for part in path.split("."):
        if isinstance(found, Mapping):
            found = found.get(part)
        elif isinstance(found, Sequence) and not isinstance(found, str) and part.isdecimal():
            found = found[int(part)] if int(part) < len(found) else None
        else:
            return None
    return found


def is_nothing(value: object) -> bool:
    """Tell whether a value says nothing: null, or text of nothing but spaces."""
    return value is None or (isinstance(value, str) and not value.strip())


def _unreadable(message: str, allowed: tuple[str, ...] = ()) -> Unmappable:
    reason = Reason(code="unreadable", source="", target="", message=message, allowed=allowed)
    return Unmappable((reason,))
