"""Rollouts: their documents, where they stand, and what happened to them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from engine.errors import Conflict, NotFound, StaleWrite
from engine.store.audit_trail import AuditEvent, AuditTrail
from engine.store.documents import json_text, object_from
from engine.store.engine import PooledEngine
from engine.store.release import Deed as ReleaseDeed
from engine.store.release import Manifest, Release
from engine.store.rule_repository import RuleRepository
from engine.store.tables_orders import EventRow
from engine.store.tables_rollouts import RolloutHistoryRow, RolloutRow

PLANNED: Final = "planned"
RUNNING: Final = "running"
PAUSED: Final = "paused"
PROMOTED: Final = "promoted"
ROLLED_BACK: Final = "rolled_back"
IN_FORCE: Final = (RUNNING, PAUSED)


class KeptRollout(msgspec.Struct, frozen=True, kw_only=True):
    """A rollout as it stands. `step` 0: not started; `approved_step` is the highest step that was agreed to."""

    id: str
    title: str
    target: str
    kind: str
    baseline: int
    candidate: int
    sha: str
    text: str
    planned_at: datetime
    planned_by: str
    state: str = PLANNED
    step: int = 0
    since: datetime | None = None
    approved_step: int = 0
    approved_by: str | None = None
    release: int = 0
    verdict: str = ""
    version: int = 1


class Deed(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody does to a rollout, and why. `data` is what else is to be known of it."""

    action: str
    actor: str
    reason: str
    at: datetime
    data: Mapping[str, object] = {}


class HistoryEntry(Deed, frozen=True, kw_only=True):
    """A deed as it was kept. `release`: the one that it made, else 0."""

    number: int
    step: int
    release: int


