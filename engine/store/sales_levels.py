"""Sales levels as rows: read for a plan, kept when somebody sets one, counted down by what is promised."""

import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from engine.errors import InvalidInput
from engine.orders.change import StockMove
from engine.orders.sales_level import SalesLevel, available_to_promise
from engine.orders.stock import SalesLevelRequest
from engine.store.stock_deeds import Deed

MARKER: Final = "sales_levels"  # how often one was set; 0: there are none, and nobody needs to look

_COLUMNS: Final = ", ".join(SalesLevel.__struct_fields__)
_KEEP: Final = """INSERT INTO sales_levels
    (sku, channel, for_sale, safety, set_aside, quota, sold, at, actor, reason) VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?, ?)
    ON CONFLICT (sku, channel) DO UPDATE SET for_sale = excluded.for_sale, safety = excluded.safety,
        set_aside = excluded.set_aside, quota = excluded.quota, at = excluded.at, actor = excluded.actor,
        reason = excluded.reason"""
_RESTART: Final = "UPDATE sales_levels SET sold = 0 WHERE sku = ? AND channel = ?"
_SOLD: Final = "UPDATE sales_levels SET sold = sold + ? WHERE sku = ? AND channel = ?"
_GIVEN_BACK: Final = """UPDATE sales_levels SET sold = CASE WHEN sold > ? THEN sold - ? ELSE 0 END
    WHERE sku = ? AND channel = ?"""
_FREE: Final = """SELECT COALESCE(SUM(s.on_hand - s.reserved), 0) FROM stock_levels s
    JOIN warehouses w ON w.id = s.warehouse WHERE s.sku = ? AND w.status = 'open'"""


def read_sales_levels(connection: sqlite3.Connection, skus: Sequence[str]) -> dict[str, tuple[SalesLevel, ...]]:
    """Return the levels of each of these SKUs that has any."""
    marks = ", ".join("?" * len(skus))
    sql = f"SELECT {_COLUMNS} FROM sales_levels WHERE sku IN ({marks}) ORDER BY sku, channel"  # noqa: S608  # only names of ours and ?
    found: defaultdict[str, list[SalesLevel]] = defaultdict(list)
    for row in connection.execute(sql, tuple(skus)):
        values = dict(zip(SalesLevel.__struct_fields__, row, strict=True))
        found[row[0]].append(SalesLevel(**{**values, "for_sale": bool(values["for_sale"])}))
    return {sku: tuple(levels) for sku, levels in found.items()}


def keep_sales_level(connection: sqlite3.Connection, sku: str, asked: SalesLevelRequest, deed: Deed) -> None:
    """Set what may be promised of a SKU. Raises InvalidInput for an unknown SKU."""
    if connection.execute("SELECT 1 FROM skus WHERE id = ?", (sku,)).fetchone() is None:
        raise InvalidInput.at("sku", f"there is no SKU {sku}")
    what = (asked.for_sale, asked.safety, asked.set_aside, asked.quota)
    connection.execute(_KEEP, (sku, asked.channel, *what, deed.at, deed.actor, deed.reason))
    if asked.restart:
        connection.execute(_RESTART, (sku, asked.channel))
    connection.execute("UPDATE markers SET number = number + 1 WHERE name = ?", (MARKER,))


class Promise(msgspec.Struct, frozen=True, kw_only=True):
    """Units that an order of a channel is promised, by SKU: only of SKUs that have sales levels."""

    channel: str
    units: Mapping[str, int]


def count_promise(connection: sqlite3.Connection, promise: Promise) -> str | None:
    """Count units as sold after they were reserved; return the SKU of which more is promised than may be, None if none.

    The plan saw the level as it was when it was read; here it is held against all that was promised since.
    """
    for sku, units in promise.units.items():
        connection.execute(_SOLD, (units, sku, promise.channel))
    for sku, levels in read_sales_levels(connection, tuple(promise.units)).items():
        (free,) = connection.execute(_FREE, (sku,)).fetchone()
        before = [_less(level, promise) for level in levels]
        if available_to_promise(free + promise.units[sku], promise.channel, before) < promise.units[sku]:
            return sku
    return None


def count_moves(connection: sqlite3.Connection, channel: str, moves: Sequence[StockMove]) -> None:
    """Count what an operation reserves for an order of a channel as sold, and what it releases as not sold after all.

    Units that are shipped, or come back as returned goods, were sold.
    """
    for move in moves:
        if move.kind == "release":
            connection.execute(_GIVEN_BACK, (move.quantity, move.quantity, move.sku, channel))
        elif move.kind == "reserve":
            connection.execute(_SOLD, (move.quantity, move.sku, channel))


def _less(level: SalesLevel, promise: Promise) -> SalesLevel:
    """Return a level as it was before this promise was counted."""
    if level.channel != promise.channel:
        return level
    return msgspec.structs.replace(level, sold=level.sold - promise.units[level.sku])
