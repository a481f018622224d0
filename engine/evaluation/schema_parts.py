"""The parts of the JSON Schema that are the same for every kind."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from engine.evaluation.document.source import TEXT_BYTES
from engine.evaluation.facts import FactType
from engine.evaluation.reading.context import LIST_ID, LONGEST_ID, PATH, RULE_ID, SLUG
from engine.evaluation.reading.header import LONGEST_TITLE, SHORTEST_REASON
from engine.evaluation.reading.reference_lists import LIST_REQUIRED, LIST_TYPES
from engine.evaluation.reading.rules import MOST_RULES

Schema = dict[str, object]
_INSTANT: Final = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})$"
_SCALARS: Final = ["string", "number", "boolean"]


def reference(name: str) -> Schema:
    """Return the schema that stands under a name."""
    return {"$ref": f"#/$defs/{name}"}


def choice(values: Iterable[str]) -> Schema:
    """Return the schema of one of these texts."""
    return {"enum": list(values)}


def anchored(pattern: re.Pattern[str]) -> str:
    """Return a pattern that the whole text must match."""
    return f"^{pattern.pattern}$"


def mapping(properties: Mapping[str, object], required: Iterable[str]) -> Schema:
    """Return the schema of a mapping that has no other keys."""
    schema: Schema = {"type": "object", "required": list(required), "additionalProperties": False}
    return {**schema, "properties": dict(properties)}


def rule(when: Schema, then: Schema) -> Schema:
    """Return the schema of a rule that is written out."""
    return mapping({"id": reference("row_id"), "when": when, "then": then, **_MORE}, ("id", "when", "then"))


def table(paths: Mapping[str, object], outputs: object) -> Schema:
    """Return the schema of a table over these inputs and outputs."""
    row = mapping(
        {
            "id": reference("row_id"),
            "in": {"type": "array", "minItems": 1, "items": reference("cell")},
            "out": {"type": "array", "minItems": 1, "items": reference("output")},
            **_MORE,
        },
        ("id", "in", "out"),
    )
    listed: Schema = {"type": "array", "minItems": 3, "prefixItems": [reference("row_id")]}
    properties: Schema = {
        "in": {"type": "array", "minItems": 1, "items": paths},
        "out": {"type": "array", "minItems": 1, "items": outputs, "uniqueItems": True},
        "rows": {"type": "array", "minItems": 1, "maxItems": MOST_RULES, "items": {"anyOf": [listed, row]}},
    }
    return mapping(properties, ("in", "out", "rows"))


def _identifier(pattern: re.Pattern[str]) -> Schema:
    return {"type": "string", "pattern": anchored(pattern), "maxLength": LONGEST_ID}


_MORE: Final[Schema] = {
    "enabled": {"type": "boolean"},
    "priority": {"type": "integer"},
    "from": reference("instant"),
    "to": reference("instant"),
    "note": reference("text"),
}
_VALUES: Final[Schema] = {"type": "array", "minItems": 1, "items": {"type": _SCALARS}}
_TAGS: Final[Schema] = {
    "type": "object",
    "minProperties": 1,
    "propertyNames": choice(("any", "all", "none")),
    "additionalProperties": _VALUES,
}
_GIVEN: Final[Schema] = {"type": "object"}
_EXPECT: Final[Schema] = {"type": "object", "minProperties": 1}
_CASE: Final[Schema] = {
    "name": {"type": "string", "minLength": 1},
    "at": reference("instant"),
    "given": _GIVEN,
    "expect": _EXPECT,
    "fires": {"type": "array", "items": reference("row_id")},
    "lists": {"type": "object", "additionalProperties": {"type": "array"}},
}
_TEST: Final[Schema] = {**_CASE, "cases": {"type": "array", "minItems": 1, "items": mapping(_CASE, ())}}
_LABEL: Final = mapping({"zh": reference("text"), "en": reference("text")}, ())

PARTS: Final[Schema] = {
    "slug": _identifier(SLUG),
    "list_id": _identifier(LIST_ID),
    "row_id": _identifier(RULE_ID),
    "path": {"type": "string", "pattern": anchored(PATH)},
    "paths": {"type": "array", "minItems": 1, "items": reference("path")},
    "text": {"type": "string", "maxLength": TEXT_BYTES},
    "title": {"type": "string", "minLength": 1, "maxLength": LONGEST_TITLE},
    "instant": {"type": "string", "pattern": _INSTANT},
    "meta": mapping(
        {
            "owner": {"type": "string", "minLength": 1},
            "reason": {"type": "string", "minLength": SHORTEST_REASON},
            "labels": {"type": "object", "additionalProperties": {"type": "string"}},
            "notes": reference("text"),
        },
        ("owner", "reason"),
    ),
    "fact": mapping(
        {
            "type": choice(fact_type.value for fact_type in FactType),
            "unit": reference("text"),
            "values": {"type": "array", "minItems": 1},
            "nullable": {"type": "boolean"},
            "label": _LABEL,
        },
        ("type",),
    ),
    "cell": {"anyOf": [{"type": _SCALARS}, _VALUES, _TAGS]},
    "when": {"type": "object"},
    "output": {"anyOf": [{"type": [*_SCALARS, "null"]}, {"type": "array", "items": {"type": [*_SCALARS, "null"]}}]},
    "test": {**mapping(_TEST, ("name",)), "anyOf": [{"required": ["given", "expect"]}, {"required": ["cases"]}]},
    "test_at": {
        "anyOf": [
            {"required": ["at"]},
            {"properties": {"cases": {"items": {"required": ["at"]}}}, "required": ["cases"]},
        ]
    },
}

LIST: Final = mapping(
    {
        "format": {"const": 1},
        "kind": {"const": "list"},
        "id": reference("list_id"),
        "title": reference("title"),
        "type": choice(LIST_TYPES),
        "live": {"type": "boolean"},
        "meta": reference("meta"),
        "values": {
            "type": "array",
            "uniqueItems": True,
            "items": {
                "anyOf": [
                    {"type": ["string", "integer"]},
                    mapping(
                        {
                            "value": {"type": ["string", "integer"]},
                            "expires": reference("instant"),
                            "note": reference("text"),
                        },
                        ("value",),
                    ),
                ]
            },
        },
    },
    LIST_REQUIRED,
)