class RolloutRepository:
    """Rollouts. Every change is noted in the history and in the audit, in one transaction with what it does."""

    def __init__(self, engine: PooledEngine, rules: RuleRepository) -> None:
        self._engine = engine
        self._rules = rules
        self._audit = AuditTrail(engine)

    async def get(self, rollout_id: str) -> KeptRollout:
        """Return a rollout. Raises NotFound."""
        rows = await RolloutRow.select().where(RolloutRow.id == rollout_id)
        if not rows:
            raise NotFound("rollout", rollout_id)
        return KeptRollout(**rows[0])

    async def all(self, states: Sequence[str] = ()) -> tuple[KeptRollout, ...]:
        """Return the rollouts in these states (all where none is named), the newest first."""
        query = RolloutRow.select()
        if states:
            query = query.where(RolloutRow.state.is_in(list(states)))
        rows = await query.order_by(RolloutRow.planned_at, ascending=False).order_by(RolloutRow.id)
        return tuple(KeptRollout(**row) for row in rows)

    async def of_candidate(self, target: str, candidate: int) -> tuple[KeptRollout, ...]:
        """Return the rollouts that try a version, the newest first."""
        query = RolloutRow.select().where((RolloutRow.target == target) & (RolloutRow.candidate == candidate))
        rows = await query.order_by(RolloutRow.planned_at, ascending=False).order_by(RolloutRow.id)
        return tuple(KeptRollout(**row) for row in rows)

    async def said(self, verdict: str) -> tuple[KeptRollout, ...]:
        """Return the rollouts of which this was said last."""
        rows = await RolloutRow.select().where(RolloutRow.verdict == verdict)
        return tuple(KeptRollout(**row) for row in rows)

    async def history(self, rollout_id: str) -> tuple[HistoryEntry, ...]:
        """Return what happened to a rollout, the oldest first."""
        query = RolloutHistoryRow.select().where(RolloutHistoryRow.rollout == rollout_id)
        return tuple(_entry(row) for row in await query.order_by(RolloutHistoryRow.number))

    async def plan(self, rollout: KeptRollout, deed: Deed) -> KeptRollout:
        """Keep a new rollout. Raises Conflict where the id is taken."""
        async with self._engine.transaction():
            if await RolloutRow.exists().where(RolloutRow.id == rollout.id):
                raise Conflict(f"there is a rollout {rollout.id} already; give this one an id of its own")
            await RolloutRow.insert(RolloutRow(**msgspec.structs.asdict(rollout)))
            await self._note(rollout, deed, 0)
        return rollout

    async def change(
        self,
        before: KeptRollout,
        after: KeptRollout,
        deed: Deed,
        release: Callable[[Manifest], Manifest] | None = None,
    ) -> KeptRollout:
        """Write a rollout over the version that was read; with it make the release that `release` says, if any.

        Raises StaleWrite where somebody else was first, Conflict where another rollout stands in the way; then nothing
        is written.
        """
        after = msgspec.structs.replace(after, version=before.version + 1)
        async with self._engine.transaction():
            # The write comes first, so that of two at once the second sees what the first has done.
            await self._write(before, after)
            made = await self._release(after, release, deed) if release is not None else 0
            await self._note(after, deed, made)
        return msgspec.structs.replace(after, release=made or after.release)

    async def note_verdict(self, kept: KeptRollout, verdict: str) -> None:
        """Keep what the guardrails said last; it is no change of the rollout."""
        await RolloutRow.update({RolloutRow.verdict: verdict}).where(
            (RolloutRow.id == kept.id) & (RolloutRow.version == kept.version)
        )

    async def current(self) -> Release:
        """Return the newest release."""
        return await self._rules.release()

    async def _release(self, rollout: KeptRollout, change: Callable[[Manifest], Manifest], deed: Deed) -> int:
        released = await self._rules.put_rollout(
            change,
            ReleaseDeed(actor=deed.actor, at=deed.at, reason=deed.reason, notes={"rollout": rollout.id}),
        )
        await RolloutRow.update({RolloutRow.release: released.number}).where(RolloutRow.id == rollout.id)
        return released.number

    async def _write(self, before: KeptRollout, after: KeptRollout) -> None:
        values: dict[Any, Any] = {name: getattr(after, name) for name in _MOVING}
        written = await (
            RolloutRow.update(values)
            .where((RolloutRow.id == before.id) & (RolloutRow.version == before.version))
            .returning(RolloutRow.id)
        )
        if not written:
            raise StaleWrite(f"the rollout {before.id} was changed by somebody else meanwhile; look at it again")

    async def _note(self, rollout: KeptRollout, deed: Deed, release: int) -> None:
        number = await RolloutHistoryRow.count().where(RolloutHistoryRow.rollout == rollout.id) + 1
        row = RolloutHistoryRow(
            rollout=rollout.id,
            number=number,
            at=deed.at,
            actor=deed.actor,
            action=deed.action,
            reason=deed.reason,
            step=rollout.step,
            release=release,
            data=json_text(deed.data),
        )
        await RolloutHistoryRow.insert(row)
        data = {"reason": deed.reason, "step": rollout.step, "release": release, **deed.data}
        event = AuditEvent(action=f"rollout_{deed.action}", subject=rollout.id, data=data)
        await self._audit.note([event], actor=deed.actor, at=deed.at)
        told = {"rollout": rollout.id, "target": rollout.target, **data}
        await EventRow.insert(
            EventRow(
                shard=0, order_no="", name=_EVENTS[deed.action], at=deed.at, actor=deed.actor, data=json_text(told)
            )
        )


_EVENTS: Final[Mapping[str, str]] = {
    "planned": "RolloutPlanned",
    "started": "RolloutStarted",
    "widened": "RolloutWidened",
    "approved": "RolloutApproved",
    "paused": "RolloutPaused",
    "resumed": "RolloutResumed",
    "promoted": "RolloutPromoted",
    "rolled_back": "RolloutRolledBack",
}
_MOVING: Final = ("state", "step", "since", "approved_step", "approved_by", "release", "verdict", "version")


def _entry(row: Mapping[str, Any]) -> HistoryEntry:
    fields = {name: row[name] for name in HistoryEntry.__struct_fields__ if name != "data"}
    return HistoryEntry(**fields, data=object_from(row["data"]))
