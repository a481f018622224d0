"""What is known while a document is read, and reading its fields."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Final

from engine.errors import RuleSetError
from engine.evaluation.binding import BoundCell
from engine.evaluation.cell_parts import Quoted, Word
from engine.evaluation.document.nodes import MappingNode, Node, ScalarNode, SequenceNode, is_null, plain_value
from engine.evaluation.facts import FactType, Value, Vocabulary
from engine.evaluation.findings import Findings, Placed, mistake
from engine.evaluation.lists import Lists
from engine.evaluation.literals import Units, read_literal
from engine.evaluation.nearest import nearest
from engine.evaluation.operands import Scope
from engine.evaluation.wording import Words, hint, joined, say
from engine.geography.regions import RegionTree

DEFAULT_CURRENCY: Final = "CNY"
SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LIST_ID: Final = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*")
RULE_ID: Final = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*")
NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
PATH: Final = re.compile(r"[a-z_][a-z0-9_]*(\.[a-z0-9_]+)*")
LONGEST_ID: Final = 64


class Reading:
    """One document on its way to structs. Mistakes are noted at their place, and reading goes on."""

    def __init__(self, *, lists: Lists, regions: RegionTree, file: str | None) -> None:
        self.findings = Findings(file)
        self.lists = lists
        self.units = Units(DEFAULT_CURRENCY, regions)
        self.params: dict[str, Word | Quoted] = {}
        self.step: str | None = None
        self.rule: str | None = None
        self.rule_lines: dict[str, int] = {}  # where each rule id stands
        self.has_all_rules = True  # False where rules could not be read, so that their ids are not known
        self.used_lists: set[str] = set()
        self.used_params: set[str] = set()
        self.canonical: dict[
            int, BoundCell | str
        ] = {}  # by the identity of a node: what the canonical writer puts there

    def scope(self, vocabulary: Vocabulary) -> Scope:
        """Return what a cell may name."""
        return Scope(vocabulary=vocabulary, params=self.params, lists=self.lists, units=self.units)

    def wrong(
        self, words: Words, at: Placed | None, field: str | None, *, code: str = "schema", allowed: Sequence[str] = ()
    ) -> None:
        """Note one mistake."""
        self.failed(mistake(words, code=code, allowed=allowed), at, field)

    def failed(self, error: RuleSetError, at: Placed | None, field: str | None) -> None:
        """Note the mistakes of somebody who did not know where they stand."""
        rules = (self.rule,) if self.rule else ()
        self.findings.place(error, at, field=field, step=self.step, rules=rules)

    def unknown(self, key: str, found: str, at: Placed, known: Iterable[str], *, field: str | None = None) -> None:
        """Note a name that does not exist, with the nearest one and all that do."""
        if self.findings.is_full:
            return
        names = list(known)
        words = joined(say(key, name=found), hint(nearest(found, names)))
        self.wrong(words, at, field or found, allowed=names)

    def fields(
        self, node: MappingNode, known: Sequence[str], required: Sequence[str] = (), *, field: str | None = None
    ) -> dict[str, Node]:
        """Return the values by key, noting keys that mean nothing and keys that are missing."""
        for entry in node.entries:
            if entry.key.text not in known:
                self.unknown("unknown_key", entry.key.text, entry.key, known)
        found = {entry.key.text: entry.value for entry in node.entries if entry.key.text in known}
        for key in required:
            if is_null(found.get(key)):
                self.wrong(say("key_missing", key=key), found.get(key) or node, field or key)
                found.pop(key, None)
        return found

    def mapping(self, node: Node | None, field: str) -> MappingNode | None:
        """Return the node where it is a mapping; note it where it is something else."""
        if isinstance(node, MappingNode):
            return node
        if node is not None:
            self.wrong(say("not_a_mapping", key=field), node, field)
        return None

    def sequence(self, node: Node | None, field: str, *, may_be_empty: bool = False) -> tuple[Node, ...]:
        """Return the items where it is a list; note it where it is something else, or empty and must not be."""
        if isinstance(node, SequenceNode):
            if not node.items and not may_be_empty:
                self.wrong(say("empty", key=field), node, field)
            return node.items
        if node is not None:
            self.wrong(say("not_a_sequence", key=field), node, field)
        return ()

    def text(self, node: Node | None, field: str) -> str | None:
        """Return the text of a scalar; note it where it is null, a list or a mapping."""
        if isinstance(node, ScalarNode) and not node.is_null:
            return node.text
        if node is not None:
            self.wrong(say("not_text", key=field), node, field)
        return None

    def name(self, node: Node | None, field: str, pattern: re.Pattern[str], form: str) -> str | None:
        """Return text of a form (`id_form`, `name_form` …); note it where it has another."""
        text = self.text(node, field)
        if text is None or (pattern.fullmatch(text) and len(text) <= LONGEST_ID):
            return text
        self.wrong(say(form, text=text, key=field), node, field)
        return None

    def literal(self, node: Node | None, fact_type: FactType, field: str) -> Value | None:
        """Return a scalar as a value of a type."""
        text = self.text(node, field)
        if text is None:
            return None
        try:
            return read_literal(text, fact_type, self.units)
        except RuleSetError as error:
            self.failed(error, node, field)
            return None

    def instant(self, node: Node | None, field: str) -> datetime | None:
        """Return a time with its zone."""
        value = self.literal(node, FactType.DATETIME, field)
        return value if isinstance(value, datetime) else None

    def boolean(self, node: Node | None, field: str, *, default: bool) -> bool:
        """Return true or false."""
        value = self.literal(node, FactType.BOOLEAN, field)
        return value if isinstance(value, bool) else default

    def integer(self, node: Node | None, field: str, *, default: int) -> int:
        """Return a whole number."""
        value = self.literal(node, FactType.INTEGER, field)
        return value if isinstance(value, int) else default

    def dates(self, fields: dict[str, Node]) -> tuple[datetime | None, datetime | None]:
        """Return `from` and `to`; note them where they are reversed."""
        starts, ends = self.instant(fields.get("from"), "from"), self.instant(fields.get("to"), "to")
        if starts is not None and ends is not None and starts >= ends:
            words = say("dates_reversed", starts=starts.isoformat(), ends=ends.isoformat())
            self.wrong(words, fields["to"], "to")
        return starts, ends

    def setting(self, node: Node, field: str, read: Callable[[object], object], default: object) -> object:
        """Return what a plain setting's own reader makes of its value."""
        try:
            return read(plain_value(node))
        except ValueError as error:
            self.wrong(say("setting", key=field, problem=error), node, field)
            return default
