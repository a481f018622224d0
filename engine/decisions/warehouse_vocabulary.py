"""What rules may test of a warehouse, and how its stock of an order's lines travels with the facts."""

from collections.abc import Mapping
from typing import Final

from engine.decisions.declare import fact
from engine.errors import DecisionFailed
from engine.evaluation.facts import ElementList, Facts, FactType, Label, by_path

WAREHOUSE_STATUSES: Final = ("open", "closed", "paused")

WAREHOUSE_FACTS: Final = by_path(
    fact("wh.id", FactType.TEXT, "仓库", "Warehouse"),
    fact("wh.region", FactType.REGION, "仓库地区", "Region of the warehouse"),
    fact("wh.status", FactType.TEXT, "仓库状态", "Status of the warehouse", values=WAREHOUSE_STATUSES),
    fact("wh.capabilities", FactType.TEXTS, "仓库能力", "Capabilities of the warehouse"),
    fact("wh.stock", FactType.TEXTS, "可用库存（行=数量）", "Free stock (line=units)", nullable=True),
    fact("wh.tags", FactType.TEXTS, "仓库标签", "Tags of the warehouse"),
    fact("wh.load_percent", FactType.DECIMAL, "当日负荷", "Load of today", unit="%"),
    fact("wh.fill_rate", FactType.DECIMAL, "满足率", "Share of the units in stock"),
    fact("wh.distance_km", FactType.DECIMAL, "距离", "Distance", unit="km"),
    fact("wh.ship_hours", FactType.INTEGER, "出库时效", "Hours to hand-over", unit="h"),
    fact("wh.cost", FactType.MONEY, "发货成本", "Cost of a parcel"),
    fact("wh.priority", FactType.INTEGER, "优先级", "Priority", minimum=None),
)
WAREHOUSES: Final = ElementList(
    name="warehouses", prefix="wh", label=Label("仓库", "Warehouses"), facts=WAREHOUSE_FACTS
)


def stock_texts(units: Mapping[str, int]) -> tuple[str, ...]:
    """Return free units by line id as the value of `wh.stock`: `{"1": 2}` is `("1=2",)`."""
    return tuple([f"{line}={quantity}" for line, quantity in units.items()])


def stock_of(warehouse: Facts) -> Mapping[str, int] | None:
    """Return the free units by line id that `wh.stock` says, None where the fact is missing.

    Raises DecisionFailed where an entry is not written as `line=units`.
    """
    entries = warehouse.get("wh.stock")
    if entries is None:
        return None
    units: dict[str, int] = {}
    for entry in entries if isinstance(entries, tuple) else ():
        if not isinstance(entry, str):
            continue
        line, equals, quantity = entry.rpartition("=")
        if not equals or not quantity.isdecimal():
            raise DecisionFailed(f"wh.stock of {warehouse.get('wh.id')}: {entry!r} is not written as line=units")
        units[line] = int(quantity)
    return units
