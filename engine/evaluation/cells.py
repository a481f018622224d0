"""The condition cell: what stands in a table, a `when` or an audience. Text ↔ structure, both ways without loss.

    cell := "-" | scalar | [scalar, ..] | test {"," test} | {any|all|none: [..]}
    test := value | op operand | [a..b) | not(test {"," test}) | "@" list | present | missing | like "text*"

A cell has no types yet: whether a word is a number, a region or another fact is for `binding` to say.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from engine.evaluation.cell_grammar import parse_item, parse_tests
from engine.evaluation.cell_parts import Anything, Cell, Item, Tags, Tests, Values
from engine.evaluation.cell_text import item_text, text_of
from engine.evaluation.findings import mistake
from engine.evaluation.wording import say

_PARTS = ("any", "all", "none")


def parse_cell(value: object) -> Cell:
    """Return the structure of a cell given as text, number, boolean, list, or mapping of any / all / none to lists.

    Raises RuleSetError with one finding that says what is wrong and how to write it.
    """
    match value:
        case str():
            return Anything() if value.strip() == "-" else Tests(parse_tests(value))
        case bool() | int() | Decimal():
            return Tests(parse_tests(scalar(value)))
        case Mapping():
            return _tags(value)
        case Sequence():
            return Values(_items(value))
        case None:
            raise mistake(say("null_cell"))
        case _:
            raise mistake(say("cell_form"))


def cell_value(cell: Cell) -> str | list[str] | dict[str, list[str]]:
    """Return the cell as it is stored: text, a list of texts, or lists by `any`, `all`, `none`."""
    match cell:
        case Anything():
            return "-"
        case Tests():
            return ", ".join(text_of(test) for test in cell.tests)
        case Values():
            return [item_text(item) for item in cell.items]
        case Tags():
            parts = {"any": cell.any, "all": cell.all, "none": cell.none}
            return {name: [item_text(item) for item in items] for name, items in parts.items() if items is not None}


def cell_text(cell: Cell) -> str:
    """Return the cell on one line, for a person."""
    value = cell_value(cell)
    if isinstance(value, dict):
        return ", ".join(f"{name} [{', '.join(items)}]" for name, items in value.items())
    return value if isinstance(value, str) else f"[{', '.join(value)}]"


def scalar(value: object) -> str:
    """Return a number, boolean or text of a cell as text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, (str, int)):
        return str(value)
    raise mistake(say("cell_form"))


def _items(values: Sequence[object]) -> tuple[Item, ...]:
    if not values:
        raise mistake(say("empty_list_cell"))
    return tuple(parse_item(scalar(value)) for value in values)


def _tags(value: Mapping[object, object]) -> Tags:
    parts: dict[str, tuple[Item, ...]] = {}
    for name, items in value.items():
        if name not in _PARTS:
            raise mistake(say("tags_part", name=name), allowed=_PARTS)
        if not isinstance(items, Sequence) or isinstance(items, str):
            raise mistake(say("tags_list", name=name))
        parts[str(name)] = _items(items)
    if not parts:
        raise mistake(say("tags_empty"), allowed=_PARTS)
    return Tags(**parts)
