"""Facts: what a rule may see, as typed values.

Facts are a flat mapping from dotted path to value. A list of elements (order lines, warehouses) is a tuple of such
mappings under the list's name; inside an element every path carries the element's prefix (`line.category`).

    {"channel": "app", "order.goods_total": 3980, "customer.tags": ("VIP",), "address.region": "330106",
     "lines": ({"line.id": "1", "line.quantity": 2}, ...)}

A missing fact is absent from the mapping; None means the same.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

import msgspec

Value = str | int | bool | Decimal | date | datetime | timedelta | tuple[str, ...]
Facts = Mapping[str, Value | tuple["Facts", ...] | None]


class FactType(StrEnum):
    """The types of the vocabulary, and the Python value that carries each."""

    TEXT = "text"  # str
    TOKEN = "token"  # noqa: S105 - a type of fact, no password. str: a keyed hash, never the personal value
    INTEGER = "integer"  # int
    DECIMAL = "decimal"  # Decimal, built from the scalar's text
    MONEY = "money"  # int: minor units of the rule set's currency
    BOOLEAN = "boolean"  # bool
    DATE = "date"  # date
    DATETIME = "datetime"  # datetime with a zone
    DURATION = "duration"  # timedelta
    TEXTS = "list of text"  # tuple[str, ...]
    REGION = "region"  # str: the code of a node of the region tree


class Label(msgspec.Struct, frozen=True):
    """What people call it."""

    zh: str
    en: str


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """One fact that rules may test. `nullable`: it may be missing. `values`: the only ones it can have."""

    path: str
    type: FactType
    label: Label
    nullable: bool = False
    values: tuple[str, ...] | None = None
    unit: str | None = None
    minimum: int | None = None  # no value is below it (counts and amounts: 0); lets the checks tell impossible from gap


class ElementList(msgspec.Struct, frozen=True, kw_only=True):
    """A list of elements: its name (`lines`), the prefix of its paths (`line`), and its facts by full path."""

    name: str
    prefix: str
    label: Label
    facts: Mapping[str, Fact]


class Vocabulary(msgspec.Struct, frozen=True, kw_only=True):
    """The facts that the rules of one kind may test."""

    facts: Mapping[str, Fact]
    lists: Mapping[str, ElementList] = {}

    def with_facts(self, more: Mapping[str, Fact]) -> "Vocabulary":
        """Return the vocabulary with further facts (outputs of earlier steps, the element that a step runs over)."""
        return msgspec.structs.replace(self, facts={**self.facts, **more})


def by_path(*facts: Fact) -> dict[str, Fact]:
    """Return facts keyed by their path."""
    return {fact.path: fact for fact in facts}
