"""Edits of one rule or row, as a form or a grid makes them; each is an edit of the document and nothing else."""

from typing import Final

import msgspec

from engine.errors import NotFound
from engine.evaluation.document.cell_entry import entry_node, entry_text
from engine.evaluation.document.editing import Document
from engine.evaluation.document.nodes import NO_REMARKS, Entry, MappingNode, Node, ScalarNode, SequenceNode

Path = tuple[str | int, ...]
_NEW: Final = "new-rule"
_EVERYTHING: Final = ScalarNode(text="-", plain=False)


def with_condition(document: Document, rule_id: str, path: str, text: str, *, is_textual: bool = False) -> Document:
    """Return the document in which a rule asks this of a path; of a row's column, or as a further condition.

    Raises NotFound where there is no such rule, or no such column.
    """
    return _with_part(document, rule_id, ("when", "in"), path, entry_of(text, is_textual=is_textual))


def without_condition(document: Document, rule_id: str, path: str) -> Document:
    """Return the document in which a rule no longer asks this; a row then has `-` there. Raises NotFound."""
    place = document.rule_path(rule_id)
    if _is_row(place):
        return with_condition(document, rule_id, path, "-")
    return document.without((*place, "when", path))


def with_output(document: Document, rule_id: str, name: str, text: str, *, is_textual: bool = False) -> Document:
    """Return the document in which a rule sets an output. Nothing typed: it is not set. Raises NotFound."""
    place = document.rule_path(rule_id)
    if text.strip() or _is_row(place):
        return _with_part(document, rule_id, ("then", "out"), name, entry_of(text, is_textual=is_textual, empty="null"))
    then = document.node((*place, "then"))
    has_it = isinstance(then, MappingNode) and then.get(name) is not None
    return document.without((*place, "then", name)) if has_it else document


def with_switch(document: Document, rule_id: str, *, is_on: bool) -> Document:
    """Return the document in which a rule is on or off. Raises NotFound."""
    place = document.rule_path(rule_id)
    node = document.node(place)
    if is_on:
        has_it = isinstance(node, MappingNode) and node.get("enabled") is not None
        return document.without((*place, "enabled")) if has_it else document
    if isinstance(node, SequenceNode):
        document = document.with_node(place, _as_mapping(document, place, node))
    return document.with_value((*place, "enabled"), value=False)


def with_name(document: Document, rule_id: str, new: str) -> Document:
    """Return the document in which a rule has another id; its tests that name it follow. Raises NotFound."""
    place = document.rule_path(rule_id)
    row = isinstance(document.node(place), SequenceNode)
    document = document.with_value((*place, 0 if row else "id"), new)
    tests = document.root.get("tests")
    for number, test in enumerate(tests.items if isinstance(tests, SequenceNode) else ()):
        fires = test.get("fires") if isinstance(test, MappingNode) else None
        for at, item in enumerate(fires.items if isinstance(fires, SequenceNode) else ()):
            if entry_text(item) == rule_id:
                document = document.with_value(("tests", number, "fires", at), new)
    return document


def with_copy(document: Document, rule_id: str) -> tuple[Document, str]:
    """Return the document with a copy right after a rule, and the copy's id. Raises NotFound."""
    place = document.rule_path(rule_id)
    new = free_id(document, f"{rule_id}-copy")
    return _with_item_after(document, place, _named(document.node(place), new)), new


def without_rule(document: Document, rule_id: str) -> Document:
    """Return the document without a rule. Raises NotFound."""
    return document.without(document.rule_path(rule_id))


def with_moved(document: Document, rule_id: str, by: int) -> Document:
    """Return the document with a rule further up (less than 0) or down; at the end it stays. Raises NotFound."""
    place = document.rule_path(rule_id)
    rules, number = _rules(document, place[:-1]), int(place[-1])
    to = min(max(number + by, 0), len(rules.items) - 1)
    return document if to == number else document.with_moved(place[:-1], number, to)


def with_rule(document: Document, step: str) -> tuple[Document, str]:
    """Return the document with one more rule at the end of a step, and its id. Raises NotFound.

    It asks nothing and sets what the last one sets, until somebody says otherwise.
    """
    place = _rules_place(document, step)
    rules, new = _rules(document, place), free_id(document, _NEW)
    last = rules.items[-1] if rules.items else None
    node = row_like(document, place, last, new) if _is_row((*place, 0)) else _rule_like(last, new)
    return document.with_node(place, msgspec.structs.replace(rules, items=(*rules.items, node))), new


def free_id(document: Document, wish: str) -> str:
    """Return the wished id, with a number where it is taken."""
    taken, number, found = _all_ids(document), 2, wish
    while found in taken:
        found, number = f"{wish}-{number}", number + 1
    return found


def entry_of(text: str, *, is_textual: bool, empty: str = "-") -> "Typed":
    """Return what was typed, to be put where something stands already."""
    return Typed(text=text, is_textual=is_textual, empty=empty)


class Typed(msgspec.Struct, frozen=True, kw_only=True):
    """What a person typed into one cell."""

    text: str
    is_textual: bool
    empty: str

    def over(self, old: Node | None) -> Node:
        """Return its node in the place of another."""
        return entry_node(self.text, old, is_textual=self.is_textual, empty=self.empty)


