"""Spoilt documents: shipped rule sets with random damage, for the fuzz of the loader."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Final

from engine.evaluation.document.composer import compose
from engine.evaluation.document.emitter import document_text
from engine.evaluation.document.nodes import Entry, MappingNode, Node, ScalarNode, SequenceNode

_RULES: Final = Path(__file__).parents[2] / "rules"
_OTHERS: Final = {"channels", "rollouts"}  # folders of other documents
SOUND: Final = tuple(
    path.read_text("utf-8") for path in sorted(_RULES.rglob("*.yaml")) if path.parent.name not in _OTHERS
)
_PIECES: Final = (
    "- ", ": ", "? ", "{", "}", "[", "]", ",", "&a ", "*a", "!!python/object:os.system ", "!x ", "<<: ", "%YAML 1.1\n",
    "---\n", "...\n", "|\n", ">-\n", "#", "\t", "\ufeff", "\x00", "\u2028", "\x85", "\r", "\n", "  ", "'", '"', "\\",
    "\ud800", "😀", "汉", "null", "true", "0571", "1e999", "9" * 30, "[" * 30, "{a: " * 30, "x" * 5000, "not(" * 40,
    '"not(', '"@', '"$', '"[1..', '"like *"', "present", "missing", "-", '">= "', '"{line.}"', '"{a.b}{"', "2026-02-30",
    "0001-01-01T00:00:00+14:00", "any: [", "some: {in: lines, where: {}}", "from: x", "id: ", "steps:\n", "rules: ",
)  # fmt: skip
_VALUES: Final[tuple[Node, ...]] = (
    ScalarNode(text="null"), ScalarNode(text="true"), ScalarNode(text="5"), ScalarNode(text="-1.50"),
    ScalarNode(text="", plain=False), ScalarNode(text="$limit", plain=False), ScalarNode(text="@region.jzh"),
    ScalarNode(text='not(a, [1..2), like "x*")', plain=False), ScalarNode(text="9" * 30), ScalarNode(text="unique"),
    ScalarNode(text="{customer.id}{{", plain=False), ScalarNode(text="customer.level", plain=False),
    ScalarNode(text="2026-11-01T00:00:00+08:00", plain=False), ScalarNode(text="浙江省/杭州市", plain=False),
    ScalarNode(text="(5..5)", plain=False), ScalarNode(text="P1D", plain=False), ScalarNode(text="1d", plain=False),
    SequenceNode(items=()), MappingNode(entries=()), SequenceNode(items=(ScalarNode(text="a"), SequenceNode(items=()))),
    MappingNode(entries=(Entry(key=ScalarNode(text="any"), value=SequenceNode(items=(ScalarNode(text="VIP"),))),)),
)  # fmt: skip


def spoilt(chance: random.Random) -> str:
    """Return a shipped document with one to six kinds of damage to its text, or to its structure."""
    text = chance.choice(SOUND)
    if chance.random() < 0.5:
        for _ in range(chance.randint(1, 4)):
            text = _with_other_value(text, chance)
        return text
    for _ in range(chance.randint(1, 6)):
        text = chance.choice(_DAMAGES)(text, chance)
    return text


def _cut(text: str, chance: random.Random) -> str:
    start = chance.randrange(len(text) + 1)
    return text[:start] + text[start + chance.randint(1, 40) :]


def _insert(text: str, chance: random.Random) -> str:
    start = chance.randrange(len(text) + 1)
    return text[:start] + chance.choice(_PIECES) * chance.choice((1, 1, 1, 3)) + text[start:]


def _replace(text: str, chance: random.Random) -> str:
    return _insert(_cut(text, chance), chance)


def _repeat(text: str, chance: random.Random) -> str:
    start = chance.randrange(len(text) + 1)
    piece = text[start : start + chance.randint(1, 200)]
    return text[:start] + piece * chance.choice((1, 2, 50)) + text[start:]


def _swap_lines(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    first, second = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[first], lines[second] = lines[second], lines[first]
    return "\n".join(lines)


def _indent(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    place = chance.randrange(len(lines))
    lines[place] = " " * chance.randint(1, 3) + lines[place]
    return "\n".join(lines)


def _with_other_value(text: str, chance: random.Random) -> str:
    root = compose(text)
    count = _count(root)
    new = _with_node(root, [chance.randrange(1, max(count, 2))], chance.choice(_VALUES))
    return document_text(new) if isinstance(new, MappingNode) and new.entries else text


def _count(node: Node) -> int:
    if isinstance(node, ScalarNode):
        return 1
    children = node.items if isinstance(node, SequenceNode) else [entry.value for entry in node.entries]
    return 1 + sum(_count(child) for child in children)


def _with_node(node: Node, left: list[int], new: Node) -> Node:
    """Return the tree with its node number `left` (counted down on the way) replaced."""
    if left[0] == 0:
        left[0] = -1
        return new
    left[0] -= 1
    if isinstance(node, SequenceNode):
        return SequenceNode(items=tuple(_with_node(item, left, new) for item in node.items), flow=node.flow)
    if isinstance(node, MappingNode):
        entries = (Entry(key=entry.key, value=_with_node(entry.value, left, new)) for entry in node.entries)
        return MappingNode(entries=tuple(entries), flow=node.flow)
    return node


_DAMAGES: Final[tuple[Callable[[str, random.Random], str], ...]] = (
    _cut, _insert, _insert, _insert, _replace, _repeat, _swap_lines, _indent,
)  # fmt: skip
