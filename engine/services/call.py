"""One call to place an order, taken apart: what to read for it, and how the same call is known again."""

import secrets
from collections.abc import Sequence
from datetime import datetime, tzinfo
from types import MappingProxyType
from typing import Final, cast

import msgspec

from engine.decisions.record import DecisionRecord
from engine.errors import IdempotencyConflict, Refused
from engine.geography.regions import RegionTree
from engine.money import ApportionmentMode
from engine.orders.channel import ChannelPolicy
from engine.orders.number import RANDOM_BITS, make, shard_of_buyer, shard_of_guest
from engine.orders.order import Order
from engine.orders.request import OrderRequest
from engine.orders.sales_level import SalesLevels
from engine.orders.tokens import Tokens, tokens_of
from engine.planning import Plan
from engine.planning.benefits import wanted_coupon
from engine.planning.samples import samples_of, samples_of_refused
from engine.store.placement import Placement
from engine.store.refusal import Refusal, answer_of, error_of, is_final
from engine.store.snapshot import ADDRESS, CUSTOMER, DEVICE, PAYER, PHONE, Asked, Before

_LEVELS: Final = 3  # country, province, city


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """A request with who asks and when. `keys`: (scope, key) pairs under which the same call is known again."""

    request: OrderRequest
    actor: str
    body_hash: str
    now: datetime
    tokens: Tokens
    order_no: str
    shard: int
    asked: Asked


def call_of(  # noqa: PLR0913  # what a call is made of
    request: OrderRequest,
    *,
    actor: str,
    idempotency_key: str | None,
    body_hash: str,
    now: datetime,
    zone: tzinfo,
    secret: bytes,
    regions: RegionTree,
    policy: ChannelPolicy,
    gifts: Sequence[str] = (),
    apportionment: ApportionmentMode = "largest_remainder",
) -> Call:
    """Return a call with a number of its own, which is used if the order is placed.

    `gifts` are SKUs that the promotions in force may give; they are read where discounts are reckoned here.
    """
    tokens = tokens_of(secret, request, regions)
    bits = secrets.randbits(RANDOM_BITS)
    buyer = request.customer.id
    shard = shard_of_buyer(buyer) if buyer else shard_of_guest(bits)
    placed_at = request.placed_at
    at = placed_at if placed_at is not None and placed_at.tzinfo is not None else now  # the plan refuses one without
    own = [(f"key:{actor}", idempotency_key)] if idempotency_key else []
    return Call(
        request=request,
        actor=actor,
        body_hash=body_hash,
        now=now,
        tokens=tokens,
        order_no=make(now, shard, bits),
        shard=shard,
        asked=Asked(
            skus=tuple(line.sku for line in request.lines) + (() if policy.trusted_pricing else tuple(gifts)),
            customer_id=buyer,
            subjects=_subjects(tokens),
            keys=(*own, (f"channel:{request.channel}", request.channel_order_id)),
            at=at,
            day=at.astimezone(zone).date(),
            currency=request.currency,
            pickup_point=request.pickup_point,
            policy=policy,
            coupon=None if policy.trusted_pricing else wanted_coupon(request),
            counts_points=request.points is not None and not policy.trusted_pricing,
            apportionment=apportionment,
        ),
    )


def placement_of(
    call: Call, plan: Plan, regions: RegionTree, sales: SalesLevels = MappingProxyType({}), *, micros: int = 0
) -> Placement:
    """Return what is to be written when the plan stands; `sales` are the sales levels that it was planned under.

    `micros` is how long the planning took.
    """
    return Placement(
        plan=plan,
        shard=call.shard,
        actor=call.actor,
        body_hash=call.body_hash,
        keys=call.asked.keys,
        subjects=call.asked.subjects,
        regions=_codes(plan.order, regions),
        day=call.asked.day,
        samples=samples_of(plan, micros) if plan.order.sides else (),
        levelled=frozenset(sales),
    )


def refusal_of(call: Call, error: Refused, *, micros: int = 0) -> Refusal:
    """Return what is to be kept of a refused order. The caller's own key gets a final refusal again."""
    own = tuple(pair for pair in call.asked.keys if pair[0].startswith("key:"))
    return Refusal(
        order_no=call.order_no,
        shard=call.shard,
        channel=call.request.channel,
        channel_order_id=call.request.channel_order_id,
        customer_id=call.request.customer.id,
        answer=answer_of(error),
        at=call.now,
        body_hash=call.body_hash,
        keys=own if is_final(error) else (),
        decisions=cast("tuple[DecisionRecord, ...]", error.decisions),
        samples=samples_of_refused(error, micros),
    )


def earlier_order(before: Sequence[Before], body_hash: str) -> str:
    """Return the number of the order that the same call placed before.

    Raises IdempotencyConflict where its body was another, and the refusal that it got if it was refused.
    """
    first = before[0]
    for each in before:
        if each.body_hash != body_hash:
            raise IdempotencyConflict(each.key)
    if first.refusal is not None:
        refusal = error_of(first.refusal)
        refusal.is_replay = True
        raise refusal
    return first.order_no


def _subjects(tokens: Tokens) -> tuple[str, ...]:
    pairs = (
        (CUSTOMER, tokens.customer),
        (PHONE, tokens.phone),
        (ADDRESS, tokens.address),
        (DEVICE, tokens.device),
        (PAYER, tokens.payer),
    )
    return tuple(kind + token for kind, token in pairs if token)


def _codes(order: Order, regions: RegionTree) -> tuple[str | None, str | None, str | None]:
    country, province, city = (*reversed(regions.ancestors(order.region)), None, None, None)[:_LEVELS]
    return country, province, city
