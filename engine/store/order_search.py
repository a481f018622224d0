"""Finding orders: each question begins at the look-up that answers it, and pages go by key.

The statements are put together from parts of ours; whatever a caller says is a bound value.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from engine.errors import InvalidInput
from engine.geography.regions import Level
from engine.orders.number import is_valid
from engine.orders.status import OrderStatus
from engine.store.documents import json_text, texts_from
from engine.store.order_repository import shard_of, status_from
from engine.store.tables_orders import OrderRow


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What orders are narrowed to; all that is given must hold. Times are half-open."""

    placed_from: datetime | None = None
    placed_to: datetime | None = None
    customer_id: str | None = None
    merchant_id: str | None = None
    channel: str | None = None
    order_state: str | None = None
    review_state: str | None = None
    region: str | None = None
    region_level: Level = "district"  # of `region`
    warehouse: str | None = None
    tag: str | None = None
    product: str | None = None
    remark: str | None = None
    text: str | None = None


class FoundOrder(msgspec.Struct, frozen=True, kw_only=True):
    """One order of a list; `payable` in minor units."""

    order_no: str
    channel: str
    channel_order_id: str
    placed_at: datetime
    customer_id: str | None
    region: str
    payable: int
    currency: str
    status: OrderStatus
    child_count: int
    warehouses: tuple[str, ...]

    @property
    def place(self) -> str:
        """Where the order stands in the list: the key for what comes after it."""
        return f"{self.placed_at.isoformat()}~{self.order_no}"


Part = tuple[str, tuple[object, ...]]

_COLUMNS: Final = """o.order_no, o.channel, o.channel_order_id, o.placed_at, o.customer_id, o.region, o.payable,
    o.currency, o.order_state, o.review_state, o.payment_state, o.fulfillment_state, o.after_sale_state, o.child_count,
    o.warehouses"""
_JOIN: Final = "JOIN orders o ON o.shard = k.shard AND o.order_no = k.order_no AND o.placed_at = k.placed_at"
_LEVELS: Final = {"country": "o.country", "province": "o.province", "city": "o.city", "district": "o.region"}
_WITHIN: Final = {
    "warehouse": """EXISTS (SELECT 1 FROM child_orders c
        JOIN allocations a ON a.shard = c.shard AND a.order_no = c.order_no AND a.child_no = c.child_no
        WHERE c.shard = o.shard AND c.order_no = o.order_no AND a.warehouse = {})""",
    "merchant": """EXISTS (SELECT 1 FROM child_orders c
        WHERE c.shard = o.shard AND c.order_no = o.order_no AND c.merchant = {})""",
    "product": """EXISTS (SELECT 1 FROM order_lines l
        WHERE l.shard = o.shard AND l.order_no = o.order_no AND l.name LIKE {} ESCAPE '!')""",
}


async def find_orders(wanted: Wanted, after: str | None, limit: int) -> tuple[FoundOrder, ...]:
    """Return the orders that come after a place in the list, newest first. Raises InvalidInput for no such place."""
    source, parts = _parts(wanted)
    if after is not None:
        at, number = _place(after)
        parts.append(("(k.placed_at, k.order_no) < ({}, {})", (at, number)))
    sql = f"SELECT {_COLUMNS} {_where(source, parts)} ORDER BY k.placed_at DESC, k.order_no DESC LIMIT {{}}"
    rows = await OrderRow.raw(sql, *_values(parts), limit)
    return tuple(found_from(row) for row in rows)


async def count_orders(wanted: Wanted) -> int:
    """Return how many orders there are in the whole list."""
    source, parts = _parts(wanted)
    is_of_look_up = all(
        condition.startswith("k.") for condition, _ in parts
    )  # then the orders themselves are not asked
    where = _where(source, parts, "" if is_of_look_up else _JOIN)
    rows = await OrderRow.raw(f"SELECT COUNT(*) AS count {where}", *_values(parts))
    return int(rows[0]["count"])


def _parts(wanted: Wanted) -> tuple[str, list[Part]]:
    """Return the look-up to begin with, and the conditions."""
    parts: list[Part] = []
    if wanted.customer_id is not None:
        source = "buyer_orders"
        parts.append(("k.buyer = {}", (wanted.customer_id,)))
    elif wanted.merchant_id is not None:
        source = "merchant_orders"
        parts.append(("k.merchant = {}", (wanted.merchant_id,)))
    else:
        source = "time_orders"
    if wanted.customer_id is not None and wanted.merchant_id is not None:
        parts.append((_WITHIN["merchant"], (wanted.merchant_id,)))
    if wanted.placed_from is not None:
        parts.append(("k.placed_at >= {}", (wanted.placed_from,)))
    if wanted.placed_to is not None:
        parts.append(("k.placed_at < {}", (wanted.placed_to,)))
    return source, [*parts, *_on_order(wanted)]


def _on_order(wanted: Wanted) -> list[Part]:
    parts: list[Part] = [
        (f"o.{column} = {{}}", (value,))
        for column, value in (
            ("channel", wanted.channel),
            ("order_state", wanted.order_state),
            ("review_state", wanted.review_state),
        )
        if value is not None
    ]
    if wanted.region is not None:
        parts.append((f"{_LEVELS[wanted.region_level]} = {{}}", (wanted.region,)))
    if wanted.warehouse is not None:
        parts.append((_WITHIN["warehouse"], (wanted.warehouse,)))
    if wanted.product is not None:
        parts.append((_WITHIN["product"], (f"%{_literal(wanted.product)}%",)))
    if wanted.remark is not None:
        parts.append(("o.remark LIKE {} ESCAPE '!'", (f"%{_literal(wanted.remark)}%",)))
    if wanted.tag is not None:
        parts.append(("o.tags LIKE {} ESCAPE '!'", (f"%{_literal(json_text(wanted.tag))}%",)))
    if wanted.text is not None and is_valid(wanted.text):
        parts.append(("o.shard = {} AND o.order_no = {}", (shard_of(wanted.text), wanted.text)))
    elif wanted.text is not None:
        begins = f"{_literal(wanted.text)}%"
        parts.append(("(o.order_no LIKE {} ESCAPE '!' OR o.channel_order_id LIKE {} ESCAPE '!')", (begins, begins)))
    return parts


def _where(source: str, parts: Sequence[Part], join: str = _JOIN) -> str:
    conditions = " AND ".join(condition for condition, _ in parts) or "1 = 1"
    return f"FROM {source} k {join} WHERE {conditions}"


def _values(parts: Sequence[Part]) -> list[object]:
    return [value for _, values in parts for value in values]


def _literal(text: str) -> str:
    """Return text that LIKE takes as it stands."""
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_")


def _place(text: str) -> tuple[datetime, str]:
    instant, mark, number = text.partition("~")
    try:
        at = datetime.fromisoformat(instant)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None or not mark:
        raise InvalidInput.at("after", f"{text!r} is no place in a list; send the `next` of the page before")
    return at, number


def found_from(row: Mapping[str, Any]) -> FoundOrder:
    """Return a row of the list as its struct."""
    names = ("order_no", "channel", "channel_order_id", "placed_at", "customer_id", "region", "payable", "currency")
    return FoundOrder(
        **{name: row[name] for name in names},
        status=status_from(row),
        child_count=row["child_count"],
        warehouses=texts_from(row["warehouses"]),
    )
