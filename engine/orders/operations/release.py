"""Release of reserved units: of a whole child, or of some units of its lines."""

from collections.abc import Sequence
from typing import Final

import msgspec

from engine.orders.dues import units_left
from engine.orders.operations.course import Course
from engine.orders.order import Allocation, LineQuantity
from engine.orders.status import FulfillmentState

# While the goods are still here; what has left comes back with `return_goods`.
HERE: Final = frozenset(
    {
        FulfillmentState.NONE,
        FulfillmentState.BACKORDERED,
        FulfillmentState.ALLOCATED,
        FulfillmentState.READY_FOR_PICKUP,
    }
)


def release_whole(course: Course, number: str) -> None:
    """Release all that is reserved for a child; it holds nothing afterwards. What has left is not touched."""
    child = course.child(number)
    if child.status.fulfillment not in HERE:
        return
    for held in child.allocations:
        course.shift("release", number, held)
    course.alter(msgspec.structs.replace(child, allocations=()))


def release_units(course: Course, number: str, units: Sequence[LineQuantity]) -> None:
    """Release units that are cancelled, before they are counted as such.

    Units that no warehouse has promised go first, then those of the last warehouse: the first keep their parcel whole.
    """
    child = course.child(number)
    left = units_left(child)
    held = list(child.allocations)
    for unit in units:
        promised = sum(share.quantity for each in held for share in each.lines if share.line == unit.line)
        wanted = max(unit.quantity - (left[unit.line] - promised), 0)
        for place in reversed(range(len(held))):
            part, held[place] = _taken(held[place], unit.line, wanted)
            if part:
                wanted -= part
                taken = LineQuantity(line=unit.line, quantity=part)
                course.shift("release", number, Allocation(warehouse=held[place].warehouse, lines=(taken,)))
    course.alter(msgspec.structs.replace(child, allocations=tuple(each for each in held if each.lines)))


def _taken(held: Allocation, line: str, wanted: int) -> tuple[int, Allocation]:
    """Return how many of the wanted units a warehouse gives up, and what it holds then."""
    there = sum(share.quantity for share in held.lines if share.line == line)
    part = min(there, wanted)
    rest = tuple(
        LineQuantity(line=share.line, quantity=share.quantity - (part if share.line == line else 0))
        for share in held.lines
    )
    return part, Allocation(warehouse=held.warehouse, lines=tuple(share for share in rest if share.quantity))
