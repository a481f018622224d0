"""Nodes from plain values and from condition cells, for editors and the canonical writer."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

import msgspec

from engine.errors import InvalidInput
from engine.evaluation.cell_parts import Cell, Plain, Tests, Word
from engine.evaluation.cells import cell_value
from engine.evaluation.document.emitter import flow_text
from engine.evaluation.document.nodes import Entry, MappingNode, Node, ScalarNode, SequenceNode

_WIDTH: Final = 110  # longer rules and rows become blocks


def node_of(value: object) -> Node:  # noqa: PLR0911  # one return a type
    """Return the node of a plain value: what is short is written on one line, as `{id: .., when: .., then: ..}`.

    Text stays text, whatever it looks like. Raises InvalidInput for values that no document holds.
    """
    match value:
        case None:
            return ScalarNode(text="null")
        case bool():
            return ScalarNode(text="true" if value else "false")
        case int():
            return ScalarNode(text=str(value))
        case Decimal():
            return ScalarNode(text=format(value, "f"))
        case str():
            return ScalarNode(text=value, plain=False)
        case Mapping():
            entries = (Entry(key=ScalarNode(text=str(key)), value=node_of(one)) for key, one in value.items())
            return _laid_out(MappingNode(entries=tuple(entries), flow=True))
        case Sequence():
            return _laid_out(SequenceNode(items=tuple(node_of(one) for one in value), flow=True))
        case _:
            raise InvalidInput(f"{type(value).__name__} cannot stand in a document; use text, numbers, lists, mappings")


def cell_node(cell: Cell, *, is_textual: bool, old: Node | None = None) -> Node:
    """Return the node of a cell, with the place and comments of the node that it stands for.

    `is_textual`: the fact is text, so that a word that looks like a number is quoted.
    """
    value = cell_value(cell)
    if isinstance(value, str):
        is_number = not is_textual and isinstance(cell, Tests) and _is_word(cell)
        return _in_place(ScalarNode(text=value, plain=is_number), old)
    if isinstance(value, list):
        return _in_place(_sequence(value, old, is_textual=is_textual), old)
    entries = (
        Entry(key=ScalarNode(text=name), value=_sequence(items, _under(old, name), is_textual=True))
        for name, items in value.items()
    )
    return _in_place(MappingNode(entries=tuple(entries), flow=True), old)


def _laid_out(node: SequenceNode | MappingNode) -> Node:
    return node if len(flow_text(node)) <= _WIDTH else msgspec.structs.replace(node, flow=False)


def _is_word(cell: Tests) -> bool:
    first = cell.tests[0]
    return len(cell.tests) == 1 and isinstance(first, Plain) and isinstance(first.operand, Word)


def _sequence(texts: list[str], old: Node | None, *, is_textual: bool) -> Node:
    before = old.items if isinstance(old, SequenceNode) and len(old.items) == len(texts) else (None,) * len(texts)
    items = (
        _in_place(ScalarNode(text=text, plain=not is_textual), was) for text, was in zip(texts, before, strict=True)
    )
    return _in_place(SequenceNode(items=tuple(items), flow=True), old)


def _under(node: Node | None, name: str) -> Node | None:
    return node.get(name) if isinstance(node, MappingNode) else None


def _in_place(node: Node, old: Node | None) -> Node:
    """Return the node with the place, comments and layout of the old one."""
    if old is None:
        return node
    node = msgspec.structs.replace(node, position=old.position, remarks=old.remarks)
    if isinstance(node, ScalarNode) or isinstance(old, ScalarNode):
        return node
    return msgspec.structs.replace(node, flow=old.flow)
