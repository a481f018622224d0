"""Master data as callers see it: amounts as decimal text, regions by their path."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final

import msgspec

from engine.geography.regions import Region
from engine.geography.shipped import shipped_regions
from engine.money import money_text
from engine.orders.catalogue import Sku, StockLevel, Warehouse

_COST_CURRENCY: Final = "CNY"  # what warehouses cost is reckoned in


class SkuView(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is sold. Weight and volume are of one unit."""

    sku: str
    name: str
    merchant_id: str
    category: str
    brand: str | None
    price: str
    currency: str
    weight_grams: int
    volume_cm3: int
    temperature: str
    type: str
    trade: str
    bonded_zone: str | None
    presale: bool
    ship_date: date | None
    is_promo: bool


class WarehouseView(msgspec.Struct, frozen=True, kw_only=True):
    """A place that ships. `cost` of a parcel in yuan, `daily_capacity` in parcels."""

    warehouse: str
    name: str
    region_code: str
    region: str
    longitude: float
    latitude: float
    capabilities: tuple[str, ...]
    tags: tuple[str, ...]
    daily_capacity: int
    ship_hours: int
    cost: str
    priority: int
    status: str


class StockView(msgspec.Struct, frozen=True, kw_only=True):
    """Units of a SKU in a warehouse: on_hand = free + reserved."""

    sku: str
    warehouse: str
    on_hand: int
    reserved: int
    free: int


class RegionView(msgspec.Struct, frozen=True, kw_only=True):
    """One region: code, name, level, and its path from the country down."""

    code: str
    name: str
    level: str
    path: str


class Items(msgspec.Struct, frozen=True, kw_only=True):
    """One page. `next` is the `after` of the following page, null on the last one."""

    items: tuple[Any, ...]
    next: str | None


def sku_view(sku: Sku) -> SkuView:
    """Return a SKU as callers see it."""
    known = {name: getattr(sku, name) for name in SkuView.__struct_fields__ if name in Sku.__struct_fields__}
    changed = {"sku": sku.id, "merchant_id": sku.merchant, "price": money_text(sku.price, sku.currency)}
    return SkuView(**{**known, **changed})


def warehouse_view(warehouse: Warehouse) -> WarehouseView:
    """Return a warehouse as callers see it."""
    fields = set(WarehouseView.__struct_fields__) & set(Warehouse.__struct_fields__)
    known = {name: getattr(warehouse, name) for name in fields}
    changed = {
        "warehouse": warehouse.id,
        "region_code": warehouse.region,
        "region": shipped_regions().path(warehouse.region),
        "cost": money_text(warehouse.cost, _COST_CURRENCY),
    }
    return WarehouseView(**{**known, **changed})


def stock_view(level: StockLevel) -> StockView:
    """Return a stock level as callers see it."""
    return StockView(
        sku=level.sku,
        warehouse=level.warehouse,
        on_hand=level.on_hand,
        reserved=level.reserved,
        free=level.free,
    )


def region_view(region: Region) -> RegionView:
    """Return a region as callers see it."""
    return RegionView(code=region.code, name=region.name, level=region.level, path=shipped_regions().path(region.code))


def page(found: Sequence[Any], limit: int, view: Callable[[Any], Any], key: Callable[[Any], str]) -> Items:
    """Return a page of what was found, of which one more than the page was asked for."""
    shown = tuple(found[:limit])
    return Items(items=tuple(map(view, shown)), next=key(shown[-1]) if len(found) > limit else None)
