"""Tables of webhooks: who is told of events, and what is still to be told."""

from piccolo.columns import BigInt, Text, Timestamptz
from piccolo.table import Table


class WebhookRow(Table, tablename="webhooks"):
    """One subscriber."""

    id = Text(primary_key=True)
    url = Text()
    events = Text()  # JSON: patterns of names
    place = BigInt()  # id of the last event that was looked at for it
    made_at = Timestamptz()
    made_by = Text()
    reason = Text()
    ended_at = Timestamptz(null=True, default=None)


class WebhookDeliveryRow(Table, tablename="webhook_deliveries"):
    """Key: webhook, event. One event on its way to one subscriber."""

    webhook = Text(primary_key=True)
    event = BigInt()
    order_no = Text()
    name = Text()
    state = Text()  # waiting, delivered, dead
    tries = BigInt()
    next_at = Timestamptz()
    tried_at = Timestamptz(null=True, default=None)
    said = Text(null=True)  # what the subscriber answered last
