"""An index of the boxes in one dimension: which of them take a row, touch some rows, or take all of them."""

from collections.abc import Iterator, Sequence
from functools import cached_property, reduce
from itertools import accumulate
from operator import and_, or_
from typing import Final, NamedTuple

from engine.evaluation.checks.boxes import Box
from engine.evaluation.checks.budget import Budget
from engine.evaluation.checks.columns import Mask
from engine.evaluation.lowering.lowered import spans

BoxSet = int  # a set of boxes: bit n stands for box n
_FEW: Final = 32
_FEW_RUNS: Final = 8


class RowIndex:
    """The boxes of one dimension. `bound` are those that do not take all of its rows."""

    def __init__(self, dimension: int, rows: Mask, boxes: Sequence[Box], bound: BoxSet, budget: Budget) -> None:
        self.bound = bound
        self._free = ((1 << len(boxes)) - 1) & ~bound
        self._dimension, self._size, self._boxes, self._budget = dimension, rows.bit_length(), boxes, budget
        self._touching: dict[Mask, BoxSet] = {}
        self._ends: dict[Mask, tuple[int, ...]] = {}

    @cached_property
    def by_row(self) -> list[BoxSet]:
        """For each row the bound boxes that take it."""
        rows = [begun & ~over for begun, over in zip(self._runs.begun, self._runs.over, strict=False)]
        for place in bits(self._runs.scattered):
            self._budget.spend()
            for row in bits(self._boxes[place][self._dimension]):
                rows[row] |= 1 << place
        return rows

    def touching(self, rows: Mask) -> BoxSet:
        """Return the boxes that take some of the rows."""
        found = self._touching.get(rows)
        if found is None:
            found = self._touching[rows] = self._free | self._bound_touching(rows)
        return found

    def containing(self, rows: Mask) -> BoxSet:
        """Return the boxes that take all of the rows."""
        ends = [end for run in spans(rows) for end in run]
        found = reduce(and_, (self.by_row[row] for row in ends), self.bound)
        for place in bits(found & self._runs.scattered):  # of one run, a box that takes both ends takes it all
            if rows & ~self._boxes[place][self._dimension]:
                found ^= 1 << place
        return self._free | found

    def ends(self, rows: Mask) -> tuple[int, ...]:
        """Return a few of the rows, where their runs begin and end: if something is left out it is there."""
        found = self._ends.get(rows)
        if found is None:
            runs = spans(rows)
            shown = runs if len(runs) <= _FEW_RUNS else [*runs[: _FEW_RUNS // 2], *runs[-_FEW_RUNS // 2 :]]
            found = self._ends[rows] = tuple(dict.fromkeys(end for run in shown for end in run))
        return found

    def _bound_touching(self, rows: Mask) -> BoxSet:
        if rows.bit_count() <= _FEW:
            return reduce(or_, (self.by_row[row] for row in bits(rows)), 0)
        runs = self._runs
        found = reduce(or_, (runs.begun[last] & ~runs.over[first] for first, last in spans(rows)), 0)
        scattered = bits(runs.scattered)
        return found | sum(1 << place for place in scattered if self._boxes[place][self._dimension] & rows)

    @cached_property
    def _runs(self) -> "_Runs":
        """Go through the boxes once: where each begins and where it is over."""
        begin: list[BoxSet] = [0] * self._size
        end: list[BoxSet] = [0] * (self._size + 1)
        scattered = 0
        for place in bits(self.bound):
            self._budget.spend()
            runs = spans(self._boxes[place][self._dimension])
            if len(runs) == 1:
                begin[runs[0][0]] |= 1 << place
                end[runs[0][1] + 1] |= 1 << place
            else:
                scattered |= 1 << place
        return _Runs(tuple(accumulate(begin, or_)), tuple(accumulate(end, or_)), scattered)


class _Runs(NamedTuple):
    """The boxes that have begun at a row or before, and that are over before a row: those of one run of rows."""

    begun: tuple[BoxSet, ...]
    over: tuple[BoxSet, ...]
    scattered: BoxSet  # the boxes of several runs


def bits(number: int) -> Iterator[int]:
    """Yield the places of the bits that are set, rising."""
    while number:
        low = number & -number
        yield low.bit_length() - 1
        number ^= low
