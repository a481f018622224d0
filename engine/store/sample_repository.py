"""Samples read together: what the customers of a step brought, each customer once for each side."""

import sqlite3
from collections.abc import Sequence
from typing import Final

from engine.evaluation.guardrails.measures import Totals
from engine.store.engine import PooledEngine

_AMOUNTS: Final = ("freight", "discount")
_WINSORISED: Final = 0.99  # amounts above this share of all are counted as if they were just that high
_TOTALS: Final = """SELECT s.side, s.subject, COUNT(*), SUM(CASE WHEN s.parcels > 0 THEN 1 ELSE 0 END), SUM(s.error),
    SUM(s.reject), SUM(s.review), SUM(s.shortage),
    SUM(CASE WHEN o.order_state = 'cancelled' THEN 1 ELSE 0 END),
    SUM(CASE WHEN EXISTS (SELECT 1 FROM returns r WHERE r.shard = s.shard AND r.order_no = s.order_no) THEN 1
        ELSE 0 END),
    SUM(s.parcels), SUM(CASE WHEN s.freight > ? THEN ? ELSE s.freight END),
    SUM(CASE WHEN s.discount > ? THEN ? ELSE s.discount END)"""
_SLOW: Final = ", SUM(CASE WHEN s.micros > ? THEN 1 ELSE 0 END)"
_FROM: Final = """ FROM rollout_samples s LEFT JOIN orders o ON o.shard = s.shard AND o.order_no = s.order_no
    WHERE s.rollout = ? AND s.step = ? GROUP BY s.side, s.subject"""


class SampleRepository:
    """What orders said for and against candidates."""

    def __init__(self, engine: PooledEngine) -> None:
        self._engine = engine

    async def totals(self, rollout: str, step: int, above_ms: Sequence[int]) -> tuple[Totals, ...]:
        """Return what each customer brought in one step, with orders slower than each of these thresholds."""
        return await self._engine.read(lambda connection: _totals(connection, rollout, step, above_ms))


def _totals(connection: sqlite3.Connection, rollout: str, step: int, above_ms: Sequence[int]) -> tuple[Totals, ...]:
    freight, discount = (_cap(connection, rollout, step, amount) for amount in _AMOUNTS)
    slow = tuple(1000 * above for above in above_ms)
    sql = _TOTALS + _SLOW * len(slow) + _FROM
    rows = connection.execute(sql, (freight, freight, discount, discount, *slow, rollout, step))
    return tuple(_of_row(row) for row in rows)


def _of_row(row: tuple[object, ...]) -> Totals:
    side, subject, *counts = row
    return Totals(
        side=str(side),
        subject=str(subject),
        **dict(zip(_COUNTS, counts[: len(_COUNTS)], strict=True)),  # type: ignore[arg-type]  # sums of whole numbers
        slow=tuple(counts[len(_COUNTS) :]),  # type: ignore[arg-type]  # the same
    )


_COUNTS: Final = (
    "orders", "placed", "error", "reject", "review", "shortage", "cancel", "returned", "parcels", "freight", "discount",
)  # fmt: skip


def _cap(connection: sqlite3.Connection, rollout: str, step: int, amount: str) -> int:
    """Return the amount that all but the highest hundredth of the step's orders keep below."""
    where = "FROM rollout_samples WHERE rollout = ? AND step = ? AND parcels > 0"
    (count,) = connection.execute(f"SELECT COUNT(*) {where}", (rollout, step)).fetchone()
    place = min(int(count * _WINSORISED), max(count - 1, 0))
    sql = f"SELECT {amount} {where} ORDER BY {amount} LIMIT 1 OFFSET ?"  # a column of ours
    row = connection.execute(sql, (rollout, step, place)).fetchone()
    return int(row[0]) if row else 0
