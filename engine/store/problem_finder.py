"""Finds orders that have stuck, and takes those out of the queue that stand so no more."""

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from engine.orders.event import OrderEvent
from engine.orders.problems import Problem
from engine.orders.review import Cause
from engine.store.engine import PooledEngine
from engine.store.order_writer import insert_events
from engine.store.review_writer import enter_again

SYSTEM: Final = "system"
# How an order stands that has stuck. Each names a state of the index `orders_not_done` as it stands there.
STANDS: Final[Mapping[Cause, str]] = {
    Cause.NOT_PAID: "o.order_state = 'awaiting_payment' AND o.payment_state = 'unpaid' AND o.review_state = 'passed'",
    Cause.PARTLY_PAID: "o.order_state = 'awaiting_payment' AND o.payment_state = 'partly_paid'",
    Cause.NOT_CONFIRMED: "o.order_state = 'awaiting_confirmation' AND o.review_state = 'passed'",
    Cause.NOT_ALLOCATED: "o.order_state = 'confirmed' AND o.fulfillment_state = 'backordered'",
    Cause.NOT_SHIPPED: """o.order_state = 'confirmed' AND o.fulfillment_state IN ('none', 'allocated')
        AND o.review_state = 'passed' AND o.order_type <> 'presale'""",
}
FIND: Final = """SELECT o.shard, o.order_no FROM orders o WHERE {stands} AND o.received_at <= ? AND NOT EXISTS
    (SELECT 1 FROM reviews r WHERE r.shard = o.shard AND r.order_no = o.order_no AND r.cause = ?
        AND r.state <> 'withdrawn')
    ORDER BY o.received_at LIMIT ?"""
_OVER: Final = """UPDATE reviews SET state = 'withdrawn', closed_at = ?, claimed_by = NULL, claimed_until = NULL,
    version = version + 1 WHERE closed_at IS NULL AND cause = ? AND NOT EXISTS
    (SELECT 1 FROM orders o WHERE o.shard = reviews.shard AND o.order_no = reviews.order_no AND {stands})"""


class ProblemFinder:
    """Problems of all orders, one cause after the other."""

    def __init__(self, engine: PooledEngine) -> None:
        self._engine = engine

    async def find(self, problem: Problem, now: datetime, limit: int) -> Sequence[str]:
        """Let orders that have stuck enter the queue, those of longest ago first, and return their numbers."""
        sql = FIND.format(stands=STANDS[problem.cause])

        def read(connection: sqlite3.Connection) -> list[tuple[int, str]]:
            return connection.execute(sql, (now - problem.after, problem.cause.value, limit)).fetchall()

        found = await self._engine.read(read)

        def write(connection: sqlite3.Connection) -> list[str]:
            entered = []
            for shard, number in found:
                if enter_again(connection, shard, problem.review(number, now)):
                    data = {"cause": problem.cause, "queue": problem.queue}
                    event = OrderEvent(name="ProblemNoted", order_no=number, at=now, actor=SYSTEM, data=data)
                    insert_events(connection, shard, (event,))
                    entered.append(number)
            return entered

        return await self._engine.write(write) if found else ()

    async def withdraw(self, problem: Problem, now: datetime) -> int:
        """Take out of the queue what stands so no more, and return how many there were."""
        sql = _OVER.format(stands=STANDS[problem.cause])
        return await self._engine.write(lambda connection: connection.execute(sql, (now, problem.cause.value)).rowcount)
