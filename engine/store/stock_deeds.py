"""What people do with stock, as statements inside one transaction: each change has its row in the ledger."""

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

import msgspec

from engine.errors import Conflict, InvalidInput, NotFound
from engine.orders.catalogue import StockLevel
from engine.orders.stock import (
    BookingKind,
    Change,
    MovementKind,
    StockArrival,
    StockBooking,
    StockHold,
    StockTransfer,
    booked,
)

_SKU: Final = "SELECT 1 FROM skus WHERE id = ?"
_WAREHOUSE: Final = "SELECT 1 FROM warehouses WHERE id = ?"
_READ: Final = "SELECT on_hand, reserved FROM stock_levels WHERE sku = ? AND warehouse = ?"
# The row first and the units then: an upsert would hold a negative change against the check before it adds it up.
PLACE: Final = """INSERT INTO stock_levels (sku, warehouse, on_hand, reserved) VALUES (?, ?, 0, 0)
    ON CONFLICT (sku, warehouse) DO NOTHING"""
ADD: Final = "UPDATE stock_levels SET on_hand = on_hand + ? WHERE sku = ? AND warehouse = ?"
MOVEMENT: Final = """INSERT INTO stock_movements
    (at, sku, warehouse, kind, on_hand, reserved, order_no, actor, reason, reference)
    VALUES (?, ?, ?, ?, ?, ?, NULL, ?, ?, ?)"""
_HOLDERS: Final = """SELECT order_no FROM stock_movements WHERE sku = ? AND warehouse = ? AND order_no IS NOT NULL
    GROUP BY order_no HAVING SUM(reserved) > 0 ORDER BY MIN(id) LIMIT 5"""
_TAKE: Final = (
    "UPDATE stock_levels SET on_hand = on_hand - ? WHERE sku = ? AND warehouse = ? AND on_hand - reserved >= ?"
)
_HOLD: Final = (
    "UPDATE stock_levels SET reserved = reserved + ? WHERE sku = ? AND warehouse = ? AND on_hand - reserved >= ?"
)
_LIFT: Final = "UPDATE stock_levels SET reserved = reserved - ? WHERE sku = ? AND warehouse = ?"
_NEW_HOLD: Final = """INSERT INTO stock_holds (hold_no, sku, warehouse, quantity, at, actor, reason)
    VALUES (?, ?, ?, ?, ?, ?, ?)"""
_A_HOLD: Final = "SELECT sku, warehouse, quantity FROM stock_holds WHERE hold_no = ?"
_NEW_TRANSFER: Final = """INSERT INTO stock_transfers
    (transfer_no, sku, source, target, quantity, arrived, lost, state, sent_at, actor, reason)
    VALUES (?, ?, ?, ?, ?, 0, 0, 'in_transit', ?, ?, ?)"""
_A_TRANSFER: Final = "SELECT sku, target, quantity, arrived, lost FROM stock_transfers WHERE transfer_no = ?"
_ARRIVED: Final = """UPDATE stock_transfers SET arrived = arrived + ?, lost = lost + ?, state = ?, closed_at = ?
    WHERE transfer_no = ?"""


class Deed(msgspec.Struct, frozen=True, kw_only=True):
    """What every change by hand carries: its number, when, who and why."""

    reference: str
    at: datetime
    actor: str
    reason: str


def book(connection: sqlite3.Connection, kind: BookingKind, booking: StockBooking, deed: Deed) -> None:
    """Book a receipt, an adjustment, a count or damage. Raises InvalidInput that names each line that cannot be."""
    lines = booking.lines
    for position, line in enumerate(lines):
        check_place(connection, line.sku, [(f"lines[{position}].warehouse", line.warehouse)], f"lines[{position}].sku")
    levels = {(line.sku, line.warehouse): read_level(connection, line.sku, line.warehouse) for line in lines}
    try:
        changes = booked(kind, lines, levels)
    except InvalidInput:  # said once more with the orders, which are only looked up where something is wrong
        booked(kind, lines, levels, {place: _holders(connection, *place) for place in levels})
        raise
    add(connection, kind, changes, deed)


def add(connection: sqlite3.Connection, kind: MovementKind, changes: Iterable[Change], deed: Deed) -> None:
    """Change what is on hand, each change with its row in the ledger."""
    for sku, warehouse, change in changes:
        connection.execute(PLACE, (sku, warehouse))
        connection.execute(ADD, (change, sku, warehouse))
        _tell(connection, kind, (sku, warehouse, change, 0), deed)


def hold(connection: sqlite3.Connection, asked: StockHold, deed: Deed) -> None:
    """Take free units out of sale where they lie. Raises InvalidInput where fewer are free."""
    check_place(connection, asked.sku, [("warehouse", asked.warehouse)])
    units = asked.quantity
    if connection.execute(_HOLD, (units, asked.sku, asked.warehouse, units)).rowcount == 0:
        raise _not_free(connection, asked.sku, asked.warehouse, units)
    row = (deed.reference, asked.sku, asked.warehouse, units, deed.at, deed.actor, deed.reason)
    connection.execute(_NEW_HOLD, row)
    _tell(connection, "hold", (asked.sku, asked.warehouse, 0, units), deed)


