"""The one read before a plan: stock, load, customer and counts as they are now, master data as far as not in memory."""

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final

import msgspec

from engine.money import ApportionmentMode
from engine.orders.catalogue import Customer, Sku, StockLevel, Warehouse
from engine.orders.channel import TRUSTED, ChannelPolicy
from engine.planning.snapshot import Snapshot, Velocity
from engine.store.benefit_repository import read_coupon, read_points
from engine.store.catalogue_rows import (
    CUSTOMER_COLUMNS,
    SKU_COLUMNS,
    WAREHOUSE_COLUMNS,
    customer_from,
    sku_from,
    warehouse_from,
)
from engine.store.pickup_points import read_pickup_point
from engine.store.promo_velocity import read_bought
from engine.store.refusal import Answer
from engine.store.sales_levels import MARKER as SALES_LEVELS
from engine.store.sales_levels import read_sales_levels
from engine.store.sqlite_instants import instant_text

CUSTOMER: Final = "customer:"
PHONE: Final = "phone:"
ADDRESS: Final = "address:"
DEVICE: Final = "device:"
PAYER: Final = "payer:"

_MOST_SKUS_KEPT: Final = 50_000
_ANSWER: Final = msgspec.json.Decoder(Answer)


_BEFORE: Final = "SELECT body_hash, order_no, refusal FROM idempotency_keys WHERE scope = ? AND key = ?"
_CUSTOMER: Final = f"SELECT {', '.join(CUSTOMER_COLUMNS)} FROM customers WHERE id = ?"  # noqa: S608  # names of ours
_SKUS: Final = f"SELECT {', '.join(SKU_COLUMNS)} FROM skus"  # noqa: S608  # names of ours
_WAREHOUSES: Final = f"SELECT {', '.join(WAREHOUSE_COLUMNS)} FROM warehouses ORDER BY id"  # noqa: S608  # names of ours
# What was cancelled since no longer counts. Amounts of other currencies are not added up.
_COUNTS: Final = """SELECT v.subject, SUM(CASE WHEN v.at > ? THEN 1 - COALESCE(c.orders, 0) ELSE 0 END),
        SUM(CASE WHEN v.at > ? THEN 1 - COALESCE(c.orders, 0) ELSE 0 END), SUM(1 - COALESCE(c.orders, 0)),
        SUM(CASE WHEN v.at > ? AND v.currency = ? THEN v.amount - COALESCE(c.amount, 0) ELSE 0 END),
        SUM(CASE WHEN v.at > ? THEN v.promo_quantity - COALESCE(c.promo_quantity, 0) ELSE 0 END)
    FROM velocity_entries v LEFT JOIN velocity_corrections c ON c.order_no = v.order_no"""
