"""YAML text to events, refusing what our documents never hold: anchors, aliases, tags, directives, depth."""

from enum import Enum
from typing import Final

import msgspec
import yaml

from engine.evaluation.document.source import DEPTH, TEXT_BYTES, Spot
from engine.evaluation.findings import Findings
from engine.evaluation.ruleset import Position
from engine.evaluation.wording import Words, say

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NEEDS_QUOTES: Final = "@`%*&>|"
_BLOCK_STYLES: Final = ("|", ">")


class Mark(msgspec.Struct, frozen=True):
    """A place in the text. All three count from 0."""

    index: int
    line: int
    column: int

    @property
    def position(self) -> Position:
        """The place as people count it, from 1."""
        return Position(self.line + 1, self.column + 1)


class EventKind(Enum):
    """What an event says."""

    SCALAR = "scalar"
    SEQUENCE = "sequence"  # one begins
    MAPPING = "mapping"  # one begins
    CLOSE = "close"  # the last one that began ends
    FINISH = "finish"  # the document ends


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One step through the text. `flow`: the collection is written in brackets."""

    kind: EventKind
    start: Mark
    end: Mark
    text: str = ""
    plain: bool = True
    literal: bool = False  # a scalar written below a `|` or `>`
    flow: bool = False

    @property
    def is_flow_or_scalar(self) -> bool:
        """Whether it is written on the line of its key."""
        return self.flow or self.kind is EventKind.SCALAR


def read_events(text: str, findings: Findings) -> list[Event]:
    """Return the events of nodes, and of the end. Stops at the first thing that cannot be read or is too deep."""
    reader = _Reader(findings)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            if not reader.take(event):
                break
    except yaml.MarkedYAMLError as error:
        mark = _mark(error.problem_mark or error.context_mark)
        findings.add(_syntax(text, mark, error.problem or str(error)), Spot(mark.position))
    except yaml.YAMLError as error:
        findings.add(say("yaml_syntax", problem=str(error)), Spot(Position(1, 1)))
    return reader.events


def _syntax(text: str, mark: Mark, problem: str) -> Words:
    """Return what is wrong; often it is only that a cell such as `@list` or `>= 5` has no quotes."""
    for char in (text[mark.index : mark.index + 1], text[mark.index - 1 : mark.index] if mark.index else ""):
        if char and char in _NEEDS_QUOTES:
            return say("quote_first", char=char)
    return say("yaml_syntax", problem=problem)


class _Reader:
    """Turns PyYAML's events into ours."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._depth = self._documents = 0
        self.events: list[Event] = []

    def take(self, event: yaml.Event) -> bool:
        """Take one event; return False where reading on would be of no use."""
        start, end = _mark(event.start_mark), _mark(event.end_mark)
        at = Spot(start.position)
        match event:
            case yaml.ScalarEvent():
                self._scalar(event, start, end)
            case yaml.CollectionStartEvent():
                return self._open(event, start, end)
            case yaml.CollectionEndEvent():
                self._depth -= 1
                self.events.append(Event(kind=EventKind.CLOSE, start=start, end=end))
            case yaml.AliasEvent():
                self._findings.add(say("alias", name=event.anchor), at)
            case yaml.DocumentStartEvent():
                self._document(event, at)
            case yaml.StreamEndEvent():
                self.events.append(Event(kind=EventKind.FINISH, start=start, end=end))
            case _:
                pass  # where streams and documents begin and end says nothing to us
        return True

    def _scalar(self, event: yaml.ScalarEvent, start: Mark, end: Mark) -> None:
        self._check(event, Spot(start.position))
        if len(event.value.encode("utf-8", "surrogatepass")) > TEXT_BYTES:
            self._findings.add(say("text_too_long", limit=TEXT_BYTES), Spot(start.position))
        literal = event.style in _BLOCK_STYLES
        self.events.append(
            Event(kind=EventKind.SCALAR, start=start, end=end, text=event.value, plain=not event.style, literal=literal)
        )

    def _open(self, event: yaml.CollectionStartEvent, start: Mark, end: Mark) -> bool:
        self._check(event, Spot(start.position))
        self._depth += 1
        if self._depth > DEPTH:
            self._findings.add(say("too_deep", limit=DEPTH), Spot(start.position))
            return False
        kind = EventKind.SEQUENCE if isinstance(event, yaml.SequenceStartEvent) else EventKind.MAPPING
        self.events.append(Event(kind=kind, start=start, end=end, flow=bool(event.flow_style)))
        return True

    def _document(self, event: yaml.DocumentStartEvent, at: Spot) -> None:
        self._documents += 1
        if self._documents > 1:
            self._findings.add(say("several_documents"), at)
        if event.version or event.tags:
            self._findings.add(say("directive"), at)

    def _check(self, event: yaml.NodeEvent, at: Spot) -> None:
        if event.anchor is not None:
            self._findings.add(say("anchor", name=event.anchor), at)
        tag = getattr(event, "tag", None)
        if tag is not None:
            self._findings.add(say("tag", name=tag), at)


def _mark(mark: "yaml.Mark | yaml._yaml.Mark | None") -> Mark:
    return Mark(mark.index, mark.line, mark.column) if mark is not None else Mark(0, 0, 0)
