"""The statements of the placing transaction, run over a plain connection: all of it or nothing."""

import sqlite3
from collections.abc import Sequence
from typing import Final

import msgspec

from engine.decisions.record import DecisionRecord
from engine.errors import StaleWrite
from engine.orders.event import OrderEvent
from engine.store.benefit_writer import use_benefits
from engine.store.order_timers import SET
from engine.store.placement import Placement, Row, decision_rows, event_rows, key_rows, rows_of
from engine.store.refusal import Refusal
from engine.store.review_writer import ENTER
from engine.store.sales_levels import count_promise
from engine.store.sample_writer import write_samples


class StockGone(StaleWrite):
    """Somebody else took the units between the read and the write."""

    code = "stock_gone"

    def __init__(self, sku: str, warehouse: str, wanted: int) -> None:
        self.sku, self.warehouse, self.wanted = sku, warehouse, wanted
        super().__init__(f"{wanted} of {sku} are no longer free in {warehouse}")


class KeyTaken(StaleWrite):
    """The same call came in twice at the same time, and the other one was first."""

    code = "key_taken"

    def __init__(self, scope: str, key: str) -> None:
        self.scope, self.key = scope, key
        super().__init__(f"{scope} {key} was just used")


RESERVE: Final = (
    "UPDATE stock_levels SET reserved = reserved + ? WHERE sku = ? AND warehouse = ? AND on_hand - reserved >= ?"
)
KEY: Final = """INSERT INTO idempotency_keys (scope, key, body_hash, shard, order_no, at) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (scope, key) DO NOTHING"""
_REFUSED_KEY: Final = """INSERT INTO idempotency_keys (scope, key, body_hash, shard, order_no, at, refusal)
    VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (scope, key) DO NOTHING"""
_REFUSAL: Final = """INSERT INTO refusals (shard, order_no, channel, channel_order_id, customer_id, code, message, at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""
_DECISIONS: Final = """INSERT INTO decisions
    (shard, id, order_no, position, kind, set_id, version, release, side, at, document)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""

_EVENTS: Final = "INSERT INTO events (shard, order_no, name, at, actor, data) VALUES (?, ?, ?, ?, ?, ?)"

