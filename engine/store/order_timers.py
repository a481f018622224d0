"""When something falls due for an order: set with the order's own changes, found by the worker."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec

from engine.orders.order import Order
from engine.orders.timers import Timer, TimerKind, timers_of
from engine.store.engine import PooledEngine

_DUE: Final = "SELECT shard, order_no, kind, due_at, tries FROM order_timers WHERE due_at <= ? ORDER BY due_at LIMIT ?"
SET: Final = """INSERT INTO order_timers (shard, order_no, kind, due_at, tries) VALUES (?, ?, ?, ?, 0)
    ON CONFLICT (shard, order_no, kind) DO UPDATE SET due_at = excluded.due_at, tries = 0"""
_STOP: Final = "DELETE FROM order_timers WHERE shard = ? AND order_no = ? AND kind = ?"
_DONE: Final = f"{_STOP} AND due_at = ?"
_POSTPONE: Final = """UPDATE order_timers SET due_at = ?, tries = tries + 1
    WHERE shard = ? AND order_no = ? AND kind = ? AND due_at = ?"""


class DueTimer(msgspec.Struct, frozen=True, kw_only=True):
    """A timer that has run down. `tries`: how often what it asks for went wrong so far."""

    shard: int
    order_no: str
    kind: TimerKind
    due_at: datetime
    tries: int


class TimerRepository:
    """The timers of all orders, by the time at which they fall due."""

    def __init__(self, engine: PooledEngine) -> None:
        self._engine = engine

    async def due(self, now: datetime, limit: int) -> tuple[DueTimer, ...]:
        """Return timers that have run down, those of longest ago first."""

        def work(connection: sqlite3.Connection) -> list[tuple[int, str, TimerKind, datetime, int]]:
            return connection.execute(_DUE, (now, limit)).fetchall()

        rows = await self._engine.read(work)
        return tuple(
            DueTimer(shard=shard, order_no=number, kind=kind, due_at=due_at, tries=tries)
            for shard, number, kind, due_at, tries in rows
        )

    async def stop(self, timer: DueTimer) -> None:
        """Forget a timer that was worked off, unless it was set anew meanwhile."""
        row = (timer.shard, timer.order_no, timer.kind, timer.due_at)
        await self._engine.write(lambda connection: connection.execute(_DONE, row).rowcount)

    async def postpone(self, timer: DueTimer, until: datetime) -> None:
        """Let a timer run down again later; another process may have done so first."""
        row = (until, timer.shard, timer.order_no, timer.kind, timer.due_at)
        await self._engine.write(lambda connection: connection.execute(_POSTPONE, row).rowcount)


def timer_rows(shard: int, order: Order) -> list[tuple[object, ...]]:
    """Return the rows of an order's timers."""
    return [(shard, order.number, timer.kind, timer.due_at) for timer in timers_of(order)]


def write_timers(connection: sqlite3.Connection, shard: int, before: Order, after: Order) -> None:
    """Set the timers of an order anew, as far as a change has moved them."""
    had, has = timers_of(before), timers_of(after)
    for row in _stopped(shard, before.number, had, has):
        connection.execute(_STOP, row)
    for timer in has:
        if timer not in had:
            connection.execute(SET, (shard, after.number, timer.kind, timer.due_at))


def _stopped(shard: int, number: str, had: Sequence[Timer], has: Sequence[Timer]) -> list[tuple[int, str, str]]:
    kinds = {timer.kind for timer in has}
    return [(shard, number, timer.kind) for timer in had if timer.kind not in kinds]
