"""The review queue: who looks at which held order, and what comes of it."""

import asyncio
import random
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

import msgspec

from engine.errors import IdempotencyConflict, InvalidInput, OmsError, StaleWrite, Unavailable
from engine.geography.regions import RegionTree
from engine.orders.actor import Actor, Role
from engine.orders.event import OrderEvent
from engine.orders.number import parent_of
from engine.orders.review import Cause, Review, ReviewNote, ReviewStage, Verdict, claim, decide, release
from engine.services.review_changes import Effect, ReviewChanges
from engine.services.review_views import (
    QueueView,
    ReviewFilter,
    ReviewPage,
    ReviewView,
    VerdictOutcome,
    queue_view,
    review_view,
    row_view,
)
from engine.store.audit_trail import AuditEvent
from engine.store.change_repository import CallKey
from engine.store.review_repository import ReviewRepository, WantedReviews
from engine.store.review_steps import ReviewStep, ReviewSteps

_TRIES: Final = 5
_WAIT_SECONDS: Final = 0.01  # at most, before the next try: by chance, so that those who met do not meet again
_VIEW: Final = msgspec.json.Decoder(ReviewView)
# A clearing and a rejection are told by the order's own operations.
_PAST: Final = {
    ReviewStage.ASKED: "ReviewAsked",
    ReviewStage.OPEN: "ReviewAgreed",
    ReviewStage.RESOLVED: "ReviewResolved",
}


class Reviewer(msgspec.Struct, frozen=True, kw_only=True):
    """Who looks and in whose place; under which key the call is known again, and what stands for its body."""

    name: str
    role: Role = "risk"
    idempotency_key: str | None = None
    body_hash: str = ""


