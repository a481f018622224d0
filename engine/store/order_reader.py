"""The one read before an operation: the order as it is now, with its children."""

import sqlite3
from typing import Any, Final, cast

import msgspec

from engine.errors import NotFound
from engine.orders.order import ChildOrder, Order
from engine.orders.status import OrderStatus
from engine.store.documents import child_from, order_from
from engine.store.present import present_of

_ORDER: Final = """SELECT o.order_state, o.review_state, o.payment_state, o.fulfillment_state, o.after_sale_state,
    o.version, o.currency, o.present, s.document
    FROM orders o JOIN order_snapshots s ON s.shard = o.shard AND s.order_no = o.order_no
    WHERE o.shard = ? AND o.order_no = ?"""
_CHILDREN: Final = "SELECT document FROM child_orders WHERE shard = ? AND order_no = ?"
_DIMENSIONS: Final = ("order", "review", "payment", "fulfillment", "after_sale")


def read_order(connection: sqlite3.Connection, shard: int, number: str) -> Order:
    """Return an order as it is now, by its parent number. Raises NotFound."""
    row = connection.execute(_ORDER, (shard, number)).fetchone()
    if row is None:
        raise NotFound("order", number)
    *states, version, currency, present, document = row
    now: dict[str, Any] = {
        **present_of(present, currency),
        "status": msgspec.convert(dict(zip(_DIMENSIONS, states, strict=True)), OrderStatus),
        "version": version,
        "children": _children(connection, shard, number, currency),
    }
    return msgspec.structs.replace(order_from(document, currency), **now)


def _children(connection: sqlite3.Connection, shard: int, number: str, currency: str) -> tuple[ChildOrder, ...]:
    rows = cast("list[tuple[str]]", connection.execute(_CHILDREN, (shard, number)).fetchall())
    return tuple(sorted((child_from(text, currency) for (text,) in rows), key=_position))


def _position(child: ChildOrder) -> int:
    return int(child.number.rpartition("-")[2])
