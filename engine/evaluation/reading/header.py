"""The header of a rule set or list: format, id, title, currency, meta; and the parameters and facts of a rule set."""

import re
from collections.abc import Mapping
from typing import Final

import msgspec

from engine.evaluation.cell_parts import Quoted, Word
from engine.evaluation.document.nodes import Node, ScalarNode, is_null, plain_value
from engine.evaluation.document.scalars import core_value
from engine.evaluation.facts import Fact, FactType, Label, Value
from engine.evaluation.literals import Units
from engine.evaluation.reading.context import NAME, PATH, Reading
from engine.evaluation.reading.whens import BLOCKS
from engine.evaluation.wording import say

FORMAT: Final = "1"
_CURRENCY: Final = re.compile(r"[A-Z]{3}")
LONGEST_TITLE: Final = 80
SHORTEST_REASON: Final = 4
_META: Final = ("owner", "reason", "labels", "notes")
_FACT: Final = ("type", "values", "nullable", "unit", "label")


def check_format(reading: Reading, node: Node | None) -> None:
    """Note a format that is not ours."""
    if node is not None and reading.text(node, "format") not in {None, FORMAT}:
        reading.wrong(say("format", text=plain_value(node)), node, "format", allowed=(FORMAT,))


def read_title(reading: Reading, node: Node | None) -> str:
    """Return the title."""
    title = reading.text(node, "title") or ""
    if node is not None and not title.strip():
        reading.wrong(say("empty", key="title"), node, "title")
    if len(title) > LONGEST_TITLE:
        reading.wrong(say("title_too_long", limit=LONGEST_TITLE), node, "title")
    return title


def read_currency(reading: Reading, node: Node | None) -> None:
    """Set what amounts are written in."""
    text = reading.text(node, "currency")
    if text is None:
        return
    if not _CURRENCY.fullmatch(text):
        reading.wrong(say("currency_form", text=text), node, "currency")
        return
    reading.units = Units(text, reading.units.regions)


def read_meta(reading: Reading, node: Node | None) -> Mapping[str, object]:
    """Return who owns the set and why it was changed."""
    mapping = reading.mapping(node, "meta")
    if mapping is None:
        return {}
    fields = reading.fields(mapping, _META, ("owner", "reason"))
    reason = reading.text(fields.get("reason"), "reason")
    if reason is not None and len(reason) < SHORTEST_REASON:
        reading.wrong(say("reason_too_short", text=reason, limit=SHORTEST_REASON), fields["reason"], "reason")
    for name in ("owner", "notes"):
        reading.text(fields.get(name), name)
    labels = reading.mapping(fields.get("labels"), "labels")
    for entry in labels.entries if labels is not None else ():
        reading.text(entry.value, entry.key.text)
    return {name: _texts(value) for name, value in fields.items()}


def read_params(reading: Reading, node: Node | None) -> Mapping[str, Value]:
    """Set the parameters; they get the type of the place where they are used. Return them as they look."""
    mapping = reading.mapping(node, "params")
    values: dict[str, Value] = {}
    for entry in mapping.entries if mapping is not None else ():
        name = entry.key.text
        if not NAME.fullmatch(name):
            reading.wrong(say("name_form", text=name, key="params"), entry.key, name)
            continue
        if not isinstance(entry.value, ScalarNode) or is_null(entry.value):
            reading.wrong(say("param_form", key=name), entry.value, name)
            continue
        text, value = entry.value.text, core_value(entry.value.text)
        is_word = entry.value.plain and not isinstance(value, str)
        reading.params[name] = Word(text) if is_word else Quoted(text)
        values[name] = value if is_word else text  # type: ignore[assignment]  # null was refused above
    return values


def read_own_facts(reading: Reading, node: Node | None) -> dict[str, Fact]:
    """Return the facts that a set of the generic kind names itself."""
    mapping = reading.mapping(node, "facts")
    if mapping is not None and not mapping.entries:
        reading.wrong(say("empty", key="facts"), mapping, "facts")
    facts: dict[str, Fact] = {}
    for entry in mapping.entries if mapping is not None else ():
        path = entry.key.text
        if not PATH.fullmatch(path) or path in BLOCKS:
            reading.wrong(say("path_form", text=path), entry.key, path)
            continue
        fact = _own_fact(reading, path, entry.value)
        if fact is not None:
            facts[path] = fact
    return facts


def _own_fact(reading: Reading, path: str, node: Node) -> Fact | None:
    mapping = reading.mapping(node, path)
    if mapping is None:
        return None
    fields = reading.fields(mapping, _FACT, ("type",), field=path)
    text = reading.text(fields.get("type"), "type")
    if text is None:
        return None
    if text not in list(FactType):
        reading.unknown("unknown_type", text, fields["type"], FactType, field=path)
        return None
    fact = Fact(
        path=path,
        type=FactType(text),
        label=_label(reading, fields.get("label"), path),
        nullable=reading.boolean(fields.get("nullable"), "nullable", default=False),
        unit=reading.text(fields.get("unit"), "unit"),
    )
    return msgspec.structs.replace(fact, values=_allowed(reading, fields.get("values"), fact))


def _allowed(reading: Reading, node: Node | None, fact: Fact) -> tuple[str, ...] | None:
    if node is None:
        return None
    item_type = FactType.TEXT if fact.type is FactType.TEXTS else fact.type
    items = reading.sequence(node, "values")
    texts = [reading.text(item, "values") for item in items]
    for item in items:
        reading.literal(item, item_type, "values")
    return tuple(text for text in texts if text is not None)


def _label(reading: Reading, node: Node | None, path: str) -> Label:
    mapping = reading.mapping(node, "label")
    if mapping is None:
        return Label(path, path)
    fields = reading.fields(mapping, ("zh", "en"))
    zh, en = (reading.text(fields.get(name), name) for name in ("zh", "en"))
    return Label(zh or en or path, en or zh or path)


def _texts(node: Node) -> object:
    value = plain_value(node)
    return {key: str(one) for key, one in value.items()} if isinstance(value, dict) else value