def _with_part(document: Document, rule_id: str, names: tuple[str, str], key: str, typed: Typed) -> Document:
    """Return the document with one condition or output of a rule: `names` are its keys in a rule and in a row."""
    place = document.rule_path(rule_id)
    node = document.node(place)
    if not _is_row(place):
        part = node.get(names[0]) if isinstance(node, MappingNode) else None
        if not isinstance(part, MappingNode):
            document = document.with_node((*place, names[0]), MappingNode(entries=(), flow=True))
        old = part.get(key) if isinstance(part, MappingNode) else None
        return document.with_node((*place, names[0], key), typed.over(old))
    table = place[:-2]
    columns = [entry_text(one) for one in _sequence(document, (*table, names[1])).items]
    if key not in columns:
        raise NotFound("column", key)
    number = columns.index(key)
    if isinstance(node, MappingNode):
        cell: Path = (*place, names[1], number)
    else:
        before = len(_sequence(document, (*table, "in")).items) if names[1] == "out" else 0
        cell = (*place, 1 + before + number)
    return document.with_node(cell, typed.over(document.node(cell)))


def _as_mapping(document: Document, place: Path, row: SequenceNode) -> MappingNode:
    """Return a row of cells as one that can say more."""
    width = len(_sequence(document, (*place[:-2], "in")).items)
    entries = (
        Entry(key=ScalarNode(text="id"), value=row.items[0]),
        Entry(key=ScalarNode(text="in"), value=SequenceNode(items=row.items[1 : 1 + width], flow=True)),
        Entry(key=ScalarNode(text="out"), value=SequenceNode(items=row.items[1 + width :], flow=True)),
    )
    return MappingNode(entries=entries, flow=True, remarks=row.remarks)


def row_like(document: Document, place: Path, last: Node | None, new: str) -> SequenceNode:
    """Return a row that asks nothing and sets what another sets. `place` is that of the rows."""
    columns = {name: _sequence(document, (*place[:-1], name)).items for name in ("in", "out")}
    values: tuple[Node, ...] = tuple(ScalarNode(text="null") for _ in columns["out"])
    if isinstance(last, SequenceNode):
        values = last.items[1 + len(columns["in"]) :]
    elif isinstance(last, MappingNode) and isinstance(out := last.get("out"), SequenceNode):
        values = out.items
    cells = tuple(_EVERYTHING for _ in columns["in"])
    return SequenceNode(items=(ScalarNode(text=new, plain=False), *cells, *map(_fresh, values)), flow=True)


def _rule_like(last: Node | None, new: str) -> Node:
    then = last.get("then") if isinstance(last, MappingNode) else None
    entries = (
        Entry(key=ScalarNode(text="id"), value=ScalarNode(text=new, plain=False)),
        Entry(key=ScalarNode(text="when"), value=MappingNode(entries=(), flow=True)),
        Entry(key=ScalarNode(text="then"), value=_fresh(then) if then else MappingNode(entries=(), flow=True)),
    )
    return MappingNode(entries=entries)


def _named(node: Node, new: str) -> Node:
    name = ScalarNode(text=new, plain=False)
    if isinstance(node, SequenceNode):
        return msgspec.structs.replace(_fresh(node), items=(name, *map(_fresh, node.items[1:])))
    if isinstance(node, MappingNode):
        entries = (
            Entry(key=one.key, value=name if one.key.text == "id" else _fresh(one.value)) for one in node.entries
        )
        return msgspec.structs.replace(node, entries=tuple(entries), remarks=NO_REMARKS)
    return node


def _fresh(node: Node) -> Node:
    """Return a node without comments: they were said of the one that it is a copy of."""
    match node:
        case ScalarNode():
            return msgspec.structs.replace(node, remarks=NO_REMARKS)
        case SequenceNode():
            return msgspec.structs.replace(node, items=tuple(map(_fresh, node.items)), remarks=NO_REMARKS)
        case MappingNode():
            entries = tuple(Entry(key=one.key, value=_fresh(one.value)) for one in node.entries)
            return msgspec.structs.replace(node, entries=entries, remarks=NO_REMARKS)


def _with_item_after(document: Document, place: Path, item: Node) -> Document:
    rules, number = _rules(document, place[:-1]), int(place[-1]) + 1
    items = (*rules.items[:number], item, *rules.items[number:])
    return document.with_node(place[:-1], msgspec.structs.replace(rules, items=items))


def _rules_place(document: Document, step: str) -> Path:
    node = document.node(("steps", step))
    is_table = isinstance(node, MappingNode) and node.get("table") is not None
    return ("steps", step, *(("table", "rows") if is_table else ("rules",)))


def _rules(document: Document, place: Path) -> SequenceNode:
    return _sequence(document, place)


def _sequence(document: Document, place: Path) -> SequenceNode:
    node = document.node(place)
    if not isinstance(node, SequenceNode):
        raise NotFound("list", "/".join(map(str, place)))
    return node


def _is_row(place: Path) -> bool:
    return place[2:3] == ("table",)


def _all_ids(document: Document) -> frozenset[str]:
    steps = document.root.get("steps")
    found: set[str] = set()
    for entry in steps.entries if isinstance(steps, MappingNode) else ():
        inner = entry.value if isinstance(entry.value, MappingNode) else None
        table = inner.get("table") if inner is not None else None
        rows = table.get("rows") if isinstance(table, MappingNode) else None
        for rules in (inner.get("rules") if inner is not None else None, rows):
            found.update(entry_text(id_of(rule)) for rule in (rules.items if isinstance(rules, SequenceNode) else ()))
    return frozenset(found)


def id_of(rule: Node) -> Node | None:
    """Return the node of a rule's or row's id; None where it has none."""
    if isinstance(rule, MappingNode):
        return rule.get("id")
    return rule.items[0] if isinstance(rule, SequenceNode) and rule.items else None
