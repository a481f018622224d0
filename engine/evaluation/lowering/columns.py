"""Columns for the facts that rules test: which values the rules tell apart, and which of them each test takes."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final, assert_never

import msgspec

from engine.evaluation.conditions import Compare, FactOperand, InList, Interval, Negation, Op, Prefix, Presence, Test
from engine.evaluation.facts import FactType
from engine.evaluation.lowering.lowered import (
    MISSING,
    OTHER,
    Classes,
    OrderedColumn,
    TimeColumn,
    ValueColumn,
    everything,
    span,
)
from engine.geography.regions import RegionTree

_ORDERINGS: Final = frozenset({Op.LT, Op.LE, Op.GT, Op.GE})


def is_native(test: Test) -> bool:
    """Tell whether a test is about the fact and literals alone, so that classes of values can stand for it."""
    match test:
        case Compare(operand=operand):
            native = not isinstance(operand, FactOperand)
        case Interval(low=low, high=high):
            native = not isinstance(low, FactOperand) and not isinstance(high, FactOperand)
        case Presence():
            native = True
        case InList() | Prefix():
            native = False
        case Negation(tests=tests):
            native = all(is_native(inner) for inner in tests)
        case _:
            assert_never(test)
    return native


def _leaves(tests: Iterable[Test]) -> Iterable[Compare | Interval]:
    for test in tests:
        if isinstance(test, Negation):
            yield from _leaves(test.tests)
        elif isinstance(test, Compare | Interval):
            yield test


class ColumnOfValues(msgspec.Struct, frozen=True):
    """A column by look-up, with the classes of the literals of its rules."""

    column: ValueColumn
    named: Mapping[Any, Classes]  # a literal → the classes that equal it, or lie in it

    def takes(self, leaf: Compare | Interval) -> Classes:
        """Return the classes that a test takes. An interval, or an ordering, of such values takes none."""
        if isinstance(leaf, Interval) or leaf.op in _ORDERINGS:
            return 0
        equal = self.named.get(leaf.operand, 0)
        return equal if leaf.op is Op.EQ else _present(self.column.size) & ~equal


class ColumnOfIntervals(msgspec.Struct, frozen=True):
    """A column of values in order. `cuts` are (value, 0) just before a value and (value, 1) just after it, sorted."""

    column: OrderedColumn
    cuts: Mapping[tuple[Any, int], int]  # a cut → the first class above it

    def takes(self, leaf: Compare | Interval) -> Classes:
        """Return the classes that a test takes."""
        if isinstance(leaf, Interval):
            low = None if leaf.low is None else (leaf.low, 0 if leaf.low_closed else 1)
            high = None if leaf.high is None else (leaf.high, 1 if leaf.high_closed else 0)
            return self._between(low, high)
        value = leaf.operand
        if leaf.op in {Op.EQ, Op.NE}:
            equal = self._between((value, 0), (value, 1))
            return equal if leaf.op is Op.EQ else _present(self.column.size) & ~equal
        if leaf.op in {Op.GE, Op.GT}:
            return self._between((value, 0 if leaf.op is Op.GE else 1), None)
        return self._between(None, (value, 1 if leaf.op is Op.LE else 0))

    def _between(self, low: tuple[Any, int] | None, high: tuple[Any, int] | None) -> Classes:
        first = OTHER if low is None else self.cuts[low]
        last = self.column.size - 1 if high is None else self.cuts[high] - 1
        return span(first, last)


ColumnMaker = ColumnOfValues | ColumnOfIntervals


def column_for(path: str, kind: FactType, tests: Iterable[Test], regions: RegionTree) -> ColumnMaker:
    """Return the column of a fact for all the native tests that rules make of it."""
    leaves = tuple(_leaves(tests))
    if kind is FactType.REGION:
        return _region_column(path, leaves, regions)
    if any(isinstance(leaf, Interval) or leaf.op in _ORDERINGS for leaf in leaves):
        return _ordered_column(path, leaves)
    literals = dict.fromkeys(leaf.operand for leaf in leaves if isinstance(leaf, Compare))
    classes = {value: OTHER + 1 + place for place, value in enumerate(literals)}
    column = ValueColumn(path=path, classes=classes, size=OTHER + 1 + len(classes))
    return ColumnOfValues(column, {value: 1 << number for value, number in classes.items()})


def taken(maker: ColumnMaker, test: Test) -> Classes:
    """Return the classes of a column that a native test takes."""
    match test:
        case Presence(present=present):
            return _present(maker.column.size) if present else 1 << MISSING
        case Negation(tests=tests):
            excluded = 0
            for inner in tests:
                excluded |= taken(maker, inner)
            return _present(maker.column.size) & ~excluded
        case Compare() | Interval():
            return maker.takes(test)
        case _:
            raise TypeError(f"{type(test).__name__} is not native")


def _present(size: int) -> Classes:
    return everything(size) & ~(1 << MISSING)


def _ordered_column(path: str, leaves: tuple[Compare | Interval, ...]) -> ColumnOfIntervals:
    cuts: set[tuple[Any, int]] = set()
    for leaf in leaves:
        if isinstance(leaf, Interval):
            cuts |= {(leaf.low, 0 if leaf.low_closed else 1)} if leaf.low is not None else set()
            cuts |= {(leaf.high, 1 if leaf.high_closed else 0)} if leaf.high is not None else set()
        else:
            cuts |= {(leaf.operand, side) for side in _sides(leaf.op)}
    rising = sorted(cuts)
    column = OrderedColumn(
        path=path,
        before=tuple(value for value, side in rising if side == 0),
        after=tuple(value for value, side in rising if side == 1),
    )
    return ColumnOfIntervals(column, {cut: OTHER + 1 + place for place, cut in enumerate(rising)})


def _sides(op: Op) -> tuple[int, ...]:
    if op in {Op.EQ, Op.NE}:
        return (0, 1)
    return (0,) if op in {Op.LT, Op.GE} else (1,)


def _region_column(path: str, leaves: tuple[Compare | Interval, ...], regions: RegionTree) -> ColumnOfValues:
    """Return the column of a region. What lies in a named region is numbered right after it: a region is one run."""
    literals = (leaf.operand for leaf in leaves if isinstance(leaf, Compare))
    named = {code for code in literals if isinstance(code, str) and code in regions}
    order = sorted(named, key=lambda code: tuple(reversed(regions.ancestors(code))))
    numbers = {code: OTHER + 1 + place for place, code in enumerate(order)}
    within = dict.fromkeys(order, 0)
    for code, number in numbers.items():
        for ancestor in regions.ancestors(code):
            if ancestor in within:
                within[ancestor] |= 1 << number
    classes: dict[str, int] = {}
    for code in order:  # from the top down: what lies deeper is numbered anew
        _number_below(code, numbers[code], regions, classes)
    return ColumnOfValues(ValueColumn(path=path, classes=classes, size=OTHER + 1 + len(order)), within)


def _number_below(code: str, number: int, regions: RegionTree, classes: dict[str, int]) -> None:
    classes[code] = number
    for child in regions.children(code):
        _number_below(child.code, number, regions, classes)


class TimeMaker:
    """The column of the decision time, for rules that begin and end."""

    def __init__(self, instants: Iterable[datetime]) -> None:
        self.column = TimeColumn(instants=tuple(sorted(set(instants))))

    def takes(self, starts: datetime | None, ends: datetime | None) -> Classes:
        """Return the classes from `starts` (in) to `ends` (out)."""
        first = 0 if starts is None else self.column.instants.index(starts) + 1
        last = self.column.size - 1 if ends is None else self.column.instants.index(ends)
        return span(first, last)
