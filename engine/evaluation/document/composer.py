"""YAML text to nodes with places and comments."""

from typing import Final

import msgspec

from engine.evaluation.document.comment_places import CommentPlaces
from engine.evaluation.document.comments import find_comments
from engine.evaluation.document.emitter import flow_text
from engine.evaluation.document.events import Event, EventKind, Mark, read_events
from engine.evaluation.document.nodes import Entry, MappingNode, Node, Remarks, ScalarNode, SequenceNode
from engine.evaluation.document.source import Spot, checked_source, limit_of
from engine.evaluation.findings import Findings
from engine.evaluation.ruleset import Position
from engine.evaluation.wording import say

WIDTH: Final = 120  # a flow collection of several lines that fits in this becomes one line
_MERGE: Final = "<<"


def compose(text: str, *, file: str | None = None, limit: int | None = None) -> MappingNode:
    """Return the document's root. `limit` are the bytes that it may have, if not those of its kind.

    Raises RuleSetError with everything that is wrong with it as YAML of ours.
    """
    text = checked_source(text, file=file, limit=limit_of(text) if limit is None else limit)
    findings = Findings(file)
    events = read_events(text, findings)
    findings.raise_all()
    spans = [_span(event, text) for event in events if event.kind is EventKind.SCALAR]
    lines = text.split("\n")
    composer = _Composer(events, CommentPlaces(find_comments(text, lines, spans), lines), findings)
    root = composer.root()
    if not isinstance(root, MappingNode):
        findings.add(say("root_not_mapping"), root or Spot(Position(1, 1)))
        root = MappingNode(entries=())
    findings.raise_all()
    return root


def _span(event: Event, text: str) -> tuple[int, int]:
    """Return where a scalar's text stands; a comment after `|` is not part of it."""
    start, end = event.start.index, event.end.index
    if event.literal:
        start = text.find("\n", start, end)
    return (start if start >= 0 else end), end


class _Composer:
    """Walks the events; its depth is that of the document, which is limited."""

    def __init__(self, events: list[Event], places: CommentPlaces, findings: Findings) -> None:
        self._events = events
        self._next = 0
        self._places = places
        self._findings = findings

    def root(self) -> Node | None:
        event = self._take()
        if event.kind is EventKind.FINISH:
            return None
        above = self._places.above(event.start, is_first=True)
        node = self._node(event, above)
        below = (*node.remarks.below, *self._places.rest())
        return msgspec.structs.replace(node, remarks=msgspec.structs.replace(node.remarks, below=below))

    def _node(self, event: Event, above: tuple[str, ...], parent_column: int = -1) -> Node:
        """Return the node that begins with this event. `parent_column`: of the mapping whose value it is."""
        if event.kind is EventKind.SEQUENCE:
            return self._sequence(event, above, parent_column)
        if event.kind is EventKind.MAPPING:
            return self._mapping(event, above)
        beside = self._places.beside(event.end, self._peek().start)
        remarks = Remarks(above=above, beside=beside)
        position = event.start.position
        return ScalarNode(text=event.text, plain=event.plain, position=position, remarks=remarks)

    def _sequence(self, event: Event, above: tuple[str, ...], parent_column: int) -> Node:
        beside = None if event.flow else self._places.beside_key(event.start)
        items: list[Node] = []
        while not self._is_at_close():
            item = self._take()
            items.append(self._node(item, self._places.above(item.start, is_first=not items)))
        # A list that stands no deeper than its key: a comment at that column belongs to what follows.
        column = event.start.column + (event.start.column == parent_column)
        flow, remarks = self._close(event, Remarks(above=above, beside=beside), column)
        node = SequenceNode(items=tuple(items), flow=flow, position=event.start.position, remarks=remarks)
        return self._fitted(node, event)

    def _mapping(self, event: Event, above: tuple[str, ...]) -> Node:
        beside = None if event.flow else self._places.beside_key(event.start)
        entries: list[Entry] = []
        lines: dict[str, int] = {}
        while not self._is_at_close():
            entry = self._entry(event.start.column, is_first=not entries)
            if entry is None:
                continue
            self._check_key(entry.key, lines)
            entries.append(entry)
        flow, remarks = self._close(event, Remarks(above=above, beside=beside), event.start.column)
        node = MappingNode(entries=tuple(entries), flow=flow, position=event.start.position, remarks=remarks)
        return self._fitted(node, event)

    def _entry(self, column: int, *, is_first: bool) -> Entry | None:
        key = self._take()
        above = self._places.above(key.start, is_first=is_first)
        key_node = self._key(key)
        value = self._take()
        if value.is_flow_or_scalar:
            above += self._between(value.start)
        value_node = self._node(value, above, column)
        return Entry(key=key_node, value=value_node) if key_node is not None else None

    def _key(self, event: Event) -> ScalarNode | None:
        position = event.start.position
        if event.kind is EventKind.SCALAR:
            return ScalarNode(text=event.text, plain=event.plain, position=position)
        self._findings.add(say("key_not_text"), self._node(event, ()))
        return None

    def _between(self, mark: Mark) -> tuple[str, ...]:
        return tuple(line for line in self._places.above(mark, is_first=True) if line)

    def _check_key(self, key: ScalarNode, lines: dict[str, int]) -> None:
        line = key.position.line if key.position else 0
        if key.plain and key.text == _MERGE:
            self._findings.add(say("merge_key"), key)
        elif key.text in lines:
            words = say("duplicate_key", key=key.text, line=lines[key.text])
            self._findings.add(words, key, code="duplicate", field=key.text)
        elif not key.text:
            self._findings.add(say("empty_key"), key)
        lines.setdefault(key.text, line)

    def _close(self, event: Event, remarks: Remarks, column: int) -> tuple[bool, Remarks]:
        is_empty = self._events[self._next - 1] is event
        end = self._take()
        if not event.flow:
            return False, msgspec.structs.replace(remarks, below=self._places.below(end.start, column))
        below = self._places.below(end.start, 0)
        if is_empty:
            remarks, below = msgspec.structs.replace(remarks, above=(*remarks.above, *below)), ()
        beside = self._places.beside(end.end, self._peek().start)
        return True, msgspec.structs.replace(remarks, beside=beside, below=below)

    def _fitted(self, node: SequenceNode | MappingNode, event: Event) -> Node:
        """Return the node as a block where it is a flow collection of several lines that is too long for one."""
        last_line = self._events[self._next - 1].end.line
        if not node.flow or last_line == event.start.line:
            return node
        width = event.start.column + len(flow_text(node))
        return msgspec.structs.replace(node, flow=width <= WIDTH)

    def _take(self) -> Event:
        event = self._peek()
        self._next += 1
        return event

    def _is_at_close(self) -> bool:
        return self._peek().kind is EventKind.CLOSE

    def _peek(self) -> Event:
        return self._events[min(self._next, len(self._events) - 1)]