# In this order: a row comes after the row that it refers to.
_INSERTS: Final = {
    "orders": """INSERT INTO orders (shard, order_no, channel, channel_order_id, order_type, source, currency,
        placed_at, received_at, day, customer_id, tags, country, province, city, region,
        goods, discount, freight, payable,
        order_state, review_state, payment_state, fulfillment_state, after_sale_state,
        hold_queue, remark, release, child_count, warehouses, version)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
    "order_snapshots": "INSERT INTO order_snapshots (shard, order_no, hash, document) VALUES (?, ?, ?, ?)",
    "reviews": ENTER,
    "child_orders": """INSERT INTO child_orders (shard, child_no, order_no, merchant, outcome, goods, discount, freight,
        order_state, review_state, payment_state, fulfillment_state, after_sale_state, document)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
    "order_lines": """INSERT INTO order_lines (shard, order_no, line, sku, name, merchant, category, quantity,
        unit_price, discount, freight) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
    "allocations": """INSERT INTO allocations (shard, child_no, order_no, line, sku, warehouse, quantity, state)
        VALUES (?, ?, ?, ?, ?, ?, ?, 'reserved')""",
    "decisions": _DECISIONS,
    "order_timers": SET,
    "stock_movements": """INSERT INTO stock_movements (at, sku, warehouse, kind, on_hand, reserved, order_no, actor)
        VALUES (?, ?, ?, 'reserve', 0, ?, ?, ?)""",
    "warehouse_loads": """INSERT INTO warehouse_loads (warehouse, day, slot, parcels) VALUES (?, ?, ?, ?)
        ON CONFLICT (day, warehouse, slot) DO UPDATE SET parcels = warehouse_loads.parcels + excluded.parcels""",
    "buyer_orders": "INSERT INTO buyer_orders (buyer, placed_at, order_no, shard) VALUES (?, ?, ?, ?)",
    "merchant_orders": "INSERT INTO merchant_orders (merchant, placed_at, order_no, shard) VALUES (?, ?, ?, ?)",
    "time_orders": "INSERT INTO time_orders (placed_at, order_no, shard) VALUES (?, ?, ?)",
    "velocity_entries": """INSERT INTO velocity_entries (subject, at, order_no, amount, promo_quantity, currency)
        VALUES (?, ?, ?, ?, ?, ?)""",
    "velocity_goods": "INSERT INTO velocity_goods (subject, sku, at, order_no, quantity) VALUES (?, ?, ?, ?, ?)",
    "customers": """INSERT INTO customers (id, level, tags, name, orders_placed) VALUES (?, ?, ?, ?, 1)
        ON CONFLICT (id) DO UPDATE SET orders_placed = customers.orders_placed + 1""",
}


def write_placement(connection: sqlite3.Connection, placement: Placement) -> list[int]:
    """Write an order with everything it owns, and return the ids of its events in their order.

    Raises KeyTaken, StockGone or BenefitGone: nothing is to be kept then.
    """
    for row in key_rows(placement):
        if connection.execute(KEY, row).rowcount == 0:
            raise KeyTaken(str(row[0]), str(row[1]))
    for sku, warehouse, quantity in placement.needs:
        if connection.execute(RESERVE, (quantity, sku, warehouse, quantity)).rowcount == 0:
            raise StockGone(sku, warehouse, quantity)
    if (promise := placement.promise) and (short := count_promise(connection, promise)):
        raise StockGone(short, "any warehouse", promise.units[short])
    rows = rows_of(placement)
    for table, statement in _INSERTS.items():
        _insert(connection, statement, rows[table])
    number = placement.plan.order.number
    if benefits := placement.plan.benefits:
        use_benefits(connection, placement.shard, number, benefits, placement.plan.order.placed_at)
    write_samples(connection, (placement.shard, number), placement.samples, placement.plan.planned_at)
    return insert_events(connection, placement.shard, placement.plan.events)


def write_refusal(connection: sqlite3.Connection, refusal: Refusal) -> None:
    """Keep a refused order with its decisions, and its answer for the same call. Raises KeyTaken."""
    number, shard, at = refusal.order_no, refusal.shard, refusal.at
    answer = msgspec.json.encode(refusal.answer).decode()
    for scope, key in refusal.keys:
        row = (scope, key, refusal.body_hash, shard, number, at, answer)
        if connection.execute(_REFUSED_KEY, row).rowcount == 0:
            raise KeyTaken(scope, key)
    told = (refusal.answer.code, refusal.answer.message, at)
    place = (shard, number, refusal.channel, refusal.channel_order_id, refusal.customer_id)
    connection.execute(_REFUSAL, (*place, *told))
    insert_decisions(connection, shard, refusal.decisions)
    write_samples(connection, (shard, number), refusal.samples, at)


def insert_decisions(
    connection: sqlite3.Connection, shard: int, records: Sequence[DecisionRecord], first: int = 1
) -> None:
    """Keep decisions, numbered in their order from `first` on."""
    _insert(connection, _DECISIONS, decision_rows(shard, records, first))


def insert_events(connection: sqlite3.Connection, shard: int, events: Sequence[OrderEvent]) -> list[int]:
    """Write events to the outbox, and return their ids in their order."""
    written = (connection.execute(_EVENTS, row).lastrowid for row in event_rows(shard, events))
    return [number for number in written if number is not None]


def _insert(connection: sqlite3.Connection, statement: str, rows: Sequence[Row]) -> None:
    if len(rows) == 1:
        connection.execute(statement, rows[0])
    elif rows:
        connection.executemany(statement, rows)
