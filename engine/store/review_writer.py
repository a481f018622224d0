"""The rows of the review queue inside a transaction: entering it, each step in it, and leaving it."""

import sqlite3
from datetime import datetime
from typing import Final

from engine.errors import StaleWrite
from engine.orders.order import Order
from engine.orders.review import Review, ReviewNote, ReviewStage, review_of_hold
from engine.orders.status import OrderState, ReviewState
from engine.store.documents import json_text

REVIEW_COLUMNS: Final = (
    "order_no",
    "cause",
    "queue",
    "reasons",
    "blocks",
    "since",
    "due",
    "review_from",
    "reviewers",
    "agreed",
    "state",
    "claimed_by",
    "claimed_until",
    "closed_at",
    "version",
)
ENTER: Final = f"""INSERT INTO reviews (shard, {", ".join(REVIEW_COLUMNS)}) VALUES ({", ".join("?" * 16)})
    ON CONFLICT (shard, order_no, cause) DO NOTHING"""  # noqa: S608  # names of ours
_AGAIN: Final = """DO UPDATE SET state = excluded.state, since = excluded.since, due = excluded.due, closed_at = NULL,
    version = reviews.version + 1 WHERE reviews.state = 'withdrawn'"""
_STEP: Final = """UPDATE reviews
    SET agreed = ?, state = ?, claimed_by = ?, claimed_until = ?, closed_at = ?, version = ?
    WHERE shard = ? AND order_no = ? AND cause = ? AND version = ?"""
_NOTE: Final = """INSERT INTO review_notes (shard, order_no, cause, position, at, person, action, reason)
    SELECT ?, ?, ?, COUNT(*) + 1, ?, ?, ?, ? FROM review_notes WHERE shard = ? AND order_no = ? AND cause = ?"""
_WITHDRAW: Final = """UPDATE reviews SET state = ?, closed_at = ?, claimed_by = NULL, claimed_until = NULL,
    version = version + 1 WHERE shard = ? AND order_no = ? AND closed_at IS NULL"""


def review_rows(shard: int, order: Order) -> list[tuple[object, ...]]:
    """Return the row of an order that was just placed, where it is held."""
    if order.status.review is not ReviewState.HELD:
        return []
    return [_row(shard, review_of_hold(order, order.received_at))]


def enter_again(connection: sqlite3.Connection, shard: int, review: Review) -> bool:
    """Let an order enter the queue, for the first time or again; what a person has closed stays so.

    Tells whether it entered.
    """
    return connection.execute(ENTER.replace("DO NOTHING", _AGAIN), _row(shard, review)).rowcount == 1


def write_step(
    connection: sqlite3.Connection, shard: int, before: Review, after: Review, note: ReviewNote | None
) -> None:
    """Write what somebody did with a review. Raises StaleWrite where somebody else did something meanwhile."""
    key = (shard, before.order_no, before.cause.value)
    values = (json_text(after.agreed), after.stage.value, after.claimed_by, after.claimed_until, after.closed_at)
    if connection.execute(_STEP, (*values, after.version, *key, before.version)).rowcount == 0:
        raise StaleWrite(f"somebody else did something with the review of {before.order_no} meanwhile")
    if note is not None:
        connection.execute(_NOTE, (*key, note.at, note.person, note.action, note.reason, *key))


def withdraw_reviews(connection: sqlite3.Connection, shard: int, before: Order, after: Order, at: datetime) -> None:
    """Take an order that was just cancelled out of the queue."""
    if after.status.order is OrderState.CANCELLED and before.status.order is not OrderState.CANCELLED:
        connection.execute(_WITHDRAW, (ReviewStage.WITHDRAWN.value, at, shard, after.number))


def _row(shard: int, review: Review) -> tuple[object, ...]:
    return (
        shard,
        review.order_no,
        review.cause.value,
        review.queue,
        json_text(review.reasons),
        json_text(review.blocks),
        review.since,
        review.due,
        review.review_from,
        review.reviewers,
        json_text(review.agreed),
        review.stage.value,
        review.claimed_by,
        review.claimed_until,
        review.closed_at,
        review.version,
    )
