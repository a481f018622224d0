"""Corrections of the counts that risk rules ask for: one row for an order of which something was cancelled."""

import sqlite3
from typing import Final

from engine.orders.order import Order
from engine.orders.velocity import correction
from engine.store.promo_velocity import cancel_goods

# One look-up by number while counting; the entries themselves are kept by subject and would have to be searched for.
_CORRECT: Final = """INSERT INTO velocity_corrections (order_no, orders, amount, promo_quantity) VALUES (?, ?, ?, ?)
    ON CONFLICT (order_no) DO UPDATE SET orders = excluded.orders, amount = excluded.amount,
        promo_quantity = excluded.promo_quantity"""


def correct_counts(connection: sqlite3.Connection, before: Order, after: Order) -> None:
    """Let what an operation cancelled count no longer."""
    less = correction(before, after)
    if less is not None:
        connection.execute(_CORRECT, (after.number, less.orders, less.amount, less.promo_quantity))
        if less.promo_quantity:
            cancel_goods(connection, after)
