"""The figures of the overview, reckoned by the database in one state of it."""

import sqlite3
from collections import Counter
from collections.abc import Mapping
from typing import Final

import msgspec

from engine.orders.status import ReviewState
from engine.store.engine import PooledEngine

_DAYS: Final = 60
# One pass over the orders for all that is counted of them; the groups are few, and are added up here.
_GROUPS: Final = """SELECT order_state, review_state, channel, COALESCE(province, country), currency,
    COUNT(*), SUM(child_count), SUM(goods), SUM(freight), SUM(payable) FROM orders
    GROUP BY order_state, review_state, channel, COALESCE(province, country), currency"""
_DAY: Final = """SELECT day, COUNT(*), SUM(CASE WHEN review_state = 'held' THEN 1 ELSE 0 END) FROM orders
    GROUP BY day ORDER BY day DESC LIMIT ?"""
_PARCELS: Final = "SELECT warehouse, SUM(parcels) FROM warehouse_loads GROUP BY warehouse ORDER BY SUM(parcels) DESC"
_RELEASE: Final = "SELECT number FROM markers WHERE name = 'release'"


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """Counts of orders; amounts in minor units of the currency that most orders are in. `by_warehouse`: parcels."""

    orders: int
    held: int
    children: int
    by_status: Mapping[str, int]
    by_channel: Mapping[str, int]
    by_warehouse: Mapping[str, int]
    by_province: Mapping[str, int]
    by_day: tuple[tuple[str, int, int], ...]
    currency: str | None
    goods: int
    freight: int
    payable: int
    release: int


class OverviewRepository:
    """Sums over all orders."""

    def __init__(self, engine: PooledEngine) -> None:
        self._engine = engine

    async def figures(self) -> Figures:
        """Return all figures of one state of the database."""
        return await self._engine.read(_figures)


class _Sums:
    """What the groups of orders add up to."""

    def __init__(self) -> None:
        self.held = 0
        self.children = 0
        self.by_status: Counter[str] = Counter()
        self.by_channel: Counter[str] = Counter()
        self.by_province: Counter[str] = Counter()
        self.by_currency: Counter[str] = Counter()
        self.amounts: dict[str, tuple[int, int, int]] = {}

    def add(self, group: tuple[str, str, str, str, str], orders: int, children: int, *amounts: int) -> None:
        status, review, channel, province, currency = group
        self.held += orders if review == ReviewState.HELD else 0
        self.children += children
        self.by_status[status] += orders
        self.by_channel[channel] += orders
        self.by_province[province] += orders
        self.by_currency[currency] += orders
        before = self.amounts.get(currency, (0, 0, 0))
        self.amounts[currency] = (before[0] + amounts[0], before[1] + amounts[1], before[2] + amounts[2])


def _figures(connection: sqlite3.Connection) -> Figures:
    sums = _Sums()
    for row in connection.execute(_GROUPS):
        sums.add(row[:5], *row[5:])
    days = connection.execute(_DAY, (_DAYS,)).fetchall()
    currency = next((code for code, _ in sums.by_currency.most_common(1)), None)
    goods, freight, payable = sums.amounts.get(currency or "", (0, 0, 0))
    return Figures(
        orders=sums.by_status.total(),
        held=sums.held,
        children=sums.children,
        by_status=dict(sums.by_status.most_common()),
        by_channel=dict(sums.by_channel.most_common()),
        by_warehouse=dict(connection.execute(_PARCELS).fetchall()),
        by_province=dict(sums.by_province.most_common()),
        by_day=tuple((day.isoformat(), count, held) for day, count, held in reversed(days)),
        currency=currency,
        goods=goods,
        freight=freight,
        payable=payable,
        release=connection.execute(_RELEASE).fetchone()[0],
    )
