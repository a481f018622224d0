"""Allocation: which of the ranked warehouses ship how many units of each line."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

import msgspec

_MOST_COMBINATIONS: Final = 20_000  # beyond them the best-ranked warehouses ship what they have

Units = Mapping[str, int]


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """One warehouse and the units that it can give, by line id; None: it has everything."""

    warehouse: str
    stock: Units | None


class Taking(msgspec.Struct, frozen=True, kw_only=True):
    """Units taken from one warehouse, by line id."""

    warehouse: str
    units: Units


def allocate(asked: Units, sources: Sequence[Source], max_parcels: int, *, may_split: bool) -> tuple[Taking, ...]:
    """Return what is taken from where; `sources` are in the order of their rank.

    The first combination by rank of at most `max_parcels` warehouses that has everything; a warehouse is asked for
    what those ranked before it in the combination do not have. Where no combination has everything, what the
    best-ranked ones have, or nothing where the order must not be split.
    """
    parcels = max_parcels if may_split else 1
    wanted = _wanted(asked)
    if wanted and sources and _has_all(sources[0], wanted):
        return (Taking(warehouse=sources[0].warehouse, units=wanted),)  # as nearly always: the best one is enough
    search = _Search(asked, sources)
    found = search.complete((), wanted, 0, parcels)
    if found is not None:
        return found
    return search.partial(parcels) if may_split else ()


def left_over(asked: Units, takings: Sequence[Taking]) -> Units:
    """Return the units that nobody ships, by line id."""
    left = dict(asked)
    for taking in takings:
        for line, quantity in taking.units.items():
            left[line] -= quantity
    return _wanted(left)


class _Search:
    def __init__(self, asked: Units, sources: Sequence[Source]) -> None:
        self._asked = asked
        self._sources = sources
        self._tried = 0

    def complete(self, taken: tuple[Taking, ...], wanted: Units, start: int, parcels: int) -> tuple[Taking, ...] | None:
        """Return the first combination from `start` on that has all that is wanted, None where there is none."""
        if not wanted:
            return taken
        if parcels == 0 or not self._could(wanted, start, parcels):
            return None
        for index in range(start, len(self._sources)):
            self._tried += 1
            if self._tried > _MOST_COMBINATIONS:
                return None
            units = _given(self._sources[index], wanted)
            if not units:
                continue
            taking = Taking(warehouse=self._sources[index].warehouse, units=units)
            found = self.complete((*taken, taking), _minus(wanted, units), index + 1, parcels - 1)
            if found is not None:
                return found
        return None

    def partial(self, parcels: int) -> tuple[Taking, ...]:
        """Return what the best-ranked warehouses have, each after the one before it."""
        return tuple(islice(self._takings(), parcels))

    def _takings(self) -> Iterator[Taking]:
        wanted: Units = _wanted(self._asked)
        for source in self._sources:
            units = _given(source, wanted)
            if units:
                wanted = _minus(wanted, units)
                yield Taking(warehouse=source.warehouse, units=units)

    def _could(self, wanted: Units, start: int, parcels: int) -> bool:
        """Tell whether so many of the warehouses left could have all: no line's best ones may fall short."""
        rest = self._sources[start:]
        for line, quantity in wanted.items():
            best = sorted((_stock(source, line, quantity) for source in rest), reverse=True)[:parcels]
            if sum(best) < quantity:
                return False
        return True


def _has_all(source: Source, wanted: Units) -> bool:
    stock = source.stock
    return stock is None or all(stock.get(line, 0) >= quantity for line, quantity in wanted.items())


def _stock(source: Source, line: str, quantity: int) -> int:
    return quantity if source.stock is None else min(quantity, source.stock.get(line, 0))


def _given(source: Source, wanted: Units) -> Units:
    return _wanted({line: _stock(source, line, quantity) for line, quantity in wanted.items()})


def _minus(wanted: Units, units: Units) -> Units:
    return _wanted({line: quantity - units.get(line, 0) for line, quantity in wanted.items()})


def _wanted(units: Units) -> Units:
    return {line: quantity for line, quantity in units.items() if quantity > 0}
