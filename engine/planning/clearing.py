"""Clearing a held order: its children are routed once more, on the stock of now, under the versions it is pinned to."""

from typing import Final

import msgspec

from engine.decisions.record import DecisionRecord
from engine.decisions.rulebook import RuleBook
from engine.orders.order import ChildOrder, LineQuantity, Order
from engine.orders.status import FulfillmentState, OrderState
from engine.planning.child_groups import ChildGroup
from engine.planning.deliberation import Deliberation
from engine.planning.free_stock import FreeStock
from engine.planning.order_facts import Buyer, case_of
from engine.planning.routing_plan import Router
from engine.planning.snapshot import Snapshot
from engine.planning.warehouse_facts import standing_facts

_NOT_SENT: Final = frozenset({FulfillmentState.NONE, FulfillmentState.BACKORDERED})


class Clearing(msgspec.Struct, frozen=True, kw_only=True):
    """The children that are now taken from elsewhere, as they become but for their status, and the decisions made."""

    children: tuple[ChildOrder, ...]
    decisions: tuple[DecisionRecord, ...]


def plan_clearing(order: Order, snapshot: Snapshot, rulebook: RuleBook, number: str) -> Clearing:
    """Return where the children of a held order are taken from now. `rulebook` is of the release it is pinned to.

    What the order has reserved counts as free, so that it is never worse off. A child that nobody could route better
    (no set can decide, or the set would rather cancel) keeps what it has: a person has said that it is to go on.
    `number` is what the decisions are numbered under; the decision time is that of the order.
    """
    council = Deliberation(rulebook, order.number, order.placed_at, number)
    case = case_of(order, Buyer(customer=snapshot.customer, velocity=snapshot.velocity), rulebook.regions)
    free = FreeStock(snapshot.stock)
    place = rulebook.regions.get(order.region)
    router = Router(council, case, standing_facts(snapshot.warehouses, snapshot.load, place), free)
    changed = []
    for child in filter(_waits, order.children):
        _promise(free, order, child, -1)  # its own units only: no child takes what another one has
        group = ChildGroup(merchant=child.merchant, key=child.key, group_class=child.group_class, lines=_left(child))
        failures = len(council.failures)
        routed = router.route(group, child.number)
        if len(council.failures) > failures or routed.outcome == "cancel":
            _promise(free, order, child, 1)
        elif (routed.outcome, routed.allocations) != (child.outcome, child.allocations):
            changed.append(msgspec.structs.replace(child, outcome=routed.outcome, allocations=routed.allocations))
    return Clearing(children=tuple(changed), decisions=tuple(council.records))


def _waits(child: ChildOrder) -> bool:
    return child.status.order is not OrderState.CANCELLED and child.status.fulfillment in _NOT_SENT


def _left(child: ChildOrder) -> tuple[LineQuantity, ...]:
    """Return the units of a child that were not cancelled since."""
    gone = {share.line: share.quantity for share in child.cancelled}
    left = ((share.line, share.quantity - gone.get(share.line, 0)) for share in child.lines)
    return tuple(LineQuantity(line=line, quantity=units) for line, units in left if units > 0)


def _promise(free: FreeStock, order: Order, child: ChildOrder, sign: int) -> None:
    """Promise a child what it has reserved, or with -1 take the promise back."""
    skus = {line.id: line.sku for line in order.lines}
    for allocation in child.allocations:
        for share in allocation.lines:
            free.promise(skus[share.line], allocation.warehouse, sign * share.quantity)
