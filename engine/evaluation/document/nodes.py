"""What a document is made of: scalars, sequences and mappings, each with its place and its comments."""

from typing import TypeGuard

import msgspec

from engine.evaluation.document.scalars import core_value
from engine.evaluation.ruleset import Position


class Remarks(msgspec.Struct, frozen=True, kw_only=True):
    """Comments at a node, each with its `#`.

    `above` are the whole lines before it ("" is a blank line), `beside` stands at the end of its line, `below` are the
    whole lines at the end of its block.
    """

    above: tuple[str, ...] = ()
    beside: str | None = None
    below: tuple[str, ...] = ()


NO_REMARKS = Remarks()


class ScalarNode(msgspec.Struct, frozen=True, kw_only=True, tag="scalar"):
    """Text, and whether it stood without quotes: only then can it be a number, a boolean or null."""

    text: str
    plain: bool = True
    position: Position | None = None
    remarks: Remarks = NO_REMARKS

    @property
    def is_null(self) -> bool:
        """Whether it is YAML's null: `null`, `~` or nothing at all."""
        return self.plain and core_value(self.text) is None


class SequenceNode(msgspec.Struct, frozen=True, kw_only=True, tag="sequence"):
    """Items in order. `flow`: written as `[a, b]`."""

    items: tuple["Node", ...]
    flow: bool = False
    position: Position | None = None
    remarks: Remarks = NO_REMARKS


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One key and its value. The comments of an entry are those of its value."""

    key: ScalarNode
    value: "Node"


class MappingNode(msgspec.Struct, frozen=True, kw_only=True, tag="mapping"):
    """Entries in order; keys are text and come once. `flow`: written as `{a: b}`."""

    entries: tuple[Entry, ...]
    flow: bool = False
    position: Position | None = None
    remarks: Remarks = NO_REMARKS

    def get(self, key: str) -> "Node | None":
        """Return the value under a key, or None."""
        return next((entry.value for entry in self.entries if entry.key.text == key), None)

    def keys(self) -> tuple[str, ...]:
        """Return the keys in order."""
        return tuple(entry.key.text for entry in self.entries)


Node = ScalarNode | SequenceNode | MappingNode


def is_null(node: Node | None) -> bool:
    """Tell whether there is no value: no node, or YAML's null."""
    return node is None or (isinstance(node, ScalarNode) and node.is_null)


def is_scalar(node: Node | None) -> TypeGuard[ScalarNode]:
    """Tell whether it is a scalar that is not null."""
    return isinstance(node, ScalarNode) and not node.is_null


def plain_value(node: Node) -> object:
    """Return what the node says in plain Python: dict, list, str, int, Decimal, bool or None."""
    match node:
        case ScalarNode():
            return core_value(node.text) if node.plain else node.text
        case SequenceNode():
            return [plain_value(item) for item in node.items]
        case MappingNode():
            return {entry.key.text: plain_value(entry.value) for entry in node.entries}


def texts_value(node: Node) -> object:
    """Return the same with every scalar but null as text, as it was written."""
    match node:
        case ScalarNode():
            return None if node.is_null else node.text
        case SequenceNode():
            return [texts_value(item) for item in node.items]
        case MappingNode():
            return {entry.key.text: texts_value(entry.value) for entry in node.entries}
