"""Versions of rule sets and lists, and the releases that put them in force. Nothing is ever changed or deleted."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec
from piccolo.query.functions import Max

from engine.errors import Conflict, NotFound, ReleaseMoved
from engine.store.audit_trail import AuditEvent, AuditTrail
from engine.store.documents import json_text
from engine.store.engine import PooledEngine
from engine.store.evidence import Evidence, evidence_from
from engine.store.release import Deed, Manifest, Release, ReleaseRecord, changes_between, record_from, release_from
from engine.store.tables_catalogue import MarkerRow
from engine.store.tables_governance import VersionEvidenceRow
from engine.store.tables_rollouts import RolloutRow
from engine.store.tables_rules import ListVersionRow, ReleaseRow, RuleSetVersionRow

RELEASE: Final = "release"


class SetVersion(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a rule set. `version` 0: not kept yet."""

    set_id: str
    kind: str
    title: str
    sha: str
    text: str
    rule_count: int
    test_count: int
    published_at: datetime
    published_by: str
    reason: str
    version: int = 0


class ListVersion(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a reference list. `version` 0: not kept yet."""

    list_id: str
    title: str
    text: str
    member_count: int
    published_at: datetime
    published_by: str
    reason: str
    version: int = 0


class Rolling(msgspec.Struct, frozen=True, kw_only=True):
    """A rollout of a release: its document, the step at which it stands, and its candidate."""

    rollout: str
    text: str
    step: int
    candidate: SetVersion


class RuleRepository:
    """Rule sets, lists and releases."""

    def __init__(self, engine: PooledEngine) -> None:
        self._engine = engine
        self._trail = AuditTrail(engine)

    async def release(self, number: int | None = None) -> Release:
        """Return a release, the newest where none is named; number 0 where there is none yet. Raises NotFound."""
        query = ReleaseRow.select(ReleaseRow.number, ReleaseRow.manifest)
        if number is not None:
            query = query.where(ReleaseRow.number == number)
        rows = await query.order_by(ReleaseRow.number, ascending=False).limit(1)
        if not rows and number:
            raise NotFound("release", number)
        return release_from(rows[0]) if rows else Release(number=0, manifest=Manifest())

    async def in_release(self, release: Release) -> tuple[tuple[SetVersion, ...], tuple[ListVersion, ...]]:
        """Return all that a release names."""
        sets = [await self.version(set_id, version) for set_id, version in release.manifest.sets.items()]
        lists = [await self.list_version(list_id, version) for list_id, version in release.manifest.lists.items()]
        return tuple(sets), tuple(lists)

    async def rolling_in(self, release: Release) -> tuple[Rolling, ...]:
        """Return the rollouts that run in a release."""
        steps = release.manifest.rollouts
        rows = await RolloutRow.select().where(RolloutRow.id.is_in([*steps])) if steps else []
        found = [
            Rolling(
                rollout=row["id"],
                text=row["text"],
                step=steps[row["id"]],
                candidate=await self.version(row["target"], row["candidate"]),
            )
            for row in rows
        ]
        return tuple(found)

    async def version(self, set_id: str, version: int) -> SetVersion:
        """Return one version of a rule set. Raises NotFound."""
        rows = await RuleSetVersionRow.select().where(
            (RuleSetVersionRow.set_id == set_id) & (RuleSetVersionRow.version == version)
        )
        if not rows:
            raise NotFound("rule set", f"{set_id}@{version}")
        return SetVersion(**rows[0])

    async def versions(self, set_id: str) -> tuple[SetVersion, ...]:
        """Return every version of a rule set, the newest first; of an unknown one none."""
        rows = (
            await RuleSetVersionRow.select()
            .where(RuleSetVersionRow.set_id == set_id)
            .order_by(RuleSetVersionRow.version, ascending=False)
        )
        return tuple(SetVersion(**row) for row in rows)

    async def version_counts(self) -> Mapping[str, int]:
        """Return how many versions each rule set has."""
        rows = await RuleSetVersionRow.select(
            RuleSetVersionRow.set_id, Max(RuleSetVersionRow.version, alias="last")
        ).group_by(RuleSetVersionRow.set_id)
        return {row["set_id"]: row["last"] for row in rows}

    async def list_version(self, list_id: str, version: int) -> ListVersion:
        """Return one version of a list. Raises NotFound."""
        rows = await ListVersionRow.select().where(
            (ListVersionRow.list_id == list_id) & (ListVersionRow.version == version)
        )
        if not rows:
            raise NotFound("list", f"{list_id}@{version}")
        return ListVersion(**rows[0])

    async def list_versions(self, list_id: str) -> tuple[ListVersion, ...]:
        """Return every version of a list, the newest first; of an unknown one none."""
        rows = (
            await ListVersionRow.select()
            .where(ListVersionRow.list_id == list_id)
            .order_by(ListVersionRow.version, ascending=False)
        )
        return tuple(ListVersion(**row) for row in rows)

    async def records(self, *, before: int | None = None, limit: int = 50) -> tuple[ReleaseRecord, ...]:
        """Return releases with who made them and why, the newest first."""
        query = ReleaseRow.select()
        if before is not None:
            query = query.where(ReleaseRow.number < before)
        rows = await query.order_by(ReleaseRow.number, ascending=False).limit(limit)
        return tuple(record_from(row) for row in rows)

    async def evidence(self, set_id: str, version: int) -> Evidence | None:
        """Return what the publish gate found of a version; None where it was published without."""
        rows = await VersionEvidenceRow.select(VersionEvidenceRow.document).where(
            (VersionEvidenceRow.set_id == set_id) & (VersionEvidenceRow.version == version)
        )
        return evidence_from(rows[0]["document"]) if rows else None

    async def publish(
        self,
        sets: Sequence[tuple[SetVersion, Evidence | None]],
        lists: Sequence[ListVersion],
        deed: Deed,
        *,
        expected: int | None = None,
    ) -> Release:
        """Keep new versions and put them in force by a new release, all of it or nothing.

        What does not differ from the version in force is left as it is; where nothing differs there is no new release.
        Raises ReleaseMoved where the release in force is not the `expected` one any more.
        """
        async with self._engine.transaction():
            current = await self._current(expected)
            set_versions, list_versions = dict(current.manifest.sets), dict(current.manifest.lists)
            for item in lists:
                list_versions[item.list_id] = await _keep_list(item, list_versions.get(item.list_id))
            for each, evidence in sets:
                before = set_versions.get(each.set_id)
                set_versions[each.set_id] = version = await _keep_set(each, before)
                if evidence is not None and version != before:
                    await _keep_evidence(each.set_id, version, evidence)
            manifest = msgspec.structs.replace(current.manifest, sets=set_versions, lists=list_versions)
            return await self._release(current, manifest, deed)

    async def keep(self, new: SetVersion, evidence: Evidence, deed: Deed) -> SetVersion:
        """Keep a version that is not in force: what a rollout tries. The newest with this very text is that version."""
        async with self._engine.transaction():
            newest = next(iter(await self.versions(new.set_id)), None)
            if newest is not None and newest.text == new.text:
                return newest
            version = await _keep_set(new, None)
            await _keep_evidence(new.set_id, version, evidence)
            event = AuditEvent(
                action=deed.action,
                subject=f"{new.set_id}@{version}",
                data={"reason": deed.reason, **deed.notes},
            )
            await self._trail.note([event], actor=deed.actor, at=deed.at)
            return await self.version(new.set_id, version)

    async def put_in_force(self, manifest: Manifest, deed: Deed, *, expected: int) -> Release:
        """Put kept versions in force by a new release; rollouts go on as they stand.

        Raises ReleaseMoved where another release came between, Conflict where a set is in a rollout.
        """
        async with self._engine.transaction():
            current = await self._current(expected)
            going_on = current.manifest
            kept = msgspec.structs.replace(manifest, rollouts=going_on.rollouts, revoked=going_on.revoked)
            return await self._release(current, kept, deed)

    async def put_rollout(self, change: Callable[[Manifest], Manifest], deed: Deed) -> Release:
        """Release what a rollout changes of the manifest of this moment. Raises Conflict where a set is in another."""
        async with self._engine.transaction():
            current = await self.release()
            return await self._release(current, change(current.manifest), deed)

    async def _current(self, expected: int | None) -> Release:
        current = await self.release()
        if expected is not None and current.number != expected:
            raise ReleaseMoved(f"release {current.number} came in force meanwhile; look at it, then try again")
        return current

    async def _release(self, current: Release, manifest: Manifest, deed: Deed) -> Release:
        release = current
        if manifest != current.manifest:
            await _refuse_rolling(current.manifest, manifest)
            release = Release(number=current.number + 1, manifest=manifest)
            await ReleaseRow.insert(
                ReleaseRow(
                    number=release.number,
                    at=deed.at,
                    actor=deed.actor,
                    reason=deed.reason,
                    manifest=json_text(manifest),
                )
            )
            await MarkerRow.update({MarkerRow.number: release.number}).where(MarkerRow.name == RELEASE)
            event = AuditEvent(
                action=deed.action,
                subject=f"release {release.number}",
                data={"reason": deed.reason, **changes_between(current.manifest, manifest), **deed.notes},
            )
            await self._trail.note([event], actor=deed.actor, at=deed.at)
        if deed.also is not None:
            await deed.also(release)
        return release


async def _refuse_rolling(old: Manifest, new: Manifest) -> None:
    """Raise Conflict where a set changes under a rollout that goes on: it is compared with what was there before."""
    changed = [name for name in {*old.sets, *new.sets} if old.sets.get(name) != new.sets.get(name)]
    if not changed or not new.rollouts:
        return
    query = RolloutRow.select(RolloutRow.id, RolloutRow.target)
    for row in await query.where(RolloutRow.id.is_in([*new.rollouts]) & RolloutRow.target.is_in(changed)):
        raise Conflict(f"{row['target']} is in the rollout {row['id']}; promote that or roll it back first")


async def _keep_evidence(set_id: str, version: int, evidence: Evidence) -> None:
    row = VersionEvidenceRow(set_id=set_id, version=version, document=json_text(evidence))
    await VersionEvidenceRow.insert(row)


async def _keep_set(new: SetVersion, in_force: int | None) -> int:
    rows = (
        await RuleSetVersionRow.select(RuleSetVersionRow.version, RuleSetVersionRow.text)
        .where(RuleSetVersionRow.set_id == new.set_id)
        .order_by(RuleSetVersionRow.version, ascending=False)
    )
    if any(row["version"] == in_force and row["text"] == new.text for row in rows):
        return int(in_force or 0)
    version = int(rows[0]["version"]) + 1 if rows else 1
    values = msgspec.structs.asdict(msgspec.structs.replace(new, version=version))
    await RuleSetVersionRow.insert(RuleSetVersionRow(**values))
    return version


async def _keep_list(new: ListVersion, in_force: int | None) -> int:
    rows = (
        await ListVersionRow.select(ListVersionRow.version, ListVersionRow.text)
        .where(ListVersionRow.list_id == new.list_id)
        .order_by(ListVersionRow.version, ascending=False)
    )
    if any(row["version"] == in_force and row["text"] == new.text for row in rows):
        return int(in_force or 0)
    version = int(rows[0]["version"]) + 1 if rows else 1
    values = msgspec.structs.asdict(msgspec.structs.replace(new, version=version))
    await ListVersionRow.insert(ListVersionRow(**values))
    return version
