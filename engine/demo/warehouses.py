"""The demo's warehouses, and which of them hold how much of what."""

from collections.abc import Mapping
from math import ceil
from typing import Final

import msgspec

from engine.demo.draw import chance
from engine.demo.goods import BREAKABLES, OWN_SHOP, WEARABLES
from engine.geography.regions import RegionTree
from engine.orders.catalogue import Sku, StockLevel, Warehouse

COLD_CHAIN: Final = "cold_chain"
BONDED: Final = "bonded"
HUB: Final = "HZ"
BRANCHES: Final[Mapping[str, tuple[str, ...]]] = {  # by merchant; others lie in the hub alone
    OWN_SHOP: ("SH", "GZ", "BJ", "CD"),
    WEARABLES: ("SH", "GZ", "WH"),
    BREAKABLES: ("WH", "CD", "BJ", "XA"),
}
CARRIED_PERCENT: Final = 90  # of a merchant's SKUs are carried by each of its branches
COLD_STORES: Final = ("NB", "GZ")
BONDED_STORES: Final = ("NB",)
SCARCE_PERCENT: Final = 1  # of the SKUs
# Per cent of what the invoices ask for in all: plenty together, or too little.
HUB_SHARE, BRANCH_SHARE, STORE_SHARE = 100, 30, 90
SCARCE_HUB_SHARE, SCARCE_BRANCH_SHARE, SCARCE_STORE_SHARE = 55, 5, 30


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """A warehouse before its point is looked up. `cost` of a parcel in fen."""

    id: str
    name: str
    region: str
    capabilities: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    daily_capacity: int
    ship_hours: int
    cost: int
    status: str = "open"


SITES: Final = (
    Site(id="HZ", name="杭州萧山仓", region="330109", tags=("总仓",), daily_capacity=240, ship_hours=24, cost=700),
    Site(id="SH", name="上海青浦仓", region="310118", daily_capacity=100, ship_hours=24, cost=650),
    Site(
        id="GZ", name="广州白云仓", region="440111", capabilities=(COLD_CHAIN,),
        daily_capacity=100, ship_hours=24, cost=700,
    ),
    Site(
        id="NB", name="宁波鄞州冷链保税仓", region="330212", capabilities=(COLD_CHAIN, BONDED),
        daily_capacity=60, ship_hours=36, cost=900,
    ),
    Site(id="WH", name="武汉东西湖仓", region="420112", daily_capacity=60, ship_hours=36, cost=750),
    Site(id="CD", name="成都双流仓", region="510116", daily_capacity=60, ship_hours=36, cost=800),
    Site(id="BJ", name="北京大兴仓", region="110115", daily_capacity=60, ship_hours=24, cost=800),
    Site(id="XA", name="西安未央仓", region="610112", daily_capacity=40, ship_hours=48, cost=800),
    Site(
        id="SY", name="沈阳于洪仓（改造中）", region="210114", status="closed",
        daily_capacity=40, ship_hours=48, cost=850,
    ),
)  # fmt: skip


def demo_warehouses(tree: RegionTree) -> tuple[Warehouse, ...]:
    """Return the warehouses, each at the point of its district."""
    return tuple(_warehouse(site, tree) for site in SITES)


def stores_of(sku: Sku) -> Mapping[str, int]:
    """Return the warehouses that hold a SKU, each with the per cent of the whole demand that it holds.

    Cold goods lie in the cold stores, bonded ones in the bonded zone, all others in the hub and in nine of ten branches
    of their merchant. Of one SKU in a hundred there is too little.
    """
    scarce = chance("scarce", sku.id, SCARCE_PERCENT)
    if sku.temperature != "ambient" or sku.trade == BONDED:
        stores = COLD_STORES if sku.temperature != "ambient" else BONDED_STORES
        whole = len(COLD_STORES) * (SCARCE_STORE_SHARE if scarce else STORE_SHARE)
        return dict.fromkeys(stores, whole // len(stores))
    branches = [at for at in BRANCHES.get(sku.merchant, ()) if chance(f"carried in {at}", sku.id, CARRIED_PERCENT)]
    share = SCARCE_BRANCH_SHARE if scarce else BRANCH_SHARE
    return {HUB: SCARCE_HUB_SHARE if scarce else HUB_SHARE, **dict.fromkeys(branches, share)}


def stock_of(sku: Sku, demand: int) -> tuple[StockLevel, ...]:
    """Return the stock of a SKU of which the invoices ask for `demand` units in all."""
    return tuple(
        StockLevel(sku=sku.id, warehouse=warehouse, on_hand=ceil(demand * percent / 100))
        for warehouse, percent in stores_of(sku).items()
    )


def _warehouse(site: Site, tree: RegionTree) -> Warehouse:
    region = tree.get(site.region)
    if region is None or region.longitude is None or region.latitude is None:
        raise LookupError(f"{site.region}, the district of warehouse {site.id}, has no point in the region tree")
    return Warehouse(
        id=site.id,
        name=site.name,
        region=site.region,
        longitude=region.longitude,
        latitude=region.latitude,
        capabilities=site.capabilities,
        tags=site.tags,
        daily_capacity=site.daily_capacity,
        ship_hours=site.ship_hours,
        cost=site.cost,
        status=site.status,
    )
