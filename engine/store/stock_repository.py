"""Stock levels and the ledger of every movement; a level always equals the sum of its movements."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import Final, Literal

import msgspec

from engine.errors import InvalidInput
from engine.orders.catalogue import StockLevel
from engine.store.catalogue_rows import STOCK_COLUMNS, stock_from
from engine.store.engine import PooledEngine
from engine.store.tables_catalogue import StockLevelRow, StockMovementRow

Kind = Literal["receive", "count", "reserve", "release", "ship"]

_LEVEL: Final = """INSERT INTO stock_levels (sku, warehouse, on_hand, reserved) VALUES (?, ?, ?, 0)
    ON CONFLICT (sku, warehouse) DO UPDATE SET on_hand = stock_levels.on_hand + excluded.on_hand"""
_MOVEMENT: Final = """INSERT INTO stock_movements (at, sku, warehouse, kind, on_hand, reserved, order_no, actor, reason)
    VALUES (?, ?, ?, ?, ?, 0, NULL, ?, ?)"""


class Movement(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the ledger: by how much the units on hand and the reserved ones changed."""

    id: int
    at: datetime
    sku: str
    warehouse: str
    kind: Kind
    on_hand: int
    reserved: int
    order_no: str | None
    actor: str
    reason: str | None


class StockRepository:
    """What lies where, and how it came about."""

    def __init__(self, engine: PooledEngine) -> None:
        self._engine = engine

    async def levels(self, sku: str) -> tuple[StockLevel, ...]:
        """Return the levels of a SKU, by warehouse."""
        rows = await StockLevelRow.select().where(StockLevelRow.sku == sku).order_by(StockLevelRow.warehouse)
        return tuple(stock_from(row) for row in rows)

    async def has_any(self) -> bool:
        """Tell whether any stock was ever received."""
        return bool(await StockLevelRow.exists())

    async def movements(self, sku: str, limit: int) -> tuple[Movement, ...]:
        """Return the last movements of a SKU, the newest first."""
        query = StockMovementRow.select().where(StockMovementRow.sku == sku)
        rows = await query.order_by(StockMovementRow.id, ascending=False).limit(limit)
        return tuple(Movement(**row) for row in rows)

    async def receive(self, arrived: Sequence[StockLevel], *, at: datetime, actor: str, reason: str | None) -> None:
        """Add units on hand; a negative number takes away what is not there. All of it or nothing.

        Raises InvalidInput where a SKU or warehouse is unknown, or where more is reserved than would be left.
        """

        def work(connection: sqlite3.Connection) -> None:
            connection.executemany(_LEVEL, [(each.sku, each.warehouse, each.on_hand) for each in arrived])
            connection.executemany(
                _MOVEMENT,
                [
                    (
                        at,
                        each.sku,
                        each.warehouse,
                        "receive" if each.on_hand >= 0 else "count",
                        each.on_hand,
                        actor,
                        reason,
                    )
                    for each in arrived
                ],
            )

        try:
            await self._engine.write(work)
        except sqlite3.IntegrityError as error:
            what = "an unknown SKU or warehouse" if "FOREIGN KEY" in str(error) else "more reserved than on hand"
            raise InvalidInput.at("stock", f"these changes would leave {what}; nothing was changed") from error

    async def disagreements(self) -> tuple[StockLevel, ...]:
        """Return the levels that differ from the sum of their movements or of what allocations reserve: none, ever."""

        def work(connection: sqlite3.Connection) -> list[tuple[object, ...]]:
            return connection.execute(_DISAGREEMENTS).fetchall()

        return tuple(stock_from(dict(zip(STOCK_COLUMNS, row, strict=True))) for row in await self._engine.read(work))


_DISAGREEMENTS: Final = """
    SELECT s.sku, s.warehouse, s.on_hand, s.reserved FROM stock_levels s
    LEFT JOIN (SELECT sku, warehouse, SUM(on_hand) AS on_hand, SUM(reserved) AS reserved
        FROM stock_movements GROUP BY sku, warehouse) m ON m.sku = s.sku AND m.warehouse = s.warehouse
    LEFT JOIN (SELECT sku, warehouse, SUM(quantity) AS reserved FROM allocations WHERE state = 'reserved'
        GROUP BY sku, warehouse) a ON a.sku = s.sku AND a.warehouse = s.warehouse
    WHERE s.on_hand <> COALESCE(m.on_hand, 0) OR s.reserved <> COALESCE(m.reserved, 0)
        OR s.reserved <> COALESCE(a.reserved, 0)"""
