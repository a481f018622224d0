"""A reference list: its header and its values."""

from datetime import datetime
from typing import Final

from engine.errors import RuleSetError
from engine.evaluation.document.nodes import MappingNode, Node, ScalarNode
from engine.evaluation.facts import FactType
from engine.evaluation.lists import ReferenceList
from engine.evaluation.literals import literal_text, read_literal
from engine.evaluation.reading.context import LIST_ID, Reading
from engine.evaluation.reading.header import check_format, read_meta, read_title
from engine.evaluation.wording import say

LIST_REQUIRED: Final = ("format", "kind", "id", "title", "type", "meta", "values")
LIST_TYPES: Final = ("text", "token", "region", "integer")
_MEMBER: Final = ("value", "expires", "note")


def read_list(reading: Reading, root: MappingNode) -> ReferenceList | None:
    """Return the list, or None where something essential is wrong. Mistakes are noted."""
    fields = reading.fields(root, (*LIST_REQUIRED, "live"), LIST_REQUIRED)
    check_format(reading, fields.get("format"))
    kind = fields.get("kind")
    if kind is not None and reading.text(kind, "kind") not in {None, "list"}:
        reading.wrong(say("not_a_list_document"), kind, "kind", allowed=("list",))
    list_id = reading.name(fields.get("id"), "id", LIST_ID, "list_id_form")
    title = read_title(reading, fields.get("title"))
    read_meta(reading, fields.get("meta"))
    live = reading.boolean(fields.get("live"), "live", default=False)
    member_type = _type(reading, fields.get("type"))
    if member_type is None:
        return None
    members = _Members(reading, member_type)
    for node in reading.sequence(fields.get("values"), "values", may_be_empty=True):
        members.add(node)
        if reading.findings.is_full:
            break
    return ReferenceList(id=list_id or "", title=title, type=member_type, members=members.found, live=live)


def _type(reading: Reading, node: Node | None) -> FactType | None:
    text = reading.text(node, "type")
    if text is None or node is None:
        return None
    if text not in LIST_TYPES:
        reading.unknown("unknown_list_type", text, node, LIST_TYPES, field="type")
        return None
    return FactType(text)


class _Members:
    """The values of one list."""

    def __init__(self, reading: Reading, member_type: FactType) -> None:
        self._reading, self._type = reading, member_type
        self._lines: dict[str | int, int] = {}
        self.found: dict[str | int, datetime | None] = {}

    def add(self, node: Node) -> None:
        """Take one value: plain, or with the time from which it no longer counts."""
        if not isinstance(node, MappingNode):
            self._add(node, None)
            return
        fields = self._reading.fields(node, _MEMBER, ("value",))
        self._reading.text(fields.get("note"), "note")
        if "value" in fields:
            self._add(fields["value"], self._reading.instant(fields.get("expires"), "expires"))

    def _add(self, node: Node, expires: datetime | None) -> None:
        value = self._value(node)
        if value is None:
            return
        line = node.position.line if node.position else 0
        if value in self.found:
            text = literal_text(value, self._type, self._reading.units)
            words = say("duplicate_member", text=text, line=self._lines[value])
            self._reading.wrong(words, node, "values", code="duplicate")
        self._lines.setdefault(value, line)
        self.found[value] = expires

    def _value(self, node: Node) -> str | int | None:
        text = self._reading.text(node, "values")
        if text is None or not isinstance(node, ScalarNode):
            return None
        try:
            value = read_literal(text, self._type, self._reading.units)
        except RuleSetError as error:
            self._reading.failed(error, node, "values")
            return None
        if self._type is FactType.REGION:
            self._reading.canonical[id(node)] = literal_text(value, self._type, self._reading.units)
        return value if isinstance(value, (str, int)) else None
