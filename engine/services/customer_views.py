"""What a buyer may see of an order: plain words; never why it waits, who decides, or by what rule."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec

from engine.orders.lifecycle.transition import legal_moves
from engine.orders.order import ChildOrder, LineItem, Order
from engine.orders.status import OrderState
from engine.orders.views import ENGLISH, customer_view
from engine.services.money_views import PresaleView, SettlementView, presale_view, settlement_view
from engine.services.order_views import totals_view
from engine.services.views import AmountsView, LineShareView
from engine.store.order_repository import LoggedEvent
from engine.store.payment_repository import MoneyMoved

# What happened, as far as it is the buyer's business. A hold, its reasons and the decisions are not.
_TOLD: Final = frozenset(
    {
        "OrderPlaced",
        "PaymentReceived",
        "OrderPaid",
        "BalanceChanged",
        "DepositForfeited",
        "GroupSucceeded",
        "GroupFailed",
        "ChildShipped",
        "ChildReadyForPickup",
        "ChildReceived",
        "ChildDelivered",
        "DeliveryRefused",
        "UnitsCancelled",
        "OrderCancelled",
        "RefundOwed",
        "OrderCompleted",
    }
)


class CustomerLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line as it was bought."""

    line: str
    sku: str
    name: str
    quantity: int
    unit_price: str
    amount: str


class CustomerParcel(msgspec.Struct, frozen=True, kw_only=True):
    """One child order: what comes together, and how far it is. `can`: what the buyer can do with it now."""

    order_no: str
    status: str
    status_en: str
    lines: tuple[LineShareView, ...]
    can: tuple[str, ...]


class CustomerMoney(msgspec.Struct, frozen=True, kw_only=True):
    """One amount that the buyer paid or is given back."""

    amount: str
    at: datetime


class CustomerStep(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened."""

    name: str
    at: datetime


class CustomerOrderView(msgspec.Struct, frozen=True, kw_only=True):
    """One order as its buyer sees it. `pay_by`: when it is cancelled if it is still unpaid."""

    order_no: str
    order_type: str
    placed_at: datetime
    status: str
    status_en: str
    currency: str
    amounts: AmountsView
    lines: tuple[CustomerLine, ...]
    parcels: tuple[CustomerParcel, ...]
    pay_by: datetime | None
    presale: PresaleView | None
    settlement: SettlementView
    payments: tuple[CustomerMoney, ...]
    refunds: tuple[CustomerMoney, ...]
    steps: tuple[CustomerStep, ...]
    can: tuple[str, ...]


def customer_order_view(
    order: Order, money: MoneyMoved, events: Sequence[LoggedEvent], now: datetime
) -> CustomerOrderView:
    """Return an order as its buyer sees it."""
    words = customer_view(order.status)
    waits = order.status.order is OrderState.AWAITING_PAYMENT
    return CustomerOrderView(
        order_no=order.number,
        order_type=order.order_type,
        placed_at=order.placed_at,
        status=words,
        status_en=ENGLISH[words],
        currency=order.currency,
        amounts=totals_view(order.amounts),
        lines=tuple(_line(line) for line in order.lines),
        parcels=tuple(_parcel(order, child, now) for child in order.children),
        pay_by=order.terms.pay_by if waits else None,
        presale=presale_view(order.presale),
        settlement=settlement_view(order.settlement, order.currency),
        payments=tuple(CustomerMoney(amount=each.amount.text, at=each.at) for each in money.payments),
        refunds=tuple(CustomerMoney(amount=each.amount.text, at=each.at) for each in money.refunds),
        steps=tuple(
            CustomerStep(name=each.event.name, at=each.event.at) for each in events if each.event.name in _TOLD
        ),
        can=legal_moves(order, "customer", now),
    )


def _line(line: LineItem) -> CustomerLine:
    return CustomerLine(
        line=line.id,
        sku=line.sku,
        name=line.name,
        quantity=line.quantity,
        unit_price=line.unit_price.text,
        amount=line.amount.text,
    )


def _parcel(order: Order, child: ChildOrder, now: datetime) -> CustomerParcel:
    skus = {line.id: line.sku for line in order.lines}
    gone = {share.line: share.quantity for share in child.cancelled}
    left = [(share.line, share.quantity - gone.get(share.line, 0)) for share in child.lines]
    words = customer_view(child.status)
    return CustomerParcel(
        order_no=child.number,
        status=words,
        status_en=ENGLISH[words],
        lines=tuple(LineShareView(line=line, sku=skus[line], quantity=units) for line, units in left if units),
        can=legal_moves(order, "customer", now, child),
    )
