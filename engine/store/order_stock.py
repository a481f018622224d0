"""What an operation does to stock: levels, the ledger, and what allocations have reserved."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from engine.orders.change import StockMove
from engine.store.order_writer import RESERVE, StockGone

# What each kind of move adds to the units on hand and to the reserved ones.
_SIGNS: Final = {"release": (0, -1), "ship": (-1, -1), "restock": (1, 0), "reserve": (0, 1)}
_SEQUENCE: Final = tuple(_SIGNS)  # of one level: what frees units comes before what takes them

_LEVEL: Final = """UPDATE stock_levels SET on_hand = on_hand + ?, reserved = reserved + ?
    WHERE sku = ? AND warehouse = ?"""
_MOVEMENT: Final = """INSERT INTO stock_movements (at, sku, warehouse, kind, on_hand, reserved, order_no, actor)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""
_TAKE: Final = """INSERT INTO allocations (shard, order_no, child_no, line, sku, warehouse, quantity, state)
    VALUES (?, ?, ?, ?, ?, ?, ?, 'reserved')
    ON CONFLICT (shard, order_no, child_no, warehouse, line) DO UPDATE SET state = 'reserved',
        quantity = CASE allocations.state WHEN 'reserved' THEN allocations.quantity ELSE 0 END + excluded.quantity"""
_KEY: Final = "shard = ? AND order_no = ? AND child_no = ? AND warehouse = ? AND line = ? AND state = 'reserved'"
_END: Final = f"UPDATE allocations SET state = ? WHERE {_KEY} AND quantity = ?"  # noqa: S608  # texts of ours
_LESSEN: Final = f"UPDATE allocations SET quantity = quantity - ? WHERE {_KEY} AND quantity > ?"  # noqa: S608  # the same
_ENDS: Final = {"release": "released", "ship": "shipped"}


def write_stock(
    connection: sqlite3.Connection, place: tuple[int, str], moves: Sequence[StockMove], *, at: datetime, actor: str
) -> None:
    """Move units for an order at `place` (shard, number). Raises StockGone where what is to be reserved is not free."""
    for move in sorted(moves, key=lambda each: (each.sku, each.warehouse, _SEQUENCE.index(each.kind))):
        _level(connection, move)
        on_hand, reserved = (sign * move.quantity for sign in _SIGNS[move.kind])
        told = (move.kind, on_hand, reserved, move.order_no, actor)
        connection.execute(_MOVEMENT, (at, move.sku, move.warehouse, *told))
        _allocation(connection, place, move)


def _level(connection: sqlite3.Connection, move: StockMove) -> None:
    sku, warehouse, quantity = move.sku, move.warehouse, move.quantity
    if move.kind == "reserve":
        if connection.execute(RESERVE, (quantity, sku, warehouse, quantity)).rowcount == 0:
            raise StockGone(sku, warehouse, quantity)
        return
    on_hand, reserved = (sign * quantity for sign in _SIGNS[move.kind])
    if connection.execute(_LEVEL, (on_hand, reserved, sku, warehouse)).rowcount == 0:
        raise LookupError(f"{sku} was never kept in {warehouse}")


def _allocation(connection: sqlite3.Connection, place: tuple[int, str], move: StockMove) -> None:
    key = (*place, move.order_no, move.warehouse, move.line)
    if move.kind == "reserve":
        row = (*place, move.order_no, move.line, move.sku, move.warehouse, move.quantity)
        connection.execute(_TAKE, row)
    elif move.kind in _ENDS:
        if connection.execute(_END, (_ENDS[move.kind], *key, move.quantity)).rowcount == 1:
            return
        if connection.execute(_LESSEN, (move.quantity, *key, move.quantity)).rowcount == 0:
            raise LookupError(f"{move.quantity} of line {move.line} are not reserved for {move.order_no}")
