"""What a caller asks for when goods are to go back: the wire form of `POST /v1/returns`, decoded strictly."""

from datetime import datetime
from typing import Literal

from engine.orders.request import Id, Quantity, Wire

ReturnReason = Literal["no_reason", "quality", "wrong_item", "damaged", "late", "other"]
ReturnType = Literal["return", "exchange", "refund_only"]


class ReturnRequest(Wire, frozen=True, kw_only=True):
    """Units of a line that are to go back, and why.

    `received_at` is when the buyer got them, with a zone; None: not yet.
    """

    order_no: Id
    line: Id
    quantity: Quantity
    reason: ReturnReason
    type: ReturnType = "return"
    opened: bool | None = None
    received_at: datetime | None = None
