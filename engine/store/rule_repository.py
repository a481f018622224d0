"""Versions of rule sets and lists, and the releases that put them in force. Nothing is ever changed or deleted."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from piccolo.query.functions import Max

from engine.errors import NotFound
from engine.store.documents import json_text
from engine.store.engine import PooledEngine
from engine.store.tables_catalogue import MarkerRow
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


class Manifest(msgspec.Struct, frozen=True):
    """Which version of each set and of each list is in force."""

    sets: Mapping[str, int] = {}
    lists: Mapping[str, int] = {}


class Release(msgspec.Struct, frozen=True, kw_only=True):
    """A number that names one version of every set and list. Numbers only grow; 0 is before the first."""

    number: int
    manifest: Manifest


class RuleRepository:
    """Rule sets, lists and releases."""

    def __init__(self, engine: PooledEngine) -> None:
        self._engine = engine

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

    async def publish(
        self, sets: Sequence[SetVersion], lists: Sequence[ListVersion], *, at: datetime, actor: str, reason: str
    ) -> Release:
        """Keep new versions and put them in force by a new release, all of it or nothing.

        What does not differ from the version in force is left as it is; where nothing differs there is no new release.
        """
        async with self._engine.transaction():
            current = await self.release()
            set_versions, list_versions = dict(current.manifest.sets), dict(current.manifest.lists)
            for item in lists:
                list_versions[item.list_id] = await _keep_list(item, list_versions.get(item.list_id))
            for each in sets:
                set_versions[each.set_id] = await _keep_set(each, set_versions.get(each.set_id))
            manifest = Manifest(set_versions, list_versions)
            if manifest == current.manifest:
                return current
            release = Release(number=current.number + 1, manifest=manifest)
            row = ReleaseRow(number=release.number, at=at, actor=actor, reason=reason, manifest=json_text(manifest))
            await ReleaseRow.insert(row)
            await MarkerRow.update({MarkerRow.number: release.number}).where(MarkerRow.name == RELEASE)
            return release


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


def release_from(row: Mapping[str, Any]) -> Release:
    return Release(number=row["number"], manifest=msgspec.json.decode(row["manifest"], type=Manifest))
