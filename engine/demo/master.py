"""The demo's master data for a set of invoices: SKUs, warehouses, stock, customers; and the docs' sample SKU."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

import msgspec

from engine.demo.enrichment import buyer_of
from engine.demo.goods import CURRENCY, sku_of
from engine.demo.invoices import Invoice, InvoiceLine
from engine.demo.warehouses import demo_warehouses, stock_of
from engine.geography.regions import RegionTree
from engine.money import half_up
from engine.orders.benefits import Coupon
from engine.orders.catalogue import Customer, Sku, StockLevel, Warehouse

SAMPLE: Final = Sku(
    id="A-1",
    name="示例T恤",
    merchant="M-1",
    category="服饰",
    price=1990,
    currency=CURRENCY,
    weight_grams=1200,
    volume_cm3=3000,
)
# A public coupon for it; what it takes off is said by the shipped promotion rules.
SAMPLE_COUPON: Final = Coupon(id="CP-9", kind="off_10", title="示例T恤十元券", scope=(SAMPLE.id,), uses=None)
SAMPLE_STOCK: Final = {"HZ": 1000, "SH": 500, "GZ": 500, "BJ": 300}


class MasterData(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that has to be there before the first order; each tuple sorted by id."""

    skus: tuple[Sku, ...]
    warehouses: tuple[Warehouse, ...]
    stock: tuple[StockLevel, ...]
    customers: tuple[Customer, ...]


def demo_master(invoices: Iterable[Invoice], tree: RegionTree) -> MasterData:
    """Return the master data for these invoices: all that they name, and stock derived from what they ask for."""
    placed = tuple(invoices)
    lines: defaultdict[str, list[InvoiceLine]] = defaultdict(list)
    for invoice in placed:
        for line in invoice.lines:
            lines[line.stock_code].append(line)
    skus = [_sku(stock_code, lines[stock_code]) for stock_code in sorted(lines)]
    stock = [level for sku in skus for level in stock_of(sku, sum(line.quantity for line in lines[sku.id]))]
    sample = [StockLevel(sku=SAMPLE.id, warehouse=place, on_hand=units) for place, units in SAMPLE_STOCK.items()]
    return MasterData(
        skus=tuple(sorted([*skus, SAMPLE], key=lambda sku: sku.id)),
        warehouses=tuple(sorted(demo_warehouses(tree), key=lambda warehouse: warehouse.id)),
        stock=tuple(sorted([*stock, *sample], key=lambda level: (level.sku, level.warehouse))),
        customers=_customers(placed, tree),
    )


def _sku(stock_code: str, lines: list[InvoiceLine]) -> Sku:
    descriptions = Counter(line.description for line in lines if line.description)
    name = min(descriptions, key=lambda text: (-descriptions[text], text), default="")
    prices = Counter(line.unit_price for line in lines)
    price = min(prices, key=lambda amount: (-prices[amount], amount))
    return sku_of(stock_code, name, half_up(price * Decimal(100)))


def _customers(invoices: tuple[Invoice, ...], tree: RegionTree) -> tuple[Customer, ...]:
    countries = {invoice.customer: invoice.country for invoice in reversed(invoices)}
    buyers = [buyer_of(customer, countries[customer], tree) for customer in sorted(countries)]
    return tuple(Customer(id=buyer.id, level=buyer.level, tags=buyer.tags, name=buyer.name) for buyer in buyers)
