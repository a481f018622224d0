"""Rows: samples of what some facts may be, one for each situation that no test of a step tells apart."""

from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum

import msgspec

Sample = Mapping[str, object]  # path → typed value; None: missing


class Grade(IntEnum):
    """How surely a situation may come about; the worst of its parts is that of a whole."""

    SURE = 0
    DOUBTFUL = 1  # only where a nullable fact is missing, a list empty, a place known roughly
    IMAGINED = 2  # no sample can show it now: it only keeps claims about *all* situations honest


class Extent(msgspec.Struct, frozen=True):
    """The values that a row of an ordered fact stands for; an end that is None is open to infinity."""

    low: object
    high: object
    low_closed: bool
    high_closed: bool


class Row(msgspec.Struct, frozen=True):
    """One situation. `flips` are lists whose word about the value is turned round in it (they may change any time)."""

    values: Sample
    grade: Grade = Grade.SURE
    extent: Extent | None = None
    is_other: bool = False  # stands for every value that no rule names
    flips: frozenset[str] = frozenset()
    name: str | None = None  # a region that the row stands for, where its sample is a smaller one


Rows = Sequence[Row]


def product(parts: Iterable[Rows], most: int) -> Rows | None:
    """Return every combination of rows, or None where there would be more than `most`."""
    combined: Rows = (Row({}),)
    for part in parts:
        if len(combined) * len(part) > most:
            return None
        combined = part if combined == (Row({}),) else [_both(one, other) for one in combined for other in part]
    return combined


def missing(path: str) -> Row:
    """Return the situation in which a fact is missing."""
    return Row({path: None}, Grade.DOUBTFUL)


def _both(one: Row, other: Row) -> Row:
    return Row(
        {**one.values, **other.values},
        max(one.grade, other.grade),
        is_other=one.is_other and other.is_other,
        flips=one.flips | other.flips,
    )
