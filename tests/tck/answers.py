"""Inputs of a case as facts, and an answer as a case expects it."""

from collections.abc import Mapping, Sequence
from typing import Final, cast

from engine.evaluation.kind import Hit
from tests.tck.cells import fact_value
from tests.tck.document import name_of, slug
from tests.tck.feel import Literal, Sort
from tests.tck.source import Case, Table
from tests.tck.tables import ONLY, Converted

_TAGS: Final = {"$date", "$time", "$dateTime", "$duration"}


def facts_of(case: Case, converted: Converted) -> dict[str, object]:
    """Return the inputs that the rule set tests, as facts in JSON."""
    return {path: _fact(_input(case, fact.name), fact.sort) for path, fact in converted.facts.items()}


def lists_of(case: Case, converted: Converted) -> dict[str, tuple[str, ...]]:
    """Return the inputs that are lists, as reference lists."""
    return {slug(name): tuple(cast("Sequence[str]", _input(case, name))) for name in converted.lists}


def answer_of(table: Table, hit: Hit, answer: Mapping[str, object]) -> object:
    """Return an answer as the kit writes it: one value or a context; under the collecting policies a list of such."""
    names = [name_of(output.name or ONLY) for output in table.outputs]
    if hit is not Hit.COLLECT:
        return _one(table, [answer.get(name) for name in names])
    columns = [cast("Sequence[object]", answer[name]) for name in names]
    return [_one(table, said) for said in zip(*columns, strict=True)]


def as_json(expected: object) -> object:
    """Return what the kit expects as an answer has it: a decimal is text."""
    if isinstance(expected, Mapping):
        return {name: as_json(one) for name, one in expected.items()}
    if isinstance(expected, list):
        return [as_json(one) for one in expected]
    return str(expected) if isinstance(expected, float) else expected


def _one(table: Table, said: Sequence[object]) -> object:
    if table.outputs[0].name is None:
        return said[0]
    return {output.name: one for output, one in zip(table.outputs, said, strict=True)}


def _input(case: Case, name: str) -> object:
    value: object = case.input
    for part in name.split(".") if name not in case.input else [name]:
        value = cast("Mapping[str, object]", value)[part]
    return value


def _fact(value: object, sort: Sort) -> object:
    if isinstance(value, Mapping) and value.keys() <= _TAGS:
        (text,) = value.values()
        return fact_value(Literal(sort, str(text)))
    return value
