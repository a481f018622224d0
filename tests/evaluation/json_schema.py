"""As much of JSON Schema (draft 2020-12) as our own schema uses: enough to hold documents against it."""

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

Schema = Mapping[str, Any]
_NUMBER: Final = (int, Decimal)
_TYPES: Final[Mapping[str, Callable[[object], bool]]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, _NUMBER) and not isinstance(value, bool),
}
_NOTES: Final = {"$schema", "$defs", "title", "description", "examples", "if", "then", "else"}


def problems(value: object, schema: Schema | bool, root: Schema, place: str = "") -> Iterator[str]:
    """Yield what is wrong with a value: the place, and the keyword that it does not fulfil."""
    if isinstance(schema, bool):
        if not schema:
            yield f"{place}: not allowed"
        return
    for keyword, wanted in schema.items():
        if keyword not in _NOTES:
            yield from _KEYWORDS[keyword](value, wanted, schema, root, place)
    if "if" in schema:
        branch = "else" if list(problems(value, schema["if"], root)) else "then"
        yield from problems(value, schema.get(branch, True), root, place)


def _reference(value: object, wanted: str, _: Schema, root: Schema, place: str) -> Iterator[str]:
    yield from problems(value, root["$defs"][wanted.removeprefix("#/$defs/")], root, place)


def _type(value: object, wanted: str | list[str], _: Schema, __: Schema, place: str) -> Iterator[str]:
    names = [wanted] if isinstance(wanted, str) else wanted
    if not any(_TYPES[name](value) for name in names):
        yield f"{place}: is not {names}"


def _same(value: object, wanted: object) -> bool:
    return value == wanted and isinstance(value, bool) == isinstance(wanted, bool)


def _enum(value: object, wanted: list[object], _: Schema, __: Schema, place: str) -> Iterator[str]:
    if not any(_same(value, one) for one in wanted):
        yield f"{place}: {value!r} is none of {wanted}"


def _properties(value: object, wanted: Schema, _: Schema, root: Schema, place: str) -> Iterator[str]:
    for name in wanted.keys() & value.keys() if isinstance(value, dict) else ():
        yield from problems(value[name], wanted[name], root, f"{place}/{name}")  # type: ignore[index]  # a dict


def _patterns(value: object, wanted: Schema, _: Schema, root: Schema, place: str) -> Iterator[str]:
    for name, one in value.items() if isinstance(value, dict) else ():
        for pattern in (pattern for pattern in wanted if re.search(pattern, name)):
            yield from problems(one, wanted[pattern], root, f"{place}/{name}")


def _additional(value: object, wanted: Schema | bool, schema: Schema, root: Schema, place: str) -> Iterator[str]:
    patterns = schema.get("patternProperties", {})
    for name, one in value.items() if isinstance(value, dict) else ():
        if name not in schema.get("properties", {}) and not any(re.search(pattern, name) for pattern in patterns):
            yield from problems(one, wanted, root, f"{place}/{name}")


def _names(value: object, wanted: Schema, _: Schema, root: Schema, place: str) -> Iterator[str]:
    for name in value if isinstance(value, dict) else ():
        yield from problems(name, wanted, root, f"{place}/{name}")


def _required(value: object, wanted: list[str], _: Schema, __: Schema, place: str) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (f"{place}: {name} is missing" for name in wanted if name not in value)


def _items(value: object, wanted: Schema, schema: Schema, root: Schema, place: str) -> Iterator[str]:
    first = len(schema.get("prefixItems", ()))
    for number, one in enumerate(value[first:] if isinstance(value, list) else (), start=first):
        yield from problems(one, wanted, root, f"{place}/{number}")


def _prefix(value: object, wanted: list[Schema], _: Schema, root: Schema, place: str) -> Iterator[str]:
    for number, (one, schema) in enumerate(zip(value, wanted, strict=False) if isinstance(value, list) else ()):
        yield from problems(one, schema, root, f"{place}/{number}")


def _size(kinds: tuple[type, ...], fits: Callable[[int, int], bool]) -> Callable[..., Iterator[str]]:
    def check(value: Any, wanted: int, _: Schema, __: Schema, place: str) -> Iterator[str]:
        length = len(value) if isinstance(value, (str, list, dict)) else 0
        if isinstance(value, kinds) and not fits(length, wanted):
            yield f"{place}: its length is {length}, not {wanted}"

    return check


def _pattern(value: object, wanted: str, _: Schema, __: Schema, place: str) -> Iterator[str]:
    if isinstance(value, str) and not re.search(wanted, value):
        yield f"{place}: {value!r} does not match {wanted}"


def _unique(value: object, wanted: bool, _: Schema, __: Schema, place: str) -> Iterator[str]:
    if wanted and isinstance(value, list) and len({repr(one) for one in value}) < len(value):
        yield f"{place}: something comes twice"


def _all(value: object, wanted: list[Schema], _: Schema, root: Schema, place: str) -> Iterator[str]:
    for schema in wanted:
        yield from problems(value, schema, root, place)


def _count(fits: Callable[[int], bool]) -> Callable[..., Iterator[str]]:
    def check(value: object, wanted: list[Schema], _: Schema, root: Schema, place: str) -> Iterator[str]:
        found = [list(problems(value, schema, root, place)) for schema in wanted]
        if not fits(sum(not one for one in found)):
            yield f"{place}: {[problem for one in found for problem in one]}"

    return check


def _bound(holds: Callable[[Any, Any], bool]) -> Callable[..., Iterator[str]]:
    def keyword(value: object, wanted: float, _: Schema, __: Schema, place: str) -> Iterator[str]:
        if isinstance(value, _NUMBER) and not isinstance(value, bool) and not holds(value, wanted):
            yield f"{place}: {value} is not within {wanted}"

    return keyword


_KEYWORDS: Final[Mapping[str, Callable[..., Iterator[str]]]] = {
    "$ref": _reference,
    "type": _type,
    "const": lambda value, wanted, schema, root, place: _enum(value, [wanted], schema, root, place),
    "enum": _enum,
    "properties": _properties,
    "patternProperties": _patterns,
    "additionalProperties": _additional,
    "propertyNames": _names,
    "required": _required,
    "items": _items,
    "prefixItems": _prefix,
    "minItems": _size((list,), int.__ge__),
    "maxItems": _size((list,), int.__le__),
    "minProperties": _size((dict,), int.__ge__),
    "minLength": _size((str,), int.__ge__),
    "maxLength": _size((str,), int.__le__),
    "minimum": _bound(operator.ge),
    "exclusiveMinimum": _bound(operator.gt),
    "maximum": _bound(operator.le),
    "pattern": _pattern,
    "uniqueItems": _unique,
    "allOf": _all,
    "anyOf": _count(lambda fitting: fitting > 0),
    "oneOf": _count(lambda fitting: fitting == 1),
}
