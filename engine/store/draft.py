"""A draft: a rule set, list or rollout on its way to be published, what its review found, and what people said."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

import msgspec


class DraftState(StrEnum):
    """Where a draft stands."""

    EDITING = "editing"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    ABANDONED = "abandoned"


class Approval(msgspec.Struct, frozen=True, kw_only=True):
    """Who approved it, when and why."""

    actor: str
    at: datetime
    reason: str


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked to be approved: the text of one sha, and the effect that it was shown to have."""

    requested_by: str
    requested_at: datetime
    reason: str
    sha: str  # of the text
    effect: Mapping[str, object]
    effect_sha: str
    approval: Approval | None = None


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A text that may still change. `kind`: set, list or rollout; `base_version`: what it was made from (0: nothing).

    `emergency`: who asked to publish it without an approval, until a second person does.
    """

    id: str
    kind: str
    subject: str
    base_version: int
    revision: int
    state: DraftState
    text: str
    author: str
    created_at: datetime
    updated_by: str
    updated_at: datetime
    review: Review | None = None
    emergency: Approval | None = None
    activate_at: datetime | None = None
    published_version: int | None = None

    @property
    def sha(self) -> str:
        """The hash of the text: what an approval is bound to."""
        return sha_of_text(self.text)


class Remark(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was said or done. `what`: created, saved, commented, approved and so on."""

    number: int
    at: datetime
    actor: str
    what: str
    revision: int
    words: str
    place: str | None = None


def sha_of_text(text: str) -> str:
    """Return the SHA-256 of a text, as 64 hex digits."""
    return hashlib.sha256(text.encode()).hexdigest()
