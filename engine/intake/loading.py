"""A channel's mapping from its YAML; every mistake is named at its place."""

import types
from typing import Final, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from engine.evaluation.document.composer import compose
from engine.evaluation.document.nodes import MappingNode, Node, is_null
from engine.evaluation.document.source import RULE_SET_BYTES
from engine.evaluation.reading.context import Reading
from engine.evaluation.reading.header import check_format, read_meta, read_title
from engine.evaluation.wording import say
from engine.geography.regions import RegionTree
from engine.intake.conversions import CONVERSIONS
from engine.intake.mapping import ChannelMapping, Conversion, FieldMapping, ListMapping
from engine.orders.request import OrderRequest, RequestDiscount, RequestLine

_REQUIRED: Final = ("format", "kind", "id", "title", "meta", "order", "lines")
_OPTIONAL: Final = ("zone", "discounts", "csv")
_FIELD: Final = ("from", "as", "words", "default", "value")
_LIST: Final = ("each", "take")
DEFAULT_ZONE: Final = "Asia/Shanghai"


def load_channel(text: str, *, regions: RegionTree, file: str | None = None) -> ChannelMapping:
    """Return the mapping that a text holds. Raises RuleSetError with all findings of the file."""
    reading = Reading(lists={}, regions=regions, file=file)
    mapping = _read(reading, compose(text, file=file, limit=RULE_SET_BYTES))
    reading.findings.raise_all()
    assert mapping is not None  # noqa: S101  # what cannot be read has a finding
    return mapping


def targets(struct: type[msgspec.Struct], prefix: str = "") -> tuple[str, ...]:
    """Return the paths of a request's fields that a single value can fill: `address.city`, `customer.tags`."""
    found: list[str] = []
    for name, hint in get_type_hints(struct).items():
        inner = _struct_in(hint)
        if inner is not None:
            found.extend(targets(inner, f"{prefix}{name}."))
        elif not _is_list_of_structs(hint):
            found.append(prefix + name)
    return tuple(found)


def _struct_in(hint: object) -> type[msgspec.Struct] | None:
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return hint
    if isinstance(hint, types.UnionType):
        return next((found for part in get_args(hint) if (found := _struct_in(part)) is not None), None)
    return None


def _is_list_of_structs(hint: object) -> bool:
    return get_origin(hint) is tuple and _struct_in(get_args(hint)[0]) is not None


_ORDER: Final = tuple(path for path in targets(OrderRequest) if path != "channel")
_LINE: Final = targets(RequestLine)
_DISCOUNT: Final = targets(RequestDiscount)


def _read(reading: Reading, root: MappingNode) -> ChannelMapping | None:
    fields = reading.fields(root, (*_REQUIRED, *_OPTIONAL), _REQUIRED)
    check_format(reading, fields.get("format"))
    kind = fields.get("kind")
    if kind is not None and reading.text(kind, "kind") not in {None, "channel"}:
        reading.wrong(say("setting", key="kind", problem="channel"), kind, "kind", allowed=("channel",))
    read_meta(reading, fields.get("meta"))
    lines = _list(reading, fields.get("lines"), "lines", _LINE)
    discounts = _list(reading, fields.get("discounts"), "discounts", _DISCOUNT) if "discounts" in fields else None
    order = _fields(reading, fields.get("order"), "order", _ORDER)
    csv = reading.mapping(fields.get("csv"), "csv")
    grouped = reading.fields(csv, ("group_by",), ("group_by",)) if csv is not None else {}
    if lines is None:
        return None
    return ChannelMapping(
        id=reading.text(fields.get("id"), "id") or "",
        title=read_title(reading, fields.get("title")),
        zone=_zone(reading, fields.get("zone")),
        fields=order,
        lines=lines,
        discounts=discounts,
        group_by=reading.text(grouped.get("group_by"), "group_by"),
    )


def _zone(reading: Reading, node: Node | None) -> str:
    name = reading.text(node, "zone") or DEFAULT_ZONE
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError):
        reading.wrong(say("setting", key="zone", problem=f"{name}: Asia/Shanghai"), node, "zone")
        return DEFAULT_ZONE


def _list(reading: Reading, node: Node | None, field: str, known: tuple[str, ...]) -> ListMapping | None:
    mapping = reading.mapping(node, field)
    if mapping is None:
        return None
    fields = reading.fields(mapping, _LIST, _LIST)
    each = reading.text(fields.get("each"), "each")
    return ListMapping(each=each or "", take=_fields(reading, fields.get("take"), "take", known))


def _fields(reading: Reading, node: Node | None, field: str, known: tuple[str, ...]) -> tuple[FieldMapping, ...]:
    mapping = reading.mapping(node, field)
    found = []
    for entry in mapping.entries if mapping is not None else ():
        if entry.key.text not in known:
            reading.unknown("unknown_key", entry.key.text, entry.key, known)
            continue
        read = _field(reading, entry.key.text, entry.value)
        if read is not None:
            found.append(read)
    return tuple(found)


def _field(reading: Reading, target: str, node: Node) -> FieldMapping | None:
    """Return one field: a path alone, or `{from, as, words, default}`, or `{value}`."""
    if not isinstance(node, MappingNode):
        path = reading.text(node, target)
        return FieldMapping(target=target, sources=(path,)) if path is not None else None
    fields = reading.fields(node, _FIELD)
    if is_null(fields.get("from")) and is_null(fields.get("value")):
        reading.wrong(say("key_missing", key="from"), node, target)
        return None
    return FieldMapping(
        target=target,
        sources=_sources(reading, fields.get("from")),
        convert=_conversion(reading, fields.get("as")),
        words=_words(reading, fields.get("words")),
        default=reading.text(fields.get("value", fields.get("default")), "default"),
    )


def _sources(reading: Reading, node: Node | None) -> tuple[str, ...]:
    if node is None:
        return ()
    if isinstance(node, MappingNode) or not hasattr(node, "items"):
        path = reading.text(node, "from")
        return (path,) if path is not None else ()
    return tuple(path for item in reading.sequence(node, "from") if (path := reading.text(item, "from")) is not None)


def _conversion(reading: Reading, node: Node | None) -> Conversion:
    text = reading.text(node, "as") or "text"
    known: tuple[Conversion, ...] = get_args(Conversion)
    for conversion in known:
        if conversion == text:
            return conversion
    if node is not None:
        reading.unknown("unknown_key", text, node, CONVERSIONS, field="as")
    return "text"


def _words(reading: Reading, node: Node | None) -> tuple[tuple[str, str], ...]:
    mapping = reading.mapping(node, "words")
    entries = mapping.entries if mapping is not None else ()
    return tuple((entry.key.text, reading.text(entry.value, entry.key.text) or "") for entry in entries)
