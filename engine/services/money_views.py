"""The money of an order as callers see it: amounts as decimal text in the order's currency."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from engine.money import money_text
from engine.orders.payment import Payment, Refund, Settlement
from engine.orders.terms import PresaleTerms


class SettlementView(msgspec.Struct, frozen=True, kw_only=True):
    """What was received, what is given back, and what is left of it."""

    paid: str
    refunded: str
    kept: str


class PaymentView(msgspec.Struct, frozen=True, kw_only=True):
    """One amount received. `kind`: payment, deposit, balance, collection (numbers only)."""

    payment_no: str
    method: str
    subject: str
    kind: str
    amount: str
    at: datetime


class RefundView(msgspec.Struct, frozen=True, kw_only=True):
    """One amount to give back. `number_only`: no account of ours moves."""

    refund_no: str
    subject: str
    payment_no: str | None
    amount: str
    reason: str
    at: datetime
    number_only: bool


class PresaleView(msgspec.Struct, frozen=True, kw_only=True):
    """A presale's two payments; the balance is paid from `balance_from` on and before `balance_by`."""

    deposit: str
    balance: str
    balance_from: datetime
    balance_by: datetime


def settlement_view(settlement: Settlement | None, currency: str) -> SettlementView:
    """Return a settlement; None is one of nothing."""
    if settlement is None:
        nothing = money_text(0, currency)
        return SettlementView(paid=nothing, refunded=nothing, kept=nothing)
    return SettlementView(paid=settlement.paid.text, refunded=settlement.refunded.text, kept=settlement.kept.text)


def payment_views(payments: Sequence[Payment]) -> tuple[PaymentView, ...]:
    """Return payments as callers see them."""
    return tuple(
        PaymentView(
            payment_no=each.payment_no,
            method=each.method,
            subject=each.subject,
            kind=each.kind,
            amount=each.amount.text,
            at=each.at,
        )
        for each in payments
    )


def refund_views(refunds: Sequence[Refund]) -> tuple[RefundView, ...]:
    """Return refunds as callers see them."""
    return tuple(
        RefundView(
            refund_no=each.refund_no,
            subject=each.subject,
            payment_no=each.payment_no,
            amount=each.amount.text,
            reason=each.reason,
            at=each.at,
            number_only=each.number_only,
        )
        for each in refunds
    )


def presale_view(presale: PresaleTerms | None) -> PresaleView | None:
    """Return a presale's payments; None of any other order."""
    if presale is None:
        return None
    return PresaleView(
        deposit=presale.deposit.text,
        balance=presale.balance.text,
        balance_from=presale.balance_from,
        balance_by=presale.balance_by,
    )