class ReviewService:
    """What people do with orders that somebody has to look at."""

    def __init__(
        self,
        reviews: ReviewRepository,
        steps: ReviewSteps,
        changes: ReviewChanges,
        *,
        regions: RegionTree,
        clock: Callable[[], datetime],
    ) -> None:
        self._reviews, self._steps, self._changes = reviews, steps, changes
        self._regions, self._clock = regions, clock

    async def list(self, wanted: ReviewFilter, person: str, after: str | None = None, limit: int = 50) -> ReviewPage:
        """Return a page of what is open, what is due first. Raises InvalidInput for a wrong `cause` or `after`."""
        now = self._clock()
        narrowed = WantedReviews(
            now=now,
            queue=wanted.queue,
            cause=cause_of(wanted.cause) if wanted.cause else None,
            holder=person if wanted.mine else None,
            reason=wanted.reason,
            is_overdue=wanted.overdue,
        )
        found = await self._reviews.find(narrowed, after, limit + 1)
        page = found[:limit]
        return ReviewPage(
            items=tuple(row_view(each, now, self._regions) for each in page),
            next=page[-1].place if len(found) > limit else None,
        )

    async def queues(self) -> tuple[QueueView, ...]:
        """Return how much there is to do, by queue."""
        return tuple(queue_view(count) for count in await self._reviews.counts(self._clock()))

    async def of_order(self, number: str) -> tuple[ReviewView, ...]:
        """Return the reviews of an order with their notes, also those that are closed. Raises NotFound."""
        now = self._clock()
        return tuple(
            [
                review_view(review, now, await self._reviews.notes(review))
                for review in await self._reviews.of_order(parent_of(number))
            ]
        )

    async def claim(self, number: str, person: str, cause: str = Cause.HOLD) -> ReviewView:
        """Look at it for a quarter of an hour. Raises NotFound, IllegalMove, ReviewTaken, SecondReviewerNeeded."""
        return await self._step(number, cause, Reviewer(name=person), "claim", claim, "ReviewClaimed")

    async def release(self, number: str, person: str, cause: str = Cause.HOLD) -> ReviewView:
        """Look at it no more. Raises NotFound, IllegalMove, ReviewTaken."""
        return await self._step(number, cause, Reviewer(name=person), "release", release, "ReviewReleased")

    async def decide(
        self, number: str, verdict: str, reason: str, reviewer: Reviewer, cause: str = Cause.HOLD
    ) -> tuple[ReviewView, bool]:
        """Say what comes of an order, and tell whether the same call said so before.

        Clearing routes it once more on the stock of now, under the versions it is pinned to; rejecting cancels it,
        releases its stock and gives the money back. Raises NotFound, InvalidInput (`verdict`, `reason`), IllegalMove,
        ReviewTaken, ReviewTooEarly, SecondReviewerNeeded, IdempotencyConflict, StaleWrite.
        """
        said = verdict_of(verdict)
        order_no, why = parent_of(number), cause_of(cause)
        key = _key(order_no, reviewer)
        for _ in range(_TRIES):
            before = self._steps.answered(key)
            if key is not None and before is not None:
                if before.body_hash != key.body_hash:
                    raise IdempotencyConflict(key.key)
                return _VIEW.decode(before.answer), True
            view = await self._decided(order_no, why, said, reason, reviewer, key)
            if view is not None:
                return view, False
            await asyncio.sleep(random.uniform(0, _WAIT_SECONDS))  # noqa: S311  # spreads tries, guards nothing
        raise _crowded(order_no)

    async def decide_many(
        self, numbers: Sequence[str], verdict: str, reason: str, reviewer: Reviewer, cause: str = Cause.HOLD
    ) -> tuple[VerdictOutcome, ...]:
        """Say the same of several orders, each by itself: what one of them is refused does not hold up the others."""
        verdict_of(verdict)
        return tuple(
            [await self._one_of_many(number, verdict, reason, reviewer, cause) for number in dict.fromkeys(numbers)]
        )

    async def _one_of_many(
        self, number: str, verdict: str, reason: str, reviewer: Reviewer, cause: str
    ) -> VerdictOutcome:
        try:
            view, _ = await self.decide(number, verdict, reason, reviewer, cause)
        except Unavailable:
            raise
        except OmsError as error:
            return VerdictOutcome(order_no=number, done=False, code=error.code, detail=str(error))
        return VerdictOutcome(order_no=number, done=True, stage=view.stage)

    async def _decided(
        self, number: str, cause: Cause, verdict: Verdict, reason: str, reviewer: Reviewer, key: CallKey | None
    ) -> ReviewView | None:
        """Write a verdict; None where somebody else was faster and all has to be read again."""
        now, person = self._clock(), reviewer.name
        before = await self._reviews.get(number, cause)
        after = decide(before, verdict, person, reason, now)
        effect = await self._effect(after, Actor(name=person, role=reviewer.role), now)
        note = ReviewNote(at=now, person=person, action=verdict, reason=reason)
        view = review_view(after, now, (*await self._reviews.notes(before), note))
        step = ReviewStep(
            before=before,
            after=after,
            note=note,
            events=_events(after, person, now),
            change=effect.change,
            decisions=effect.decisions,
            deeds=(_deed(before, after, verdict),),
            key=key,
            answer=msgspec.json.encode(view).decode() if key else "",
        )
        return view if await self._written(step, now) else None

    async def _effect(self, after: Review, actor: Actor, now: datetime) -> Effect:
        if after.stage is ReviewStage.CLEARED:
            return await self._changes.clear(after.order_no, actor, now)
        if after.stage is ReviewStage.REJECTED:
            return await self._changes.reject(after.order_no, actor, now)
        return Effect()

    async def _step(
        self,
        number: str,
        cause: str,
        reviewer: Reviewer,
        action: str,
        change: Callable[[Review, str, datetime], Review],
        event: str,
    ) -> ReviewView:
        order_no, why = parent_of(number), cause_of(cause)
        for _ in range(_TRIES):
            now = self._clock()
            before = await self._reviews.get(order_no, why)
            after = change(before, reviewer.name, now)
            note = ReviewNote(at=now, person=reviewer.name, action=action)
            told = OrderEvent(name=event, order_no=order_no, at=now, actor=reviewer.name, data={"cause": why})
            if await self._written(ReviewStep(before=before, after=after, note=note, events=(told,)), now):
                return review_view(after, now, await self._reviews.notes(after))
        raise _crowded(order_no)

    async def _written(self, step: ReviewStep, now: datetime) -> bool:
        try:
            await self._steps.write(step, now)
        except StaleWrite:
            return False
        return True


def verdict_of(text: str) -> Verdict:
    """Return a verdict as sent. Raises InvalidInput."""
    if text not in set(Verdict):
        raise InvalidInput.at("verdict", f"there is no verdict {text}", tuple(Verdict))
    return Verdict(text)


def cause_of(text: str) -> Cause:
    """Return a cause as sent. Raises InvalidInput."""
    if text not in set(Cause):
        raise InvalidInput.at("cause", f"there is no cause {text}", tuple(Cause))
    return Cause(text)


def _events(after: Review, person: str, now: datetime) -> tuple[OrderEvent, ...]:
    if after.stage not in _PAST:
        return ()
    data = {"cause": after.cause, "queue": after.queue, "agreed": len(after.agreed), "reviewers": after.reviewers}
    return (OrderEvent(name=_PAST[after.stage], order_no=after.order_no, at=now, actor=person, data=data),)


def _deed(before: Review, after: Review, verdict: Verdict) -> AuditEvent:
    """Return what the audit keeps: who said what of which order. Why stands with the review, where it can be erased."""
    data = {"cause": before.cause, "queue": before.queue, "verdict": verdict, "stage": after.stage}
    return AuditEvent(action="review_decided", subject=before.order_no, data=data)


def _key(order_no: str, reviewer: Reviewer) -> CallKey | None:
    if reviewer.idempotency_key is None:
        return None
    said = f"review:{order_no}:{reviewer.body_hash}"
    return CallKey(scope=f"operation:{reviewer.name}", key=reviewer.idempotency_key, body_hash=said)


def _crowded(number: str) -> StaleWrite:
    return StaleWrite(f"order {number} is being changed by many at once; send the call again")
