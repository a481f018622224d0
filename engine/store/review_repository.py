"""The review queue: what a person has to look at, due first, with what was said of it."""

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from engine.errors import InvalidInput, NotFound
from engine.orders.review import Cause, Review, ReviewNote, ReviewStage
from engine.store.documents import json_text, texts_from
from engine.store.engine import PooledEngine
from engine.store.order_repository import shard_of
from engine.store.review_writer import REVIEW_COLUMNS
from engine.store.tables_reviews import ReviewRow

_REVIEW: Final = ", ".join(f"r.{name}" for name in REVIEW_COLUMNS)
_ORDER_COLUMNS: Final = ("channel", "placed_at", "customer_id", "region", "payable", "currency", "order_type")
_ORDER: Final = ", ".join(f"o.{name}" for name in _ORDER_COLUMNS)
_LIST: Final = f"""SELECT {_REVIEW}, {_ORDER} FROM reviews r
    JOIN orders o ON o.shard = r.shard AND o.order_no = r.order_no WHERE r.closed_at IS NULL"""  # noqa: S608  # names of ours
_ONE: Final = f"SELECT {_REVIEW} FROM reviews r WHERE r.shard = ? AND r.order_no = ? ORDER BY r.cause"  # noqa: S608  # the same
_NOTES: Final = """SELECT at, person, action, reason FROM review_notes
    WHERE shard = ? AND order_no = ? AND cause = ? ORDER BY position"""
_COUNTS: Final = """SELECT queue, COUNT(*), SUM(CASE WHEN due <= ? THEN 1 ELSE 0 END),
    SUM(CASE WHEN claimed_by IS NOT NULL AND claimed_until > ? THEN 1 ELSE 0 END)
    FROM reviews WHERE closed_at IS NULL GROUP BY queue ORDER BY queue"""


class WantedReviews(msgspec.Struct, frozen=True, kw_only=True):
    """What the queue is narrowed to; all that is given must hold. `now` says what is overdue and who holds a claim."""

    now: datetime
    queue: str | None = None
    cause: Cause | None = None
    holder: str | None = None
    reason: str | None = None
    is_overdue: bool = False


class QueuedReview(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the queue with what matters of its order; `payable` in minor units."""

    review: Review
    channel: str
    placed_at: datetime
    customer_id: str | None
    region: str
    payable: int
    currency: str
    order_type: str

    @property
    def place(self) -> str:
        """Where it stands in the queue: the key for what comes after it."""
        return f"{self.review.due.isoformat()}~{self.review.order_no}~{self.review.cause}"


class QueueCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many open reviews a queue has, how many of them are overdue, and how many somebody looks at."""

    queue: str
    open: int
    overdue: int
    claimed: int


class ReviewRepository:
    """Reviews by their order and cause."""

    def __init__(self, engine: PooledEngine) -> None:
        self._engine = engine

    async def of_order(self, number: str) -> tuple[Review, ...]:
        """Return the reviews of an order, also those that are closed."""
        shard = shard_of(number)

        def work(connection: sqlite3.Connection) -> list[tuple[Any, ...]]:
            return connection.execute(_ONE, (shard, number)).fetchall()

        rows = self._engine.read_here(work)
        return tuple(review_from(dict(zip(REVIEW_COLUMNS, row, strict=True))) for row in rows)

    async def get(self, number: str, cause: Cause) -> Review:
        """Return one review. Raises NotFound."""
        for review in await self.of_order(number):
            if review.cause is cause:
                return review
        raise NotFound("review", f"{number} ({cause})")

    async def notes(self, review: Review) -> tuple[ReviewNote, ...]:
        """Return what was done with a review, oldest first."""
        key = (shard_of(review.order_no), review.order_no, review.cause.value)

        def work(connection: sqlite3.Connection) -> list[tuple[datetime, str, str, str]]:
            return connection.execute(_NOTES, key).fetchall()

        rows = self._engine.read_here(work)
        return tuple(ReviewNote(at=at, person=person, action=action, reason=said) for at, person, action, said in rows)

    async def find(self, wanted: WantedReviews, after: str | None, limit: int) -> tuple[QueuedReview, ...]:
        """Return what is open and comes after a place in the queue. Raises InvalidInput for no such place."""
        conditions, values = _narrowed(wanted)
        if after is not None:
            conditions.append("(r.due, r.order_no, r.cause) > ({}, {}, {})")
            values += _place(after)
        where = "".join(f" AND {condition}" for condition in conditions)
        rows = await ReviewRow.raw(f"{_LIST}{where} ORDER BY r.due, r.order_no, r.cause LIMIT {{}}", *values, limit)
        return tuple(_queued(row) for row in rows)

    async def counts(self, now: datetime) -> tuple[QueueCount, ...]:
        """Return how much there is to do, by queue."""

        def work(connection: sqlite3.Connection) -> list[tuple[str, int, int, int]]:
            return connection.execute(_COUNTS, (now, now)).fetchall()

        rows = await self._engine.read(work)
        return tuple(QueueCount(queue=row[0], open=row[1], overdue=row[2], claimed=row[3]) for row in rows)


def _narrowed(wanted: WantedReviews) -> tuple[list[str], list[object]]:
    conditions: list[str] = []
    values: list[object] = []
    if wanted.queue is not None:
        conditions.append("r.queue = {}")
        values.append(wanted.queue)
    if wanted.cause is not None:
        conditions.append("r.cause = {}")
        values.append(wanted.cause.value)
    if wanted.holder is not None:
        conditions.append("r.claimed_by = {} AND r.claimed_until > {}")
        values += (wanted.holder, wanted.now)
    if wanted.is_overdue:
        conditions.append("r.due <= {}")
        values.append(wanted.now)
    if wanted.reason is not None:
        conditions.append("r.reasons LIKE {} ESCAPE '!'")
        values.append(f"%{_literal(json_text(wanted.reason))}%")
    return conditions, values


def _literal(text: str) -> str:
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_")


def _place(text: str) -> Sequence[object]:
    instant, *rest = text.split("~")
    try:
        due = datetime.fromisoformat(instant)
    except ValueError:
        due = None
    if due is None or due.tzinfo is None or len(rest) != 2:  # noqa: PLR2004 - order number and cause
        raise InvalidInput.at("after", f"{text!r} is no place in the queue; send the `next` of the page before")
    return (due, *rest)


def _queued(row: Mapping[str, Any]) -> QueuedReview:
    return QueuedReview(review=review_from(row), **{name: row[name] for name in _ORDER_COLUMNS})


def review_from(row: Mapping[str, Any]) -> Review:
    """Return a row of `reviews` as its struct."""
    names = ("order_no", "queue", "since", "due", "review_from", "reviewers", "claimed_by", "claimed_until", "version")
    return Review(
        **{name: row[name] for name in names},
        cause=Cause(row["cause"]),
        reasons=texts_from(row["reasons"]),
        blocks=texts_from(row["blocks"]),
        agreed=texts_from(row["agreed"]),
        stage=ReviewStage(row["state"]),
        closed_at=row["closed_at"],
    )
