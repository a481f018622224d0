"""What may be forgotten: counts of orders past every window, and callers' keys that nobody sends again."""

import sqlite3
from datetime import UTC, datetime
from typing import Final

from engine.store.engine import PooledEngine

ROWS_AT_ONCE: Final = 500  # so the writer is never held for long

# An order number begins with the hour of its receipt: orders of long ago that are only imported now still count.
_OLD_ENTRIES: Final = """SELECT subject, at, order_no FROM velocity_entries WHERE at < ? AND order_no < ? LIMIT ?"""
_FORGET_ENTRY: Final = "DELETE FROM velocity_entries WHERE subject = ? AND at = ? AND order_no = ?"
_OLD_CORRECTIONS: Final = "SELECT order_no FROM velocity_corrections WHERE order_no < ? LIMIT ?"
_FORGET_CORRECTION: Final = "DELETE FROM velocity_corrections WHERE order_no = ?"
_OLD_GOODS: Final = "SELECT subject, sku, at, order_no FROM velocity_goods WHERE at < ? AND order_no < ? LIMIT ?"
_FORGET_GOODS: Final = "DELETE FROM velocity_goods WHERE subject = ? AND sku = ? AND at = ? AND order_no = ?"
_OLD_CANCELLED: Final = "SELECT order_no, sku FROM velocity_goods_cancelled WHERE order_no < ? LIMIT ?"
_FORGET_CANCELLED: Final = "DELETE FROM velocity_goods_cancelled WHERE order_no = ? AND sku = ?"
_OLD_KEYS: Final = "SELECT scope, key FROM idempotency_keys WHERE scope NOT LIKE 'channel:%' AND at < ? LIMIT ?"
_FORGET_KEY: Final = "DELETE FROM idempotency_keys WHERE scope = ? AND key = ?"
_OLD_SAMPLES: Final = "SELECT shard, order_no, rollout FROM rollout_samples WHERE at < ? LIMIT ?"
_FORGET_SAMPLE: Final = "DELETE FROM rollout_samples WHERE shard = ? AND order_no = ? AND rollout = ?"
_OLD_DELIVERIES: Final = """SELECT webhook, event FROM webhook_deliveries
    WHERE state = 'delivered' AND tried_at < ? LIMIT ?"""
_FORGET_DELIVERY: Final = "DELETE FROM webhook_deliveries WHERE webhook = ? AND event = ?"


class UpkeepRepository:
    """Forgets old rows, some at a time."""

    def __init__(self, engine: PooledEngine) -> None:
        self._engine = engine

    async def forget_counts(self, before: datetime) -> int:
        """Forget counts of orders placed and received before a time; return how many rows that were (500 at most)."""
        hour = before.astimezone(UTC).strftime("%y%m%d%H")
        return await self._forget(_OLD_ENTRIES, (before, hour, ROWS_AT_ONCE), _FORGET_ENTRY)

    async def forget_samples(self, before: datetime) -> int:
        """Forget what orders placed before a time said in rollouts."""
        return await self._forget(_OLD_SAMPLES, (before, ROWS_AT_ONCE), _FORGET_SAMPLE)

    async def forget_goods(self, before: datetime) -> int:
        """Forget counts of promotion goods by SKU of orders placed and received before a time."""
        hour = before.astimezone(UTC).strftime("%y%m%d%H")
        return await self._forget(_OLD_GOODS, (before, hour, ROWS_AT_ONCE), _FORGET_GOODS)

    async def forget_cancelled_goods(self, before: datetime) -> int:
        """Forget what of them was cancelled; their counts are forgotten first."""
        hour = before.astimezone(UTC).strftime("%y%m%d%H")
        return await self._forget(_OLD_CANCELLED, (hour, ROWS_AT_ONCE), _FORGET_CANCELLED)

    async def forget_corrections(self, before: datetime) -> int:
        """Forget corrections of orders received before a time; like the counts, whose forgetting comes first."""
        hour = before.astimezone(UTC).strftime("%y%m%d%H")
        return await self._forget(_OLD_CORRECTIONS, (hour, ROWS_AT_ONCE), _FORGET_CORRECTION)

    async def forget_deliveries(self, before: datetime) -> int:
        """Forget what subscribers of webhooks took before a time; what was given up is kept."""
        return await self._forget(_OLD_DELIVERIES, (before, ROWS_AT_ONCE), _FORGET_DELIVERY)

    async def forget_keys(self, before: datetime) -> int:
        """Forget callers' idempotency keys from before a time; channel order ids are known for ever."""
        return await self._forget(_OLD_KEYS, (before, ROWS_AT_ONCE), _FORGET_KEY)

    async def _forget(self, find: str, values: tuple[object, ...], forget: str) -> int:
        def search(connection: sqlite3.Connection) -> list[tuple[object, ...]]:
            return connection.execute(find, values).fetchall()

        rows = await self._engine.read(search)
        if rows:
            await self._engine.write(lambda connection: connection.executemany(forget, rows).rowcount)
        return len(rows)
