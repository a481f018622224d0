"""Tables of an order's money and of what falls due for it."""

from piccolo.columns import BigInt, Boolean, SmallInt, Text, Timestamptz
from piccolo.table import Table

# Where a key has several columns, Piccolo is told of one of them; the whole key stands in the migration.


class PaymentRow(Table, tablename="payments"):
    """Money received. Key: shard, order_no, method, payment_no. Amount in minor units of the order's currency."""

    shard = SmallInt()
    order_no = Text()
    method = Text()
    payment_no = Text(primary_key=True)
    subject = Text()  # the parent's number or a child's
    kind = Text()
    amount = BigInt()
    at = Timestamptz()


class PaymentNumberRow(Table, tablename="payment_numbers"):
    """Look-up by the payment's own number, which is used once. Key: method, payment_no."""

    method = Text()
    payment_no = Text(primary_key=True)
    shard = SmallInt()
    order_no = Text()


class RefundRow(Table, tablename="refunds"):
    """Money to give back. Key: shard, order_no, refund_no. Amount in minor units of the order's currency."""

    shard = SmallInt()
    order_no = Text()
    refund_no = Text(primary_key=True)
    subject = Text()
    payment_no = Text(null=True)
    amount = BigInt()
    reason = Text()
    at = Timestamptz()
    number_only = Boolean()


class OrderTimerRow(Table, tablename="order_timers"):
    """What falls due for an order. Key: shard, order_no, kind. `tries`: how often it went wrong so far."""

    shard = SmallInt()
    order_no = Text(primary_key=True)
    kind = Text()
    due_at = Timestamptz()
    tries = BigInt()
