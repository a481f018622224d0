"""The coupon and the points that a buyer wants to use: whether they can be, and what rules may test of them."""

from datetime import datetime

from engine.errors import BenefitNotUsable
from engine.evaluation.facts import Value
from engine.orders.benefits import Coupon
from engine.orders.order import LineItem, Order
from engine.orders.request import OrderRequest
from engine.planning.snapshot import Snapshot

COUPON = "coupon"


def wanted_coupon(request: OrderRequest) -> str | None:
    """Return the id of the coupon that an order names: by itself, or as the source of a discount."""
    named = [discount.id for discount in request.discounts if discount.kind == COUPON]
    return request.coupon or next(iter(named), None)


def coupon_path(request: OrderRequest) -> str:
    """Return where in the request the coupon is named."""
    if request.coupon is not None:
        return "coupon"
    places = [place for place, discount in enumerate(request.discounts) if discount.kind == COUPON]
    return f"discounts[{places[0]}].id" if places else "coupon"


def check_benefits(request: OrderRequest, snapshot: Snapshot, at: datetime) -> Coupon | None:
    """Return the coupon that is used. Raises BenefitNotUsable, which names it, or the points, and says why."""
    coupon_id = wanted_coupon(request)
    if coupon_id is not None:
        wrong = _what_is_wrong(snapshot.coupon, request.customer.id, at)
        if wrong is not None:
            raise BenefitNotUsable(coupon_path(request), f"coupon {coupon_id} {wrong}")
    if request.points is not None:
        if request.customer.id is None:
            raise BenefitNotUsable("points", "a guest has no points; name the customer")
        if snapshot.points < request.points:
            message = f"{request.points} points wanted, {snapshot.points} can be used"
            raise BenefitNotUsable("points", message)
    return snapshot.coupon if coupon_id is not None else None


def benefit_facts(draft: Order, coupon: Coupon | None, request: OrderRequest, snapshot: Snapshot) -> dict[str, Value]:
    """Return what promotion rules may test of the coupon and the points; points only where they are wanted."""
    facts: dict[str, Value | None] = {}
    if coupon is not None:
        facts = {
            "coupon.id": coupon.id,
            "coupon.kind": coupon.kind,
            "coupon.scope": coupon.scope or None,
            "coupon.goods_total": sum(line.amount.amount for line in draft.lines if _is_for(coupon, line)),
            "coupon.valid_from": coupon.valid_from,
            "coupon.valid_to": coupon.valid_to,
        }
    if request.points is not None:
        facts |= {"points.balance": snapshot.points, "points.wanted": request.points}
    return {path: value for path, value in facts.items() if value is not None}


def _is_for(coupon: Coupon, line: LineItem) -> bool:
    return not coupon.scope or bool({line.id, line.sku, line.category, line.merchant} & set(coupon.scope))


def _what_is_wrong(coupon: Coupon | None, customer: str | None, at: datetime) -> str | None:
    """Return why a coupon cannot be used at that time by this customer, None where it can."""
    if coupon is None:
        return "is not known here"
    if coupon.customer is not None and coupon.customer != customer:
        return "is not for this customer"
    if coupon.state != "free":
        return "is void" if coupon.state == "void" else "was used already"
    if coupon.valid_from is not None and at < coupon.valid_from:
        return f"can be used from {coupon.valid_from.isoformat()}"
    if coupon.valid_to is not None and at >= coupon.valid_to:
        return f"ended at {coupon.valid_to.isoformat()}"
    return None
