"""Columns: the values of one fact in every row of a dimension, and which rows a test takes."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any, assert_never, cast

from engine.evaluation.checks.rows import Row
from engine.evaluation.conditions import Compare, FactOperand, InList, Interval, Negation, Op, Prefix, Presence, Test
from engine.evaluation.facts import FactType
from engine.evaluation.lists import region_depth_in
from engine.evaluation.lowering.lowered import span
from engine.evaluation.run import Circumstances

Mask = int  # a set of rows: bit n stands for row n


class Column:
    """One fact in all rows. What it says of a test is what the plain evaluator says of each row."""

    def __init__(self, path: str, kind: FactType, rows: Sequence[Row], circumstances: Circumstances) -> None:
        self._kind, self._rows, self._circumstances = kind, rows, circumstances
        self.values = tuple(cast("Any", row.values[path]) for row in rows)
        self.equal: dict[Any, Mask] = {}
        for place, value in enumerate(self.values):
            if value is not None:
                self.equal[value] = self.equal.get(value, 0) | 1 << place
        self.present: Mask = sum(1 << place for place, value in enumerate(self.values) if value is not None)
        self._within: dict[str, Mask] | None = None
        self._rising: list[Any] | None = None
        self._first: int | None = None  # the row of the least value, where rows rise one by one

    def takes(self, test: Test) -> Mask:
        """Return the rows in which a test of the fact and literals holds."""
        taken: Mask
        match test:
            case Presence(present=present):
                taken = self.present if present else self.missing
            case Negation(tests=tests):
                taken = self.present & ~reduce(or_, (self.takes(inner) for inner in tests), 0)
            case Compare(op=op, operand=operand):
                taken = self._compared(op, operand)
            case Interval(low=low, high=high):
                taken = self.present
                if low is not None:
                    taken &= self._compared(Op.GE if test.low_closed else Op.GT, low)
                if high is not None:
                    taken &= self._compared(Op.LE if test.high_closed else Op.LT, high)
            case InList(list_id=list_id):
                taken = self._listed(list_id)
            case Prefix(text=text):
                taken = self._where(lambda value: isinstance(value, str) and value.startswith(text))
            case _:
                assert_never(test)
        return taken

    @property
    def missing(self) -> Mask:
        """The rows in which the fact is missing."""
        return ((1 << len(self.values)) - 1) & ~self.present

    def _compared(self, op: Op, operand: object) -> Mask:
        if isinstance(operand, FactOperand):
            raise TypeError(f"{operand.path} is another fact; rows are asked one by one")
        if op in {Op.EQ, Op.NE}:
            equal = self._equal(operand)
            return equal if op is Op.EQ else self.present & ~equal
        if self._kind is FactType.REGION:
            return 0  # regions have no order
        return self._ordered(op, operand)

    def _equal(self, operand: Any) -> Mask:
        if self._kind is not FactType.REGION:
            return self.equal.get(operand, 0)
        if self._within is None:
            self._within = {}
            for code, mask in self.equal.items():
                regions = self._circumstances.regions
                for ancestor in regions.ancestors(code) if code in regions else ():
                    self._within[ancestor] = self._within.get(ancestor, 0) | mask
        return self._within.get(operand, 0)

    def _ordered(self, op: Op, operand: Any) -> Mask:
        if self._rising is None:
            self._rising = sorted(self.equal)
            places = [place for place, value in enumerate(self.values) if value is not None]
            in_order = [self.values[place] for place in places] == self._rising
            if places and in_order and places[-1] - places[0] == len(places) - 1:
                self._first = places[0]
        cut = (bisect_left if op in {Op.LT, Op.GE} else bisect_right)(self._rising, operand)
        low, high = (0, cut) if op in {Op.LT, Op.LE} else (cut, len(self._rising))
        if self._first is not None:
            return span(self._first + low, self._first + high - 1)
        return reduce(or_, (self.equal[value] for value in self._rising[low:high]), 0)

    def _listed(self, list_id: str) -> Mask:
        members, at, regions = self._circumstances.lists[list_id], self._circumstances.at, self._circumstances.regions
        if self._kind is FactType.REGION:
            taken = self._where(lambda code: code in regions and region_depth_in(members, code, regions, at) > 0)
        else:
            taken = self._where(lambda value: members.has(value, at))
        turned = sum(1 << place for place, row in enumerate(self._rows) if list_id in row.flips)
        return (taken ^ turned) & self.present

    def _where(self, is_taken: Any) -> Mask:
        return reduce(or_, (mask for value, mask in self.equal.items() if is_taken(value)), 0)
