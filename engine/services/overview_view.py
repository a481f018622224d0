"""The numbers of the overview page, ready for charts."""

from collections.abc import Mapping

import msgspec


class OverviewView(msgspec.Struct, frozen=True, kw_only=True):
    """Numbers for the overview page. Counts by key, ready for charts."""

    orders: int
    held: int
    children: int
    by_status: Mapping[str, int]
    by_channel: Mapping[str, int]
    by_warehouse: Mapping[str, int]  # child allocations
    by_province: Mapping[str, int]
    by_day: tuple[tuple[str, int, int], ...]  # (date, orders, held), oldest first, the last 60 days that have orders
    goods: str
    freight: str
    payable: str
    currency: str
    release: int
