"""What an operation reads and writes: one read of the order and its money, one transaction."""

import sqlite3
from datetime import datetime
from typing import Final

import msgspec

from engine.orders.change import Change
from engine.orders.number import parse
from engine.orders.order import Order
from engine.store.change_writer import write_change
from engine.store.engine import PooledEngine
from engine.store.order_reader import read_order
from engine.store.order_repository import shard_of
from engine.store.order_writer import KeyTaken
from engine.store.payment_repository import MoneyMoved, read_money

_ANSWERED: Final = "SELECT body_hash, answer FROM idempotency_keys WHERE scope = ? AND key = ?"
_ANSWER: Final = """INSERT INTO idempotency_keys (scope, key, body_hash, shard, order_no, at, answer)
    VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (scope, key) DO NOTHING"""


class CallKey(msgspec.Struct, frozen=True, kw_only=True):
    """A caller's own key of a call, and what stands for all that the call said."""

    scope: str
    key: str
    body_hash: str


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """What a call under the same key said, and what it was answered (JSON)."""

    body_hash: str
    answer: str


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """An order as it stands with its money, and what the same call was answered before."""

    order: Order
    money: MoneyMoved
    answered: Answered | None = None


class ChangeRepository:
    """Orders on their way from one status to the next."""

    def __init__(self, engine: PooledEngine) -> None:
        self._engine = engine

    def read(self, number: str, key: CallKey | None = None) -> Standing:
        """Return an order as it stands, by its parent number: a few rows by key. Raises NotFound."""
        shard = shard_of(number)

        def work(connection: sqlite3.Connection) -> Standing:
            order = read_order(connection, shard, number)
            money = read_money(connection, shard, number, order.currency)
            return Standing(order=order, money=money, answered=answered(connection, key))

        return self._engine.read_here(work)

    async def write(
        self, change: Change, *, at: datetime, actor: str, key: CallKey | None = None, answer: str = ""
    ) -> None:
        """Write a change and what its call is answered, or nothing.

        Raises StaleWrite where the order has moved on (KeyTaken, StockGone: somebody else was first), PaymentTaken.
        """
        number = change.after.number
        shard = parse(number).shard

        def work(connection: sqlite3.Connection) -> None:
            if key is not None:
                keep_answer(connection, key, (shard, number), answer, at)
            write_change(connection, change, at=at, actor=actor)

        await self._engine.write(work)


def keep_answer(
    connection: sqlite3.Connection, key: CallKey, place: tuple[int, str], answer: str, at: datetime
) -> None:
    """Keep what a call about the order at `place` (shard, number) is answered. Raises KeyTaken."""
    if connection.execute(_ANSWER, (key.scope, key.key, key.body_hash, *place, at, answer)).rowcount == 0:
        raise KeyTaken(key.scope, key.key)


def answered(connection: sqlite3.Connection, key: CallKey | None) -> Answered | None:
    """Return what a call under the same key said and was answered."""
    if key is None:
        return None
    row = connection.execute(_ANSWERED, (key.scope, key.key)).fetchone()
    return Answered(body_hash=row[0], answer=row[1]) if row else None
