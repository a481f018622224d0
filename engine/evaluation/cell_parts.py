"""What a condition cell is made of."""

import msgspec

from engine.evaluation.conditions import Op


class Word(msgspec.Struct, frozen=True, tag="word"):
    """Text without quotes: a number, boolean, date, region, name, or the path of a fact."""

    text: str


class Quoted(msgspec.Struct, frozen=True, tag="quoted"):
    """Text in quotes: always just that text."""

    text: str


class Param(msgspec.Struct, frozen=True, tag="param"):
    """`$name`: a parameter of the set."""

    name: str


Operand = Word | Quoted | Param


class Plain(msgspec.Struct, frozen=True, tag="plain"):
    """A value alone: the fact is equal to it."""

    operand: Operand


class Comparison(msgspec.Struct, frozen=True, tag="comparison"):
    """`>= 5`."""

    op: Op
    operand: Operand


class Range(msgspec.Struct, frozen=True, tag="range"):
    """`[a..b)`; an end that is None is open to infinity."""

    low: Operand | None
    high: Operand | None
    low_closed: bool = True
    high_closed: bool = True


class Listed(msgspec.Struct, frozen=True, tag="listed"):
    """`@list`: in a reference list."""

    list_id: str


class Known(msgspec.Struct, frozen=True, tag="known"):
    """`present` or `missing`."""

    present: bool


class Begins(msgspec.Struct, frozen=True, tag="begins"):
    """`like "text*"`."""

    text: str


class Not(msgspec.Struct, frozen=True, tag="not"):
    """`not(a, b)`: none of them."""

    tests: tuple["CellTest", ...]


CellTest = Plain | Comparison | Range | Listed | Known | Begins | Not
Item = Plain | Listed


class Anything(msgspec.Struct, frozen=True, tag="anything"):
    """`-`: matches everything, missing too."""


class Tests(msgspec.Struct, frozen=True, tag="tests"):
    """Tests with commas between them: one of them holds."""

    __test__ = False  # pytest looks for names like this one

    tests: tuple[CellTest, ...]


class Values(msgspec.Struct, frozen=True, tag="values"):
    """`[a, b]`: the fact is equal to one of them, or in one of the lists."""

    items: tuple[Item, ...]


class Tags(msgspec.Struct, frozen=True, kw_only=True, tag="tags"):
    """`{any: [..], all: [..], none: [..]}` over a fact that is a list; each part given must hold."""

    any: tuple[Item, ...] | None = None
    all: tuple[Item, ...] | None = None
    none: tuple[Item, ...] | None = None


Cell = Anything | Tests | Values | Tags
