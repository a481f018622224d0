"""Tables that an order owns: each has the shard in its key, and every join is on shard and order number."""

from piccolo.columns import BigInt, BigSerial, Boolean, Date, Integer, SmallInt, Text, Timestamptz
from piccolo.table import Table

# Where a key has several columns, Piccolo is told of one of them; the whole key stands in the migration.


class OrderRow(Table, tablename="orders"):
    """Key: shard, order_no. What may change and what is searched; the order as placed is in `order_snapshots`."""

    shard = SmallInt()
    order_no = Text(primary_key=True)
    channel = Text()
    channel_order_id = Text()
    order_type = Text()
    source = Text()
    currency = Text()
    placed_at = Timestamptz()
    received_at = Timestamptz()
    day = Date()  # on which it was placed, in the time zone of the shop
    customer_id = Text(null=True)
    tags = Text()  # JSON
    country = Text()
    province = Text(null=True)
    city = Text(null=True)
    region = Text()
    goods = BigInt()
    discount = BigInt()
    freight = BigInt()
    payable = BigInt()
    order_state = Text()
    review_state = Text()
    payment_state = Text()
    fulfillment_state = Text()
    after_sale_state = Text()
    hold_queue = Text(null=True)
    remark = Text(null=True)
    release = BigInt()
    child_count = SmallInt()
    warehouses = Text()  # JSON
    version = Integer()
    present = Text(null=True)  # JSON: what has changed since it was placed, as it is now; NULL: nothing has


class OrderSnapshotRow(Table, tablename="order_snapshots"):
    """Key: shard, order_no. The whole order as it was placed; never changed."""

    shard = SmallInt()
    order_no = Text(primary_key=True)
    hash = Text()
    document = Text()  # JSON, amounts in minor units


class ChildOrderRow(Table, tablename="child_orders"):
    """Key: shard, order_no, child_no."""

    shard = SmallInt()
    order_no = Text()
    child_no = Text(primary_key=True)
    merchant = Text()
    outcome = Text()
    goods = BigInt()
    discount = BigInt()
    freight = BigInt()
    order_state = Text()
    review_state = Text()
    payment_state = Text()
    fulfillment_state = Text()
    after_sale_state = Text()
    document = Text()  # JSON: the child as it is now


class OrderLineRow(Table, tablename="order_lines"):
    """Key: shard, order_no, line."""

    shard = SmallInt()
    order_no = Text(primary_key=True)
    line = Text()
    sku = Text()
    name = Text()
    merchant = Text()
    category = Text()
    quantity = Integer()
    unit_price = BigInt()
    discount = BigInt()
    freight = BigInt()


class AllocationRow(Table, tablename="allocations"):
    """What a warehouse ships of a child's line, reserved there. Key: shard, order_no, child_no, warehouse, line."""

    shard = SmallInt()
    order_no = Text()
    child_no = Text(primary_key=True)
    line = Text()
    sku = Text()
    warehouse = Text()
    quantity = Integer()
    state = Text()  # reserved, released, shipped


class DecisionRow(Table, tablename="decisions"):
    """Key: shard, order_no, position. Also the decisions of refused orders, which have no order."""

    shard = SmallInt()
    order_no = Text()
    position = SmallInt()
    id = Text(primary_key=True)
    kind = Text()
    set_id = Text()
    version = Integer()
    release = BigInt()
    side = Text()
    at = Timestamptz()
    document = Text()  # JSON: the whole record


class EventRow(Table, tablename="events"):
    """The outbox and the time line: written with what it tells of, in one transaction."""

    id = BigSerial(primary_key=True)
    shard = SmallInt()
    order_no = Text()
    name = Text()
    at = Timestamptz()
    actor = Text()
    data = Text()  # JSON


class RefusalRow(Table, tablename="refusals"):
    """An order that was refused by a decision. Key: shard, order_no (the number it would have had)."""

    shard = SmallInt()
    order_no = Text(primary_key=True)
    channel = Text()
    channel_order_id = Text()
    customer_id = Text(null=True)
    code = Text()
    message = Text()
    at = Timestamptz()


class ReturnRow(Table, tablename="returns"):
    """Key: shard, return_no. A request to take goods back, with its answer."""

    shard = SmallInt()
    return_no = Text(primary_key=True)
    order_no = Text()
    line = Text()
    quantity = Integer()
    type = Text()
    reason = Text()
    opened = Boolean(null=True)
    received_at = Timestamptz(null=True)
    requested_at = Timestamptz()
    allowed = Boolean()
    action = Text()
    answer = Text()  # JSON


class BuyerOrderRow(Table, tablename="buyer_orders"):
    """Look-up by buyer. Key: buyer, placed_at, order_no."""

    buyer = Text(primary_key=True)
    placed_at = Timestamptz()
    order_no = Text()
    shard = SmallInt()


class MerchantOrderRow(Table, tablename="merchant_orders"):
    """Look-up by merchant. Key: merchant, placed_at, order_no."""

    merchant = Text(primary_key=True)
    placed_at = Timestamptz()
    order_no = Text()
    shard = SmallInt()


class TimeOrderRow(Table, tablename="time_orders"):
    """Look-up by time. Key: placed_at, order_no."""

    placed_at = Timestamptz(primary_key=True)
    order_no = Text()
    shard = SmallInt()


class VelocityRow(Table, tablename="velocity_entries"):
    """One order of one subject (`customer:…`, `phone:…`, by token). Key: subject, at, order_no."""

    subject = Text(primary_key=True)
    at = Timestamptz()
    order_no = Text()
    amount = BigInt()
    promo_quantity = Integer()
    currency = Text()
