"""From what msgspec says of a wrong body to the field, what is wrong with it and what is allowed."""

import ast
import re
from collections.abc import Iterator
from typing import Any, Final

import msgspec
from msgspec import inspect

from engine.errors import FieldProblem

_PLACE: Final = re.compile(r"^(?P<message>.*?)(?: - at (?:`?key`? in )?`(?P<path>\$[^`]*)`)?$", re.DOTALL)
_FIELD: Final = re.compile(r"^Object (?P<what>missing required|contains unknown) field `(?P<field>[^`]*)`$")
_PATTERN: Final = re.compile(r"matching regex (['\"].*['\"])$")
_STEP: Final = re.compile(r"\.([^.\[]+)|\[([^\]]*)\]")


def field_problem(error: msgspec.ValidationError, wanted: Any) -> FieldProblem:
    """Return the one problem that msgspec found. `wanted` is the type that the body was read as."""
    found = _PLACE.match(str(error))
    message, path = (found["message"], found["path"] or "$") if found else (str(error), "$")
    at = inspect.type_info(wanted)
    for step in _steps(path):
        at = _inside(at, step)
    if field := _FIELD.match(message):
        return _wrong_field(_plain(path), field["field"], at, is_missing=field["what"] == "missing required")
    allowed = _values(at) if message.startswith("Invalid enum value") else ()
    return FieldProblem(path=_plain(path), message=_words(message), allowed=allowed)


def _wrong_field(path: str, field: str, at: inspect.Type, *, is_missing: bool) -> FieldProblem:
    whole = f"{path}.{field}" if path else field
    if is_missing:
        return FieldProblem(path=whole, message="is required")
    return FieldProblem(path=whole, message="is not a field here", allowed=_fields(at))


def _words(message: str) -> str:
    """Return the message without the words of Python's types."""
    if pattern := _PATTERN.search(message):
        return f"is not written as it must be; the pattern is {ast.literal_eval(pattern[1])}"
    message = message.replace("`", "").replace(" | null", " or null").replace(" | ", " or ")
    message = re.sub(r"\bstr\b", "text", message)
    message = re.sub(r"\bint\b", "whole number", message)
    message = re.sub(r"\bfloat\b", "number", message)
    return message[:1].lower() + message[1:]


def _plain(path: str) -> str:
    return path.removeprefix("$").removeprefix(".")


def _steps(path: str) -> Iterator[str | None]:
    """Yield the field names of a path; None for an item of a list or a value of a mapping."""
    for name, _index in _STEP.findall(path):
        yield name or None


def _inside(at: inspect.Type, step: str | None) -> inspect.Type:
    for choice in _choices(at):
        match choice:
            case inspect.StructType() if step is not None:
                return next((field.type for field in choice.fields if field.encode_name == step), inspect.AnyType())
            case inspect.VarTupleType() | inspect.ListType() if step is None:
                return choice.item_type
            case inspect.DictType() if step is None:
                return choice.value_type
            case _:
                continue
    return inspect.AnyType()


def _choices(at: inspect.Type) -> tuple[inspect.Type, ...]:
    return at.types if isinstance(at, inspect.UnionType) else (at,)


def _values(at: inspect.Type) -> tuple[str, ...]:
    """Return the values that a field may have, where they can be counted."""
    for choice in _choices(at):
        if isinstance(choice, inspect.LiteralType):
            return tuple(str(value) for value in choice.values)
        if isinstance(choice, inspect.EnumType):
            return tuple(str(member.value) for member in choice.cls)
    return ()


def _fields(at: inspect.Type) -> tuple[str, ...]:
    found = (choice for choice in _choices(at) if isinstance(choice, inspect.StructType))
    return tuple(field.encode_name for struct in found for field in struct.fields)
