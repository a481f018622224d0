"""The event log: every event of every order in the order in which it was committed, read from any place on."""

import sqlite3
from typing import Final

from engine.orders.event import OrderEvent
from engine.orders.number import parent_of
from engine.store.documents import object_from
from engine.store.engine import PooledEngine
from engine.store.order_repository import LoggedEvent, shard_of
from engine.store.sqlite_connection import rows_of

_COLUMNS: Final = "id, order_no, name, at, actor, data"
# Ids are given inside the write transaction, and there is one writer at a time: whoever sees an id sees all before it.
# A database with several writers has to give them out in the order of the commits, or hold back what may be overtaken.
_ALL: Final = f"SELECT {_COLUMNS} FROM events WHERE id > ? ORDER BY id LIMIT ?"  # noqa: S608  # names of ours
_OF_ORDER: Final = f"SELECT {_COLUMNS} FROM events WHERE shard = ? AND order_no = ? AND id > ? ORDER BY id LIMIT ?"  # noqa: S608  # the same
_LAST: Final = "SELECT COALESCE(MAX(id), 0) FROM events"


class EventLog:
    """What has happened, never changed and never rearranged."""

    def __init__(self, engine: PooledEngine) -> None:
        self._engine = engine

    async def after(self, event_id: int, limit: int, order_no: str | None = None) -> tuple[LoggedEvent, ...]:
        """Return the events that follow one, the oldest first; of one order (or a child's parent), or of all.

        Raises NotFound where `order_no` is no order number. An order without events has none.
        """
        if order_no is None:
            sql, values = _ALL, (event_id, limit)
        else:
            parent = parent_of(order_no)
            sql, values = _OF_ORDER, (shard_of(parent), parent, event_id, limit)  # type: ignore[assignment]  # of another length
        return await self._engine.read(lambda connection: _events(connection, sql, values))

    async def last(self) -> int:
        """Return the id of the newest event, 0 where nothing has happened."""
        return await self._engine.read(lambda connection: int(connection.execute(_LAST).fetchone()[0]))


def _events(connection: sqlite3.Connection, sql: str, values: tuple[object, ...]) -> tuple[LoggedEvent, ...]:
    return tuple(_event(**row) for row in rows_of(connection, sql, values))


def _event(**row: object) -> LoggedEvent:
    event_id, data = row.pop("id"), object_from(str(row.pop("data")))
    return LoggedEvent(id=event_id, event=OrderEvent(**row, data=data))  # type: ignore[arg-type]  # columns of the fields' names
