"""From the parts of a condition cell to its canonical text."""

from engine.evaluation.cell_grammar import is_bare_item
from engine.evaluation.cell_parts import (
    Begins,
    CellTest,
    Comparison,
    Item,
    Known,
    Listed,
    Not,
    Operand,
    Param,
    Plain,
    Quoted,
    Range,
    Word,
)


def text_of(test: CellTest) -> str:  # noqa: PLR0911  # one return a kind of test
    """Return one test as canonical text."""
    match test:
        case Plain():
            return operand_text(test.operand)
        case Comparison():
            return f"{test.op} {operand_text(test.operand)}"
        case Range():
            return _range_text(test)
        case Listed():
            return f"@{test.list_id}"
        case Known():
            return "present" if test.present else "missing"
        case Begins():
            return f"like {quoted_text(test.text + '*')}"
        case Not():
            return f"not({', '.join(text_of(inner) for inner in test.tests)})"


def operand_text(operand: Operand) -> str:
    """Return an operand as canonical text."""
    match operand:
        case Word():
            return operand.text
        case Quoted():
            return quoted_text(operand.text)
        case Param():
            return f"${operand.name}"


def quoted_text(text: str) -> str:
    """Return text in the quotes of a cell: only `"` and the backslash are escaped."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def item_text(item: Item) -> str:
    """Return an item of a list: text that means nothing else there needs no quotes of its own."""
    if isinstance(item, Plain) and isinstance(item.operand, Quoted) and is_bare_item(item.operand.text):
        return item.operand.text
    return text_of(item)


def _range_text(test: Range) -> str:
    low = operand_text(test.low) if test.low is not None else ""
    high = operand_text(test.high) if test.high is not None else ""
    return f"{'[' if test.low_closed else '('}{low}..{high}{']' if test.high_closed else ')'}"
