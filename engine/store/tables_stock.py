"""Tables of stock beside orders: what may be sold, what is on its way, what is set aside; and pickup points."""

from piccolo.columns import BigInt, Boolean, Text, Timestamptz
from piccolo.table import Table

# Where a key has several columns, Piccolo is told of one of them; the whole key stands in the migration.


class SalesLevelRow(Table, tablename="sales_levels"):
    """Key: sku, channel. What may be promised of a SKU; channel '' is the row of the SKU itself."""

    sku = Text(primary_key=True)
    channel = Text()
    for_sale = Boolean()
    safety = BigInt()
    set_aside = BigInt()
    quota = BigInt(null=True)
    sold = BigInt()  # units that the channel was promised since the row was made
    at = Timestamptz()
    actor = Text()
    reason = Text()


class StockTransferRow(Table, tablename="stock_transfers"):
    """Units on their way from one warehouse to another; in transit are quantity - arrived - lost."""

    transfer_no = Text(primary_key=True)
    sku = Text()
    source = Text()
    target = Text()
    quantity = BigInt()
    arrived = BigInt()
    lost = BigInt()
    state = Text()  # in_transit, arrived
    sent_at = Timestamptz()
    closed_at = Timestamptz(null=True, default=None)
    actor = Text()
    reason = Text()


class StockHoldRow(Table, tablename="stock_holds"):
    """Units that a person took out of sale where they lie; a hold that is lifted is gone, the ledger keeps both."""

    hold_no = Text(primary_key=True)
    sku = Text()
    warehouse = Text()
    quantity = BigInt()
    at = Timestamptz()
    actor = Text()
    reason = Text()


class PickupPointRow(Table, tablename="pickup_points"):
    """Places where a buyer fetches an order."""

    id = Text(primary_key=True)
    name = Text()
    region = Text()
    detail = Text()
    postcode = Text(null=True)
    hours = Text(null=True)
    status = Text()  # open, closed


class VelocityCorrectionRow(Table, tablename="velocity_corrections"):
    """What of an order no longer counts in any window, because it was cancelled."""

    order_no = Text(primary_key=True)
    orders = BigInt()
    amount = BigInt()
    promo_quantity = BigInt()


class VelocityGoodsRow(Table, tablename="velocity_goods"):
    """Units of a promotion SKU that a subject bought with one order. Key: subject, sku, at, order_no."""

    subject = Text(primary_key=True)
    sku = Text()
    at = Timestamptz()
    order_no = Text()
    quantity = BigInt()


class VelocityGoodsCancelledRow(Table, tablename="velocity_goods_cancelled"):
    """How many of them were cancelled since. Key: order_no, sku."""

    order_no = Text(primary_key=True)
    sku = Text()
    quantity = BigInt()
