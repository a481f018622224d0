"""Coupons and points as they are kept."""

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from engine.errors import InvalidInput, NotFound
from engine.orders.benefits import Benefits, Coupon, PointLot
from engine.store.documents import json_text, texts_from
from engine.store.engine import PooledEngine
from engine.store.tables_benefits import BenefitUseRow, CouponRow, PointLotRow

_COLUMNS: Final = Coupon.__struct_fields__
_COUPON: Final = f"SELECT {', '.join(_COLUMNS)} FROM coupons WHERE id = ?"  # noqa: S608  # names of ours
_POINTS: Final = """SELECT SUM(points_left) FROM point_lots
    WHERE customer = ? AND points_left > 0 AND (expires_at IS NULL OR expires_at > ?)"""
# How often it was used is ours to say, not the importer's.
_KEEP: Final = """INSERT INTO coupons (id, kind, title, customer, scope, valid_from, valid_to, uses, used, is_void)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?) ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, title = excluded.title,
    customer = excluded.customer, scope = excluded.scope, valid_from = excluded.valid_from,
    valid_to = excluded.valid_to, uses = excluded.uses, is_void = excluded.is_void"""
_GRANT: Final = """INSERT INTO point_lots
    (customer, id, granted, points_left, expires_at, reason, granted_at, granted_by)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (customer, id) DO NOTHING"""


class BenefitRepository:
    """What buyers may have taken off."""

    def __init__(self, engine: PooledEngine) -> None:
        self._engine = engine

    async def coupons(self, after: str | None, limit: int, customer: str | None = None) -> tuple[Coupon, ...]:
        """Return coupons by id, those after one; `customer`: only those that are theirs."""
        query = CouponRow.select().order_by(CouponRow.id).limit(limit)
        if after is not None:
            query = query.where(CouponRow.id > after)
        if customer is not None:
            query = query.where(CouponRow.customer == customer)
        return tuple(coupon_from(row) for row in await query)

    async def coupon(self, coupon_id: str) -> Coupon:
        """Return one coupon. Raises NotFound."""
        rows = await CouponRow.select().where(CouponRow.id == coupon_id)
        if not rows:
            raise NotFound("coupon", coupon_id)
        return coupon_from(rows[0])

    async def keep(self, coupons: Sequence[Coupon]) -> None:
        """Add coupons, or put them in the place of those with the same id, however often these were used.

        All of it or nothing. Raises InvalidInput where one was used more often than it may be now.
        """
        rows = [
            (
                each.id, each.kind, each.title, each.customer, json_text(each.scope), each.valid_from, each.valid_to,
                each.uses, each.is_void,
            )
            for each in coupons
        ]  # fmt: skip
        try:
            await self._engine.write(lambda connection: connection.executemany(_KEEP, rows))
        except sqlite3.IntegrityError as error:
            message = "one of these was used more often than it may be now; nothing was changed"
            raise InvalidInput.at("coupons", message) from error

    async def lots(self, customer: str) -> tuple[PointLot, ...]:
        """Return a customer's lots of points, by their names."""
        rows = await PointLotRow.select().where(PointLotRow.customer == customer).order_by(PointLotRow.id)
        return tuple(
            PointLot(
                customer=row["customer"],
                id=row["id"],
                granted=row["granted"],
                left=row["points_left"],
                expires_at=row["expires_at"],
                reason=row["reason"],
            )
            for row in rows
        )

    async def grant(self, lot: PointLot, *, at: datetime, actor: str) -> bool:
        """Keep a lot of points; tell whether it is new. One of the same name is left as it is."""
        row = (lot.customer, lot.id, lot.granted, lot.left, lot.expires_at, lot.reason, at, actor)
        return await self._engine.write(lambda connection: connection.execute(_GRANT, row).rowcount) == 1

    async def used_by(self, shard: int, order_no: str) -> Benefits:
        """Return what an order uses up and has not been given back."""
        rows = await BenefitUseRow.select().where(
            (BenefitUseRow.shard == shard) & (BenefitUseRow.order_no == order_no) & (BenefitUseRow.given_back == 0)
        )
        return Benefits(
            coupon=next((row["benefit"] for row in rows if row["kind"] == "coupon"), None),
            customer=next((row["customer"] for row in rows), None),
            points=sum(row["units"] for row in rows if row["kind"] == "points"),
        )


def read_coupon(connection: sqlite3.Connection, coupon_id: str) -> Coupon | None:
    """Return a coupon as it is now; None where there is none."""
    row = connection.execute(_COUPON, (coupon_id,)).fetchone()
    return coupon_from(dict(zip(_COLUMNS, row, strict=True))) if row else None


def read_points(connection: sqlite3.Connection, customer: str, at: datetime) -> int:
    """Return how many points of a customer can be used at that time."""
    row = connection.execute(_POINTS, (customer, at)).fetchone()
    return row[0] or 0


def coupon_from(row: Mapping[str, Any]) -> Coupon:
    """Return a row of `coupons` as a struct."""
    values = {name: row[name] for name in _COLUMNS}
    return Coupon(**{**values, "scope": texts_from(row["scope"]), "is_void": bool(row["is_void"])})
