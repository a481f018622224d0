"""Tables of intake: how channels' payloads are read, and those that wait for a person."""

from piccolo.columns import BigInt, Text, Timestamptz
from piccolo.table import Table

# Where a key has several columns, Piccolo is told of one of them; the whole key stands in the migration.


class ChannelMappingRow(Table, tablename="channel_mappings"):
    """Key: channel, version. The newest is in force; never changed."""

    channel = Text(primary_key=True)
    version = BigInt()
    text = Text()
    at = Timestamptz()
    actor = Text()
    reason = Text()


class GoodsCodeRow(Table, tablename="goods_codes"):
    """Key: channel, code. What one unit of a channel's code is, in our SKUs."""

    channel = Text(primary_key=True)
    code = Text()
    parts = Text()  # JSON: [{sku, quantity}]
    at = Timestamptz()
    actor = Text()


class CustomerLinkRow(Table, tablename="customer_links"):
    """Key: channel, channel_customer. Who somebody is that a channel has its own id for."""

    channel = Text(primary_key=True)
    channel_customer = Text()
    customer_id = Text()
    at = Timestamptz()
    actor = Text()


class ParkedRow(Table, tablename="parked_payloads"):
    """A payload that no order could be made of, as it came; placed, it names its order."""

    id = Text(primary_key=True)  # the time it came, then random: they sort as they came
    channel = Text()
    body_hash = Text()
    payload = Text()  # JSON
    reasons = Text()  # JSON
    state = Text()  # parked, placed, dropped
    attempts = BigInt()
    order_no = Text(null=True)
    received_at = Timestamptz()
    changed_at = Timestamptz()
    actor = Text()
    note = Text(null=True)
