"""The search for what no box covers: dimension after dimension, the rows that the fewest boxes take first."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from engine.evaluation.checks.boxes import Box
from engine.evaluation.checks.budget import Budget
from engine.evaluation.checks.columns import Mask
from engine.evaluation.checks.row_index import BoxSet, RowIndex, bits

_BOXES_A_ROW: Final = 4  # going through the boxes costs about as much as going through so many rows


def greedy(rows: Sequence[RowIndex], room: Sequence[Mask], among: BoxSet) -> dict[int, Mask] | None:
    """Return a part of the room that no box covers where a quick look finds one; None says nothing."""
    part: dict[int, Mask] = {}
    for dimension, own in enumerate(rows):
        touched = among & own.bound
        if touched:
            free = among & ~own.bound
            by_row = own.by_row
            best = min(own.ends(room[dimension]), key=lambda row: (by_row[row] & touched).bit_count())
            among = free | by_row[best] & touched
            part[dimension] = 1 << best
            if not among:
                return part
    return None


class _Frame(NamedTuple):
    """A choice of rows in one dimension: which one, what is left to try, and how the search came here."""

    depth: int
    active: BoxSet
    options: Iterator[tuple[BoxSet, Mask]]
    path: tuple[tuple[int, Mask], ...]


class Search:
    """Looks through a room, row by row, for what none of some boxes covers."""

    def __init__(
        self, rows: Sequence[RowIndex], boxes: Sequence[Box], room: Sequence[Mask], among: BoxSet, budget: Budget
    ) -> None:
        self._rows, self._boxes, self._room, self._budget = rows, boxes, room, budget
        self._partial: dict[int, BoxSet] = {}
        for dimension, own in enumerate(rows):
            bound = among & own.bound
            if bound:
                partial = bound & ~own.containing(room[dimension])
                self._partial |= {dimension: partial} if partial else {}
        self._order = sorted(self._partial, key=lambda one: (-self._partial[one].bit_count(), room[one].bit_count()))
        self._later = [0]  # the boxes that do not take everything in some dimension from here on
        for dimension in reversed(self._order):
            self._later.append(self._later[-1] | self._partial[dimension])
        self._later.reverse()
        self._among = among
        self._covered: set[tuple[int, BoxSet]] = set()

    def found(self) -> dict[int, Mask] | None:
        """Return the rows chosen where nothing is left that covers them; None where everything is covered."""
        if self._among & ~self._later[0]:
            return None
        stack = [_Frame(0, self._among, self._options(0, self._among), ())]
        while stack:
            frame = stack[-1]
            option = next(frame.options, None)
            if option is None:
                self._covered.add((frame.depth, frame.active))
                stack.pop()
                continue
            active, rows = option
            path = (*frame.path, (self._order[frame.depth], rows))
            if not active:
                return dict(path)
            depth = frame.depth + 1
            if active & ~self._later[depth] or (depth, active) in self._covered:
                continue
            stack.append(_Frame(depth, active, self._options(depth, active), path))
        return None

    def _options(self, depth: int, active: BoxSet) -> Iterator[tuple[BoxSet, Mask]]:
        """Yield rows that the same boxes take, with those boxes, the fewest boxes first."""
        dimension = self._order[depth]
        touched = active & self._partial[dimension]
        room = self._room[dimension]
        self._budget.spend()
        if not touched:
            return iter([(active, room)])
        if touched.bit_count() * _BOXES_A_ROW < room.bit_count():
            groups = self._by_box(dimension, touched, room)
        else:
            groups = self._by_row(dimension, touched, room)
        whole = active & ~touched
        options = [(inside | whole, taken) for inside, taken in groups.items()]
        return iter(sorted(options, key=lambda option: option[0].bit_count()))

    def _by_row(self, dimension: int, touched: BoxSet, room: Mask) -> dict[BoxSet, Mask]:
        groups: dict[BoxSet, Mask] = {}
        by_row = self._rows[dimension].by_row
        for row in bits(room):
            self._budget.spend()
            inside = by_row[row] & touched
            groups[inside] = groups.get(inside, 0) | 1 << row
        return groups

    def _by_box(self, dimension: int, touched: BoxSet, room: Mask) -> dict[BoxSet, Mask]:
        groups: dict[BoxSet, Mask] = {0: room}
        for place in bits(touched):
            self._budget.spend()
            taken = self._boxes[place][dimension]
            parted: dict[BoxSet, Mask] = {}
            for inside, group in groups.items():
                if group & taken:
                    parted[inside | 1 << place] = group & taken
                if group & ~taken:
                    parted[inside] = group & ~taken
            groups = parted
        return groups
