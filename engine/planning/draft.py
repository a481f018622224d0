"""The order before anything is decided: its lines, but without children, freight and status; and once it is priced."""

from datetime import datetime

import msgspec

from engine.orders.intake import Intake
from engine.orders.order import Order
from engine.orders.order_types import presale_terms, type_of
from engine.orders.request import CustomerInfo, OrderRequest
from engine.orders.status import OrderStatus
from engine.planning.child_amounts import order_amounts
from engine.planning.pricing import Priced
from engine.planning.snapshot import Snapshot


def draft_order(request: OrderRequest, intake: Intake, snapshot: Snapshot, number: str, now: datetime) -> Order:
    """Return the order as it was asked for; the release and the hash are filled in with the decisions."""
    return Order(
        number=number,
        channel=request.channel,
        channel_order_id=request.channel_order_id,
        order_type=type_of(request),
        source=request.source,
        currency=request.currency,
        placed_at=intake.placed_at,
        received_at=now,
        customer=_customer(request.customer, snapshot),
        address=request.address,
        region=intake.region,
        shipping_method=request.shipping_method,
        allow_split=request.allow_split,
        payment_method=request.payment.method,
        lines=intake.lines,
        discounts=intake.discounts,
        children=(),
        amounts=order_amounts(intake.lines, request.currency),
        status=OrderStatus(),
        release=0,
        remark=request.remark,
        invoice=request.invoice,
        presale=presale_terms(request),
        group=request.group,
        on_account=request.on_account,
        pickup_point=request.pickup_point,
        apportionment=snapshot.apportionment,
    )


def priced_draft(draft: Order, priced: Priced) -> Order:
    """Return the order with what its discounts take off, and its gifts."""
    return msgspec.structs.replace(
        draft,
        lines=priced.lines,
        discounts=priced.discounts,
        amounts=order_amounts(priced.lines, draft.currency),
    )


def _customer(given: CustomerInfo, snapshot: Snapshot) -> CustomerInfo:
    """Return the customer with level and tags as the channel says, if its word counts; else as we know them."""
    known = snapshot.customer
    level = known.level if known else None
    tags = known.tags if known else ()
    if snapshot.policy.trusted_tags:
        level, tags = given.level or level, given.tags or tags
    return msgspec.structs.replace(given, level=level, tags=tags)
