"""Grants: who may approve or publish changes of which kind and in which market."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import msgspec

from engine.errors import NotFound
from engine.store.audit_trail import AuditEvent, AuditTrail
from engine.store.engine import PooledEngine
from engine.store.tables_governance import GrantRow

EVERY: Final = "*"  # every kind, every market


class Grant(msgspec.Struct, frozen=True, kw_only=True):
    """A person may do this to changes of a kind (`freight`, `list`, `rollout`, `*`) in a market (`cn`, `*`)."""

    person: str
    action: str  # approve, publish
    kind: str = EVERY
    market: str = EVERY

    def covers(self, person: str, action: str, kind: str, market: str) -> bool:
        """Tell whether it allows this. A change that names no market (`*`) needs a grant for every market."""
        return (
            (self.person, self.action) == (person, action)
            and self.kind in (EVERY, kind)
            and self.market in (EVERY, market)
        )


class GrantRepository:
    """Grants as they are now; who gave and took them stands in the audit."""

    def __init__(self, engine: PooledEngine) -> None:
        self._engine = engine
        self._trail = AuditTrail(engine)

    async def all(self) -> tuple[Grant, ...]:
        """Return every grant, by person."""
        rows = await GrantRow.select(GrantRow.person, GrantRow.action, GrantRow.kind, GrantRow.market).order_by(
            GrantRow.person
        )
        return tuple(Grant(**row) for row in rows)

    async def give(self, grant: Grant, *, actor: str, at: datetime) -> None:
        """Keep a grant; one that is there already changes nothing."""
        async with self._engine.transaction():
            if grant in await self.all():
                return
            await GrantRow.insert(GrantRow(**_columns(grant), granted_by=actor, granted_at=at))
            await self._note("grant_given", grant, actor, at)

    async def take(self, grant: Grant, *, actor: str, at: datetime) -> None:
        """Take a grant away. Raises NotFound."""
        async with self._engine.transaction():
            if grant not in await self.all():
                raise NotFound("grant", f"{grant.person} {grant.action} {grant.kind} {grant.market}")
            await GrantRow.delete().where(
                (GrantRow.person == grant.person)
                & (GrantRow.action == grant.action)
                & (GrantRow.kind == grant.kind)
                & (GrantRow.market == grant.market)
            )
            await self._note("grant_taken", grant, actor, at)

    async def _note(self, action: str, grant: Grant, actor: str, at: datetime) -> None:
        event = AuditEvent(action=action, subject=f"person {grant.person}", data=_columns(grant))
        await self._trail.note([event], actor=actor, at=at)


def _columns(grant: Grant) -> Mapping[str, Any]:
    return msgspec.structs.asdict(grant)
