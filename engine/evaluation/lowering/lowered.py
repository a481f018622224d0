"""The lowered form of a step: columns that turn facts into small numbers, and variants that test those numbers.

A column parts the values of one fact into classes that no rule can tell apart, and numbers them; class 0 is the missing
fact. A set of classes is an integer with one bit for each. A variant is a conjunction: for each column that it tests,
the classes that it takes. A rule has one variant or more; it matches where one of them does.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec

from engine.evaluation.facts import Facts
from engine.evaluation.ruleset import Rule
from engine.evaluation.run import Circumstances

Classes = int  # a set of classes: bit n stands for class n
Predicate = Callable[[tuple[Facts, ...], Circumstances], bool]

MISSING: Final = 0
OTHER: Final = 1  # present, and none of the values that rules name


class ValueColumn(msgspec.Struct, frozen=True, kw_only=True):
    """Values by look-up: text, booleans, regions (by the deepest named region that they lie in).

    Where rules name no value of it there is nothing to look up: any value is `OTHER`.
    """

    path: str
    classes: Mapping[Any, int]
    size: int

    def class_of(self, facts: Facts, _circumstances: Circumstances) -> int:
        """Return the class of a fact."""
        value = facts.get(self.path)
        if value is None:
            return MISSING
        return self.classes.get(value, OTHER) if self.classes else OTHER


class OrderedColumn(msgspec.Struct, frozen=True, kw_only=True):
    """Values by the interval that they lie in: the class counts the cuts that lie below, from 1.

    `before` are cuts just before a value, `after` just after one, each sorted.
    """

    path: str
    before: tuple[Any, ...]
    after: tuple[Any, ...]

    @property
    def size(self) -> int:
        """How many classes there are."""
        return len(self.before) + len(self.after) + 2

    def class_of(self, facts: Facts, _circumstances: Circumstances) -> int:
        """Return the class of a fact."""
        value = facts.get(self.path)
        return MISSING if value is None else 1 + bisect_right(self.before, value) + bisect_left(self.after, value)


class TimeColumn(msgspec.Struct, frozen=True, kw_only=True):
    """The decision time, by the instants at which rules begin and end."""

    instants: tuple[Any, ...]

    @property
    def size(self) -> int:
        """How many classes there are; time is never missing, so that class 0 is the time before all instants."""
        return len(self.instants) + 1

    def class_of(self, _facts: Facts, circumstances: Circumstances) -> int:
        """Return the class of the decision time."""
        return bisect_right(self.instants, circumstances.at)


class AtomColumn(msgspec.Struct, frozen=True, kw_only=True):
    """A condition that is found out beforehand: lists, tags, elements, `like`, one fact against another. 1 is true."""

    predicate: Predicate
    size: int = 2

    def class_of(self, facts: Facts, circumstances: Circumstances) -> int:
        """Return 1 where the condition holds, else 0."""
        return int(self.predicate((facts,), circumstances))


Column = ValueColumn | OrderedColumn | TimeColumn | AtomColumn


class Variant(msgspec.Struct, frozen=True):
    """One conjunction: the rule (its place in `LoweredStep.rules`) and the classes it takes, by column."""

    rule: int
    tests: Mapping[int, Classes]


class LoweredStep(msgspec.Struct, frozen=True, kw_only=True):
    """A step, lowered. `rules` are in the order in which they win, so are the variants; `first_only`: one is enough."""

    name: str
    rules: tuple[Rule, ...]
    first_only: bool
    columns: tuple[Column, ...]
    variants: tuple[Variant, ...]


def everything(size: int) -> Classes:
    """Return the set of all classes of a column."""
    return (1 << size) - 1


def span(low: int, high: int) -> Classes:
    """Return the classes from low to high, both in."""
    return (1 << high + 1) - (1 << low) if low <= high else 0


def spans(classes: Classes) -> list[tuple[int, int]]:
    """Return a set of classes as its runs: (first, last), rising."""
    found = []
    start = 0
    while classes:
        skip = (classes & -classes).bit_length() - 1
        classes >>= skip
        run = (~classes & (classes + 1)).bit_length() - 1
        found.append((start + skip, start + skip + run - 1))
        classes >>= run
        start += skip + run
    return found
