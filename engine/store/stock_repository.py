"""Stock levels and the ledger of every movement; a level always equals the sum of its movements."""

import heapq
import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from engine.errors import IdempotencyConflict, InvalidInput
from engine.orders.catalogue import StockLevel
from engine.orders.sales_level import SalesLevel
from engine.orders.stock import MovementKind
from engine.store.catalogue_rows import stock_from
from engine.store.engine import PooledEngine
from engine.store.order_writer import KEY
from engine.store.sales_levels import read_sales_levels
from engine.store.snapshot import read_before
from engine.store.sqlite_connection import rows_of
from engine.store.stock_audit import Disagreement, read_disagreements
from engine.store.stock_deeds import ADD, MOVEMENT, PLACE, Deed
from engine.store.tables_catalogue import StockLevelRow
from engine.store.tables_stock import StockHoldRow, StockTransferRow

_SUMS: Final = """SELECT s.sku, SUM(s.on_hand), SUM(s.reserved),
    SUM(CASE WHEN w.status = 'open' THEN s.on_hand - s.reserved ELSE 0 END)
    FROM stock_levels s JOIN warehouses w ON w.id = s.warehouse"""
_NO_SHARD: Final = 0  # stock belongs to no order
_MOVEMENTS: Final = """SELECT id, at, sku, warehouse, kind, on_hand, reserved, order_no, actor, reason, reference
    FROM stock_movements"""


