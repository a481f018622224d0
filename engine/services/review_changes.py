"""What a verdict does to an order: a clearing routes it on the stock of now, a rejection cancels it."""

from datetime import datetime, tzinfo

import msgspec

from engine.decisions.record import DecisionRecord
from engine.orders.actor import Actor
from engine.orders.change import Change
from engine.orders.channel import policy_of
from engine.orders.operations.review import clear, reject
from engine.orders.order import Order
from engine.planning import Snapshot, plan_clearing
from engine.services.rulebooks import RuleBooks
from engine.store.order_repository import OrderRepository
from engine.store.snapshot import Asked


class Effect(msgspec.Struct, frozen=True, kw_only=True):
    """What is written with a verdict beside the review itself."""

    change: Change | None = None
    decisions: tuple[DecisionRecord, ...] = ()


class ReviewChanges:
    """Reads what a clearing or a rejection has to know, and asks for it."""

    def __init__(self, orders: OrderRepository, books: RuleBooks, *, zone: tzinfo) -> None:
        self._orders, self._books, self._zone = orders, books, zone

    async def clear(self, number: str, actor: Actor, now: datetime) -> Effect:
        """Return an order with its hold lifted, routed on the stock of now under its pinned versions."""
        order = await self._orders.get(number)
        book = await self._books.of_order(order)
        clearing = plan_clearing(order, self._snapshot(order, now), book, f"{number}-V1")
        change = clear(order, clearing.children, actor=actor, now=now)
        return Effect(change=change, decisions=clearing.decisions)

    async def reject(self, number: str, actor: Actor, now: datetime) -> Effect:
        """Return an order cancelled, its stock released and its money owed back.

        Why stands in the review's notes alone: what a person wrote has no place in events.
        """
        return Effect(change=reject(await self._orders.get(number), actor=actor, now=now))

    def _snapshot(self, order: Order, now: datetime) -> Snapshot:
        asked = Asked(
            skus=tuple(line.sku for line in order.lines),
            customer_id=order.customer.id,
            subjects=(),
            keys=(),
            at=order.placed_at,
            day=now.astimezone(self._zone).date(),
            policy=policy_of(order.channel),
        )
        return self._orders.find_for(asked).snapshot
