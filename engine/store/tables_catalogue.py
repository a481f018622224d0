"""Tables of master data: warehouses, SKUs, stock, customers, and the markers that say when they changed."""

from piccolo.columns import BigInt, BigSerial, Boolean, Date, DoublePrecision, Integer, SmallInt, Text, Timestamptz
from piccolo.table import Table

# Where a key has several columns, Piccolo is told of one of them; the whole key stands in the migration.


class WarehouseRow(Table, tablename="warehouses"):
    """Places that ship."""

    id = Text(primary_key=True)
    name = Text()
    region = Text()
    longitude = DoublePrecision()
    latitude = DoublePrecision()
    capabilities = Text()  # JSON
    tags = Text()  # JSON
    daily_capacity = Integer()
    ship_hours = Integer()
    cost = BigInt()
    priority = Integer()
    status = Text()


class SkuRow(Table, tablename="skus"):
    """What is sold. Price in minor units, weight and volume of one unit."""

    id = Text(primary_key=True)
    name = Text()
    merchant = Text()
    category = Text()
    price = BigInt()
    currency = Text()
    weight_grams = Integer()
    volume_cm3 = Integer()
    brand = Text(null=True)
    temperature = Text()
    type = Text()
    trade = Text()
    bonded_zone = Text(null=True)
    presale = Boolean()
    ship_date = Date(null=True)
    is_promo = Boolean()


class StockLevelRow(Table, tablename="stock_levels"):
    """Key: sku, warehouse."""

    sku = Text(primary_key=True)
    warehouse = Text()
    on_hand = Integer()
    reserved = Integer()


class StockMovementRow(Table, tablename="stock_movements"):
    """The ledger: the sums of both columns of a (SKU, warehouse) are its stock level."""

    id = BigSerial(primary_key=True)
    at = Timestamptz()
    sku = Text()
    warehouse = Text()
    kind = Text()  # what the migrations allow
    on_hand = Integer()
    reserved = Integer()
    order_no = Text(null=True)  # a child's
    actor = Text()
    reason = Text(null=True)
    reference = Text(null=True)  # number of the receipt, transfer, hold … that it belongs to


class CustomerRow(Table, tablename="customers"):
    """Who has ordered, or was imported."""

    id = Text(primary_key=True)
    level = Text(null=True)
    tags = Text()  # JSON
    name = Text(null=True)
    orders_placed = Integer()


class WarehouseLoadRow(Table, tablename="warehouse_loads"):
    """Parcels planned for a day. Key: day, warehouse, slot; slots keep the counters of many orders apart."""

    warehouse = Text(primary_key=True)
    day = Date()
    slot = SmallInt()
    parcels = Integer()


class MarkerRow(Table, tablename="markers"):
    """A number that grows when something kept in memory has changed: `catalogue`, `release`."""

    name = Text(primary_key=True)
    number = BigInt()
