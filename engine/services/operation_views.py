"""What an operation is answered: where the order and its children stand, what money moved, what can be done next."""

from datetime import datetime

import msgspec

from engine.orders.actor import Role
from engine.orders.change import Change
from engine.orders.event import OrderEvent
from engine.orders.lifecycle.transition import legal_moves
from engine.orders.order import ChildOrder, Order
from engine.orders.status import OrderStatus, StatusView
from engine.orders.views import status_view
from engine.services.money_views import (
    PaymentView,
    RefundView,
    SettlementView,
    payment_views,
    refund_views,
    settlement_view,
)


class ChildStanding(msgspec.Struct, frozen=True, kw_only=True):
    """Where a child order stands, and what the caller can do with it now."""

    order_no: str
    status: OrderStatus
    settlement: SettlementView
    moves: tuple[str, ...]


class OperationView(msgspec.Struct, frozen=True, kw_only=True):
    """Where an order stands after an operation. `payments`, `refunds` and `events` are those of this operation.

    `changed`: false where there was nothing to do (the payment was known already).
    """

    order_no: str
    version: int
    changed: bool
    status: OrderStatus
    views: StatusView
    currency: str
    payable: str
    settlement: SettlementView
    children: tuple[ChildStanding, ...]
    payments: tuple[PaymentView, ...]
    refunds: tuple[RefundView, ...]
    events: tuple[str, ...]
    moves: tuple[str, ...]


def operation_view(change: Change, role: Role, now: datetime) -> OperationView:
    """Return what the one who made a change is told."""
    order = change.after
    return OperationView(
        order_no=order.number,
        version=order.version,
        changed=not change.is_nothing,
        status=order.status,
        views=status_view(order.status),
        currency=order.currency,
        payable=order.amounts.payable.text,
        settlement=settlement_view(order.settlement, order.currency),
        children=tuple(_child(order, child, role, now) for child in order.children),
        payments=payment_views(change.payments),
        refunds=refund_views(change.refunds),
        events=tuple(_name(event) for event in change.events),
        moves=legal_moves(order, role, now),
    )


def _child(order: Order, child: ChildOrder, role: Role, now: datetime) -> ChildStanding:
    return ChildStanding(
        order_no=child.number,
        status=child.status,
        settlement=settlement_view(child.settlement, order.currency),
        moves=legal_moves(order, role, now, child),
    )


def _name(event: OrderEvent) -> str:
    return event.name
