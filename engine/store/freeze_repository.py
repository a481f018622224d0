"""Freezes: times in which nothing is promoted."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from piccolo.columns import Column

from engine.errors import NotFound
from engine.store.audit_trail import AuditEvent, AuditTrail
from engine.store.engine import PooledEngine
from engine.store.tables_governance import FreezeRow


class Freeze(msgspec.Struct, frozen=True, kw_only=True):
    """From `starts` up to `ends` nothing is promoted, unless it was lifted before."""

    id: str
    starts: datetime
    ends: datetime
    reason: str
    made_by: str
    made_at: datetime
    lifted_by: str | None = None
    lifted_at: datetime | None = None


class FreezeRepository:
    """Freezes by their id; never deleted, only lifted."""

    def __init__(self, engine: PooledEngine) -> None:
        self._engine = engine
        self._trail = AuditTrail(engine)

    async def add(self, freeze: Freeze) -> None:
        """Keep a freeze and note it in the audit."""
        times = {"starts": freeze.starts.isoformat(), "ends": freeze.ends.isoformat()}
        event = AuditEvent(action="freeze_made", subject=f"freeze {freeze.id}", data={**times, "reason": freeze.reason})
        async with self._engine.transaction():
            await FreezeRow.insert(FreezeRow(**msgspec.structs.asdict(freeze)))
            await self._trail.note([event], actor=freeze.made_by, at=freeze.made_at)

    async def lift(self, freeze_id: str, *, actor: str, at: datetime, reason: str) -> Freeze:
        """End a freeze early; one that was lifted stays as it is. Raises NotFound."""
        event = AuditEvent(action="freeze_lifted", subject=f"freeze {freeze_id}", data={"reason": reason})
        async with self._engine.transaction():
            found = await self.get(freeze_id)
            if found.lifted_at is not None:
                return found
            values: dict[Column | str, Any] = {FreezeRow.lifted_by: actor, FreezeRow.lifted_at: at}
            await FreezeRow.update(values).where(FreezeRow.id == freeze_id)
            await self._trail.note([event], actor=actor, at=at)
            return await self.get(freeze_id)

    async def get(self, freeze_id: str) -> Freeze:
        """Return a freeze. Raises NotFound."""
        rows = await FreezeRow.select().where(FreezeRow.id == freeze_id)
        if not rows:
            raise NotFound("freeze", freeze_id)
        return _freeze(rows[0])

    async def all(self) -> tuple[Freeze, ...]:
        """Return every freeze, the last to begin first."""
        return tuple(map(_freeze, await FreezeRow.select().order_by(FreezeRow.starts, ascending=False)))

    async def at(self, moment: datetime) -> Freeze | None:
        """Return the freeze that holds at a moment; of several the one that ends last."""
        rows = (
            await FreezeRow.select()
            .where((FreezeRow.starts <= moment) & (FreezeRow.ends > moment) & FreezeRow.lifted_at.is_null())
            .order_by(FreezeRow.ends, ascending=False)
            .limit(1)
        )
        return _freeze(rows[0]) if rows else None


def _freeze(row: Mapping[str, Any]) -> Freeze:
    return Freeze(**row)
