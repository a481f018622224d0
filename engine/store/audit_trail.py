"""The audit: what people did, added in the transaction of the deed; the hash of each entry covers the one before."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from engine.store.documents import json_text, object_from
from engine.store.engine import PooledEngine
from engine.store.tables_catalogue import MarkerRow
from engine.store.tables_governance import AuditEntryRow

AUDIT: Final = "audit"
_LAST_SIGN: Final = "\U0010ffff"  # behind every other
BEGINNING: Final = "0" * 64  # what stands for the hash before the first entry


class AuditEvent(msgspec.Struct, frozen=True, kw_only=True):
    """A deed to be noted: `action` is past tense (`release_published`), `subject` what it was done to."""

    action: str
    subject: str
    data: Mapping[str, object] = {}


class AuditEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A deed that was noted. `hash` covers all other fields; `previous` is the hash of the entry before."""

    number: int
    at: datetime
    actor: str
    action: str
    subject: str
    data: Mapping[str, object]
    previous: str
    hash: str


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """An entry exactly as it lies in the database: `data` is the text that was hashed."""

    number: int
    at: datetime
    actor: str
    action: str
    subject: str
    data: str
    previous: str
    hash: str

    @property
    def right_hash(self) -> str:
        """The hash that the entry has if nobody has touched it."""
        at = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        parts = [self.number, at, self.actor, self.action, self.subject, self.data, self.previous]
        return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()


class AuditFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What entries are narrowed to; everything is optional and must all hold. `subject` is its beginning.

    `at_from` and `at_to` are half-open.
    """

    actor: str | None = None
    action: str | None = None
    subject: str | None = None
    at_from: datetime | None = None
    at_to: datetime | None = None


class AuditTrail:
    """Reads the entries and adds to them."""

    def __init__(self, engine: PooledEngine) -> None:
        self._engine = engine

    async def note(self, events: Sequence[AuditEvent], *, actor: str, at: datetime) -> None:
        """Add entries. To be called within the transaction of the deed: both stand, or neither."""
        if not self._engine.transaction_exists():
            raise RuntimeError("an audit entry is written in the transaction of what it tells of")
        number, previous = await self.count(), await self._last()  # a number that was taken is never taken again
        for event in events:
            number += 1
            kept = Kept(
                number=number,
                at=at.astimezone(UTC),
                actor=actor,
                action=event.action,
                subject=event.subject,
                data=json_text(event.data),
                previous=previous,
                hash="",
            )
            kept = msgspec.structs.replace(kept, hash=kept.right_hash)
            await AuditEntryRow.insert(AuditEntryRow(**msgspec.structs.asdict(kept)))
            previous = kept.hash
        # Beside the entries, so that it is found out when the last of them are taken away.
        await MarkerRow.update({MarkerRow.number: number}).where(MarkerRow.name == AUDIT)

    async def after(self, number: int, limit: int) -> tuple[AuditEntry, ...]:
        """Return the entries after one, the oldest first."""
        return tuple(entry_from(kept) for kept in await self.kept_after(number, limit))

    async def kept_after(self, number: int, limit: int) -> tuple[Kept, ...]:
        """Return the entries after one as they lie there, the oldest first."""
        rows = (
            await AuditEntryRow.select()
            .where(AuditEntryRow.number > number)
            .order_by(AuditEntryRow.number)
            .limit(limit)
        )
        return tuple(Kept(**row) for row in rows)

    async def find(self, wanted: AuditFilter, before: int | None, limit: int) -> tuple[AuditEntry, ...]:
        """Return the entries that fit, the newest first, from before one on."""
        query = AuditEntryRow.select()
        if before is not None:
            query = query.where(AuditEntryRow.number < before)
        if wanted.actor is not None:
            query = query.where(AuditEntryRow.actor == wanted.actor)
        if wanted.action is not None:
            query = query.where(AuditEntryRow.action == wanted.action)
        if wanted.subject is not None:
            # A plain comparison: the signs that LIKE reads otherwise are no matter of a subject.
            query = query.where(AuditEntryRow.subject >= wanted.subject)
            query = query.where(AuditEntryRow.subject < wanted.subject + _LAST_SIGN)
        if wanted.at_from is not None:
            query = query.where(AuditEntryRow.at >= wanted.at_from)
        if wanted.at_to is not None:
            query = query.where(AuditEntryRow.at < wanted.at_to)
        rows = await query.order_by(AuditEntryRow.number, ascending=False).limit(limit)
        return tuple(entry_from(Kept(**row)) for row in rows)

    async def names(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return who did something, and what was done, each once, in order."""
        actors = await AuditEntryRow.select(AuditEntryRow.actor).distinct().order_by(AuditEntryRow.actor)
        actions = await AuditEntryRow.select(AuditEntryRow.action).distinct().order_by(AuditEntryRow.action)
        return tuple(str(row["actor"]) for row in actors), tuple(str(row["action"]) for row in actions)

    async def count(self) -> int:
        """Return how many entries were written, whether or not they are still there."""
        rows: list[dict[str, Any]] = await MarkerRow.select(MarkerRow.number).where(MarkerRow.name == AUDIT)
        return int(rows[0]["number"]) if rows else 0

    async def _last(self) -> str:
        """Return the hash of the last entry."""
        query = AuditEntryRow.select(AuditEntryRow.hash).order_by(AuditEntryRow.number, ascending=False)
        rows = await query.limit(1)
        return str(rows[0]["hash"]) if rows else BEGINNING


def entry_from(kept: Kept) -> AuditEntry:
    """Return an entry as callers see it."""
    return AuditEntry(**{**msgspec.structs.asdict(kept), "data": object_from(kept.data)})
