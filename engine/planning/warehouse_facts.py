"""The facts of the warehouses that may ship a child order."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Final

from engine.decisions.warehouse_vocabulary import stock_texts
from engine.evaluation.facts import Facts, Value
from engine.geography.regions import Region, haversine_km
from engine.orders.catalogue import Warehouse
from engine.planning.free_stock import FreeStock

_ALL: Final = Decimal(1)
_NOTHING: Final = Decimal(0)
_distance: Final = lru_cache(maxsize=100_000)(haversine_km)  # orders come from the same districts again and again


def standing_facts(
    warehouses: Sequence[Warehouse], load: Mapping[str, int], place: Region | None
) -> tuple[Mapping[str, Value], ...]:
    """Return what holds of a warehouse for every child of an order; without a point of `place` no distance is told."""
    return tuple(_standing(warehouse, load.get(warehouse.id, 0), place) for warehouse in warehouses)


def _standing(warehouse: Warehouse, load: int, place: Region | None) -> Mapping[str, Value]:
    facts: dict[str, Value] = {
        "wh.id": warehouse.id,
        "wh.region": warehouse.region,
        "wh.status": warehouse.status,
        "wh.capabilities": warehouse.capabilities,
        "wh.tags": warehouse.tags,
        "wh.load_percent": _percent(load, warehouse.daily_capacity),
        "wh.ship_hours": warehouse.ship_hours,
        "wh.cost": warehouse.cost,
        "wh.priority": warehouse.priority,
    }
    if place is not None and place.longitude is not None and place.latitude is not None:
        facts["wh.distance_km"] = _distance(place.longitude, place.latitude, warehouse.longitude, warehouse.latitude)
    return facts


def stocked_facts(
    standing: Mapping[str, Value], wanted: Mapping[str, int], lines: Mapping[str, str], free: FreeStock
) -> Facts:
    """Return a warehouse's facts with its free stock. `wanted` are units and `lines` line ids, both by SKU."""
    warehouse = str(standing["wh.id"])
    units: dict[str, int] = {}
    filled = total = 0
    for sku, quantity in wanted.items():
        units[lines[sku]] = there = free.units(sku, warehouse)
        filled += min(there, quantity)
        total += quantity
    return {**standing, "wh.stock": stock_texts(units), "wh.fill_rate": _share(filled, total)}


def _percent(load: int, capacity: int) -> Decimal:
    """Return the load in percent with two decimals; a warehouse that can do nothing is full."""
    return Decimal(load * 10_000 // capacity).scaleb(-2) if capacity > 0 else Decimal(100)


def _share(filled: int, total: int) -> Decimal:
    """Return a share with four decimals. It is 1 only when all is there, and 0 only when nothing is."""
    if filled >= total:
        return _ALL
    return Decimal(max(1, filled * 10_000 // total)).scaleb(-4) if filled else _NOTHING
