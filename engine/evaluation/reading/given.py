"""The given facts of a test in the document: where a path stands, and how its values are written."""

import re
from collections.abc import Mapping
from typing import Final

from engine.evaluation.document.nodes import MappingNode, Node, SequenceNode, is_scalar
from engine.evaluation.facts import Fact, FactType, Vocabulary
from engine.evaluation.literals import literal_text, read_literal
from engine.evaluation.reading.context import Reading

_INDEX: Final = re.compile(r"\[([0-9]+)\]")
_REWRITTEN: Final = frozenset({FactType.REGION, FactType.MONEY})


def node_at(node: Node | None, path: str) -> Node | None:
    """Return the node under a path such as `lines[0].category`, or the nearest above; keys may hold dots."""
    place, left = node, path
    while left and place is not None:
        index = _INDEX.match(left)
        if index is not None and isinstance(place, SequenceNode) and int(index.group(1)) < len(place.items):
            place, left = place.items[int(index.group(1))], left[index.end() :].removeprefix(".")
            continue
        step = _step(place, left)
        if step is None:
            break
        place, left = step
    return place


def note_canonical(reading: Reading, node: Node | None, vocabulary: Vocabulary) -> None:
    """Note how the canonical writer writes the regions and amounts of facts that were read without a mistake."""
    if isinstance(node, MappingNode):
        _note(reading, node, "", vocabulary.facts, vocabulary)


def _note(reading: Reading, node: MappingNode, path: str, facts: Mapping[str, Fact], vocabulary: Vocabulary) -> None:
    for entry in node.entries:
        key, value = entry.key.text, entry.value
        fact = facts.get(f"{path}.{key}" if path else key) or facts.get(key)
        elements = vocabulary.lists.get(key) if not path else None
        if fact is not None and fact.type in _REWRITTEN and is_scalar(value):
            typed = read_literal(value.text, fact.type, reading.units)
            reading.canonical[id(value)] = literal_text(typed, fact.type, reading.units)
        elif isinstance(value, MappingNode):
            _note(reading, value, f"{path}.{key}" if path else key, facts, vocabulary)
        elif elements is not None and isinstance(value, SequenceNode):
            for item in value.items:
                if isinstance(item, MappingNode):
                    _note(reading, item, elements.prefix, elements.facts, vocabulary)


def _step(place: Node, left: str) -> tuple[Node, str] | None:
    if not isinstance(place, MappingNode):
        return None
    for entry in place.entries:
        key = entry.key.text
        if left == key or left.startswith((f"{key}.", f"{key}[")):
            return entry.value, left[len(key) :].removeprefix(".")
    return None
