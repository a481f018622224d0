"""The review queue as callers see it. Shared by the API and the admin."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec

from engine.geography.regions import RegionTree
from engine.money import money_text
from engine.orders.review import Review, ReviewNote
from engine.store.review_repository import QueueCount, QueuedReview

_SOON: Final = timedelta(minutes=30)


class ReviewNoteView(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody did with a review, and why."""

    at: datetime
    person: str
    action: str
    reason: str


class ReviewView(msgspec.Struct, frozen=True, kw_only=True):
    """One order that a person has to look at for one cause.

    `blocks` is what cannot happen until it is cleared. `agreed` have agreed so far, of `reviewers` who have to.
    `verdicts` are what may be said of it now; none once it is closed. `soon`: less than half an hour is left.
    """

    order_no: str
    cause: str
    queue: str
    stage: str
    reasons: tuple[str, ...]
    blocks: tuple[str, ...]
    since: datetime
    due: datetime
    overdue: bool
    soon: bool
    review_from: datetime | None
    reviewers: int
    agreed: tuple[str, ...]
    claimed_by: str | None
    claimed_until: datetime | None
    closed_at: datetime | None
    verdicts: tuple[str, ...]
    notes: tuple[ReviewNoteView, ...] = ()


class ReviewRowView(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the queue: the review, and what matters of its order. `payable` in major units."""

    review: ReviewView
    channel: str
    order_type: str
    placed_at: datetime
    customer_id: str | None
    region: str
    payable: str
    currency: str


class ReviewPage(msgspec.Struct, frozen=True, kw_only=True):
    """One page of the queue, what is due first. `next` is the key for `after`; None at the end."""

    items: tuple[ReviewRowView, ...]
    next: str | None = None


class ReviewFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What the queue is narrowed to; everything is optional and must all hold."""

    queue: str | None = None
    cause: str | None = None
    reason: str | None = None
    mine: bool = False
    overdue: bool = False


class QueueView(msgspec.Struct, frozen=True, kw_only=True):
    """How many open reviews a queue has, how many of them are overdue, and how many somebody looks at."""

    queue: str
    open: int
    overdue: int
    claimed: int


class VerdictOutcome(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What came of one order of a bulk action: its review, or the code of what stood against it and the words."""

    order_no: str
    done: bool
    stage: str | None = None
    code: str | None = None
    detail: str | None = None


def review_view(review: Review, now: datetime, notes: Sequence[ReviewNote] = ()) -> ReviewView:
    """Return a review as it is now; a claim that has ended is nobody's."""
    holder = review.holder(now)
    return ReviewView(
        order_no=review.order_no,
        cause=review.cause,
        queue=review.queue,
        stage=review.stage,
        reasons=review.reasons,
        blocks=review.blocks,
        since=review.since,
        due=review.due,
        overdue=review.is_overdue(now),
        soon=review.is_open and not review.is_overdue(now) and review.due - now < _SOON,
        review_from=review.review_from,
        reviewers=review.reviewers,
        agreed=review.agreed,
        claimed_by=holder,
        claimed_until=review.claimed_until if holder else None,
        closed_at=review.closed_at,
        verdicts=tuple(review.verdicts) if review.is_open else (),
        notes=tuple(
            ReviewNoteView(at=note.at, person=note.person, action=note.action, reason=note.reason) for note in notes
        ),
    )


def row_view(found: QueuedReview, now: datetime, regions: RegionTree) -> ReviewRowView:
    """Return a row of the queue."""
    return ReviewRowView(
        review=review_view(found.review, now),
        channel=found.channel,
        order_type=found.order_type,
        placed_at=found.placed_at,
        customer_id=found.customer_id,
        region=regions.path(found.region) if found.region in regions else found.region,
        payable=money_text(found.payable, found.currency),
        currency=found.currency,
    )


def queue_view(count: QueueCount) -> QueueView:
    """Return how much there is to do in a queue."""
    return QueueView(queue=count.queue, open=count.open, overdue=count.overdue, claimed=count.claimed)
