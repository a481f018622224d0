"""What callers send of drafts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from msgspec import Meta

from api.queries import LARGEST, Query
from engine.orders.request import Id, Wire

Reason = Annotated[str, Meta(min_length=1, max_length=500)]
Sha = Annotated[str, Meta(min_length=64, max_length=64)]


class DraftQuery(Query, frozen=True, kw_only=True):
    """Of what, and whether those that are over are listed too."""

    subject: Annotated[str, Meta(min_length=1, max_length=64, description="id of a set, list or rollout")] | None = None
    kind: Annotated[str, Meta(pattern="^(set|list|rollout)$", description="set, list or rollout")] | None = None
    all: Annotated[bool, Meta(description="published and abandoned ones too")] = False


class NewDraft(Wire, frozen=True, kw_only=True):
    """What the draft begins with: a text, or what is in force where none is given."""

    reason: Reason
    yaml: str | None = None


class NewDraftOf(NewDraft, frozen=True, kw_only=True):
    """The same, with what it is to be a draft of."""

    subject: Id
    kind: Annotated[str, Meta(pattern="^(set|list|rollout)$")] | None = None


class DraftEdit(Wire, frozen=True, kw_only=True):
    """A text, and the revision that it was made of."""

    yaml: str
    revision: Annotated[int, Meta(ge=1, le=LARGEST)]
    note: Annotated[str, Meta(max_length=500)] = ""


class WhyBody(Wire, frozen=True, kw_only=True):
    """Why."""

    reason: Reason


class ReviewRequest(Wire, frozen=True, kw_only=True):
    """Why, and what else was measured of the effect: the bill of a replay, figures of a trial."""

    reason: Reason
    measured: Mapping[str, Any] = {}


class ApprovalBody(Wire, frozen=True, kw_only=True):
    """What was looked at: the hash of the text and that of the effect, as the draft shows them."""

    sha: Sha
    effect_sha: Sha
    reason: Reason


class CommentBody(Wire, frozen=True, kw_only=True):
    """What is said, and of which place (`base / near_standard`)."""

    words: Annotated[str, Meta(min_length=1, max_length=4000)]
    place: Annotated[str, Meta(min_length=1, max_length=200)] | None = None


class ScheduleBody(Wire, frozen=True, kw_only=True):
    """When it is to come in force."""

    at: Annotated[datetime, Meta(tz=True)]
    reason: Reason
