"""What a plan reads: the snapshot, taken once."""

from collections.abc import Mapping

import msgspec

from engine.money import ApportionmentMode
from engine.orders.benefits import Coupon
from engine.orders.catalogue import Customer, Sku, StockLevel, Warehouse
from engine.orders.channel import TRUSTED, ChannelPolicy
from engine.orders.pickup import PickupPoint
from engine.orders.sales_level import SalesLevels


class Velocity(msgspec.Struct, frozen=True, kw_only=True):
    """Counts in sliding windows that end at the time of the order; amounts in minor units."""

    customer_orders_1h: int = 0
    customer_orders_24h: int = 0
    customer_orders_7d: int = 0
    customer_amount_24h: int = 0
    phone_orders_24h: int = 0
    address_orders_24h: int = 0
    device_orders_24h: int = 0
    payer_orders_24h: int = 0
    customer_promo_quantity_24h: int = 0
    bought_24h: Mapping[str, int] = {}  # of each promotion SKU of the order, the most that any of them bought
    cluster_promo_quantity_24h: int = 0  # the most that any of customer, phone, address, device and payer bought


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """All that a plan reads, read once. Stock is by (SKU, warehouse); `load` is parcels planned for today by warehouse.

    `sales` are the sales levels of the SKUs that have any. `ip_region` is the code of the region of the buyer's IP
    address, where an operator's table tells it. `coupon` and `pickup_point` are those that the order names; `points`
    are those that the customer can use now.
    """

    skus: Mapping[str, Sku]
    warehouses: tuple[Warehouse, ...]
    stock: Mapping[tuple[str, str], StockLevel]
    load: Mapping[str, int] = {}
    customer: Customer | None = None
    velocity: Velocity = Velocity()
    policy: ChannelPolicy = TRUSTED
    ip_region: str | None = None
    sales: SalesLevels = {}
    pickup_point: PickupPoint | None = None
    coupon: Coupon | None = None
    points: int = 0
    apportionment: ApportionmentMode = "largest_remainder"
