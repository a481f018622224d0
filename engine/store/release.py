"""A release: a number that names one version of every rule set and list; who made it, and why."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

import msgspec


class Manifest(msgspec.Struct, frozen=True):
    """Which version of each set and of each list is in force, and at which step each running rollout stands.

    `revoked` are rollouts that were taken back for orders in flight too: the baseline decides those from then on.
    """

    sets: Mapping[str, int] = {}
    lists: Mapping[str, int] = {}
    rollouts: Mapping[str, int] = {}
    revoked: tuple[str, ...] = ()


class Release(msgspec.Struct, frozen=True, kw_only=True):
    """A number that names one version of every set and list. Numbers only grow; 0 is before the first."""

    number: int
    manifest: Manifest


class ReleaseRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A release with who made it, when and why."""

    number: int
    at: datetime
    actor: str
    reason: str
    manifest: Manifest


class Deed(msgspec.Struct, frozen=True, kw_only=True):
    """Who makes a release, and why. `action` and `notes` stand in the audit; `also` runs in the same transaction."""

    actor: str
    at: datetime
    reason: str
    action: str = "release_published"
    notes: Mapping[str, object] = {}
    also: Callable[[Release], Awaitable[None]] | None = None


def changes_between(old: Manifest, new: Manifest) -> dict[str, dict[str, list[int | None]]]:
    """Return the versions and steps that differ, each as [before, after]; null where there is none."""
    changes = {"sets": _changes(old.sets, new.sets), "lists": _changes(old.lists, new.lists)}
    steps = _changes(old.rollouts, new.rollouts)
    return {**changes, "rollouts": steps} if steps else changes


def _changes(old: Mapping[str, int], new: Mapping[str, int]) -> dict[str, list[int | None]]:
    names = sorted({*old, *new})
    return {name: [old.get(name), new.get(name)] for name in names if old.get(name) != new.get(name)}


def release_from(row: Mapping[str, Any]) -> Release:
    """Return the release of a row."""
    return Release(number=row["number"], manifest=_manifest(row))


def record_from(row: Mapping[str, Any]) -> ReleaseRecord:
    """Return the release of a row, with who made it."""
    return ReleaseRecord(
        number=row["number"], at=row["at"], actor=row["actor"], reason=row["reason"], manifest=_manifest(row)
    )


def _manifest(row: Mapping[str, Any]) -> Manifest:
    return msgspec.json.decode(row["manifest"], type=Manifest)
