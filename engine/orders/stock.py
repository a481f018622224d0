"""What people do with stock: receipts, adjustments, counts, damage, holds, transfers; each with its reason."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Annotated, Final, Literal

from msgspec import Meta

from engine.errors import FieldProblem, InvalidInput
from engine.orders.catalogue import StockLevel
from engine.orders.request import Id, Wire

BookingKind = Literal["receive", "adjust", "count", "damage"]
MovementKind = Literal[
    "receive", "adjust", "count", "damage", "transfer_out", "transfer_in", "hold", "unhold",
    "reserve", "release", "ship", "restock",
]  # fmt: skip
MOST_UNITS: Final = 100_000_000

Units = Annotated[int, Meta(ge=1, le=MOST_UNITS)]
Reason = Annotated[str, Meta(min_length=1, max_length=200)]
Change = tuple[str, str, int]  # SKU, warehouse, by how much the units on hand change


class StockLine(Wire, frozen=True, kw_only=True):
    """Units of a SKU in a warehouse: those that came, are lost, are counted; of an adjustment the difference."""

    sku: Id
    warehouse: Id
    quantity: Annotated[int, Meta(ge=-MOST_UNITS, le=MOST_UNITS)]


class StockBooking(Wire, frozen=True, kw_only=True):
    """What is booked at once, all of it or nothing, and why."""

    lines: Annotated[tuple[StockLine, ...], Meta(min_length=1, max_length=200)]
    reason: Reason


class StockHold(Wire, frozen=True, kw_only=True):
    """Units to be taken out of sale where they lie: damaged goods, goods that wait for a check."""

    sku: Id
    warehouse: Id
    quantity: Units
    reason: Reason


class StockTransfer(Wire, frozen=True, kw_only=True):
    """Units to be sent from one warehouse to another."""

    sku: Id
    source: Id
    target: Id
    quantity: Units
    reason: Reason


class StockArrival(Wire, frozen=True, kw_only=True):
    """What has come of a transfer. `lost` will never come; what is in neither number is still on its way."""

    arrived: Annotated[int, Meta(ge=0, le=MOST_UNITS)]
    lost: Annotated[int, Meta(ge=0, le=MOST_UNITS)] = 0


class SalesLevelRequest(Wire, frozen=True, kw_only=True):
    """What may be promised of a SKU; with a channel, what that channel may sell. It replaces what was said before."""

    channel: Annotated[str, Meta(max_length=64)] = ""
    for_sale: bool = True
    safety: Annotated[int, Meta(ge=0, le=MOST_UNITS)] = 0
    set_aside: Annotated[int, Meta(ge=0, le=MOST_UNITS)] = 0
    quota: Annotated[int, Meta(ge=0, le=MOST_UNITS)] | None = None
    restart: bool = False  # count what the channel sells from 0 again
    reason: Reason


# What a line's quantity must be at least; an adjustment may go both ways, but not nowhere.
_LEAST: Final[Mapping[BookingKind, int]] = {"receive": 1, "damage": 1, "count": 0}


def check_booking(kind: BookingKind, lines: Sequence[StockLine]) -> None:
    """See that the quantities make sense. Raises InvalidInput that names each line."""
    problems = []
    seen: set[tuple[str, str]] = set()
    for position, line in enumerate(lines):
        path = f"lines[{position}]"
        least = _LEAST.get(kind)
        if least is not None and line.quantity < least:
            message = f"{line.quantity} is too few; it must be at least {least}"
            problems.append(FieldProblem(path=f"{path}.quantity", message=message))
        if least is None and line.quantity == 0:
            problems.append(FieldProblem(path=f"{path}.quantity", message="an adjustment by 0 changes nothing"))
        if (line.sku, line.warehouse) in seen:
            message = f"{line.sku} in {line.warehouse} is on a line before this one"
            problems.append(FieldProblem(path=path, message=message))
        seen.add((line.sku, line.warehouse))
    _refuse(problems)


def check_sales_level(asked: SalesLevelRequest) -> None:
    """See that a channel has no safety stock, and only a channel a quota. Raises InvalidInput that names the field."""
    problems = []
    if asked.channel and asked.safety:
        message = "safety stock belongs to the SKU itself; leave the channel out"
        problems.append(FieldProblem(path="safety", message=message))
    problems += [
        FieldProblem(path=name, message="name the channel that it is for")
        for name in ("set_aside", "quota")
        if not asked.channel and getattr(asked, name)
    ]
    _refuse(problems)


def booked(
    kind: BookingKind,
    lines: Sequence[StockLine],
    levels: Mapping[tuple[str, str], StockLevel],
    holders: Mapping[tuple[str, str], Sequence[str]] = MappingProxyType({}),
) -> tuple[Change, ...]:
    """Return by how much the units on hand change, line by line; a count that agrees changes nothing and is kept too.

    Raises InvalidInput that names each line after which more would be reserved than is there, and, as far as
    `holders` tells, for which orders.
    """
    problems, changes = [], []
    for position, line in enumerate(lines):
        level = levels.get((line.sku, line.warehouse), StockLevel(sku=line.sku, warehouse=line.warehouse, on_hand=0))
        change = _difference(kind, line.quantity, level)
        if level.on_hand + change < level.reserved:
            message = _too_few(level, level.on_hand + change, holders.get((line.sku, line.warehouse), ()))
            problems.append(FieldProblem(path=f"lines[{position}].quantity", message=message))
        changes.append((line.sku, line.warehouse, change))
    _refuse(problems)
    return tuple(changes)


def _difference(kind: BookingKind, quantity: int, level: StockLevel) -> int:
    if kind == "count":
        return quantity - level.on_hand
    return -quantity if kind == "damage" else quantity


def _too_few(level: StockLevel, left: int, holders: Sequence[str]) -> str:
    whose = f" for {', '.join(holders)}" if holders else ""
    return (
        f"{level.sku} in {level.warehouse}: {left} would be on hand, but {level.reserved} of {level.on_hand} are "
        f"reserved{whose}; free them first"
    )


def _refuse(problems: Sequence[FieldProblem]) -> None:
    if problems:
        raise InvalidInput("; ".join(f"{problem.path}: {problem.message}" for problem in problems), problems)
