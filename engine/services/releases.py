"""Releases: what each changed, and taking one back by a new one with older versions."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime

import msgspec

from engine.errors import Conflict, NotFound
from engine.services.rule_library import RuleLibrary
from engine.services.rulebooks import RuleBooks
from engine.store.release import Deed, Manifest, Release, ReleaseRecord, changes_between
from engine.store.rule_repository import RuleRepository

Versions = Mapping[str, int]
Changes = Mapping[str, Mapping[str, tuple[int | None, int | None]]]


class ReleaseView(msgspec.Struct, frozen=True, kw_only=True):
    """One release. `changes`: versions before and after by set and list (and steps by rollout); null: none."""

    number: int
    at: datetime
    actor: str
    reason: str
    in_force: bool
    sets: Versions
    lists: Versions
    changes: Changes


class ReleaseService:
    """Lists releases and takes them back."""

    def __init__(
        self, rules: RuleRepository, library: RuleLibrary, books: RuleBooks, clock: Callable[[], datetime]
    ) -> None:
        self._rules = rules
        self._library = library
        self._books = books
        self._clock = clock

    async def list(self, before: int | None = None, limit: int = 50) -> tuple[ReleaseView, ...]:
        """Return releases, the newest first."""
        current = (await self._rules.release()).number
        records = await self._rules.records(before=before, limit=limit + 1)
        older = [*(record.manifest for record in records[1:]), Manifest()]
        pairs = zip(records, older, strict=False)
        return tuple(_view(record, manifest, current) for record, manifest in pairs)[:limit]

    async def get(self, number: int) -> ReleaseView:
        """Return one release. Raises NotFound."""
        await self._named(number)
        return (await self.list(before=number + 1, limit=1))[0]

    async def roll_back(self, number: int, *, actor: str, reason: str) -> ReleaseView:
        """Take back what a release changed, by a new one: each of its sets and lists gets the version from before it.

        Freezes and approvals are never asked. Raises NotFound, Conflict where there is nothing before it, or where a
        later release has changed the same, RuleSetError where an old version is no longer read.
        """
        if number == 1:
            raise Conflict("release 1 is the first: there is nothing before it to go back to")
        there, before = await self._named(number), await self._rules.release(number - 1)
        if not any(_changed(old, then) for then, old in _kinds(there, before)):
            raise Conflict(f"release {number} changed no rule set and no list; a rollout is rolled back by itself")
        current = await self._rules.release()
        later = [
            f"{name} is at {now.get(name)}"
            for now, then, old in _kinds(current, there, before)
            for name in _changed(old, then)
            if now.get(name) != then.get(name)
        ]
        if later:
            raise Conflict(f"later releases changed the same: {', '.join(later)}; roll those back first, or restore")
        sets, lists = (_back(now, old, _changed(old, then)) for now, then, old in _kinds(current, there, before))
        return await self._put(current, Manifest(sets, lists), "release_rolled_back", number, actor, reason)

    async def restore(self, number: int, *, actor: str, reason: str) -> ReleaseView:
        """Put in force every version that a release had, by a new one. Raises as `roll_back` does."""
        there, current = await self._named(number), await self._rules.release()
        manifest = Manifest(there.manifest.sets, there.manifest.lists)
        return await self._put(current, manifest, "release_restored", number, actor, reason)

    async def _named(self, number: int) -> Release:
        """Return a release that was made: 0 is none, it stands for the time before the first. Raises NotFound."""
        if number < 1:
            raise NotFound("release", number)
        return await self._rules.release(number)

    async def _put(
        self, current: Release, manifest: Manifest, action: str, number: int, actor: str, reason: str
    ) -> ReleaseView:
        await self._try(Release(number=current.number, manifest=manifest))
        deed = Deed(actor=actor, at=self._clock(), reason=reason, action=action, notes={"release": number})
        release = await self._rules.put_in_force(manifest, deed, expected=current.number)
        await self._books.follow(release.number)
        return await self.get(release.number)

    async def _try(self, release: Release) -> None:
        """Raise RuleSetError where a version of this release is no longer read: then it must not come in force."""
        sets, lists = await self._rules.in_release(release)
        await asyncio.to_thread(self._library.try_out, sets, lists)


def _kinds(*releases: Release) -> tuple[tuple[Versions, ...], tuple[Versions, ...]]:
    """Return the versions of sets, then of lists, of each release."""
    return (
        tuple(release.manifest.sets for release in releases),
        tuple(release.manifest.lists for release in releases),
    )


def _changed(old: Versions, new: Versions) -> tuple[str, ...]:
    return tuple(sorted(name for name in {*old, *new} if old.get(name) != new.get(name)))


def _back(now: Versions, old: Versions, names: tuple[str, ...]) -> dict[str, int]:
    """Return the versions of now, those of some names as they were; what was not there is there no more."""
    kept = {name: version for name, version in now.items() if name not in names}
    return kept | {name: old[name] for name in names if name in old}


def _view(record: ReleaseRecord, before: Manifest, current: int) -> ReleaseView:
    changes = changes_between(before, record.manifest)
    return ReleaseView(
        number=record.number,
        at=record.at,
        actor=record.actor,
        reason=record.reason,
        in_force=record.number == current,
        sets=record.manifest.sets,
        lists=record.manifest.lists,
        changes={
            kind: {name: (pair[0], pair[1]) for name, pair in changed.items()} for kind, changed in changes.items()
        },
    )
