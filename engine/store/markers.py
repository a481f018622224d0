"""The markers that tell a process what has changed since it last looked, and how far a long job has come."""

import sqlite3
from typing import cast

from engine.store.engine import PooledEngine
from engine.store.tables_catalogue import MarkerRow


class MarkerRepository:
    """Numbers that only grow, by name."""

    def __init__(self, engine: PooledEngine) -> None:
        self._engine = engine

    async def release(self) -> int:
        """Return the number of the newest release. Raises Unavailable where the database does not answer."""
        return await self._engine.read(_release)

    async def get(self, name: str) -> int | None:
        """Return a marker; None where it was never put."""
        rows = await MarkerRow.select(MarkerRow.number).where(MarkerRow.name == name)
        return int(rows[0]["number"]) if rows else None

    async def put(self, name: str, number: int) -> None:
        """Put a marker at a number."""
        row = MarkerRow(name=name, number=number)
        await MarkerRow.insert(row).on_conflict(target=MarkerRow.name, action="DO UPDATE", values=[MarkerRow.number])


def _release(connection: sqlite3.Connection) -> int:
    return cast("int", connection.execute("SELECT number FROM markers WHERE name = 'release'").fetchone()[0])
