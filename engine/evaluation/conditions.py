"""Conditions with types: what the loader makes of the text, and all evaluators read.

A missing or null fact makes every test false, also `!=` and `not`; only `missing` is true. `-` (no tests) always is.
`All`, `AnyOf` and `NoneOf` are plain logic over their entries.
"""

from enum import StrEnum

import msgspec

from engine.evaluation.facts import FactType, Value


class Op(StrEnum):
    """Comparisons. Between regions `=` means: the left lies in the right (or is it)."""

    EQ = "="
    NE = "!="
    LT = "<"
    LE = "<="
    GT = ">"
    GE = ">="


class FactOperand(msgspec.Struct, frozen=True):
    """Another fact on the right-hand side."""

    path: str
    type: FactType


class Compare(msgspec.Struct, frozen=True):
    """`op operand`; a plain scalar is `=`. A literal operand has the Python type of the fact (money: minor units)."""

    op: Op
    operand: Value | FactOperand


class Interval(msgspec.Struct, frozen=True):
    """`[a..b)`: an end that is None is open to infinity."""

    low: Value | FactOperand | None
    high: Value | FactOperand | None
    low_closed: bool = True
    high_closed: bool = True


class InList(msgspec.Struct, frozen=True):
    """`@list`: the value is in the reference list (for regions: lies in one of its members)."""

    list_id: str


class Presence(msgspec.Struct, frozen=True):
    """`present` or `missing`."""

    present: bool


class Prefix(msgspec.Struct, frozen=True):
    """`like "text*"`: begins with."""

    text: str


class Negation(msgspec.Struct, frozen=True):
    """`not(a, b)`: the fact is present and none of the tests holds."""

    tests: tuple["Test", ...]


Test = Compare | Interval | InList | Presence | Prefix | Negation


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """`path: cell`: one of the tests holds; with no tests (`-`) it always holds."""

    path: str
    type: FactType
    tests: tuple[Test, ...]


class TagItem(msgspec.Struct, frozen=True):
    """`@list` inside any / all / none of a list-valued fact: stands for every member of the list."""

    list_id: str


class TagCondition(msgspec.Struct, frozen=True, kw_only=True):
    """`path: {any: [...], all: [...], none: [...]}` over a list of text; each part given must hold.

    Over [] none is true and any is false.
    """

    path: str
    any: tuple[str | TagItem, ...] | None = None
    all: tuple[str | TagItem, ...] | None = None
    none: tuple[str | TagItem, ...] | None = None


class All(msgspec.Struct, frozen=True):
    """Every entry holds; of none: true."""

    entries: tuple["When", ...]


class AnyOf(msgspec.Struct, frozen=True):
    """One entry holds; of none: false."""

    entries: tuple["When", ...]


class NoneOf(msgspec.Struct, frozen=True):
    """No entry holds; of none: true. An entry over a missing fact does not hold, so that `none` of it does."""

    entries: tuple["When", ...]


class Some(msgspec.Struct, frozen=True):
    """An element of the list fulfils `where`; of an empty or missing list: false."""

    list_name: str
    where: "When"


class Every(msgspec.Struct, frozen=True):
    """Each element of the list fulfils `where`; of an empty list true, of a missing list false."""

    list_name: str
    where: "When"


When = Condition | TagCondition | All | AnyOf | NoneOf | Some | Every
