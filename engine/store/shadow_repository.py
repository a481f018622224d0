"""Shadows: begun once, carried on from place to place of the event log, ended with a reason."""

import sqlite3
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from piccolo.columns.combination import Where

from engine.errors import Conflict, NotFound, StaleWrite
from engine.store.audit_trail import AuditEvent, AuditTrail
from engine.store.documents import json_text, object_from
from engine.store.engine import PooledEngine
from engine.store.shadow import ENDED, RUNNING, Disagreement, Placed, Seen, Shadow
from engine.store.tables_orders import EventRow
from engine.store.tables_shadows import ShadowDisagreementRow, ShadowRow

WATCHER: Final = "watcher"  # who ends what nobody ended
MOST_RUNNING: Final = 16  # shadows at once, so that all of them are bounded
MOST_KEPT: Final = 1_000  # disagreements of one shadow that are kept one by one

_PLACED: Final = "SELECT id, name, shard, order_no FROM events WHERE id > ? ORDER BY id LIMIT ?"
_UNWATCHED: Final = """SELECT d.id FROM drafts d WHERE NOT EXISTS (SELECT 1 FROM shadows s WHERE s.draft = d.id AND (
    s.state = ? OR (s.started_at >= d.updated_at AND (s.ended_by <> ? OR s.version > 0)))) AND d.state IN ({states})"""
_DISAGREEMENT: Final = msgspec.json.Decoder(Disagreement)


