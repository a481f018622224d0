"""Reads orders of the past for deciding them once more: which there are, and what their decisions saw."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any, Final, cast

import msgspec

from engine.planning.replay.kept import KeptDecision
from engine.store.decision_documents import first_of
from engine.store.shared_facts import Difference, restored
from engine.store.sqlite_connection import connect

OrderKey = tuple[int, str]  # shard, order number

# Orders that the risk decision turned away have decisions too: a milder candidate would have let them in.
_ORDERS: Final = """(SELECT placed_at AS at, shard, order_no FROM time_orders
    UNION ALL SELECT at, shard, order_no FROM refusals WHERE code = 'order_not_accepted') k"""
_READ: Final = "(position = 1 OR kind IN ('promotion', 'risk', 'split', 'routing'))"  # the others saw nothing more
_PAGE: Final = 10_000


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """Which orders: those placed in [from, to), the newest `most` of them."""

    from_at: datetime
    to_at: datetime
    most: int


class _Kept(msgspec.Struct):
    """What is read of a record; the rest is passed over."""

    id: str
    kind: str
    order_no: str
    subject: str
    at: datetime
    facts: dict[str, Any]
    apart: Difference | None = None


class _Named(msgspec.Struct):
    id: str
    kind: str
    subject: str


class _Lines(msgspec.Struct):
    lines: tuple["_Line", ...]


class _Line(msgspec.Struct):
    id: str
    gift_of: str | None = None


_RECORD: Final = msgspec.json.Decoder(_Kept)
_NAMED: Final = msgspec.json.Decoder(_Named)
_SNAPSHOT: Final = msgspec.json.Decoder(_Lines)


def count_orders(connection: sqlite3.Connection, window: Window) -> int:
    """Return how many orders of the window there are."""
    sql = f"SELECT COUNT(*) FROM {_ORDERS} WHERE at >= ? AND at < ?"  # noqa: S608 - a part of ours
    (found,) = connection.execute(sql, (window.from_at, window.to_at)).fetchone()
    return min(int(found), window.most)


def page_of_orders(
    connection: sqlite3.Connection, window: Window, after: tuple[object, str] | None, limit: int
) -> Sequence[tuple[object, int, str]]:
    """Return orders of the window as (time, shard, number), the newest first, those after a (time, number)."""
    sql = f"SELECT at, shard, order_no FROM {_ORDERS} WHERE at >= ? AND at < ?"  # noqa: S608 - a part of ours
    values: list[object] = [window.from_at, window.to_at]
    if after is not None:
        sql += " AND (at, order_no) < (?, ?)"
        values += after
    rows = connection.execute(f"{sql} ORDER BY at DESC, order_no DESC LIMIT ?", (*values, limit))
    return cast("list[tuple[object, int, str]]", rows.fetchall())


class ReplaySource:
    """One connection that only reads, for a process of its own. Close it."""

    def __init__(self, file: Path) -> None:
        self._connection = connect(file, read_only=True)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def chunks(self, window: Window, size: int) -> Iterator[list[OrderKey]]:
        """Yield the keys of the window's orders, so many at a time, each chunk in the order of the keys."""
        after, left = None, window.most
        while left > 0:
            page = page_of_orders(self._connection, window, after, min(_PAGE, left))
            if not page:
                return
            left -= len(page)
            after = (page[-1][0], page[-1][2])
            for start in range(0, len(page), size):
                yield sorted((shard, number) for _, shard, number in page[start : start + size])

    def count(self, window: Window) -> int:
        """Return how many orders the window has."""
        return count_orders(self._connection, window)

    def read(self, keys: Sequence[OrderKey]) -> Iterator[tuple[tuple[KeptDecision, ...], Sequence[str]]]:
        """Yield each order's decisions as they were made, with the ids of the lines that were given to it."""
        for shard, members in groupby(keys, key=lambda key: key[0]):
            numbers = [number for _, number in members]
            gifts = self._gifts(shard, numbers)
            for number, texts in self._texts(shard, numbers):
                yield _decisions(texts), gifts.get(number, ())

    def ids(self, key: OrderKey) -> Mapping[tuple[str, str], str]:
        """Return the ids of all decisions that an order was placed by, by kind and subject."""
        sql = "SELECT document FROM decisions WHERE shard = ? AND order_no = ? ORDER BY position DESC"
        named = [_NAMED.decode(document) for (document,) in self._connection.execute(sql, key)]
        return {(each.kind, each.subject): each.id for each in named}

    def _texts(self, shard: int, numbers: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
        sql = f"""SELECT order_no, document FROM decisions
            WHERE shard = ? AND order_no IN ({_marks(numbers)}) AND {_READ} ORDER BY order_no, position"""  # noqa: S608 - question marks alone are put in
        rows = self._connection.execute(sql, (shard, *numbers))
        for number, group in groupby(rows, key=lambda row: str(row[0])):
            yield number, [str(row[1]) for row in group]

    def _gifts(self, shard: int, numbers: Sequence[str]) -> Mapping[str, Sequence[str]]:
        sql = f"""SELECT order_no, document FROM order_snapshots WHERE shard = ? AND order_no IN ({_marks(numbers)})
            AND document LIKE '%"gift_of"%'"""  # noqa: S608 - question marks alone are put in
        return {
            str(number): [line.id for line in _SNAPSHOT.decode(document).lines if line.gift_of is not None]
            for number, document in self._connection.execute(sql, (shard, *numbers))
        }


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))


def _decisions(texts: Sequence[str]) -> tuple[KeptDecision, ...]:
    records = [_RECORD.decode(text) for text in texts]
    whole = {record.id: record.facts for record in records if record.apart is None}
    if any(record.kind == "risk" for record in records):  # what split saw, risk saw as well
        records = [record for record in records if record.kind != "split"]
    return tuple(
        KeptDecision(
            id=record.id,
            kind=record.kind,
            order_no=record.order_no,
            subject=record.subject,
            at=record.at,
            facts=record.facts if record.apart is None else restored(record.apart, whole[first_of(record.id)]),
        )
        for record in records
    )