_NOTHING: Final = (0, 0, 0, 0, 0)


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a plan will want to know. `at` ends the windows of the counts; `day` is the local day of the load.

    `coupon` is the one that the order names; `counts_points`: the customer wants to use points.
    """

    skus: tuple[str, ...]
    customer_id: str | None
    subjects: tuple[str, ...]
    keys: tuple[tuple[str, str], ...]
    at: datetime
    day: date
    currency: str = "CNY"  # of the amounts that are counted
    policy: ChannelPolicy = TRUSTED
    pickup_point: str | None = None
    coupon: str | None = None
    counts_points: bool = False
    apportionment: ApportionmentMode = "largest_remainder"


class Before(msgspec.Struct, frozen=True, kw_only=True):
    """What the same call was answered before: an order, or a refusal."""

    scope: str
    key: str
    body_hash: str
    order_no: str
    refusal: Answer | None


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """The snapshot, the number of the newest release, and earlier calls under the same keys."""

    snapshot: Snapshot
    release: int
    before: tuple[Before, ...]


class CatalogueMemory:
    """Warehouses and SKUs kept in this process until the marker `catalogue` moves. Stock is never kept.

    `skus` says of every id that was asked for what it is; None: there is no such SKU.
    """

    __slots__ = ("skus", "version", "warehouses")

    def __init__(self) -> None:
        self.version = -1
        self.warehouses: tuple[Warehouse, ...] = ()
        self.skus: dict[str, Sku | None] = {}


def read_snapshot(connection: sqlite3.Connection, asked: Asked, memory: CatalogueMemory) -> Found:
    """Read all that a plan needs, in one transaction."""
    markers = dict(connection.execute("SELECT name, number FROM markers").fetchall())
    skus = _catalogue(connection, asked.skus, memory, markers["catalogue"])
    return Found(
        snapshot=Snapshot(
            skus=skus,
            warehouses=memory.warehouses,
            stock=_stock(connection, tuple(skus)),
            load=_load(connection, asked.day),
            customer=_customer(connection, asked.customer_id),
            velocity=_velocity(connection, asked, skus),
            policy=asked.policy,
            pickup_point=read_pickup_point(connection, asked.pickup_point) if asked.pickup_point else None,
            # Where nobody ever set one there are none, and no statement is spent on them.
            sales=read_sales_levels(connection, tuple(skus)) if markers.get(SALES_LEVELS) else {},
            coupon=read_coupon(connection, asked.coupon) if asked.coupon else None,
            points=read_points(connection, asked.customer_id, asked.at)
            if asked.counts_points and asked.customer_id
            else 0,
            apportionment=asked.apportionment,
        ),
        release=markers["release"],
        before=read_before(connection, asked.keys),
    )


def _catalogue(
    connection: sqlite3.Connection, ids: Sequence[str], memory: CatalogueMemory, version: int
) -> dict[str, Sku]:
    if memory.version != version or len(memory.skus) > _MOST_SKUS_KEPT:
        found = connection.execute(_WAREHOUSES).fetchall()
        memory.warehouses = tuple(warehouse_from(dict(zip(WAREHOUSE_COLUMNS, row, strict=True))) for row in found)
        memory.skus = {}
        memory.version = version
    wanted = dict.fromkeys(ids)
    missing = [sku for sku in wanted if sku not in memory.skus]
    if missing:
        memory.skus.update(dict.fromkeys(missing))
        for row in connection.execute(f"{_SKUS} WHERE id IN ({_marks(missing)})", missing):
            memory.skus[row[0]] = sku_from(dict(zip(SKU_COLUMNS, row, strict=True)))
    return {sku: known for sku in wanted if (known := memory.skus[sku]) is not None}


def _stock(connection: sqlite3.Connection, skus: Sequence[str]) -> dict[tuple[str, str], StockLevel]:
    sql = f"SELECT sku, warehouse, on_hand, reserved FROM stock_levels WHERE sku IN ({_marks(skus)})"  # noqa: S608  # only ?
    return {
        (sku, warehouse): StockLevel(sku=sku, warehouse=warehouse, on_hand=on_hand, reserved=reserved)
        for sku, warehouse, on_hand, reserved in connection.execute(sql, skus)
    }


def _load(connection: sqlite3.Connection, day: date) -> dict[str, int]:
    sql = "SELECT warehouse, SUM(parcels) FROM warehouse_loads WHERE day = ? GROUP BY warehouse"
    return dict(connection.execute(sql, (day,)).fetchall())


def _customer(connection: sqlite3.Connection, customer_id: str | None) -> Customer | None:
    if customer_id is None:
        return None
    row = connection.execute(_CUSTOMER, (customer_id,)).fetchone()
    return customer_from(dict(zip(CUSTOMER_COLUMNS, row, strict=True))) if row else None


def _velocity(connection: sqlite3.Connection, asked: Asked, skus: Mapping[str, Sku]) -> Velocity:
    """Count the orders of each subject in the windows (at - length, at]: one exactly as old as the window is out."""
    if not asked.subjects:
        return Velocity()
    # Written once here, not once for each place in the statement.
    hour, day, week = (instant_text(asked.at - timedelta(hours=hours)) for hours in (1, 24, 168))
    sql = f"{_COUNTS} WHERE v.subject IN ({_marks(asked.subjects)}) AND v.at > ? AND v.at <= ? GROUP BY v.subject"
    rows = connection.execute(sql, (hour, day, day, asked.currency, day, *asked.subjects, week, asked.at))
    counts = {str(row[0]).partition(":")[0] + ":": row[1:] for row in rows}
    promos = [sku.id for sku in skus.values() if sku.is_promo]
    orders_1h, orders_24h, orders_7d, amount_24h, promo_24h = counts.get(CUSTOMER, _NOTHING)
    return Velocity(
        customer_orders_1h=orders_1h,
        customer_orders_24h=orders_24h,
        customer_orders_7d=orders_7d,
        customer_amount_24h=amount_24h,
        phone_orders_24h=counts.get(PHONE, _NOTHING)[1],
        address_orders_24h=counts.get(ADDRESS, _NOTHING)[1],
        device_orders_24h=counts.get(DEVICE, _NOTHING)[1],
        payer_orders_24h=counts.get(PAYER, _NOTHING)[1],
        customer_promo_quantity_24h=promo_24h,
        bought_24h=read_bought(connection, asked.subjects, promos, (day, asked.at)) if promos else {},
        cluster_promo_quantity_24h=max([0, *(row[4] for row in counts.values())]),
    )


def read_before(connection: sqlite3.Connection, keys: Sequence[tuple[str, str]]) -> tuple[Before, ...]:
    """Return what calls under these keys did before, in the order of the keys."""
    found = []
    for scope, key in keys:
        row = connection.execute(_BEFORE, (scope, key)).fetchone()
        if row:
            refusal = _ANSWER.decode(row[2]) if row[2] else None
            found.append(Before(scope=scope, key=key, body_hash=row[0], order_no=row[1], refusal=refusal))
    return tuple(found)


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
