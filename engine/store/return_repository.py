"""Requests to take goods back, with the decision that answered each."""

import sqlite3
from datetime import datetime
from typing import Any, Final

import msgspec

from engine.decisions.returns import ReturnAnswer
from engine.errors import StaleWrite
from engine.planning import ReturnPlan
from engine.store.documents import json_text
from engine.store.engine import PooledEngine
from engine.store.order_repository import shard_of
from engine.store.order_writer import KEY, KeyTaken, insert_decisions, insert_events
from engine.store.snapshot import Before, read_before
from engine.store.tables_orders import ReturnRow

_MARK: Final = "-R"
_AFTER_THE_ORDERS: Final = 1_000  # decisions of an order come first in its list
_ANSWER: Final = msgspec.json.Decoder(ReturnAnswer)
_RETURN: Final = """INSERT INTO returns (shard, return_no, order_no, line, quantity, type, reason, opened, received_at,
    requested_at, allowed, action, answer) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (shard, return_no) DO NOTHING"""


class ReturnTaken(StaleWrite):
    """Two returns of one order came at the same time and were given the same number."""

    code = "return_taken"


class KeptReturn(msgspec.Struct, frozen=True, kw_only=True):
    """One request: what was to go back, and what was said."""

    return_no: str
    order_no: str
    line: str
    quantity: int
    allowed: bool
    requested_at: datetime
    answer: ReturnAnswer


class ReturnRepository:
    """Returns by the order that they are of."""

    def __init__(self, engine: PooledEngine) -> None:
        self._engine = engine

    async def of_order(self, number: str) -> tuple[KeptReturn, ...]:
        """Return the requests of an order, the oldest first."""
        columns: list[Any] = [getattr(ReturnRow, name) for name in KeptReturn.__struct_fields__]
        rows = await ReturnRow.select(*columns).where(
            (ReturnRow.shard == shard_of(number)) & (ReturnRow.order_no == number)
        )
        kept = [KeptReturn(**{**row, "answer": _ANSWER.decode(row["answer"])}) for row in rows]
        return tuple(sorted(kept, key=lambda each: each.requested_at))

    def before(self, keys: tuple[tuple[str, str], ...]) -> tuple[Before, ...]:
        """Return what calls under these keys did before; `order_no` of each is the return's number."""
        return self._engine.read_here(lambda connection: read_before(connection, keys))

    async def keep(self, plan: ReturnPlan, *, keys: tuple[tuple[str, str], ...] = (), body_hash: str = "") -> None:
        """Write a request with its decision and events, or nothing. Raises ReturnTaken or KeyTaken."""
        shard = shard_of(plan.request.order_no)
        request, answer, at = plan.request, plan.answer, plan.planned_at
        row = (
            shard,
            plan.return_no,
            request.order_no,
            request.line,
            request.quantity,
            request.type,
            request.reason,
            request.opened,
            request.received_at,
            at,
            plan.allowed,
            answer.action,
            json_text(answer),
        )

        def work(connection: sqlite3.Connection) -> None:
            for scope, key in keys:
                if connection.execute(KEY, (scope, key, body_hash, shard, plan.return_no, at)).rowcount == 0:
                    raise KeyTaken(scope, key)
            if connection.execute(_RETURN, row).rowcount == 0:
                raise ReturnTaken(f"{plan.return_no} was just used by another request")
            insert_decisions(connection, shard, (plan.decision,), _AFTER_THE_ORDERS + number_of(plan.return_no))
            insert_events(connection, shard, plan.events)

        await self._engine.write(work)


def return_number(order_no: str, position: int) -> str:
    """Return the number of an order's return; positions count from 1."""
    return f"{order_no}{_MARK}{position}"


def number_of(return_no: str) -> int:
    """Return the position that a return's number names."""
    return int(return_no.rpartition(_MARK)[2])
