"""Money received for an order and money given back: rows that are only ever added."""

from datetime import datetime
from typing import Literal

import msgspec

from engine.money import Money

# `collection`: cash on delivery and business on account, numbers only; no account of ours moves.
PaymentKind = Literal["payment", "deposit", "balance", "collection"]


class Payment(msgspec.Struct, frozen=True, kw_only=True):
    """One amount received. `subject` is the parent's number or a child's; `payment_no` is unique for its method."""

    payment_no: str
    method: str
    subject: str
    kind: PaymentKind
    amount: Money
    at: datetime


class Refund(msgspec.Struct, frozen=True, kw_only=True):
    """One amount that is owed to the buyer. `refund_no` is derived from its cause, so that a repeat adds nothing.

    `number_only`: no account of ours moves (cash on delivery).
    """

    refund_no: str
    subject: str
    payment_no: str | None
    amount: Money
    reason: str
    at: datetime
    number_only: bool = False


class Settlement(msgspec.Struct, frozen=True, kw_only=True):
    """What was received and what is given back so far; nobody is given back more than was received."""

    paid: Money
    refunded: Money

    @property
    def kept(self) -> Money:
        """What we hold of the buyer's money."""
        return self.paid - self.refunded
