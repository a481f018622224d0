"""A table as a spreadsheet has it: lines of texts, in from a pasted block or CSV and out again."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from engine.errors import InvalidInput
from engine.evaluation.document.cell_entry import entry_node, entry_text
from engine.evaluation.document.editing import Document
from engine.evaluation.document.nodes import MappingNode, Node, SequenceNode
from engine.evaluation.document.rule_edits import id_of, row_like
from engine.evaluation.document.rule_form import StepForm

ID: Final = "id"
_MOST_LINES: Final = 5_000  # rows of a table
_OUTPUT: Final = "="  # before an output that is called as a condition is


def columns_of(step: StepForm) -> tuple[str, ...]:
    """Return the columns of a step as a spreadsheet has them: id, conditions, outputs; each name once."""
    return (ID, *step.inputs, *(f"{_OUTPUT}{name}" if name in step.inputs else name for name in step.outputs))


def lines_of(step: StepForm) -> tuple[tuple[str, ...], ...]:
    """Return the rules of a step as lines of texts, without the line of the columns."""
    return tuple((rule.id, *map(rule.condition, step.inputs), *map(rule.output, step.outputs)) for rule in step.rules)


def csv_of(step: StepForm) -> str:
    """Return a step as CSV with a line of columns, for a spreadsheet."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows((columns_of(step), *lines_of(step)))
    return out.getvalue()


def with_lines(document: Document, step: StepForm, block: str) -> Document:
    """Return the document with a pasted block or CSV in a table.

    A line whose id is there changes that row, any other is a new row at the end. The first line may name the columns;
    without it they are all columns in their order. A cell that a line leaves out stays as it is.
    Raises InvalidInput that names the line; NotFound where the step is no table.
    """
    place = ("steps", step.name, "table", "rows")
    rows = document.node(place)
    if not isinstance(rows, SequenceNode):
        raise InvalidInput.at("rows", "is no list of rows; mend the text first")
    header, lines = _read(block, columns_of(step))
    kept = {entry_text(id_of(row)): number for number, row in enumerate(rows.items)}
    items = list(rows.items)
    for line in lines:
        texts = dict(zip(header, line, strict=False))
        rule_id = texts.pop(ID).strip()
        number = kept.setdefault(rule_id, len(items))
        if number == len(items):
            items.append(row_like(document, place, items[-1] if items else None, rule_id))
        items[number] = _with_texts(items[number], step, texts)
    return document.with_node(place, msgspec.structs.replace(rows, items=tuple(items)))


def _read(block: str, columns: Sequence[str]) -> tuple[Sequence[str], list[list[str]]]:
    """Return the columns that a block has, and its lines. Tabs part the cells where there are any, else commas."""
    parted = "\t" if "\t" in block else ","
    lines = [line for line in csv.reader(io.StringIO(block.strip("\n")), delimiter=parted) if any(map(str.strip, line))]
    if len(lines) > _MOST_LINES:
        raise InvalidInput.at("rows", f"has {len(lines)} lines; a table may have {_MOST_LINES}")
    header: Sequence[str] = columns
    if lines and lines[0][0].strip() == ID:
        header, lines = [name.strip() for name in lines[0]], lines[1:]
    for name in header:
        if name not in columns:
            raise InvalidInput.at("rows[0]", f"there is no column {name}", columns)
    for number, line in enumerate(lines, start=1):
        if not line[0].strip():
            raise InvalidInput.at(f"rows[{number}]", "has no id in its first cell")
        if len(line) > len(header):
            raise InvalidInput.at(f"rows[{number}]", f"has {len(line)} cells, and there are {len(header)} columns")
    return header, lines


def _with_texts(row: Node, step: StepForm, texts: Mapping[str, str]) -> Node:
    if isinstance(row, MappingNode):
        entries = []
        for entry in row.entries:
            names = {"in": step.inputs, "out": step.outputs}.get(entry.key.text)
            value = entry.value
            if names is not None and isinstance(value, SequenceNode):
                wanted = texts if entry.key.text == "in" else _by_output(texts, step)
                value = msgspec.structs.replace(value, items=_replaced(value.items, names, wanted, entry.key.text))
            entries.append(msgspec.structs.replace(entry, value=value))
        return msgspec.structs.replace(row, entries=tuple(entries))
    if not isinstance(row, SequenceNode):
        return row
    width = 1 + len(step.inputs)
    cells = _replaced(row.items[1:width], step.inputs, texts, "in")
    values = _replaced(row.items[width:], step.outputs, _by_output(texts, step), "out")
    return msgspec.structs.replace(row, items=(row.items[0], *cells, *values))


def _by_output(texts: Mapping[str, str], step: StepForm) -> dict[str, str]:
    """Return the texts of the outputs by their own names."""
    named = {f"{_OUTPUT}{name}" if name in step.inputs else name: name for name in step.outputs}
    return {named[column]: text for column, text in texts.items() if column in named}


def _replaced(nodes: tuple[Node, ...], names: Sequence[str], texts: Mapping[str, str], part: str) -> tuple[Node, ...]:
    empty = "-" if part == "in" else "null"
    return tuple(
        entry_node(texts[name], node, empty=empty) if name in texts else node
        for name, node in zip(names, nodes, strict=False)
    )
