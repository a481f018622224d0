"""How many of the newest orders stand in which state: a bounded read by time, however many orders there are."""

import sqlite3
from collections import Counter
from collections.abc import Mapping
from typing import Final

import msgspec

from engine.store.engine import PooledEngine

NEWEST: Final = 10_000

# The table by time leads to the newest, so that the size of the history does not matter.
_STANDING: Final = """SELECT o.order_state, o.review_state, o.payment_state, o.fulfillment_state, o.after_sale_state,
    COUNT(*) FROM (SELECT shard, order_no FROM time_orders ORDER BY placed_at DESC, order_no DESC LIMIT ?) newest
    JOIN orders o ON o.shard = newest.shard AND o.order_no = newest.order_no
    WHERE o.order_type = ?
    GROUP BY o.order_state, o.review_state, o.payment_state, o.fulfillment_state, o.after_sale_state"""
_DIMENSIONS: Final = ("order", "review", "payment", "fulfillment", "after_sale")


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """Orders of one type among the newest: how many, and by dimension and state."""

    orders: int
    states: Mapping[str, Mapping[str, int]]


class StandingCounts:
    """Counts of orders by state."""

    def __init__(self, engine: PooledEngine) -> None:
        self._engine = engine

    async def of(self, order_type: str) -> Standing:
        """Return where the orders of a type stand, among the `NEWEST` of all types."""

        def work(connection: sqlite3.Connection) -> Standing:
            return _standing(connection.execute(_STANDING, (NEWEST, order_type)).fetchall())

        return await self._engine.read(work)


def _standing(rows: list[tuple[str, str, str, str, str, int]]) -> Standing:
    states: dict[str, Counter[str]] = {dimension: Counter() for dimension in _DIMENSIONS}
    for *vector, count in rows:
        for dimension, state in zip(_DIMENSIONS, vector, strict=True):
            states[dimension][str(state)] += count
    return Standing(orders=sum(row[-1] for row in rows), states=states)
