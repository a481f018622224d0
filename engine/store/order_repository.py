"""Orders: read for a plan, written as a plan says, and read back. Structs in, structs out."""

from collections.abc import Mapping
from typing import Any, Final, cast

import msgspec

from engine.decisions.record import DecisionRecord
from engine.errors import InvalidInput, NotFound
from engine.orders.event import OrderEvent
from engine.orders.number import LENGTH, parent_of, parse
from engine.orders.order import Order
from engine.orders.status import OrderStatus
from engine.store.decision_documents import first_of, records_from
from engine.store.documents import object_from, order_from
from engine.store.engine import PooledEngine
from engine.store.order_reader import read_order
from engine.store.order_writer import write_placement, write_refusal
from engine.store.payment_repository import MoneyMoved, read_money
from engine.store.placement import Placement
from engine.store.refusal import Refusal
from engine.store.snapshot import Asked, CatalogueMemory, Found, read_snapshot
from engine.store.sqlite_connection import rows_of
from engine.store.tables_orders import DecisionRow, OrderRow, OrderSnapshotRow

_STATES: Final = {
    "order": OrderRow.order_state,
    "review": OrderRow.review_state,
    "payment": OrderRow.payment_state,
    "fulfillment": OrderRow.fulfillment_state,
    "after_sale": OrderRow.after_sale_state,
}
_EVENTS: Final = "SELECT id, name, at, actor, data FROM events WHERE shard = ? AND order_no = ? ORDER BY id"


class LoggedEvent(msgspec.Struct, frozen=True, kw_only=True):
    """An event with its place in the log."""

    id: int
    event: OrderEvent


class OrderRepository:
    """Orders and all that they own. A number leads to its shard, so that no read asks them all."""

    def __init__(self, engine: PooledEngine) -> None:
        self._engine = engine
        self._memory = CatalogueMemory()

    def find_for(self, asked: Asked) -> Found:
        """Read what a plan needs: one read of a few rows by key, done at once."""
        return self._engine.read_here(lambda connection: read_snapshot(connection, asked, self._memory))

    async def place(self, placement: Placement) -> tuple[LoggedEvent, ...]:
        """Write an order, its reservations, decisions and events, or nothing; return the events as they are logged.

        Raises StockGone, BenefitGone or KeyTaken.
        """
        ids = await self._engine.write(lambda connection: write_placement(connection, placement))
        return tuple(LoggedEvent(id=each, event=event) for each, event in zip(ids, placement.plan.events, strict=True))

    async def refuse(self, refusal: Refusal) -> None:
        """Keep a refused order with its decisions. Raises KeyTaken."""
        await self._engine.write(lambda connection: write_refusal(connection, refusal))

    async def get(self, number: str) -> Order:
        """Return an order as it is now, by its own number or a child's. Raises NotFound."""
        parent = parent_of(number)
        shard = shard_of(parent)
        return self._engine.read_here(lambda connection: read_order(connection, shard, parent))

    async def money(self, number: str, currency: str) -> MoneyMoved:
        """Return what was received for an order and what is given back."""
        shard = shard_of(number)
        return self._engine.read_here(lambda connection: read_money(connection, shard, number, currency))

    async def get_as_placed(self, number: str) -> Order:
        """Return an order as it was when it was placed. Raises NotFound."""
        shard = shard_of(number)
        rows = await OrderSnapshotRow.select(OrderSnapshotRow.document).where(
            (OrderSnapshotRow.shard == shard) & (OrderSnapshotRow.order_no == number)
        )
        if not rows:
            raise NotFound("order", number)
        return order_from(rows[0]["document"], currency_in(rows[0]["document"]))

    async def decisions(self, number: str) -> tuple[DecisionRecord, ...]:
        """Return an order's decisions, in the order in which they were made; also of an order that was refused."""
        rows = (
            await DecisionRow.select(DecisionRow.document)
            .where((DecisionRow.shard == shard_of(number)) & (DecisionRow.order_no == number))
            .order_by(DecisionRow.position)
        )
        return records_from(row["document"] for row in rows)

    async def decision(self, decision_id: str) -> DecisionRecord:
        """Return one decision. Raises NotFound."""
        owner = decision_id[:LENGTH]  # of whatever order or return it was made
        rows = await DecisionRow.select(DecisionRow.document).where(
            (DecisionRow.shard == shard_of(owner, "decision", decision_id))
            & (DecisionRow.order_no == owner)
            & DecisionRow.id.is_in([decision_id, first_of(decision_id)])
        )
        for record in records_from(row["document"] for row in rows):
            if record.id == decision_id:
                return record
        raise NotFound("decision", decision_id)

    async def events(self, number: str) -> tuple[LoggedEvent, ...]:
        """Return what has happened to an order, oldest first: a few rows by key."""
        place = (shard_of(number), number)
        rows = self._engine.read_here(lambda connection: rows_of(connection, _EVENTS, place))
        return tuple(LoggedEvent(id=cast("int", row["id"]), event=event_from(row, number)) for row in rows)


class _Currency(msgspec.Struct):
    currency: str


def currency_in(document: str) -> str:
    """Return the currency of an order's document."""
    return msgspec.json.decode(document, type=_Currency).currency


def shard_of(number: str, subject: str = "order", asked: str | None = None) -> int:
    """Return the shard that the number itself names. Raises NotFound where it is no order number."""
    try:
        return parse(number).shard
    except InvalidInput:
        raise NotFound(subject, asked or number) from None


def status_from(row: Mapping[str, Any]) -> OrderStatus:
    """Return the status vector of a row of `orders` or `child_orders`."""
    return msgspec.convert({name: row[f"{name}_state"] for name in _STATES}, OrderStatus)


def event_from(row: Mapping[str, Any], number: str) -> OrderEvent:
    return OrderEvent(
        name=row["name"], order_no=number, at=row["at"], actor=row["actor"], data=object_from(row["data"])
    )
