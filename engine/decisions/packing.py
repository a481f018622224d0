"""Packing: first fit of a group's units into child orders that keep its limits."""

from collections.abc import Sequence
from itertools import count

import msgspec

from engine.errors import DecisionFailed


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What one child may hold at most: minor units of money, grams, lines. None: no limit."""

    amount: int | None = None
    weight_grams: int | None = None
    lines: int | None = None


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """The units of one line; price and weight are of one unit, None where they are not known."""

    line: str
    quantity: int
    unit_price: int | None = None
    weight_grams: int | None = None

    @property
    def amount(self) -> int | None:
        """Of the whole line."""
        return None if self.unit_price is None else self.unit_price * self.quantity

    @property
    def weight(self) -> int | None:
        """Of the whole line."""
        return None if self.weight_grams is None else self.weight_grams * self.quantity


class Parcel(msgspec.Struct, kw_only=True):
    """Units by the position of their line, in line order, and how full it is."""

    units: dict[int, int]
    amount: int = 0
    weight_grams: int = 0

    @property
    def first(self) -> int:
        """The position of its first line."""
        return next(iter(self.units))


def pack(pieces: Sequence[Piece], limits: Limits) -> tuple[Parcel, ...]:
    """Return parcels that hold each unit exactly once: first fit in line order, the units of a line may part.

    A single unit above a limit stands alone. Raises DecisionFailed where a limit is set on what is not known.
    """
    parcels: list[Parcel] = []
    for position, piece in enumerate(pieces):
        left = piece.quantity
        for number in count():
            if left <= 0:
                break
            if number == len(parcels):
                parcels.append(Parcel(units={}))
            taken = min(left, _room(parcels[number], piece, limits))
            if taken > 0:
                _add(parcels[number], position, piece, taken)
                left -= taken
    return tuple(parcels)


def _room(parcel: Parcel, piece: Piece, limits: Limits) -> int:
    """Return how many units of the piece still fit; an empty parcel takes at least one."""
    room = piece.quantity
    if limits.lines is not None and len(parcel.units) >= limits.lines:
        room = 0
    if limits.amount is not None:
        room = min(room, _fitting(limits.amount - parcel.amount, _known(piece.unit_price, piece, "line.unit_price")))
    if limits.weight_grams is not None:
        weight = _known(piece.weight_grams, piece, "line.weight_grams")
        room = min(room, _fitting(limits.weight_grams - parcel.weight_grams, weight))
    return room if parcel.units else max(room, 1)


def _fitting(free: int, each: int) -> int:
    if free < 0:
        return 0  # a unit above the limit stands there alone
    return free // each if each > 0 else 1 << 62


def _known(value: int | None, piece: Piece, path: str) -> int:
    if value is None:
        raise DecisionFailed(f"{path} of line {piece.line} is missing; the step limit needs it")
    return value


def _add(parcel: Parcel, position: int, piece: Piece, units: int) -> None:
    parcel.units[position] = units
    parcel.amount += units * (piece.unit_price or 0)
    parcel.weight_grams += units * (piece.weight_grams or 0)
