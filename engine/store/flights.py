"""Orders in flight: placed under a candidate, and not finished when it was rolled back."""

import sqlite3
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from engine.orders.event import OrderEvent
from engine.orders.review import Cause, Review
from engine.store.engine import PooledEngine
from engine.store.order_writer import insert_events
from engine.store.review_writer import enter_again
from engine.store.rollout_repository import KeptRollout

QUEUE: Final = "灰度回滚"
WATCHER: Final = "watcher"
_WITHIN: Final = timedelta(hours=4)
_AT_ONCE: Final = 200
_FIND: Final = """SELECT s.shard, s.order_no FROM rollout_samples s
    JOIN orders o ON o.shard = s.shard AND o.order_no = s.order_no
    WHERE s.rollout = ? AND s.side = 'candidate' AND o.order_state NOT IN ('cancelled', 'completed')
    ORDER BY s.order_no"""


class Flights:
    """Puts orders in flight into the review queue, each once."""

    def __init__(self, engine: PooledEngine) -> None:
        self._engine = engine

    async def put_before_somebody(self, rollout: KeptRollout, now: datetime) -> int:
        """Let every order in flight of a rollout enter the queue, and return how many entered. Again, none does."""
        found = await self._engine.read(lambda connection: connection.execute(_FIND, (rollout.id,)).fetchall())
        entered = 0
        for first in range(0, len(found), _AT_ONCE):
            part = found[first : first + _AT_ONCE]
            entered += await self._engine.write(partial(_enter, orders=part, rollout=rollout, now=now))
        return entered


def _enter(
    connection: sqlite3.Connection, *, orders: list[tuple[int, str]], rollout: KeptRollout, now: datetime
) -> int:
    entered = 0
    for shard, number in orders:
        review = Review(
            order_no=number,
            cause=Cause.ROLLED_BACK,
            queue=QUEUE,
            reasons=(f"{rollout.target}@{rollout.candidate} ({rollout.id})",),
            blocks=(),
            since=now,
            due=now + _WITHIN,
        )
        if enter_again(connection, shard, review):
            data = {"cause": Cause.ROLLED_BACK, "queue": QUEUE}
            event = OrderEvent(name="ProblemNoted", order_no=number, at=now, actor=WATCHER, data=data)
            insert_events(connection, shard, (event,))
            entered += 1
    return entered
