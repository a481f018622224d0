"""A cell as a person types it on one line, and as it stands in the document: the same text both ways."""

import re
from typing import Final

import msgspec

from engine.errors import RuleSetError
from engine.evaluation.document.composer import compose
from engine.evaluation.document.emitter import flow_text
from engine.evaluation.document.nodes import Entry, MappingNode, Node, ScalarNode, SequenceNode, is_null
from engine.evaluation.document.scalars import core_value

# `[1..5)` is a range and text; `[手机, 黄金]` is a list.
_RANGE: Final = re.compile(r"[\[(][^\[\](),\"]*\.\.[^\[\](),\"]*[\])]")
_BREAKS: Final = re.compile(r"[\r\n\t]+")


def entry_text(node: Node | None) -> str:
    """Return what stands there on one line; nothing where there is no value."""
    if node is None or is_null(node):
        return ""
    return node.text if isinstance(node, ScalarNode) else flow_text(node)


def entry_node(text: str, old: Node | None = None, *, is_textual: bool = False, empty: str = "-") -> Node:
    """Return the node of what a person typed, with the comments of the node that it stands for.

    A list `[a, b]` and parts `{any: [a]}` become those, a number or `true` a value, anything else text: whether it
    means something is for the loader to say. `is_textual`: what looks like a number is text. Nothing typed is `empty`.
    What is typed as it stands there is what stands there.
    """
    text = _BREAKS.sub(" ", text).strip()
    if old is not None and text == entry_text(old):
        return old
    node = _structure(text) or _scalar(text or empty, old, is_textual=is_textual)
    return node if old is None else msgspec.structs.replace(node, remarks=old.remarks)


def _scalar(text: str, old: Node | None, *, is_textual: bool) -> ScalarNode:
    """Return a value, or text where it is to be text: also where a number in quotes stood before."""
    is_kept_text = isinstance(old, ScalarNode) and not old.plain and not isinstance(core_value(old.text), str)
    is_value = not isinstance(core_value(text), str)
    return ScalarNode(text=text, plain=is_value and not is_textual and not is_kept_text)


def _structure(text: str) -> SequenceNode | MappingNode | None:
    if not text.startswith(("[", "{")) or _RANGE.fullmatch(text):
        return None
    try:
        node = compose(f"entry: {text}\n").get("entry")
    except RuleSetError:
        return None  # not YAML: text, which the loader refuses where it is no cell
    # `{line.ship_date}` is a template: text with a placeholder.
    is_template = isinstance(node, MappingNode) and node.entries and all(is_null(one.value) for one in node.entries)
    return _on_one_line(node) if isinstance(node, SequenceNode | MappingNode) and not is_template else None


def _on_one_line(node: SequenceNode | MappingNode) -> SequenceNode | MappingNode:
    """Return the node on one line, without the places that it has in what was typed."""
    if isinstance(node, SequenceNode):
        return SequenceNode(items=tuple(map(_placeless, node.items)), flow=True)
    entries = (Entry(key=ScalarNode(text=one.key.text), value=_placeless(one.value)) for one in node.entries)
    return MappingNode(entries=tuple(entries), flow=True)


def _placeless(node: Node) -> Node:
    return ScalarNode(text=node.text, plain=node.plain) if isinstance(node, ScalarNode) else _on_one_line(node)