def lift(connection: sqlite3.Connection, hold_no: str, deed: Deed) -> None:
    """Let held units be sold again. Raises NotFound, also where the hold was lifted before."""
    found = connection.execute(_A_HOLD, (hold_no,)).fetchone()
    if found is None:
        raise NotFound("hold", hold_no)
    sku, warehouse, units = found
    connection.execute(_LIFT, (units, sku, warehouse))
    connection.execute("DELETE FROM stock_holds WHERE hold_no = ?", (hold_no,))
    _tell(connection, "unhold", (sku, warehouse, 0, -units), deed)


def send(connection: sqlite3.Connection, asked: StockTransfer, deed: Deed) -> None:
    """Send free units on their way: they are gone here, and not yet there. Raises InvalidInput that names the field."""
    if asked.source == asked.target:
        raise InvalidInput.at("target", f"{asked.target} is where they lie already")
    check_place(connection, asked.sku, [("source", asked.source), ("target", asked.target)])
    units = asked.quantity
    if connection.execute(_TAKE, (units, asked.sku, asked.source, units)).rowcount == 0:
        raise _not_free(connection, asked.sku, asked.source, units)
    row = (deed.reference, asked.sku, asked.source, asked.target, units, deed.at, deed.actor, deed.reason)
    connection.execute(_NEW_TRANSFER, row)
    _tell(connection, "transfer_out", (asked.sku, asked.source, -units, 0), deed)


def arrive(connection: sqlite3.Connection, transfer_no: str, come: StockArrival, deed: Deed) -> None:
    """Put what came of a transfer on the shelf. Raises NotFound, InvalidInput, and Conflict where all came before."""
    found = connection.execute(_A_TRANSFER, (transfer_no,)).fetchone()
    if found is None:
        raise NotFound("transfer", transfer_no)
    sku, target, quantity, arrived, lost = found
    left = quantity - arrived - lost
    if left == 0:
        raise Conflict(f"nothing of {transfer_no} is on its way any more")
    if come.arrived + come.lost == 0:
        raise InvalidInput.at("arrived", "nothing came and nothing is lost")
    if come.arrived + come.lost > left:
        message = f"{come.arrived} arrived and {come.lost} lost are more than the {left} that are on their way"
        raise InvalidInput.at("arrived", message)
    is_over = come.arrived + come.lost == left
    state, closed_at = ("arrived", deed.at) if is_over else ("in_transit", None)
    connection.execute(_ARRIVED, (come.arrived, come.lost, state, closed_at, transfer_no))
    add(connection, "transfer_in", [(sku, target, come.arrived)] if come.arrived else [], deed)


def check_place(
    connection: sqlite3.Connection, sku: str, warehouses: Sequence[tuple[str, str]], sku_path: str = "sku"
) -> None:
    """See that a SKU and warehouses, each with its path in the request, are known. Raises InvalidInput."""
    if connection.execute(_SKU, (sku,)).fetchone() is None:
        raise InvalidInput.at(sku_path, f"there is no SKU {sku}")
    for path, warehouse in warehouses:
        if connection.execute(_WAREHOUSE, (warehouse,)).fetchone() is None:
            every = [each for (each,) in connection.execute("SELECT id FROM warehouses ORDER BY id")]
            raise InvalidInput.at(path, f"there is no warehouse {warehouse}", every)


def read_level(connection: sqlite3.Connection, sku: str, warehouse: str) -> StockLevel:
    """Return a level; of what never lay there, one of 0."""
    on_hand, reserved = connection.execute(_READ, (sku, warehouse)).fetchone() or (0, 0)
    return StockLevel(sku=sku, warehouse=warehouse, on_hand=on_hand, reserved=reserved)


def _tell(connection: sqlite3.Connection, kind: MovementKind, what: tuple[str, str, int, int], deed: Deed) -> None:
    sku, warehouse, on_hand, reserved = what
    row = (deed.at, sku, warehouse, kind, on_hand, reserved, deed.actor, deed.reason, deed.reference)
    connection.execute(MOVEMENT, row)


def _not_free(connection: sqlite3.Connection, sku: str, warehouse: str, units: int) -> InvalidInput:
    free = read_level(connection, sku, warehouse).free
    return InvalidInput.at("quantity", f"{units} wanted, but {free} of {sku} are free in {warehouse}")


def _holders(connection: sqlite3.Connection, sku: str, warehouse: str) -> tuple[str, ...]:
    return tuple(number for (number,) in connection.execute(_HOLDERS, (sku, warehouse)))
