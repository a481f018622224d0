"""One step of a person in the review queue, with all that it does to the order: one transaction, or nothing."""

import sqlite3
from datetime import datetime
from typing import Final

import msgspec

from engine.decisions.record import DecisionRecord
from engine.orders.change import Change
from engine.orders.event import OrderEvent
from engine.orders.review import Review, ReviewNote
from engine.store.audit_trail import AuditEvent
from engine.store.audit_writer import note_deeds
from engine.store.change_repository import Answered, CallKey, answered, keep_answer
from engine.store.change_writer import write_change
from engine.store.engine import PooledEngine
from engine.store.order_repository import shard_of
from engine.store.order_writer import insert_decisions, insert_events
from engine.store.review_writer import write_step

_AFTER_THE_RETURNS: Final = 2_001  # decisions of a clearing come last in the order's list


class ReviewStep(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody did with a review. `change` and `decisions` are those of a clearing or a rejection.

    `deeds` are what the audit keeps of it; a claim leaves no entry.
    `key` and `answer`: under which own key of the caller the call is known again, and what it is answered (JSON).
    """

    before: Review
    after: Review
    note: ReviewNote
    events: tuple[OrderEvent, ...] = ()
    change: Change | None = None
    decisions: tuple[DecisionRecord, ...] = ()
    deeds: tuple[AuditEvent, ...] = ()
    key: CallKey | None = None
    answer: str = ""


class ReviewSteps:
    """Writes what people do with reviews."""

    def __init__(self, engine: PooledEngine) -> None:
        self._engine = engine

    def answered(self, key: CallKey | None) -> Answered | None:
        """Return what the same call was answered before."""
        return self._engine.read_here(lambda connection: answered(connection, key))

    async def write(self, step: ReviewStep, at: datetime) -> None:
        """Write a step. Raises StaleWrite where somebody else was faster: with the review, the order or the stock."""
        number = step.before.order_no
        shard = shard_of(number)

        def work(connection: sqlite3.Connection) -> None:
            if step.key is not None:
                keep_answer(connection, step.key, (shard, number), step.answer, at)
            write_step(connection, shard, step.before, step.after, step.note)
            if step.change is not None:
                write_change(connection, step.change, at=at, actor=step.note.person)
            insert_decisions(connection, shard, step.decisions, _AFTER_THE_RETURNS)
            insert_events(connection, shard, step.events)
            note_deeds(connection, step.deeds, actor=step.note.person, at=at)

        await self._engine.write(work)
