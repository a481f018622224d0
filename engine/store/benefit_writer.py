"""The statements that use coupons and points up, and give them back; run inside the transaction of their order."""

import sqlite3
from datetime import datetime
from typing import Final

from engine.errors import StaleWrite
from engine.orders.benefits import Benefits


class BenefitGone(StaleWrite):
    """Somebody else used the coupon or the points between the read and the write."""

    code = "benefit_gone"

    def __init__(self, subject: str) -> None:
        self.subject = subject
        super().__init__(f"{subject} was used a moment ago")


_USE_COUPON: Final = """UPDATE coupons SET used = used + 1
    WHERE id = ? AND is_void = ? AND (uses IS NULL OR used < uses) AND (customer IS NULL OR customer = ?)"""
_LOTS: Final = """SELECT id, points_left FROM point_lots
    WHERE customer = ? AND points_left > 0 AND (expires_at IS NULL OR expires_at > ?)
    ORDER BY CASE WHEN expires_at IS NULL THEN 1 ELSE 0 END, expires_at, id"""
_USE_POINTS: Final = """UPDATE point_lots SET points_left = points_left - ?
    WHERE customer = ? AND id = ? AND points_left >= ?"""
_NOTE: Final = """INSERT INTO benefit_uses (shard, order_no, kind, benefit, customer, units, given_back)
    VALUES (?, ?, ?, ?, ?, ?, 0)"""
_USES: Final = """SELECT kind, benefit, customer, units FROM benefit_uses
    WHERE shard = ? AND order_no = ? AND given_back = 0"""
_GIVE_BACK_COUPON: Final = "UPDATE coupons SET used = used - 1 WHERE id = ?"
_GIVE_BACK_POINTS: Final = "UPDATE point_lots SET points_left = points_left + ? WHERE customer = ? AND id = ?"
_GIVEN_BACK: Final = "UPDATE benefit_uses SET given_back = 1 WHERE shard = ? AND order_no = ? AND given_back = 0"


def use_benefits(connection: sqlite3.Connection, shard: int, order_no: str, benefits: Benefits, at: datetime) -> None:
    """Use up what an order takes, points that run out first first. Raises BenefitGone; nothing is to be kept then."""
    if benefits.coupon is not None:
        row = (benefits.coupon, False, benefits.customer)
        if connection.execute(_USE_COUPON, row).rowcount == 0:
            raise BenefitGone(f"coupon {benefits.coupon}")
        connection.execute(_NOTE, (shard, order_no, "coupon", benefits.coupon, benefits.customer, 1))
    wanted = benefits.points
    for lot, points_left in connection.execute(_LOTS, (benefits.customer, at)).fetchall() if wanted else ():
        taken = min(wanted, points_left)
        if taken == 0 or connection.execute(_USE_POINTS, (taken, benefits.customer, lot, taken)).rowcount == 0:
            continue
        connection.execute(_NOTE, (shard, order_no, "points", lot, benefits.customer, taken))
        wanted -= taken
    if wanted:
        raise BenefitGone(f"{wanted} points of {benefits.customer}")


def give_back_benefits(connection: sqlite3.Connection, shard: int, order_no: str) -> None:
    """Make the coupon and the points of an order the buyer's again; a second time changes nothing.

    They come back as they were: what has run out meanwhile stays run out.
    """
    for kind, benefit, customer, units in connection.execute(_USES, (shard, order_no)).fetchall():
        if kind == "coupon":
            connection.execute(_GIVE_BACK_COUPON, (benefit,))
        else:
            connection.execute(_GIVE_BACK_POINTS, (units, customer, benefit))
    connection.execute(_GIVEN_BACK, (shard, order_no))
