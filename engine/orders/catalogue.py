"""Master data that a plan reads: SKUs, warehouses, stock levels, customers."""

from datetime import date

import msgspec


class Sku(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is sold. Weight and volume are of one unit; `price` in minor units of `currency`."""

    id: str
    name: str
    merchant: str
    category: str
    price: int
    currency: str
    weight_grams: int
    volume_cm3: int
    brand: str | None = None
    temperature: str = "ambient"  # ambient, chilled, frozen
    type: str = "goods"  # goods, virtual, service
    trade: str = "domestic"  # domestic, bonded, direct_mail
    bonded_zone: str | None = None
    presale: bool = False
    ship_date: date | None = None
    is_promo: bool = False


class Warehouse(msgspec.Struct, frozen=True, kw_only=True):
    """A place that ships. `region` is the code of its district.

    `ship_hours` are from order to hand-over; `cost` is of a parcel, in minor units.
    """

    id: str
    name: str
    region: str
    longitude: float
    latitude: float
    capabilities: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    daily_capacity: int = 10_000  # parcels
    ship_hours: int = 24
    cost: int = 0
    priority: int = 0
    status: str = "open"  # open, closed, paused


class StockLevel(msgspec.Struct, frozen=True, kw_only=True):
    """Units of a SKU in a warehouse: `on_hand = free + reserved`; shipping takes from both."""

    sku: str
    warehouse: str
    on_hand: int
    reserved: int = 0

    @property
    def free(self) -> int:
        """Units that can still be promised."""
        return self.on_hand - self.reserved


class Customer(msgspec.Struct, frozen=True, kw_only=True):
    """A customer as we know them."""

    id: str
    level: str | None = None
    tags: tuple[str, ...] = ()
    name: str | None = None
    orders_placed: int = 0
