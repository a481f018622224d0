"""Units of promotion goods by SKU and by whoever bought them: customer, phone, address, device, payment account."""

import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from engine.orders.dues import units_left
from engine.orders.order import Order

_BOUGHT: Final = """SELECT v.sku, v.subject, SUM(v.quantity - COALESCE(c.quantity, 0)) FROM velocity_goods v
    LEFT JOIN velocity_goods_cancelled c ON c.order_no = v.order_no AND c.sku = v.sku"""
_CANCELLED: Final = """INSERT INTO velocity_goods_cancelled (order_no, sku, quantity) VALUES (?, ?, ?)
    ON CONFLICT (order_no, sku) DO UPDATE SET quantity = excluded.quantity"""


def goods_rows(order: Order, subjects: Sequence[str]) -> list[tuple[object, ...]]:
    """Return the rows of an order's promotion goods: subject, SKU, when, order, units."""
    units = promo_units(order)
    return [
        (subject, sku, order.placed_at, order.number, count) for subject in subjects for sku, count in units.items()
    ]


def promo_units(order: Order) -> Mapping[str, int]:
    """Return the units of promotion goods of an order, by SKU."""
    units: Counter[str] = Counter()
    for line in order.lines:
        if line.is_promo:
            units[line.sku] += line.quantity
    return units


def read_bought(
    connection: sqlite3.Connection, subjects: Sequence[str], skus: Sequence[str], window: tuple[object, object]
) -> dict[str, int]:
    """Return for each promotion SKU the most that one subject bought after the window's begin, up to its end."""
    people, goods = ", ".join("?" * len(subjects)), ", ".join("?" * len(skus))
    sql = f"{_BOUGHT} WHERE v.subject IN ({people}) AND v.sku IN ({goods}) AND v.at > ? AND v.at <= ? GROUP BY 1, 2"
    most: dict[str, int] = {}
    for sku, _, units in connection.execute(sql, (*subjects, *skus, *window)):
        most[sku] = max(most.get(sku, 0), units)
    return most


def cancel_goods(connection: sqlite3.Connection, order: Order) -> None:
    """Let units of promotion goods that are cancelled count no longer."""
    standing: Counter[str] = Counter()
    skus = {line.id: line.sku for line in order.lines if line.is_promo}
    for child in order.children:
        for line, units in units_left(child).items():
            if line in skus:
                standing[skus[line]] += units
    for sku, units in promo_units(order).items():
        connection.execute(_CANCELLED, (order.number, sku, units - standing[sku]))
