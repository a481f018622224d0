"""Meetings: whether one order may be in two rollouts. What cannot be proved to be apart counts as a meeting."""

from collections.abc import Iterator
from itertools import product
from typing import Final

from engine.evaluation.conditions import All, Compare, Condition, InList, Op, TagCondition, TagItem, Test, When
from engine.evaluation.facts import FactType
from engine.evaluation.lists import Lists
from engine.evaluation.rollouts.document import Audience, Rollout
from engine.geography.regions import RegionTree

_PLACES: Final = frozenset({"address.region", "address.province", "address.city", "address.district"})
_PLACE: Final = "address"


class Meetings:
    """Looks for orders that two rollouts share at any of their steps."""

    def __init__(self, lists: Lists, regions: RegionTree) -> None:
        self._lists = lists
        self._regions = regions

    def may_meet(self, one: Rollout, other: Rollout) -> bool:
        """Tell whether some order may be in both: their slots overlap, and so do their widest audiences."""
        if _are_in_other_slots(one, other):
            return False
        return self._shared(_widest(one), _widest(other)) is not None

    def witness(self, one: Rollout, other: Rollout) -> dict[str, object] | None:
        """Return the blocks of two audiences that may hold together (counted from 0), by the ids of the rollouts."""
        found = self._shared(_widest(one), _widest(other))
        return None if found is None else {one.id: found[0], other.id: found[1]}

    def _shared(self, one: Audience, other: Audience) -> tuple[int | str, int | str] | None:
        for left, mine in _blocks(one):
            for right, theirs in _blocks(other):
                if not self._are_apart(mine, theirs):
                    return left, right
        return None

    def _are_apart(self, one: All, other: All) -> bool:
        return any(self._exclude(left, right) for left, right in product(one.entries, other.entries))

    def _exclude(self, one: When, other: When) -> bool:
        """Tell whether two cells never hold for one order."""
        if isinstance(one, TagCondition) and isinstance(other, TagCondition):
            return one.path == other.path and (_tags_exclude(one, other) or _tags_exclude(other, one))
        if not (isinstance(one, Condition) and isinstance(other, Condition)):
            return False
        if _about(one) != _about(other) or not one.tests or not other.tests:
            return False
        mine, theirs = self._named(one), self._named(other)
        if mine is None or theirs is None:
            return False
        if one.type is not FactType.REGION:
            return not mine & theirs
        within = self._regions.is_within
        return not any(within(left, right) or within(right, left) for left, right in product(mine, theirs))

    def _named(self, condition: Condition) -> set[str] | None:
        """Return the only values for which a cell holds, None where they are not named one by one."""
        found: set[str] = set()
        for test in condition.tests:
            named = self._values(test)
            if named is None:
                return None
            found |= named
        return found

    def _values(self, test: Test) -> set[str] | None:
        match test:
            case Compare(op=Op.EQ, operand=str() | bool() | int() as value):
                return {str(value)}
            case InList(list_id=list_id) if list_id in self._lists:
                return {str(member) for member in self._lists[list_id].members}
            case _:
                return None


def _about(condition: Condition) -> str:
    """Return what a cell is about: the levels of an address are one place, and each fact is a thing of its own."""
    return _PLACE if condition.path in _PLACES else condition.path


def _blocks(audience: Audience) -> Iterator[tuple[int | str, All]]:
    if audience.blocks is None:
        yield "all", All(())
    else:
        yield from enumerate(audience.blocks)


def _widest(rollout: Rollout) -> Audience:
    """Return the audience of the last step: steps only widen."""
    return rollout.steps[-1].audience


def _are_in_other_slots(one: Rollout, other: Rollout) -> bool:
    """Tell whether slots keep two rollouts apart: in one layer, for the same sticky fact."""
    if one.layer is None or one.layer != other.layer or one.sticky != other.sticky:
        return False
    return one.slots[1] <= other.slots[0] or other.slots[1] <= one.slots[0]


def _tags_exclude(one: TagCondition, other: TagCondition) -> bool:
    """Tell whether one forbids a tag that the other asks for."""
    forbidden = _plain(one.none)
    asked = _plain(other.all)
    some = _plain(other.any)
    return bool(forbidden & asked) or bool(some and other.any and len(some) == len(other.any) and some <= forbidden)


def _plain(items: tuple[str | TagItem, ...] | None) -> set[str]:
    return {item for item in items or () if isinstance(item, str)}
