"""An index of boxes: which of many meet one or contain it, and what none of them covers."""

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import or_

from engine.evaluation.checks.boxes import Box
from engine.evaluation.checks.budget import Budget
from engine.evaluation.checks.columns import Mask
from engine.evaluation.checks.row_index import BoxSet, RowIndex, bits
from engine.evaluation.checks.search import Search, greedy


class BoxIndex:
    """Boxes of one space, by the rows that they take. `universe` is what there is, dimension by dimension."""

    def __init__(self, universe: Sequence[Mask], boxes: Sequence[Box], budget: Budget) -> None:
        self.universe = tuple(universe)
        self.boxes = tuple(boxes)
        self.everyone: BoxSet = (1 << len(self.boxes)) - 1
        self._budget = budget
        bound: list[BoxSet] = [0] * len(self.universe)
        for place, box in enumerate(self.boxes):
            for dimension in box:
                bound[dimension] |= 1 << place
        self.rows = tuple(
            RowIndex(dimension, rows, self.boxes, bound[dimension], budget)
            for dimension, rows in enumerate(self.universe)
        )

    def meeting(self, box: Box, among: BoxSet) -> BoxSet:
        """Return those of some boxes that share something with one."""
        for dimension, taken in box.items():
            if not among:
                break
            among &= self.rows[dimension].touching(taken)
        return among

    def containing(self, box: Box, among: BoxSet) -> BoxSet:
        """Return those of some boxes in which one lies."""
        for dimension, rows in enumerate(self.rows):
            if not among:
                break
            if among & rows.bound:
                among &= rows.containing(box[dimension]) if dimension in box else ~rows.bound
        return among

    def uncovered(self, within: Mapping[int, Mask], among: BoxSet) -> dict[int, Mask] | None:
        """Return a part of a box that none of some boxes covers; None where together they cover all of it.

        The part names the rows of the dimensions that matter. Raises OutOfTime.
        """
        self._budget.spend()
        room = [within.get(place, rows) & rows for place, rows in enumerate(self.universe)]
        if not all(room):
            return None
        among = self.meeting(within, among)
        if not among:
            return {}
        if self.containing(within, among):
            return None
        part = greedy(self.rows, room, among)
        return part if part is not None else Search(self.rows, self.boxes, room, among, self._budget).found()

    def widened(self, part: Mapping[int, Mask], within: Sequence[Mask]) -> dict[int, Mask]:
        """Return a part that no box covers made as large as possible, dimension by dimension, within a room.

        It names every dimension of which it does not have everything, those that the room limits too.
        """
        wide = {place: part.get(place, rows) for place, rows in enumerate(within)}
        for dimension in part:
            others = {place: rows for place, rows in wide.items() if place != dimension}
            near = self.meeting(others, self.everyone)
            taken = reduce(or_, (self.boxes[place].get(dimension, within[dimension]) for place in bits(near)), 0)
            wide[dimension] = within[dimension] & ~taken
        return {place: rows for place, rows in wide.items() if rows != self.universe[place]}
