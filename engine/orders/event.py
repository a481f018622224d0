"""What happened to an order, in the past tense; written to the outbox in the order's own transaction."""

from collections.abc import Mapping
from datetime import datetime

import msgspec


class OrderEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One event. `name` is past tense (`OrderPlaced`); `data` carries ids and amounts, no personal values."""

    name: str
    order_no: str
    at: datetime
    actor: str
    data: Mapping[str, object] = {}