class Movement(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the ledger: by how much the units on hand and the reserved ones changed."""

    id: int
    at: datetime
    sku: str
    warehouse: str
    kind: MovementKind
    on_hand: int
    reserved: int
    order_no: str | None
    actor: str
    reason: str | None
    reference: str | None = None


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """What a change by hand did: its number, and its rows in the ledger."""

    reference: str
    movements: tuple[Movement, ...]


class Hold(msgspec.Struct, frozen=True, kw_only=True):
    """Units that are out of sale where they lie."""

    hold_no: str
    sku: str
    warehouse: str
    quantity: int
    at: datetime
    actor: str
    reason: str


class Transfer(msgspec.Struct, frozen=True, kw_only=True):
    """Units sent from one warehouse to another; on their way are `quantity - arrived - lost`."""

    transfer_no: str
    sku: str
    source: str
    target: str
    quantity: int
    arrived: int
    lost: int
    state: str  # in_transit, arrived
    sent_at: datetime
    closed_at: datetime | None
    actor: str
    reason: str


class Sums(msgspec.Struct, frozen=True, kw_only=True):
    """A SKU over all warehouses; `sellable` is what is free in the open ones."""

    on_hand: int
    reserved: int
    sellable: int
    sales: tuple[SalesLevel, ...] = ()


class CallKey(msgspec.Struct, frozen=True, kw_only=True):
    """The caller's own key of a call, under which it is known again; no key, no memory."""

    scope: str
    key: str | None
    body_hash: str


class StockRepository:
    """What lies where, and how it came about."""

    def __init__(self, engine: PooledEngine) -> None:
        self._engine = engine

    async def levels(self, sku: str) -> tuple[StockLevel, ...]:
        """Return the levels of a SKU, by warehouse."""
        rows = await StockLevelRow.select().where(StockLevelRow.sku == sku).order_by(StockLevelRow.warehouse)
        return tuple(stock_from(row) for row in rows)

    async def sales_levels(self, sku: str) -> tuple[SalesLevel, ...]:
        """Return what may be promised of a SKU, the row of the SKU itself first."""
        found = await self._engine.read(lambda connection: read_sales_levels(connection, (sku,)))
        return found.get(sku, ())

    async def holds(self, sku: str) -> tuple[Hold, ...]:
        """Return what of a SKU is held, the oldest first."""
        rows = await StockHoldRow.select().where(StockHoldRow.sku == sku).order_by(StockHoldRow.hold_no)
        return tuple(Hold(**row) for row in rows)

    async def transfers(self, sku: str | None, after: str | None, limit: int) -> tuple[Transfer, ...]:
        """Return transfers, the newest first; `after` is the number of the last one of the page before."""
        query = StockTransferRow.select().order_by(StockTransferRow.transfer_no, ascending=False).limit(limit)
        if sku is not None:
            query = query.where(StockTransferRow.sku == sku)
        if after is not None:
            query = query.where(StockTransferRow.transfer_no < after)
        return tuple(Transfer(**row) for row in await query)

    async def sums(self, skus: Sequence[str]) -> dict[str, Sums]:
        """Return what of each SKU lies anywhere, is reserved, and is free in open warehouses; 0 of what never lay."""
        marks = ", ".join("?" * len(skus))
        sql = f"{_SUMS} WHERE s.sku IN ({marks}) GROUP BY s.sku"

        def work(connection: sqlite3.Connection) -> dict[str, Sums]:
            sales = read_sales_levels(connection, skus)
            found = {row[0]: row[1:] for row in connection.execute(sql, tuple(skus))}
            return {
                sku: Sums(on_hand=on_hand, reserved=reserved, sellable=sellable, sales=sales.get(sku, ()))
                for sku in skus
                for on_hand, reserved, sellable in [found.get(sku, (0, 0, 0))]
            }

        return await self._engine.read(work)

    async def has_any(self) -> bool:
        """Tell whether any stock was ever received."""
        return bool(await StockLevelRow.exists())

    async def movements(self, sku: str, limit: int, before: int | None = None) -> tuple[Movement, ...]:
        """Return the last movements of a SKU (those before one), the newest first."""

        def work(connection: sqlite3.Connection) -> tuple[Movement, ...]:
            # Of each warehouse by its index: a SKU that moves all day has very many rows.
            places = connection.execute("SELECT warehouse FROM stock_levels WHERE sku = ?", (sku,)).fetchall()
            sql = f"{_MOVEMENTS} WHERE sku = ? AND warehouse = ? AND id < ? ORDER BY id DESC LIMIT ?"
            bound = before if before is not None else 2**62
            parts = [_movements(connection, sql, (sku, place, bound, limit)) for (place,) in places]
            return tuple(heapq.nlargest(limit, (each for part in parts for each in part), key=lambda each: each.id))

        return await self._engine.read(work)

    async def receive(self, arrived: Sequence[StockLevel], *, at: datetime, actor: str, reason: str | None) -> None:
        """Add units on hand; a negative number takes away what is not there. All of it or nothing.

        Raises InvalidInput where a SKU or warehouse is unknown, or where more is reserved than would be left.
        """

        def work(connection: sqlite3.Connection) -> None:
            connection.executemany(PLACE, [(each.sku, each.warehouse) for each in arrived])
            connection.executemany(ADD, [(each.on_hand, each.sku, each.warehouse) for each in arrived])
            connection.executemany(MOVEMENT, [_receipt(each, at, actor, reason) for each in arrived])

        try:
            await self._engine.write(work)
        except sqlite3.IntegrityError as error:
            what = "an unknown SKU or warehouse" if "FOREIGN KEY" in str(error) else "more reserved than on hand"
            raise InvalidInput.at("stock", f"these changes would leave {what}; nothing was changed") from error

    async def perform(
        self, work: Callable[[sqlite3.Connection, Deed], None], deed: Deed, key: CallKey
    ) -> tuple[Done, bool]:
        """Do a change by hand in one transaction, and tell whether the same call did it before.

        Raises what the work raises, and IdempotencyConflict where the key came with another body.
        """

        def whole(connection: sqlite3.Connection) -> tuple[Done, bool]:
            for before in read_before(connection, ((key.scope, key.key),) if key.key else ()):
                if before.body_hash != key.body_hash:
                    raise IdempotencyConflict(before.key)
                return _done(connection, before.order_no), True
            if key.key:
                connection.execute(KEY, (key.scope, key.key, key.body_hash, _NO_SHARD, deed.reference, deed.at))
            work(connection, deed)
            return _done(connection, deed.reference), False

        return await self._engine.write(whole)

    async def disagreements(self) -> tuple[Disagreement, ...]:
        """Return where stock, ledger, orders, holds and transfers contradict each other: nowhere, ever."""
        return await self._engine.read(read_disagreements)


def _receipt(level: StockLevel, at: datetime, actor: str, reason: str | None) -> tuple[object, ...]:
    kind = "receive" if level.on_hand >= 0 else "adjust"
    return (at, level.sku, level.warehouse, kind, level.on_hand, 0, actor, reason, None)


def _movements(connection: sqlite3.Connection, sql: str, values: tuple[Any, ...]) -> list[Movement]:
    return [Movement(**row) for row in rows_of(connection, sql, values)]  # type: ignore[arg-type]  # columns of the fields' names


def _done(connection: sqlite3.Connection, reference: str) -> Done:
    sql = f"{_MOVEMENTS} WHERE reference = ? ORDER BY id"
    return Done(reference=reference, movements=tuple(_movements(connection, sql, (reference,))))
