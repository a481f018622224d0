"""Builders that are valid by default, so that a test names only what its case is about."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from engine.orders.benefits import Coupon
from engine.orders.catalogue import Sku, StockLevel, Warehouse
from engine.orders.request import Address, CustomerInfo, OrderRequest, PaymentInfo, RequestDiscount, RequestLine
from engine.planning import Snapshot

NOW: Final = datetime(2026, 11, 10, 16, 3, tzinfo=UTC)
XIHU: Final = Address(province="浙江省", city="杭州市", district="西湖区", region_code="330106", detail="文三路 1 号")
# A public coupon: ten yuan off A-1, as often as wanted, by the shipped promotion rules.
CP_9: Final = Coupon(id="CP-9", kind="off_10", title="示例T恤十元券", scope=("A-1",), uses=None)
# Where the warehouses of the tests stand: region, longitude, latitude.
_PLACES: Final = {
    "HZ": ("330109", 120.27, 30.17),
    "NB": ("330212", 121.53, 29.83),
    "SH": ("310118", 121.12, 31.15),
    "GZ": ("440111", 113.27, 23.16),
}


def a_sku(sku: str = "A-1", **changes: Any) -> Sku:
    """Return a SKU of merchant M-1: 19.90 CNY, 1.2 kg, ambient."""
    usual = Sku(
        id=sku,
        name=f"商品 {sku}",
        merchant="M-1",
        category="家居",
        price=1990,
        currency="CNY",
        weight_grams=1200,
        volume_cm3=2000,
    )
    return msgspec.structs.replace(usual, **changes)


def a_warehouse(warehouse: str = "HZ", **changes: Any) -> Warehouse:
    """Return an open warehouse; HZ, NB, SH and GZ stand where they are."""
    region, longitude, latitude = _PLACES.get(warehouse, _PLACES["HZ"])
    usual = Warehouse(
        id=warehouse, name=f"{warehouse} 仓", region=region, longitude=longitude, latitude=latitude, cost=600
    )
    return msgspec.structs.replace(usual, **changes)


def a_line(sku: str = "A-1", quantity: int = 1, unit_price: str | float = "19.90", **changes: Any) -> RequestLine:
    return msgspec.structs.replace(RequestLine(sku=sku, quantity=quantity, unit_price=unit_price), **changes)


def a_discount(amount: str | float = "10.00", *skus: str, id: str = "CP-9") -> RequestDiscount:  # noqa: A002 - the field's name
    return RequestDiscount(kind="coupon", id=id, amount=amount, skus=skus)


def an_order_request(*lines: RequestLine, **changes: Any) -> OrderRequest:
    """Return an order of a known customer in Hangzhou; without lines, of two A-1."""
    usual = OrderRequest(
        channel="app",
        channel_order_id="T-1001",
        currency="CNY",
        placed_at=NOW,
        customer=CustomerInfo(id="C-1", level="gold"),
        address=XIHU,
        lines=lines or (a_line("A-1", 2),),
        payment=PaymentInfo(method="alipay"),
    )
    return msgspec.structs.replace(usual, **changes)


def stock_of(levels: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], StockLevel]:
    """Return stock levels of so many free units by (SKU, warehouse)."""
    return {
        (sku, warehouse): StockLevel(sku=sku, warehouse=warehouse, on_hand=units)
        for (sku, warehouse), units in levels.items()
    }


def a_snapshot(
    skus: Iterable[Sku] = (a_sku(),),
    warehouses: Iterable[Warehouse] = (a_warehouse("HZ"), a_warehouse("SH")),
    stock: Mapping[tuple[str, str], int] | None = None,
    **changes: Any,
) -> Snapshot:
    """Return a snapshot; without `stock` every warehouse has 100 of every SKU."""
    skus, warehouses = tuple(skus), tuple(warehouses)
    plenty = {(sku.id, warehouse.id): 100 for sku in skus for warehouse in warehouses}
    usual = Snapshot(
        skus={sku.id: sku for sku in skus}, warehouses=warehouses, stock=stock_of(plenty if stock is None else stock)
    )
    return msgspec.structs.replace(usual, **changes)
