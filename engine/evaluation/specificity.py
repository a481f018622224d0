"""How specific a condition is over given facts: the depths of its region cells, then the cells that are not `-`."""

from typing import NamedTuple

from engine.evaluation.conditions import (
    All,
    AnyOf,
    Compare,
    Condition,
    Every,
    FactOperand,
    InList,
    NoneOf,
    Op,
    Some,
    TagCondition,
    Test,
    When,
)
from engine.evaluation.facts import Facts, FactType
from engine.evaluation.lists import region_depth_in
from engine.evaluation.run import Circumstances
from engine.geography.regions import RegionTree


class Specificity(NamedTuple):
    """Compares as `specific` does: the deeper regions first, then the more cells."""

    depth: int
    cells: int


def specificity(when: When, facts: Facts, circumstances: Circumstances) -> Specificity:
    """Return how specific a condition that holds is. A list counts as the depth of its member that matched."""
    return Specificity(_depth(when, facts, circumstances), cells(when))


def cells(when: When) -> int:
    """Return how many cells of a condition are not `-`."""
    match when:
        case Condition(tests=tests):
            return 1 if tests else 0
        case TagCondition():
            return 1
        case All(entries=entries) | AnyOf(entries=entries) | NoneOf(entries=entries):
            return sum(cells(entry) for entry in entries)
        case Some(where=where) | Every(where=where):
            return cells(where)


def _depth(when: When, facts: Facts, circumstances: Circumstances) -> int:
    match when:
        case Condition(path=path, type=FactType.REGION, tests=tests):
            code = facts.get(path)
            if not isinstance(code, str):
                return 0
            return max((_depth_of(test, code, facts, circumstances) for test in tests), default=0)
        case All(entries=entries):
            return sum(_depth(entry, facts, circumstances) for entry in entries)
        case AnyOf(entries=entries):
            return max((_depth(entry, facts, circumstances) for entry in entries), default=0)
        case _:
            return 0  # what must not hold, and what is said of elements, places nothing


def _depth_of(test: Test, code: str, facts: Facts, circumstances: Circumstances) -> int:
    regions = circumstances.regions
    match test:
        case Compare(op=Op.EQ, operand=operand):
            other = facts.get(operand.path) if isinstance(operand, FactOperand) else operand
            return regions.depth(other) if isinstance(other, str) and regions.is_within(code, other) else 0
        case InList(list_id=list_id) if code in regions:
            return region_depth_in(circumstances.lists[list_id], code, regions, circumstances.at)
        case _:
            return 0


def fixed_specificity(when: When, regions: RegionTree) -> Specificity | None:
    """Return how specific a condition is whenever it holds; None where that depends on the facts."""
    depth = _fixed_depth(when, regions)
    return None if depth is None else Specificity(depth, cells(when))


def _fixed_depth(when: When, regions: RegionTree) -> int | None:
    match when:
        case Condition(type=FactType.REGION, tests=tests):
            depths = {_fixed_depth_of(test, regions) for test in tests}
            return depths.pop() if len(depths) == 1 else None if depths else 0
        case All(entries=entries):
            parts = [_fixed_depth(entry, regions) for entry in entries]
            known = [part for part in parts if part is not None]
            return sum(known) if len(known) == len(parts) else None
        case AnyOf(entries=entries):
            found = {_fixed_depth(entry, regions) for entry in entries}
            return found.pop() if len(found) == 1 else None if found else 0
        case _:
            return 0


def _fixed_depth_of(test: Test, regions: RegionTree) -> int | None:
    match test:
        case Compare(op=Op.EQ, operand=str() as code):
            return regions.depth(code) if code in regions else 0
        case Compare(op=Op.EQ) | InList():
            return None
        case _:
            return 0
