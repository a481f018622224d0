"""Drafts as callers see them."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from engine.services.drafts import Saved
from engine.services.shadow_views import ShadowView
from engine.store.draft import Approval, Draft, Remark, Review


class DraftRow(msgspec.Struct, frozen=True, kw_only=True):
    """One draft in a list. `base_version`: the version that it was made of; 0: of nothing."""

    id: str
    kind: str
    subject: str
    state: str
    revision: int
    base_version: int
    sha: str
    author: str
    created_at: datetime
    updated_by: str
    updated_at: datetime
    activate_at: datetime | None = None
    published_version: int | None = None


class DraftView(msgspec.Struct, frozen=True, kw_only=True):
    """One draft, whole: its text, its review with the effect that is to be approved, and what was said of it."""

    draft: DraftRow
    yaml: str
    review: Review | None
    emergency: Approval | None
    remarks: tuple[Remark, ...]
    shadow: ShadowView | None = None  # what it would have said of live orders; told where the draft is read


class SavedView(msgspec.Struct, frozen=True, kw_only=True):
    """What was saved. `merged`: with what somebody else had saved meanwhile; read the text again."""

    draft: DraftRow
    merged: bool


def draft_row(draft: Draft) -> DraftRow:
    """Return a draft without its text."""
    names = [name for name in DraftRow.__struct_fields__ if name not in ("state", "sha")]
    return DraftRow(state=draft.state.value, sha=draft.sha, **{name: getattr(draft, name) for name in names})


def draft_view(draft: Draft, remarks: Iterable[Remark], shadow: ShadowView | None = None) -> DraftView:
    """Return a draft, whole."""
    return DraftView(
        draft=draft_row(draft),
        yaml=draft.text,
        review=draft.review,
        emergency=draft.emergency,
        remarks=tuple(remarks),
        shadow=shadow,
    )


def saved_view(saved: Saved) -> SavedView:
    """Return what was saved."""
    return SavedView(draft=draft_row(saved.draft), merged=saved.merged)
