"""Orders of every type in one word, as placing leaves them, and what was done to them in another."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

from engine.money import Money
from engine.orders.actor import Actor, Role
from engine.orders.change import Change
from engine.orders.lifecycle.flows import FLOWS, initial_status
from engine.orders.operations.pay import Receipt
from engine.orders.order import Order
from engine.orders.pickup import PickupPoint
from engine.orders.request import OrderRequest, PaymentInfo, PresaleRequest
from engine.orders.status import ReviewState
from engine.orders.terms import CancelUntil, OrderTerms
from engine.orders.views import customer_view
from tests.builders import NOW, a_discount, a_line, a_sku, a_snapshot, an_order_request
from tests.planning.planned import plan

TYPES: Final = tuple(FLOWS)
PAY_BY: Final = NOW + timedelta(minutes=30)
BALANCE_FROM: Final = NOW + timedelta(days=10)
BALANCE_BY: Final = NOW + timedelta(days=13)
SKUS: Final = (
    a_sku("A-1"),
    a_sku("B-1", merchant="M-2", price=990),
    a_sku("V-1", merchant="M-3", price=500, type="virtual", weight_grams=0, volume_cm3=0),
)
POINT: Final = PickupPoint(id="P-1", name="文三路店", region="330106", detail="文三路 100 号")
Operation = Callable[..., Change]
_NEEDS: Final[dict[str, dict[str, Any]]] = {
    "presale": {"presale": PresaleRequest(deposit="10.00", balance_from=BALANCE_FROM, balance_by=BALANCE_BY)},
    "group_buy": {"group": "G-1"},
    "pickup": {"pickup_point": "P-1"},
    "cod": {"payment": PaymentInfo(method="cod")},
}


def a_request(order_type: str = "normal", **changes: Any) -> OrderRequest:
    """Return a request of a type for two merchants' goods and a discount; a virtual one for a voucher."""
    goods = (a_line("A-1", 3), a_line("B-1", 2, "9.90"))
    lines = (a_line("V-1", 2, "5.00"),) if order_type == "virtual" else goods
    usual = an_order_request(*lines, order_type=order_type, channel="taobao", discounts=(a_discount("7.77"),))
    return msgspec.structs.replace(usual, **_NEEDS.get(order_type, {}), **changes)


def an_order(
    order_type: str = "normal",
    *,
    blocks: tuple[str, ...] | None = None,
    cancel_until: CancelUntil = "shipped",
    **changes: Any,
) -> Order:
    """Return a placed order with two children (a virtual one has one); held where `blocks` are named."""
    order = plan(a_request(order_type, **changes), a_snapshot(skus=SKUS, pickup_point=POINT)).order
    order = msgspec.structs.replace(order, terms=OrderTerms(pay_by=PAY_BY, cancel_until=cancel_until))
    return order if blocks is None else held(order, blocks)


def held(order: Order, blocks: tuple[str, ...]) -> Order:
    """Return an order as it would be had the risk decision asked for a review."""
    children = tuple(
        msgspec.structs.replace(child, status=_beginning(order, child.status.fulfillment)) for child in order.children
    )
    return msgspec.structs.replace(
        order,
        children=children,
        status=_beginning(order, order.status.fulfillment),
        blocks=blocks,
        hold_reasons=("频次过高",),
        hold_queue="人工审核",
    )


def _beginning(order: Order, fulfillment: Any) -> Any:
    return initial_status(
        order.order_type, order.amounts.payable, ReviewState.HELD, fulfillment, on_account=order.on_account
    )


def by(role: Role) -> Actor:
    return Actor(name=role, role=role)


def a_receipt(order: Order, amount: Money | None = None, **changes: Any) -> Receipt:
    """Return a payment of the whole order, a minute after it was placed."""
    usual = Receipt(
        payment_no="P-1",
        method="alipay",
        subject=order.number,
        amount=amount or order.amounts.payable,
        at=NOW + timedelta(minutes=1),
    )
    return msgspec.structs.replace(usual, **changes)


def after(order: Order, operation: Operation, *arguments: Any, role: Role = "system", now: datetime = NOW) -> Order:
    return operation(order, *arguments, actor=by(role), now=now).after


def each_child(order: Order, *operations: Operation, role: Role = "warehouse") -> Order:
    """Return the order after these operations on each of its children."""
    for operation in operations:
        for child in order.children:
            order = after(order, operation, child.number, role=role)
    return order


def words(order: Order) -> str:
    return customer_view(order.status)
