"""The canonical writer: a rule set or list as it is written in only one way, with its comments."""

import msgspec

from engine.evaluation.binding import BoundCell
from engine.evaluation.conditions import TagCondition
from engine.evaluation.document.composer import compose
from engine.evaluation.document.emitter import document_text
from engine.evaluation.document.making import cell_node
from engine.evaluation.document.nodes import Entry, MappingNode, Node, ScalarNode, SequenceNode
from engine.evaluation.document.source import LIST, kind_of
from engine.evaluation.facts import FactType
from engine.evaluation.kind import Kinds
from engine.evaluation.lists import Lists
from engine.evaluation.reading.context import Reading
from engine.evaluation.reading.reference_lists import read_list
from engine.evaluation.reading.sets import read_set
from engine.geography.regions import RegionTree

_TEXTUAL = frozenset({FactType.TEXT, FactType.TOKEN, FactType.TEXTS})


def canonical_text(text: str, *, kinds: Kinds, lists: Lists, regions: RegionTree, file: str | None = None) -> str:
    """Return a rule set or list as canonical text: cells, regions by official path, amounts with all their decimals.

    What it means stays the same, and so does what it returns when it is written again.
    Raises RuleSetError with all findings where the text cannot be loaded.
    """
    is_list = kind_of(text) == LIST
    root = compose(text, file=file)
    reading = Reading(lists=lists, regions=regions, file=file)
    if is_list:
        read_list(reading, root)
    else:
        read_set(reading, root, kinds)
    reading.findings.raise_all()
    written = rewritten(root, reading)
    assert isinstance(written, MappingNode)  # noqa: S101  # a mapping is never written as anything else
    return document_text(written)


def rewritten(node: Node, reading: Reading) -> Node:
    """Return what was read as the canonical writer puts it: cells, regions and amounts written in one way."""
    canonical = reading.canonical.get(id(node))
    if isinstance(canonical, BoundCell):
        condition = canonical.condition
        is_textual = isinstance(condition, TagCondition) or condition.type in _TEXTUAL
        return cell_node(canonical.cell, is_textual=is_textual, old=node)
    if isinstance(canonical, str):
        return ScalarNode(text=canonical, position=node.position, remarks=node.remarks)
    match node:
        case ScalarNode():
            return node
        case SequenceNode():
            return msgspec.structs.replace(node, items=tuple(rewritten(item, reading) for item in node.items))
        case MappingNode():
            entries = (Entry(key=entry.key, value=rewritten(entry.value, reading)) for entry in node.entries)
            return msgspec.structs.replace(node, entries=tuple(entries))
