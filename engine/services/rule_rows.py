"""Versions of rule sets and lists as callers see them."""

import hashlib

from engine.services.views import RuleSetRow, VersionRow
from engine.store.release import Release
from engine.store.rule_repository import ListVersion, SetVersion


def set_row(kept: SetVersion, versions: int) -> RuleSetRow:
    """Return a rule set in force."""
    return RuleSetRow(
        id=kept.set_id,
        kind=kept.kind,
        title=kept.title,
        version=kept.version,
        sha=kept.sha,
        published_at=kept.published_at,
        published_by=kept.published_by,
        reason=kept.reason,
        rule_count=kept.rule_count,
        test_count=kept.test_count,
        versions=versions,
    )


def version_row(kept: SetVersion, release: Release) -> VersionRow:
    """Return a version of a rule set, and whether the release has it in force."""
    return VersionRow(
        version=kept.version,
        sha=kept.sha,
        published_at=kept.published_at,
        published_by=kept.published_by,
        reason=kept.reason,
        in_force=release.manifest.sets.get(kept.set_id) == kept.version,
    )


def list_version_row(kept: ListVersion) -> VersionRow:
    """Return a version of a list that was just published; its sha is that of its text."""
    return VersionRow(
        version=kept.version,
        sha=hashlib.sha256(kept.text.encode()).hexdigest(),
        published_at=kept.published_at,
        published_by=kept.published_by,
        reason=kept.reason,
        in_force=True,
    )
