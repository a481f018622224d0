"""Delivery of one child: set aside, shipped or made ready, received; what is no goods is delivered at once."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

import msgspec

from engine.errors import InvalidInput
from engine.orders.actor import Actor
from engine.orders.change import Change
from engine.orders.dues import units_left
from engine.orders.operations.course import Course
from engine.orders.order import Allocation, Order
from engine.orders.status import FulfillmentState, Move


def allocate(order: Order, child: str, *, found: Sequence[Allocation] = (), actor: Actor, now: datetime) -> Change:
    """Return the order with a child's goods set aside in the warehouse.

    A child that waits for stock names where the missing units were `found`; they are reserved with it. Raises
    IllegalMove, NotFound, and InvalidInput (`found`) where these are not exactly the units that are missing.
    """
    course = Course(order, actor, now)
    if found or course.child(child).status.fulfillment is FulfillmentState.BACKORDERED:
        _promise(course, child, found)
    course.move(child, Move.ALLOCATE)
    warehouses = [held.warehouse for held in course.child(child).allocations]
    course.tell("ChildAllocated", child=child, warehouses=warehouses)
    return course.change()


def make_ready(order: Order, child: str, *, actor: Actor, now: datetime) -> Change:
    """Return the order with a child lying at its pickup point. Raises IllegalMove, NotFound."""
    course = Course(order, actor, now)
    course.move(child, Move.MAKE_READY)
    course.tell("ChildReadyForPickup", child=child)
    return course.change()


def ship(
    order: Order,
    child: str,
    *,
    carrier: str | None = None,
    tracking_no: str | None = None,
    actor: Actor,
    now: datetime,
) -> Change:
    """Return the order with a child on its way; its units have left the warehouse. Raises IllegalMove, NotFound."""
    course = Course(order, actor, now)
    course.move(child, Move.SHIP)
    _leave(course, child)
    course.tell("ChildShipped", child=child, carrier=carrier, tracking_no=tracking_no)
    return course.change()


def receive(order: Order, child: str, *, actor: Actor, now: datetime) -> Change:
    """Return the order with a child in the buyer's hands: brought to him, or fetched. Raises IllegalMove, NotFound."""
    course = Course(order, actor, now)
    if course.child(child).status.fulfillment is FulfillmentState.READY_FOR_PICKUP:
        course.move(child, Move.PICK_UP)
        _leave(course, child)
    else:
        course.move(child, Move.RECEIVE)
    _set_completion(course, child)
    course.tell("ChildReceived", child=child)
    return course.change()


def deliver_virtual(order: Order, child: str, *, actor: Actor, now: datetime) -> Change:
    """Return the order with a child delivered that has nothing to ship. Raises IllegalMove, NotFound."""
    course = Course(order, actor, now)
    course.move(child, Move.DELIVER)
    _set_completion(course, child)
    course.tell("ChildDelivered", child=child)
    return course.change()


def _leave(course: Course, number: str) -> None:
    for held in course.child(number).allocations:
        course.shift("ship", number, held)


def _set_completion(course: Course, number: str) -> None:
    """Keep when a child that was received is completed by itself, by the terms that it was placed under."""
    after = course.order.terms.complete_after
    if after is not None:
        course.alter(msgspec.structs.replace(course.child(number), completes_at=course.now + after))


def _promise(course: Course, number: str, found: Sequence[Allocation]) -> None:
    """Reserve the units that a child still waits for."""
    child = course.child(number)
    goods = {line.id for line in course.order.lines if line.type == "goods"}
    missing = Counter({line: units for line, units in units_left(child).items() if line in goods})
    missing.subtract({share.line: share.quantity for held in child.allocations for share in held.lines})
    named = Counter[str]()
    for held in found:
        for share in held.lines:
            named[share.line] += share.quantity
    if named != +missing or any(share.quantity <= 0 for held in found for share in held.lines):
        wanted = ", ".join(f"{units} of line {line}" for line, units in (+missing).items()) or "none"
        raise InvalidInput.at("found", f"say where the missing units are: {wanted}")
    course.move(number, Move.PROMISE)
    for held in found:
        course.shift("reserve", number, held)
    child = course.child(number)
    allocations = (*child.allocations, *found)
    course.alter(msgspec.structs.replace(child, allocations=allocations, outcome="allocated"))
