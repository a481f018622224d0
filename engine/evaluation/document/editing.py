"""A document that can be edited: every edit gives a new one, with the comments of what was not touched."""

from collections.abc import Callable, Sequence

import msgspec

from engine.errors import NotFound
from engine.evaluation.document.composer import compose
from engine.evaluation.document.emitter import document_text
from engine.evaluation.document.making import node_of
from engine.evaluation.document.nodes import Entry, MappingNode, Node, ScalarNode, SequenceNode

Path = Sequence[str | int]
Change = Callable[[Node | None], Node | None]


class Document(msgspec.Struct, frozen=True):
    """A rule set or list as it stands in its file. A path is keys and positions: `("steps", "zone", "rules", 0)`.

    Editing never looks at what the text means: an editor loads the new text to find out.
    """

    root: MappingNode

    @classmethod
    def parse(cls, text: str, *, file: str | None = None) -> "Document":
        """Return the document of a text. Raises RuleSetError where it is no YAML of ours."""
        return cls(compose(text, file=file))

    @property
    def text(self) -> str:
        """The canonical text."""
        return document_text(self.root)

    def node(self, path: Path) -> Node:
        """Return the node at a path. Raises NotFound."""
        node: Node | None = self.root
        for step in path:
            node = _child(node, step)
        if node is None:
            raise NotFound("part of the document", "/".join(map(str, path)))
        return node

    def rule_path(self, rule_id: str) -> tuple[str | int, ...]:
        """Return the path of the rule or row with this id. Raises NotFound."""
        for step, inner in _entries(self.root.get("steps")):
            for place in (("rules",), ("table", "rows")):
                node: Node | None = inner
                for name in place:
                    node = _child(node, name)
                for number, item in enumerate(node.items if isinstance(node, SequenceNode) else ()):
                    first = _child(item, "id" if isinstance(item, MappingNode) else 0)
                    if isinstance(first, ScalarNode) and first.text == rule_id:
                        return ("steps", step, *place, number)
        raise NotFound("rule", rule_id)

    def with_value(self, path: Path, value: object) -> "Document":
        """Return the document with a plain value at a path; a key that is not there yet comes last in its mapping."""
        new = node_of(value)
        return self._changed(path, lambda old: msgspec.structs.replace(new, remarks=old.remarks) if old else new)

    def with_node(self, path: Path, node: Node) -> "Document":
        """Return the document with a node at a path, as it is."""
        return self._changed(path, lambda _: node)

    def without(self, path: Path) -> "Document":
        """Return the document without what stands at a path. Raises NotFound."""
        self.node(path)
        return self._changed(path, lambda _: None)

    def with_item(self, path: Path, value: object, at: int | None = None) -> "Document":
        """Return the document with one more item in the list at a path: at a position, or at the end."""
        return self._with_items(path, lambda items: items.insert(len(items) if at is None else at, node_of(value)))

    def with_moved(self, path: Path, start: int, end: int) -> "Document":
        """Return the document with an item of the list at a path moved from one position to another."""
        return self._with_items(path, lambda items: items.insert(end, items.pop(start)))

    def _with_items(self, path: Path, edit: Callable[[list[Node]], None]) -> "Document":
        node = self.node(path)
        if not isinstance(node, SequenceNode):
            raise NotFound("list", "/".join(map(str, path)))
        items = list(node.items)
        try:
            edit(items)
        except IndexError:
            raise NotFound("item", "/".join(map(str, path))) from None
        return self._changed(path, lambda _: msgspec.structs.replace(node, items=tuple(items)))

    def _changed(self, path: Path, change: Change) -> "Document":
        root = _changed(self.root, list(path), change)
        return Document(root) if isinstance(root, MappingNode) else self


def _changed(node: Node | None, path: list[str | int], change: Change) -> Node | None:
    if not path:
        return change(node)
    step, rest = path[0], path[1:]
    new = _changed(_child(node, step), rest, change)
    if isinstance(node, MappingNode) and isinstance(step, str):
        return msgspec.structs.replace(node, entries=_replaced(node.entries, step, new))
    if isinstance(node, SequenceNode) and isinstance(step, int) and 0 <= step < len(node.items):
        items = (*node.items[:step], *((new,) if new is not None else ()), *node.items[step + 1 :])
        return msgspec.structs.replace(node, items=items)
    raise NotFound("part of the document", step)


def _replaced(entries: tuple[Entry, ...], key: str, new: Node | None) -> tuple[Entry, ...]:
    kept = tuple(
        Entry(key=entry.key, value=new) if entry.key.text == key and new is not None else entry
        for entry in entries
        if entry.key.text != key or new is not None
    )
    is_new = new is not None and all(entry.key.text != key for entry in entries)
    return (*kept, Entry(key=ScalarNode(text=key), value=new)) if is_new and new is not None else kept


def _child(node: Node | None, step: str | int) -> Node | None:
    if isinstance(node, MappingNode) and isinstance(step, str):
        return node.get(step)
    if isinstance(node, SequenceNode) and isinstance(step, int) and 0 <= step < len(node.items):
        return node.items[step]
    return None


def _entries(node: Node | None) -> list[tuple[str, Node]]:
    return [(entry.key.text, entry.value) for entry in node.entries] if isinstance(node, MappingNode) else []
