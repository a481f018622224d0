"""Points: what a fact with an order may be, as the break points of its tests and a sample between every two."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from decimal import Context, Decimal
from itertools import pairwise
from typing import Any, Final

import msgspec

from engine.evaluation.checks.rows import Extent, Row
from engine.evaluation.facts import FactType

WHOLE: Final = frozenset({FactType.INTEGER, FactType.MONEY, FactType.DATE})  # between two neighbours nothing lies
ORDERED: Final = WHOLE | {FactType.DECIMAL, FactType.DATETIME, FactType.DURATION}
_EXACT: Final = Context(prec=120)  # literals have 36 digits at most
_ORIGIN: Final[dict[FactType, Any]] = {
    FactType.INTEGER: 1,
    FactType.MONEY: 10_000,
    FactType.DECIMAL: Decimal(1),
    FactType.DATE: date(2026, 1, 1),
    FactType.DATETIME: datetime(2026, 1, 1, tzinfo=UTC),
    FactType.DURATION: timedelta(hours=1),
}
_UNIT: Final[dict[FactType, Any]] = {
    FactType.INTEGER: 1,
    FactType.MONEY: 1,
    FactType.DECIMAL: Decimal(1),
    FactType.DATE: timedelta(days=1),
    FactType.DATETIME: timedelta(days=1),
    FactType.DURATION: timedelta(hours=1),
}


class Bounds(msgspec.Struct, frozen=True):
    """What a value may be at all: `low` is the least one, `end` the first that is too large; None: without end."""

    low: Any = None
    end: Any = None

    def has(self, value: Any) -> bool:
        """Tell whether a value may be."""
        return (self.low is None or value >= self.low) and (self.end is None or value < self.end)


ANY: Final = Bounds()


class Point(msgspec.Struct, frozen=True):
    """One value, and the values that it stands for."""

    value: Any
    extent: Extent


def points(kind: FactType, cuts: Iterable[Any], bounds: Bounds = ANY, between: int = 1) -> list[Point]:
    """Return the cuts and, around and between them, samples (`between` in a place that has room), rising.

    Samples and cuts together stand for every value within the bounds, as far as `<`, `=` and `>` a cut go.
    """
    inside = sorted({cut for cut in cuts if bounds.has(cut)})
    if bounds.low is not None and (not inside or inside[0] != bounds.low):
        inside = [bounds.low, *inside]
    return list(_rising(kind, inside, bounds, between))


def ordered_rows(path: str, kind: FactType, cuts: Iterable[Any], bounds: Bounds, between: int = 1) -> list[Row]:
    """Return rows for a fact with an order, by the values that rules compare it with."""
    return [Row({path: point.value}, extent=point.extent) for point in points(kind, cuts, bounds, between)]


def _rising(kind: FactType, cuts: list[Any], bounds: Bounds, between: int) -> Iterator[Point]:
    if not cuts:
        extent = Extent(None, bounds.end, low_closed=False, high_closed=False)
        yield from (Point(value, extent) for value in samples(kind, None, bounds.end, between))
        return
    if bounds.low is None:
        extent = Extent(None, cuts[0], low_closed=False, high_closed=False)
        yield from (Point(value, extent) for value in samples(kind, None, cuts[0], between))
    for cut, following in pairwise([*cuts, bounds.end]):
        yield Point(cut, Extent(cut, cut, low_closed=True, high_closed=True))
        extent = Extent(cut, following, low_closed=False, high_closed=False)
        yield from (Point(value, extent) for value in samples(kind, cut, following, between))


def samples(kind: FactType, low: Any, high: Any, count: int = 1) -> list[Any]:
    """Return up to `count` values strictly between two (None: no end there), rising; fewer where there is no room."""
    unit = _UNIT[kind]
    if low is None and high is None:
        return [_ORIGIN[kind] + unit * step for step in range(count)]
    if low is None:
        return _shifted(high, [unit * -step for step in range(count, 0, -1)])
    if high is None:
        return _shifted(low, [unit * step for step in range(1, count + 1)])
    if kind in WHOLE:
        room = (high - low).days - 1 if kind is FactType.DATE else high - low - 1
        if count == 1:
            return [low + unit * ((room + 1) // 2)] if room > 0 else []
        return [low + unit * step for step in range(1, min(room, count) + 1)]
    return _parts(low, high, count)


def _shifted(value: Any, steps: list[Any]) -> list[Any]:
    """Return the value moved by each step; the calendar has a first and a last day, beyond which there is nothing."""
    found: list[Any] = []
    for step in steps:
        with suppress(OverflowError):
            found.append(value + step)
    return found


def _parts(low: Any, high: Any, count: int) -> list[Any]:
    found: list[Any] = []
    for _ in range(count):
        start = found[-1] if found else low
        middle = _EXACT.divide(_EXACT.add(start, high), 2) if isinstance(low, Decimal) else start + (high - start) / 2
        if not start < middle < high:
            break
        found.append(middle)
    return found


def neighbours(kind: FactType, cut: Any, bounds: Bounds = ANY) -> list[Any]:
    """Return a break point with the values just below and just above it, as far as they may be."""
    unit = _NEXT.get(kind, _UNIT[kind])
    return [value for value in _shifted(cut, [-unit, unit * 0, unit]) if bounds.has(value)]


_NEXT: Final[dict[FactType, Any]] = {
    FactType.DECIMAL: Decimal("0.000001"),
    FactType.DATETIME: timedelta(microseconds=1),
    FactType.DURATION: timedelta(microseconds=1),
}
