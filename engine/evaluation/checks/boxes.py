"""Boxes: conditions as alternatives, each of which takes some rows in some dimensions."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final, assert_never

from engine.evaluation.checks.asked import Leaf
from engine.evaluation.checks.columns import Mask
from engine.evaluation.conditions import All, AnyOf, Condition, Every, NoneOf, Some, TagCondition, When

if TYPE_CHECKING:
    from engine.evaluation.checks.space import Space

Box = Mapping[int, Mask]  # dimension → rows; a dimension that is not named takes all of its rows
Boxes = tuple[Box, ...]

ALWAYS: Final[Boxes] = ({},)
NEVER: Final[Boxes] = ()
MOST_BOXES: Final = 64  # a condition of more alternatives is not looked into


class Forms:
    """Makes boxes of conditions, with `none` pushed down to the single cells."""

    def __init__(self, space: "Space") -> None:
        self._space = space

    def rule(self, entries: Iterable[When]) -> Boxes:
        """Return the boxes of a rule."""
        return self._product([(entry, self.holds(entry)) for entry in entries], holds=True)

    def holds(self, when: When) -> Boxes:
        """Return where a condition holds."""
        match when:
            case Condition() | TagCondition() | Some() | Every():
                made = self._leaf(when, holds=True)
            case All(entries=entries):
                made = self._product([(entry, self.holds(entry)) for entry in entries], holds=True)
            case AnyOf(entries=entries):
                made = self._union(when, (self.holds(entry) for entry in entries), holds=True)
            case NoneOf(entries=entries):
                made = self._product([(entry, self.fails(entry)) for entry in entries], holds=False)
            case _:
                assert_never(when)
        return made

    def fails(self, when: When) -> Boxes:
        """Return where a condition does not hold."""
        match when:
            case Condition() | TagCondition() | Some() | Every():
                made = self._leaf(when, holds=False)
            case All(entries=entries):
                made = self._union(when, (self.fails(entry) for entry in entries), holds=False)
            case AnyOf(entries=entries):
                made = self._product([(entry, self.fails(entry)) for entry in entries], holds=False)
            case NoneOf(entries=entries):
                made = self._union(when, (self.holds(entry) for entry in entries), holds=False)
            case _:
                assert_never(when)
        return made

    def _leaf(self, leaf: Leaf, *, holds: bool) -> Boxes:
        if isinstance(leaf, Condition) and not leaf.tests:
            return ALWAYS if holds else NEVER
        place = self._space.place(leaf)
        dimension = self._space.dimensions[place]
        taken = dimension.takes(leaf)
        if not holds:
            taken = dimension.everything & ~taken
        if not taken:
            return NEVER
        return ALWAYS if taken == dimension.everything else ({place: taken},)

    def _atom(self, when: When, *, holds: bool) -> Boxes:
        return ({self._space.atom(when): 0b10 if holds else 0b01},)

    def _product(self, parts: list[tuple[When, Boxes]], *, holds: bool) -> Boxes:
        """Return where all parts are so; one of too many alternatives is not looked into."""
        boxes = ALWAYS
        for when, made in sorted(parts, key=lambda part: len(part[1])):
            both = _meet_all(boxes, made)
            boxes = both if len(both) <= MOST_BOXES else _meet_all(boxes, self._atom(when, holds=holds))
        return boxes

    def _union(self, when: When, parts: Iterable[Boxes], *, holds: bool) -> Boxes:
        """Return where some part is so; alternatives over the same dimension alone are put together."""
        single: dict[int, Mask] = {}
        rest: list[Box] = []
        for box in (box for part in parts for box in part):
            if not box:
                return ALWAYS
            if len(box) > 1:
                rest.append(box)
            else:
                place, taken = next(iter(box.items()))
                single[place] = single.get(place, 0) | taken
        if any(taken == self._space.dimensions[place].everything for place, taken in single.items()):
            return ALWAYS
        boxes = (*({place: taken} for place, taken in single.items()), *rest)
        return boxes if len(boxes) <= MOST_BOXES else self._atom(when, holds=holds)


def meet(one: Box, other: Box) -> Box | None:
    """Return what two boxes share; None where that is nothing."""
    met = dict(one)
    for place, taken in other.items():
        met[place] = met.get(place, taken) & taken
        if not met[place]:
            return None
    return met


def _meet_all(left: Boxes, right: Boxes) -> Boxes:
    met = (meet(one, other) for one in left for other in right)
    return tuple(box for box in met if box is not None)
