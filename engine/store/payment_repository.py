"""Money received for an order and money to give back: rows that are only ever added."""

import sqlite3
from collections.abc import Iterable
from typing import Any, Final

import msgspec

from engine.errors import Conflict
from engine.money import Money
from engine.orders.payment import Payment, Refund

_PAYMENTS: Final = """SELECT payment_no, method, subject, kind, amount, at FROM payments
    WHERE shard = ? AND order_no = ? ORDER BY at, payment_no"""
_REFUNDS: Final = """SELECT refund_no, subject, payment_no, amount, reason, at, number_only FROM refunds
    WHERE shard = ? AND order_no = ? ORDER BY at, refund_no"""
_NUMBER: Final = """INSERT INTO payment_numbers (method, payment_no, shard, order_no) VALUES (?, ?, ?, ?)
    ON CONFLICT (method, payment_no) DO NOTHING"""
_OWNER: Final = "SELECT order_no FROM payment_numbers WHERE method = ? AND payment_no = ?"
_PAYMENT: Final = """INSERT INTO payments (shard, order_no, method, payment_no, subject, kind, amount, at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (shard, order_no, method, payment_no) DO NOTHING"""
_REFUND: Final = """INSERT INTO refunds
    (shard, order_no, refund_no, subject, payment_no, amount, reason, at, number_only)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (shard, order_no, refund_no) DO NOTHING"""


class PaymentTaken(Conflict):
    """A payment's number came for one order and then for another."""

    code = "payment_taken"

    def __init__(self, method: str, payment_no: str) -> None:
        self.method, self.payment_no = method, payment_no
        super().__init__(f"payment {payment_no} of {method} was received for another order")


class MoneyMoved(msgspec.Struct, frozen=True, kw_only=True):
    """All that was received for an order and is given back, each in the order of time."""

    payments: tuple[Payment, ...] = ()
    refunds: tuple[Refund, ...] = ()


NO_MONEY: Final = MoneyMoved()


def read_money(connection: sqlite3.Connection, shard: int, number: str, currency: str) -> MoneyMoved:
    """Return the payments and refunds of an order."""
    payments = connection.execute(_PAYMENTS, (shard, number)).fetchall()
    refunds = connection.execute(_REFUNDS, (shard, number)).fetchall()
    return MoneyMoved(
        payments=tuple(_payment(row, currency) for row in payments),
        refunds=tuple(_refund(row, currency) for row in refunds),
    )


def write_payments(connection: sqlite3.Connection, shard: int, number: str, payments: Iterable[Payment]) -> None:
    """Add payments; one that is there already adds nothing. Raises PaymentTaken where it is there for another order."""
    for each in payments:
        if connection.execute(_NUMBER, (each.method, each.payment_no, shard, number)).rowcount == 0:
            (owner,) = connection.execute(_OWNER, (each.method, each.payment_no)).fetchone()
            if owner != number:
                raise PaymentTaken(each.method, each.payment_no)
        row = (each.method, each.payment_no, each.subject, each.kind, each.amount.amount, each.at)
        connection.execute(_PAYMENT, (shard, number, *row))


def write_refunds(connection: sqlite3.Connection, shard: int, number: str, refunds: Iterable[Refund]) -> None:
    """Add refunds; one that is there already adds nothing."""
    for each in refunds:
        row = (each.refund_no, each.subject, each.payment_no, each.amount.amount, each.reason, each.at)
        connection.execute(_REFUND, (shard, number, *row, each.number_only))


def _payment(row: tuple[Any, ...], currency: str) -> Payment:
    payment_no, method, subject, kind, amount, at = row
    return Payment(
        payment_no=payment_no, method=method, subject=subject, kind=kind, amount=Money(amount, currency), at=at
    )


def _refund(row: tuple[Any, ...], currency: str) -> Refund:
    refund_no, subject, payment_no, amount, reason, at, number_only = row
    return Refund(
        refund_no=refund_no,
        subject=subject,
        payment_no=payment_no,
        amount=Money(amount, currency),
        reason=reason,
        at=at,
        number_only=bool(number_only),
    )
