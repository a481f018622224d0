"""Replays as they are kept: what was asked, how far it is, what it found."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import msgspec

from engine.errors import NotFound
from engine.store.engine import PooledEngine
from engine.store.replay_source import Window, count_orders
from engine.store.tables_replays import ReplayRow

RUNNING: Final = "running"
DONE: Final = "done"
CANCELLED: Final = "cancelled"
FAILED: Final = "failed"


class KeptReplay(msgspec.Struct, frozen=True, kw_only=True):
    """One replay. `seen_at` is when somebody last worked at it; `result` is JSON, once it is done."""

    id: str
    candidate: str
    state: str
    asked_at: datetime
    asked_by: str
    request: str
    orders: int
    seen_at: datetime
    done: int = 0
    is_to_stop: bool = False
    failure: str | None = None
    result: str | None = None


class ReplayRepository:
    """Replays, and the orders that they go over."""

    def __init__(self, engine: PooledEngine) -> None:
        self._engine = engine

    @property
    def file(self) -> Path:
        """The database, for processes of their own that read it."""
        return self._engine.file

    async def count(self, window: Window) -> int:
        """Return how many orders there are to decide again."""
        return await self._engine.read(lambda connection: count_orders(connection, window))

    async def add(self, replay: KeptReplay) -> None:
        """Keep a new replay."""
        await ReplayRow.insert(ReplayRow(**msgspec.structs.asdict(replay)))

    async def get(self, replay_id: str) -> KeptReplay:
        """Return a replay. Raises NotFound."""
        rows = await ReplayRow.select().where(ReplayRow.id == replay_id)
        if not rows:
            raise NotFound("replay", replay_id)
        return _kept(rows[0])

    async def newest(self, limit: int) -> tuple[KeptReplay, ...]:
        """Return replays without what they found, the newest first."""
        columns = [getattr(ReplayRow, name) for name in KeptReplay.__struct_fields__ if name != "result"]
        rows = await ReplayRow.select(*columns).order_by(ReplayRow.asked_at, ascending=False).limit(limit)
        return tuple(_kept(row) for row in rows)

    async def note(self, replay_id: str, done: int, at: datetime) -> bool:
        """Keep how far a replay is. Return whether somebody asks it to stop."""
        values: dict[Any, Any] = {"done": done, "seen_at": at}
        rows = await ReplayRow.update(values).where(ReplayRow.id == replay_id).returning(ReplayRow.is_to_stop)
        return bool(rows and rows[0]["is_to_stop"])

    async def ask_to_stop(self, replay_id: str) -> None:
        """Let whoever works at a replay stop."""
        await ReplayRow.update({ReplayRow.is_to_stop: True}).where(ReplayRow.id == replay_id)

    async def end(
        self, replay_id: str, state: str, at: datetime, *, result: str | None = None, failure: str | None = None
    ) -> None:
        """Keep how a replay ended. One that has ended stays as it is."""
        values: dict[Any, Any] = {"state": state, "seen_at": at, "result": result, "failure": failure}
        await ReplayRow.update(values).where((ReplayRow.id == replay_id) & (ReplayRow.state == RUNNING))


def _kept(row: Mapping[str, Any]) -> KeptReplay:
    return KeptReplay(**{**row, "is_to_stop": bool(row["is_to_stop"])})