class ShadowRepository:
    """Shadows by their id."""

    def __init__(self, engine: PooledEngine) -> None:
        self._engine = engine
        self._audit = AuditTrail(engine)

    async def begin(self, shadow: Shadow, *, is_by_itself: bool = False) -> Shadow | None:
        """Keep a new shadow. One that runs with the same text is the same: it learns of what else it came.

        `is_by_itself`: nobody asked for it; there is none (None) where too many run. Raises Conflict there else.
        """
        async with self._engine.transaction():
            running = await self.all(RUNNING)
            same = next((each for each in running if (each.target, each.sha) == (shadow.target, shadow.sha)), None)
            if same is not None:
                return await self._also(same, shadow)
            if len(running) >= MOST_RUNNING:
                if is_by_itself:
                    return None
                raise Conflict(f"{MOST_RUNNING} shadows run, and no more may; stop one first")
            await ShadowRow.insert(
                ShadowRow(**{**msgspec.structs.asdict(shadow), "kinds": json_text(dict(shadow.kinds))})
            )
            await self._tell("ShadowStarted", shadow, shadow.started_by, shadow.reason, shadow.started_at)
        return shadow

    async def end(self, shadow: Shadow, *, actor: str, why: str, at: datetime) -> Shadow:
        """End a shadow; what it has found stays. Raises StaleWrite where it has ended meanwhile."""
        async with self._engine.transaction():
            columns: dict[Any, Any] = {"state": ENDED, "ended_at": at, "ended_by": actor, "ended_why": why}
            written = (
                await ShadowRow.update(columns)
                .where((ShadowRow.id == shadow.id) & (ShadowRow.state == RUNNING))
                .returning(ShadowRow.id)
            )
            if not written:
                raise StaleWrite(f"the shadow {shadow.id} has ended already")
            await self._tell("ShadowEnded", shadow, actor, why, at)
        return await self.get(shadow.id)

    async def carry_on(self, before: Shadow, seen: Seen, place: int) -> bool:
        """Add what was seen up to a place; False, and nothing is added, where somebody else was there first."""
        room = max(0, MOST_KEPT - before.kept)
        kept = seen.disagreements[:room]
        kinds = Counter(before.kinds) + Counter(each.kind for each in seen.disagreements)
        columns: dict[Any, Any] = {
            "place": place,
            "orders": before.orders + seen.orders,
            "skipped": before.skipped + seen.skipped,
            "errors": before.errors + seen.errors,
            "disagreeing": before.disagreeing + seen.disagreeing,
            "kinds": json_text(dict(kinds)),
            "kept": before.kept + len(kept),
            "last_error": seen.last_error or before.last_error,
        }
        async with self._engine.transaction():
            written = (
                await ShadowRow.update(columns)
                .where((ShadowRow.id == before.id) & (ShadowRow.place == before.place) & (ShadowRow.state == RUNNING))
                .returning(ShadowRow.id)
            )
            if written and kept:
                rows = [_row(before.id, number, each) for number, each in enumerate(kept, start=before.kept + 1)]
                await ShadowDisagreementRow.insert(*rows)
        return bool(written)

    async def get(self, shadow_id: str) -> Shadow:
        """Return a shadow. Raises NotFound."""
        rows = await ShadowRow.select().where(ShadowRow.id == shadow_id)
        if not rows:
            raise NotFound("shadow", shadow_id)
        return _shadow(rows[0])

    async def all(self, *states: str) -> tuple[Shadow, ...]:
        """Return all shadows, or those in these states; the newest first."""
        query = ShadowRow.select()
        if states:
            query = query.where(ShadowRow.state.is_in(list(states)))
        rows = await query.order_by(ShadowRow.started_at, ascending=False).order_by(ShadowRow.id)
        return tuple(map(_shadow, rows))

    async def of_version(self, target: str, version: int) -> Shadow | None:
        """Return the newest shadow of a kept version."""
        return await self._newest((ShadowRow.target == target) & (ShadowRow.version == version))

    async def of_draft(self, draft: str) -> Shadow | None:
        """Return the newest shadow of a draft."""
        return await self._newest(ShadowRow.draft == draft)

    async def unwatched(self, states: Collection[str]) -> tuple[str, ...]:
        """Return drafts in these states that have no shadow and are to have one.

        Not those whose shadow a person ended since the last edit, nor those that became a version which is over.
        """
        values = (RUNNING, WATCHER, *states)
        sql = _UNWATCHED.format(states=", ".join("?" * len(states)))
        return await self._engine.read(lambda connection: tuple(str(row[0]) for row in connection.execute(sql, values)))

    async def disagreements(self, shadow_id: str, after: int, limit: int) -> Sequence[tuple[int, Disagreement]]:
        """Return kept disagreements with their numbers, the first found first, those after a number."""
        rows = (
            await ShadowDisagreementRow.select()
            .where((ShadowDisagreementRow.shadow == shadow_id) & (ShadowDisagreementRow.number > after))
            .order_by(ShadowDisagreementRow.number)
            .limit(limit)
        )
        return [(row["number"], _DISAGREEMENT.decode(row["document"])) for row in rows]

    async def placed_after(self, place: int, events: int, orders: int) -> Placed:
        """Return orders placed after a place of the log, at most so many, found in so many events."""
        rows = await self._engine.read(lambda connection: _events(connection, place, events))
        keys: list[tuple[int, str]] = []
        for number, name, shard, order_no in rows:
            place = number
            if name == "OrderPlaced":
                keys.append((shard, order_no))
                if len(keys) == orders:
                    break
        return Placed(keys=tuple(sorted(keys)), place=place)

    async def _newest(self, where: Where | Any) -> Shadow | None:  # Piccolo's combined conditions share no type
        rows = await ShadowRow.select().where(where).order_by(ShadowRow.started_at, ascending=False).limit(1)
        return _shadow(rows[0]) if rows else None

    async def _also(self, running: Shadow, new: Shadow) -> Shadow:
        """Write down of what else a running shadow came."""
        both = msgspec.structs.replace(
            running, draft=running.draft or new.draft, version=new.version or running.version
        )
        columns: dict[Any, Any] = {"draft": both.draft, "version": both.version}
        await ShadowRow.update(columns).where(ShadowRow.id == running.id)
        return both

    async def _tell(self, name: str, shadow: Shadow, actor: str, reason: str, at: datetime) -> None:
        data = {"shadow": shadow.id, "target": shadow.target, "reason": reason}
        action = {"ShadowStarted": "shadow_started", "ShadowEnded": "shadow_ended"}[name]
        await self._audit.note([AuditEvent(action=action, subject=shadow.id, data=data)], actor=actor, at=at)
        row = EventRow(shard=0, order_no="", name=name, at=at, actor=actor, data=json_text(data))
        await EventRow.insert(row)


def _events(connection: sqlite3.Connection, place: int, events: int) -> list[tuple[int, str, int, str]]:
    return connection.execute(_PLACED, (place, events)).fetchall()


def _shadow(row: Mapping[str, Any]) -> Shadow:
    return Shadow(**{**row, "kinds": object_from(row["kinds"])})


def _row(shadow: str, number: int, found: Disagreement) -> ShadowDisagreementRow:
    return ShadowDisagreementRow(
        shadow=shadow,
        number=number,
        shard=found.shard,
        order_no=found.order_no,
        decision=found.decision,
        kind=found.kind,
        subject=found.subject,
        document=json_text(found),
    )
