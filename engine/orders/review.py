"""A review: one order that a person has to look at for one cause; who looks at it, and what was said. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import msgspec

from engine.errors import IllegalMove, InvalidInput, ReviewTaken, ReviewTooEarly, SecondReviewerNeeded
from engine.orders.order import Order

LEASE: Final = timedelta(minutes=15)  # a claim that nobody renews ends by itself
USUAL_DUE: Final = timedelta(hours=2)


class Cause(StrEnum):
    """Why an order is in the queue. A `hold` forbids what it blocks; the others are problems that forbid nothing."""

    HOLD = "hold"
    NOT_PAID = "not_paid"
    PARTLY_PAID = "partly_paid"
    NOT_CONFIRMED = "not_confirmed"
    NOT_ALLOCATED = "not_allocated"
    NOT_SHIPPED = "not_shipped"
    ROLLED_BACK = "rolled_back"  # placed under a candidate that was rolled back since


class ReviewStage(StrEnum):
    """Where a review stands. `asked`: more was asked for, and it can still be decided. `withdrawn`: overtaken."""

    OPEN = "open"
    ASKED = "asked"
    CLEARED = "cleared"
    REJECTED = "rejected"
    RESOLVED = "resolved"
    WITHDRAWN = "withdrawn"


class Verdict(StrEnum):
    """What a person can say: of a hold clear, reject or ask; of a problem resolve or ask."""

    CLEAR = "clear"
    REJECT = "reject"
    ASK = "ask"
    RESOLVE = "resolve"


_VERDICTS_OF_HOLDS: Final = (Verdict.CLEAR, Verdict.REJECT, Verdict.ASK)
_VERDICTS_OF_PROBLEMS: Final = (Verdict.RESOLVE, Verdict.ASK)
_CLOSED_AS: Final = {
    Verdict.CLEAR: ReviewStage.CLEARED,
    Verdict.REJECT: ReviewStage.REJECTED,
    Verdict.RESOLVE: ReviewStage.RESOLVED,
}


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """One order in the queue. `agreed` are the people who have agreed to clear it so far; `reviewers` have to.

    A claim is a lease: at `claimed_until` it is nobody's again.
    """

    order_no: str
    cause: Cause
    queue: str
    reasons: tuple[str, ...]
    blocks: tuple[str, ...]
    since: datetime
    due: datetime
    review_from: datetime | None = None
    reviewers: int = 1
    agreed: tuple[str, ...] = ()
    stage: ReviewStage = ReviewStage.OPEN
    claimed_by: str | None = None
    claimed_until: datetime | None = None
    closed_at: datetime | None = None
    version: int = 1

    @property
    def is_open(self) -> bool:
        """Tell whether it can still be decided."""
        return self.closed_at is None

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """What may be said of it."""
        return _VERDICTS_OF_HOLDS if self.cause is Cause.HOLD else _VERDICTS_OF_PROBLEMS

    def holder(self, now: datetime) -> str | None:
        """Return who looks at it now."""
        return self.claimed_by if self.claimed_until is not None and now < self.claimed_until else None

    def is_overdue(self, now: datetime) -> bool:
        """Tell whether it should have been decided by now."""
        return self.is_open and now >= self.due


class ReviewNote(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody did with a review, and why."""

    at: datetime
    person: str
    action: str  # claim, release, agree, or the verdict
    reason: str = ""


def review_of_hold(order: Order, now: datetime) -> Review:
    """Return the review of an order that was just held."""
    terms = order.terms
    return Review(
        order_no=order.number,
        cause=Cause.HOLD,
        queue=order.hold_queue or "",
        reasons=order.hold_reasons,
        blocks=order.blocks,
        since=now,
        due=terms.review_by or now + USUAL_DUE,
        review_from=terms.review_from,
        reviewers=terms.reviewers,
    )


def claim(review: Review, person: str, now: datetime) -> Review:
    """Return the review looked at by this person for a quarter of an hour from now; their own claim is renewed.

    Raises IllegalMove where it is closed, ReviewTaken where somebody else looks at it, SecondReviewerNeeded where
    this person has agreed already.
    """
    _see_that_it_is_open(review, "claim")
    _see_that_it_is_free(review, person, now)
    _see_that_it_is_another(review, person)
    return _changed(review, claimed_by=person, claimed_until=now + LEASE)


def release(review: Review, person: str, now: datetime) -> Review:
    """Return the review looked at by nobody. Raises IllegalMove (it is closed) or ReviewTaken (it is another's)."""
    _see_that_it_is_open(review, "release")
    _see_that_it_is_free(review, person, now)
    return _changed(review, claimed_by=None, claimed_until=None)


def decide(review: Review, verdict: Verdict, person: str, reason: str, now: datetime) -> Review:
    """Return the review after a verdict: closed, asked, or agreed to by one person more.

    A delayed review takes a clearing or a rejection from `review_from` on. A rejection needs one person, a clearing as
    many different ones as `reviewers`. Raises IllegalMove, InvalidInput (`reason`), ReviewTaken, ReviewTooEarly,
    SecondReviewerNeeded.
    """
    _see_that_it_is_open(review, verdict)
    if verdict not in review.verdicts:
        raise IllegalMove("review", review.cause, verdict, legal=review.verdicts)
    if not reason.strip():
        raise InvalidInput.at("reason", "a verdict needs a reason; it is kept for the audit")
    _see_that_it_is_free(review, person, now)
    if verdict is Verdict.ASK:
        return _changed(review, stage=ReviewStage.ASKED, claimed_by=None, claimed_until=None)
    if review.review_from is not None and now < review.review_from:
        raise ReviewTooEarly(review.order_no, review.review_from)
    if verdict is Verdict.CLEAR:
        _see_that_it_is_another(review, person)
        if len(review.agreed) + 1 < review.reviewers:
            return _changed(review, agreed=(*review.agreed, person), claimed_by=None, claimed_until=None)
        review = msgspec.structs.replace(review, agreed=(*review.agreed, person))
    return _changed(review, stage=_CLOSED_AS[verdict], closed_at=now, claimed_by=None, claimed_until=None)


def _see_that_it_is_open(review: Review, move: str) -> None:
    if not review.is_open:
        raise IllegalMove("review", review.stage, move, legal=())


def _see_that_it_is_free(review: Review, person: str, now: datetime) -> None:
    holder = review.holder(now)
    if holder is not None and holder != person and review.claimed_until is not None:
        raise ReviewTaken(review.order_no, holder, review.claimed_until)


def _see_that_it_is_another(review: Review, person: str) -> None:
    if person in review.agreed:
        raise SecondReviewerNeeded(review.order_no, person, review.reviewers)


def _changed(review: Review, **fields: object) -> Review:
    return msgspec.structs.replace(review, version=review.version + 1, **fields)
