"""The models and expressions of the DMN TCK, as they stand in tests/tck/data."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec

_DATA: Final = Path(__file__).parent / "data"


class Input(msgspec.Struct, frozen=True, kw_only=True):
    """A column of a table: a FEEL expression and the type of what it gives."""

    expr: str
    type: str | None = None
    allowed: str | None = None


class Output(msgspec.Struct, frozen=True, kw_only=True):
    """What a table says; without a name where it says one thing only."""

    name: str | None = None
    allowed: str | None = None
    default: str | None = None


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A rule: one unary test a column, one expression an output."""

    tests: tuple[str, ...] = msgspec.field(name="in")
    says: tuple[str, ...] = msgspec.field(name="out")


class Table(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A decision table."""

    decision: str
    hit_policy: str
    aggregation: str | None
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Row, ...]


class InputData(msgspec.Struct, frozen=True, kw_only=True):
    """What a model is given."""

    name: str
    type: str


class ItemField(msgspec.Struct, frozen=True, kw_only=True):
    """A field of a type that a model defines."""

    type: str | None = None


class ItemType(msgspec.Struct, frozen=True, kw_only=True):
    """A type that a model defines."""

    type: str | None = None
    collection: bool = False
    fields: Mapping[str, ItemField] = {}


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """Inputs, and what each decision named must answer."""

    id: str
    input: Mapping[str, object]
    expected: Mapping[str, object]


class Model(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A model with its tables and cases. `direct`: every decision asked for is a table over the inputs alone."""

    id: str
    direct: bool
    types: Mapping[str, ItemType]
    input_data: tuple[InputData, ...]
    tables: tuple[Table, ...]
    logic: Mapping[str, str | None]  # by decision: `decisionTable`, `literalExpression` …
    cases: tuple[Case, ...]


class Expression(msgspec.Struct, frozen=True, kw_only=True):
    """A FEEL expression and its value. Three of them stand in the kit twice."""

    id: str
    expr: str
    expected: bool | None


class _Models(msgspec.Struct, frozen=True):
    models: tuple[Model, ...]


class _Expressions(msgspec.Struct, frozen=True):
    cases: tuple[Expression, ...]


MODELS: Final = msgspec.json.decode((_DATA / "decision-tables.json").read_bytes(), type=_Models).models
EXPRESSIONS: Final = msgspec.json.decode((_DATA / "feel-in.json").read_bytes(), type=_Expressions).cases
