"""Two edits of one document brought together by rule, row and cell; what both changed otherwise is a clash."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Final

import msgspec

from engine.evaluation.document.composer import compose
from engine.evaluation.document.emitter import document_text, flow_text
from engine.evaluation.document.nodes import NO_REMARKS, Entry, MappingNode, Node, Remarks, ScalarNode, SequenceNode

_KEYED: Final = frozenset({"rules", "rows", "tests", "cases", "values"})  # lists whose items are known by a name
_NAMES: Final = ("id", "name", "value")
_UNSAID: Final = frozenset({"steps", "table", "rules", "rows"})  # parts of a path that a person does not need
_ORDER: Final = "order"
_COMMENTS: Final = "comments"
_COLUMNS: Final = ("in", "out")

_Path = tuple[str, ...]


class Clash(msgspec.Struct, frozen=True, kw_only=True):
    """One place that both have changed, each otherwise. What stood and stands there, as text; None: nothing."""

    place: str  # "base / near / first_fee"
    before: str | None
    mine: str | None
    theirs: str | None


class Merge(msgspec.Struct, frozen=True, kw_only=True):
    """What came of bringing two edits together: a text, or the clashes that keep it from being one."""

    text: str | None
    clashes: tuple[Clash, ...] = ()


def merge(base: str, mine: str, theirs: str, *, file: str | None = None) -> Merge:
    """Bring two edits of `base` together. Whatever only one of them changed is taken as it is.

    The text is canonical where both have changed something. Nothing is known of its meaning: load it to find out.
    Raises RuleSetError where one of them is no YAML of ours.
    """
    if mine in (base, theirs):
        return Merge(text=theirs)
    if theirs == base:
        return Merge(text=mine)
    merger = _Merger()
    root = merger.node(compose(base, file=file), compose(mine, file=file), compose(theirs, file=file), ())
    if merger.clashes or not isinstance(root, MappingNode):
        return Merge(text=None, clashes=tuple(merger.clashes))
    return Merge(text=document_text(root))


class _Merger:
    """Walks three trees at once."""

    def __init__(self) -> None:
        self.clashes: list[Clash] = []
        self._columns: tuple[str, ...] = ()  # of the table that is walked through

    def node(self, base: Node | None, mine: Node | None, theirs: Node | None, path: _Path) -> Node | None:
        """Return the node that stands in the end; None where it is taken away."""
        if _is_same(base, mine):
            return theirs
        if _is_same(base, theirs) or _is_same(mine, theirs):
            return mine
        if isinstance(base, MappingNode) and isinstance(mine, MappingNode) and isinstance(theirs, MappingNode):
            if _has_other_columns(base, mine, theirs):
                return self._clash(base, mine, theirs, path)
            self._columns = _columns(base) or self._columns
            return self._mapping(base, mine, theirs, path)
        if isinstance(base, SequenceNode) and isinstance(mine, SequenceNode) and isinstance(theirs, SequenceNode):
            return self._sequence(base, mine, theirs, path)
        return self._clash(base, mine, theirs, path)

    def _mapping(self, base: MappingNode, mine: MappingNode, theirs: MappingNode, path: _Path) -> Node:
        sides = [{entry.key.text: entry for entry in side.entries} for side in (base, mine, theirs)]
        found: dict[str, Entry] = {}
        for key in _joined(tuple(sides[1]), tuple(sides[2])):
            old, ours, other = (side.get(key) for side in sides)
            value = self.node(_value(old), _value(ours), _value(other), (*path, key))
            entry = ours or other
            if value is not None and entry is not None:
                found[key] = Entry(key=entry.key, value=value)
        for key, entry in sides[0].items():
            if key not in found and key in sides[1] and key in sides[2]:
                found[key] = entry  # it clashed; the text is not used
        remarks = self._remarks(base, mine, theirs, path)
        return msgspec.structs.replace(mine, entries=tuple(found.values()), remarks=remarks)

    def _sequence(self, base: SequenceNode, mine: SequenceNode, theirs: SequenceNode, path: _Path) -> Node | None:
        if path and path[-1] in _KEYED:
            sides = [_by_name(side) for side in (base, mine, theirs)]
            if all(side is not None for side in sides):
                return self._keyed([side or {} for side in sides], base, mine, theirs, path)
        is_row = len(path) > 1 and path[-2] == "rows"
        if is_row and len(base.items) == len(mine.items) == len(theirs.items):
            cells = zip(base.items, mine.items, theirs.items, strict=True)
            items = [self.node(*cell, (*path, self._column(place))) for place, cell in enumerate(cells)]
            remarks = self._remarks(base, mine, theirs, path)
            return msgspec.structs.replace(mine, items=tuple(item for item in items if item), remarks=remarks)
        return self._clash(base, mine, theirs, path)

    def _keyed(
        self,
        sides: Sequence[Mapping[str, Node]],
        base: SequenceNode,
        mine: SequenceNode,
        theirs: SequenceNode,
        path: _Path,
    ) -> Node:
        found: dict[str, Node] = {}
        for name in dict.fromkeys(chain(*sides)):
            value = self.node(sides[0].get(name), sides[1].get(name), sides[2].get(name), (*path, name))
            if value is not None:
                found[name] = value
        order = [name for name in self._order(sides, path) if name in found]
        remarks = self._remarks(base, mine, theirs, path)
        return msgspec.structs.replace(mine, items=tuple(found[name] for name in order), remarks=remarks)

    def _order(self, sides: Sequence[Mapping[str, Node]], path: _Path) -> Sequence[str]:
        """Return the names as whoever moved some has them, with those that the other added after their neighbours."""
        everywhere = set(sides[0]) & set(sides[1]) & set(sides[2])
        old, mine, theirs = ([name for name in side if name in everywhere] for side in sides)
        if old != mine and theirs not in (old, mine):
            shown = (", ".join(names) for names in (old, mine, theirs))
            self._note((*path, _ORDER), *shown)
        first, second = (sides[1], sides[2]) if old != mine else (sides[2], sides[1])
        return _joined(tuple(first), tuple(second))

    def _column(self, place: int) -> str:
        """Return the name of a cell of a row, whose first item is the row's own."""
        names = ("id", *self._columns)
        return names[place] if place < len(names) else str(place + 1)

    def _remarks(self, base: Node, mine: Node, theirs: Node, path: _Path) -> Remarks:
        if base.remarks in (mine.remarks, theirs.remarks):
            return theirs.remarks if base.remarks == mine.remarks else mine.remarks
        if mine.remarks != theirs.remarks:
            self._note((*path, _COMMENTS), *(_spoken(node.remarks) for node in (base, mine, theirs)))
        return mine.remarks

    def _clash(self, base: Node | None, mine: Node | None, theirs: Node | None, path: _Path) -> Node | None:
        self._note(path, *(None if node is None else flow_text(node) for node in (base, mine, theirs)))
        return mine

    def _note(self, path: _Path, before: str | None, mine: str | None, theirs: str | None) -> None:
        place = " / ".join(part for part in path if part not in _UNSAID)
        self.clashes.append(Clash(place=place, before=before, mine=mine, theirs=theirs))


