"""The parcels that a warehouse is to send on a day, as far as an operation changes them."""

import sqlite3
from collections import Counter
from collections.abc import Sequence
from typing import Final

from engine.orders.change import StockMove
from engine.orders.order import Order
from engine.store.placement import LOAD_SLOTS

# The day and the slot under which the parcels were counted when the order was placed.
_COUNT: Final = """INSERT INTO warehouse_loads (warehouse, day, slot, parcels)
    SELECT ?, day, ?, ? FROM orders WHERE shard = ? AND order_no = ?
    ON CONFLICT (day, warehouse, slot) DO UPDATE SET parcels = warehouse_loads.parcels + excluded.parcels"""
_PLANNING: Final = frozenset({"release", "reserve"})  # what has left was a parcel, whether it comes back or not


def count_parcels(
    connection: sqlite3.Connection, shard: int, before: Order, after: Order, moves: Sequence[StockMove]
) -> None:
    """Count parcels that are not to be sent any more, or by another warehouse; the next routing sees the difference."""
    touched = {move.order_no for move in moves if move.kind in _PLANNING}
    if not touched:
        return
    parcels = _parcels(after, touched)
    parcels.subtract(_parcels(before, touched))
    for warehouse, difference in sorted(parcels.items()):
        if difference:
            connection.execute(_COUNT, (warehouse, shard % LOAD_SLOTS, difference, shard, after.number))


def _parcels(order: Order, numbers: set[str]) -> Counter[str]:
    return Counter(held.warehouse for child in order.children if child.number in numbers for held in child.allocations)
