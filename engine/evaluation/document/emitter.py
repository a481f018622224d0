"""Nodes to canonical YAML: two spaces a level, quotes only where needed, comments where they stand."""

from collections.abc import Iterable, Iterator
from itertools import dropwhile
from typing import Final

from engine.evaluation.document.nodes import Entry, MappingNode, Node, ScalarNode, SequenceNode
from engine.evaluation.document.scalars import scalar_text

_STEP: Final = "  "
_APART: Final = ("steps", "tests")  # these two of a rule set have an empty line before them
_ROLLOUT: Final = "rollout"  # whose steps are a few lines


def document_text(root: MappingNode) -> str:
    """Return the whole document. What it returns reads back to the same nodes and is written the same again."""
    if not root.entries:
        return "{}\n"
    lines = [*_comment_lines(root.remarks.above, "", is_first=True)]
    kind = root.get("kind")
    apart_keys = () if isinstance(kind, ScalarNode) and kind.text == _ROLLOUT else _APART
    for number, entry in enumerate(root.entries):
        apart = number > 0 and entry.key.text in apart_keys and not entry.value.remarks.above
        lines += [""] if apart else []
        lines += _entry_lines(entry, "", is_first=number == 0 and not lines)
    lines += _comment_lines(root.remarks.below, "")
    return "\n".join(_apart(line.rstrip() for line in lines)).strip("\n") + "\n"


def flow_text(node: Node) -> str:
    """Return the node on one line, without comments."""
    match node:
        case ScalarNode():
            return scalar_text(node.text, plain=node.plain)
        case SequenceNode():
            return f"[{', '.join(flow_text(item) for item in node.items)}]"
        case MappingNode():
            inner = (f"{_key_text(entry)}: {flow_text(entry.value)}" for entry in node.entries)
            return f"{{{', '.join(inner)}}}"


def _key_text(entry: Entry) -> str:
    return scalar_text(entry.key.text, plain=False)


def _entry_lines(entry: Entry, indent: str, *, is_first: bool) -> Iterator[str]:
    yield from _comment_lines(entry.value.remarks.above, indent, is_first=is_first)
    yield from _value_lines(f"{indent}{_key_text(entry)}:", entry.value, indent)


def _value_lines(start: str, node: Node, indent: str) -> Iterator[str]:
    """Return the lines of a value after its key: on the same line, or as a block below it."""
    beside = f" {node.remarks.beside}" if node.remarks.beside else ""
    if not _is_block(node):
        literal = _literal(node, indent + _STEP)
        yield f"{start} {literal[0]}{beside}" if literal else f"{start} {flow_text(node)}{beside}"
        yield from literal[1:]
        return
    yield f"{start}{beside}"
    yield from _block_lines(node, indent + _STEP)


def _block_lines(node: Node, indent: str) -> Iterator[str]:
    if isinstance(node, MappingNode):
        for number, entry in enumerate(node.entries):
            yield from _entry_lines(entry, indent, is_first=number == 0)
    elif isinstance(node, SequenceNode):
        for number, item in enumerate(node.items):
            yield from _item_lines(item, indent, is_first=number == 0)
    yield from _comment_lines(node.remarks.below, indent)


def _item_lines(item: Node, indent: str, *, is_first: bool) -> Iterator[str]:
    """Return the lines of one item; a block begins on the line of its dash."""
    yield from _comment_lines(item.remarks.above, indent, is_first=is_first)
    if not _is_block(item):
        yield from _value_lines(f"{indent}-", item, indent)
        return
    if item.remarks.beside:
        yield f"{indent}{item.remarks.beside}"
    lines = list(_block_lines(item, indent + _STEP))
    first = next(number for number, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#"))
    yield from (line[len(_STEP) :] if line.strip() else line for line in lines[:first])
    yield f"{indent}- {lines[first].lstrip()}"
    yield from lines[first + 1 :]


def _is_block(node: Node) -> bool:
    if isinstance(node, ScalarNode):
        return False
    children = node.items if isinstance(node, SequenceNode) else tuple(entry.value for entry in node.entries)
    if not children:
        return False
    return not node.flow or bool(node.remarks.below) or any(_has_comments(child) for child in children)


def _has_comments(node: Node) -> bool:
    remarks = node.remarks
    if any(remarks.above) or remarks.beside or remarks.below:
        return True
    if isinstance(node, SequenceNode):
        return any(_has_comments(item) for item in node.items)
    return isinstance(node, MappingNode) and any(_has_comments(entry.value) for entry in node.entries)


def _literal(node: Node, indent: str) -> list[str]:
    """Return text of several lines as a literal block, where that can be read back to the same text."""
    if not isinstance(node, ScalarNode) or "\n" not in node.text:
        return []
    body = node.text.removesuffix("\n")
    lines = body.split("\n")
    fits = all(line and line == line.strip(" ") and line.isprintable() for line in lines)
    if not fits or lines[0].startswith("#"):
        return []
    return ["|" if node.text.endswith("\n") else "|-", *(indent + line for line in lines)]


def _comment_lines(comments: tuple[str, ...], indent: str, *, is_first: bool = False) -> Iterator[str]:
    """Return comments as lines; no empty line stands before the first node of a block."""
    for comment in dropwhile(lambda line: not line, comments) if is_first else comments:
        yield f"{indent}{comment}" if comment else ""


def _apart(lines: Iterable[str]) -> Iterator[str]:
    """Return the lines with one empty line where there are several. Text of ours has no empty lines in it."""
    before = ""
    for line in lines:
        if line or before:
            yield line
        before = line
