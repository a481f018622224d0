"""What a plan says: all that placing an order writes."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from engine.decisions.record import DecisionRecord
from engine.orders.benefits import Benefits
from engine.orders.event import OrderEvent
from engine.orders.order import Order


class Quoted(msgspec.Struct, frozen=True, kw_only=True):
    """What a quote has promised: its token, and the side in each rollout by its id (baseline where none is named)."""

    token: str
    sides: Mapping[str, str] = {}


class PlanIds(msgspec.Struct, frozen=True, kw_only=True):
    """What a plan cannot make up by itself: the order's number (a quote's token), who asks, and the quote it names."""

    order_no: str
    actor: str = "system"
    quoted: Quoted | None = None


class Reservation(msgspec.Struct, frozen=True, kw_only=True):
    """Units of a SKU to take from what is free in a warehouse, for a child order."""

    sku: str
    warehouse: str
    quantity: int
    order_no: str


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """All that placing an order writes: in one transaction, or nothing. The tokens are what velocity is counted by."""

    order: Order
    reservations: tuple[Reservation, ...]
    decisions: tuple[DecisionRecord, ...]
    events: tuple[OrderEvent, ...]
    customer_token: str | None = None
    phone_token: str | None = None
    device_token: str | None = None
    address_token: str | None = None
    planned_at: datetime
    benefits: Benefits = Benefits()  # coupon and points that it uses up


class Quote(msgspec.Struct, frozen=True, kw_only=True):
    """A plan that is not written. Where it is not `accepted`, the order would be refused with `customer_text`."""

    plan: Plan
    accepted: bool
    customer_text: str | None = None