def _value(entry: Entry | None) -> Node | None:
    return None if entry is None else entry.value


def _is_same(one: Node | None, other: Node | None) -> bool:
    """Tell whether two nodes say the same, comments counted, wherever they stand and however they are laid out."""
    return one is other or (one is not None and other is not None and _bare(one) == _bare(other))


def _bare(node: Node) -> object:
    match node:
        case ScalarNode():
            return node.text, node.plain, node.remarks
        case SequenceNode():
            return "sequence", tuple(map(_bare, node.items)), node.remarks
        case MappingNode():
            return "mapping", tuple((entry.key.text, _bare(entry.value)) for entry in node.entries), node.remarks


def _has_other_columns(base: MappingNode, mine: MappingNode, theirs: MappingNode) -> bool:
    """Tell whether a table's columns differ: then its cells cannot be told apart by their places."""
    if base.get("rows") is None:
        return False
    return any(
        not (_is_same(base.get(name), mine.get(name)) and _is_same(base.get(name), theirs.get(name)))
        for name in _COLUMNS
    )


def _columns(table: MappingNode) -> tuple[str, ...]:
    """Return the names of a table's columns; of what is no table none."""
    if table.get("rows") is None:
        return ()
    columns = (table.get(name) for name in _COLUMNS)
    items = (column.items if isinstance(column, SequenceNode) else () for column in columns)
    return tuple(item.text for item in chain(*items) if isinstance(item, ScalarNode))


def _by_name(node: SequenceNode) -> dict[str, Node] | None:
    """Return the items by their names; None where one has none, or two have the same."""
    names = [_name(item) for item in node.items]
    known = [name for name in names if name is not None]
    if len(known) < len(names) or len(set(known)) < len(known):
        return None
    return dict(zip(known, node.items, strict=True))


def _name(item: Node) -> str | None:
    first: Node | None = item
    if isinstance(item, SequenceNode):
        first = item.items[0] if item.items else None
    elif isinstance(item, MappingNode):
        first = next((item.get(name) for name in _NAMES if item.get(name) is not None), None)
    return first.text if isinstance(first, ScalarNode) else None


def _joined(first: Sequence[str], second: Sequence[str]) -> list[str]:
    """Return the first names in their order, and what only the second has, each after the one before it there."""
    joined = list(first)
    known = set(first)
    place = 0
    for name in second:
        if name in known:
            place = joined.index(name) + 1
        else:
            joined.insert(place, name)
            known.add(name)
            place += 1
    return joined


def _spoken(remarks: Remarks) -> str | None:
    return "\n".join(_lines(remarks)) if remarks != NO_REMARKS else None


def _lines(remarks: Remarks) -> Iterator[str]:
    yield from remarks.above
    if remarks.beside:
        yield remarks.beside
    yield from remarks.below
