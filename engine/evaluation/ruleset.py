"""A rule set as it is loaded: header, parameters, steps and tests, with types and with the position of every part."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from engine.evaluation.conditions import All, When
from engine.evaluation.facts import FactType, Value, Vocabulary
from engine.evaluation.kind import Hit


class Position(msgspec.Struct, frozen=True):
    """Where a node stands in its file; both count from 1."""

    line: int
    column: int


class Template(msgspec.Struct, frozen=True):
    """Output text with `{path}` placeholders: literal parts and paths in turn.

    Plain substitution; a missing fact gives an empty text.

    Where the whole output is one placeholder (`"{line.ship_date}"`) the value is the fact itself, as text.
    """

    parts: tuple["str | Placeholder", ...]


class Placeholder(msgspec.Struct, frozen=True):
    """A `{path}` in an output."""

    path: str
    type: FactType


OutputValue = Value | Template | None


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One rule or table row; both are the same thing. `cells` counts those that are not `-` (for `specific`)."""

    id: str
    when: All
    then: Mapping[str, OutputValue]
    priority: int = 0
    enabled: bool = True
    starts: datetime | None = None  # `from`, inclusive
    ends: datetime | None = None  # `to`, exclusive
    note: str | None = None
    position: Position | None = None

    def is_in_force(self, at: datetime) -> bool:
        """Tell whether the rule is on at the decision time."""
        return self.enabled and (self.starts is None or at >= self.starts) and (self.ends is None or at < self.ends)


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One step. `outputs` maps each output name to its type; `inputs` are a table's columns (empty for rules)."""

    name: str
    hit: Hit
    rules: tuple[Rule, ...]
    outputs: Mapping[str, FactType]
    default: Mapping[str, OutputValue] | None = None
    inputs: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    vocabulary: Vocabulary  # what this step may test: the kind's facts, its scope, outputs of earlier steps
    position: Position | None = None


class RuleTest(msgspec.Struct, frozen=True, kw_only=True):
    """A promise of the set: `given` as nested mapping with scalars as text, `expect` likewise, `fires` rule ids."""

    name: str
    given: Mapping[str, object]
    expect: Mapping[str, object]
    fires: tuple[str, ...] = ()
    at: datetime | None = None
    lists: Mapping[str, tuple[str, ...]] = {}
    position: Position | None = None


class RuleSet(msgspec.Struct, frozen=True, kw_only=True):
    """One rule set, whole and typed. `sha` is over everything that can change an answer."""

    kind: str
    id: str
    title: str
    sha: str
    currency: str
    steps: Mapping[str, Step]
    settings: Mapping[str, object]
    params: Mapping[str, Value]
    vocabulary: Vocabulary
    applies: When | None = None
    starts: datetime | None = None
    ends: datetime | None = None
    meta: Mapping[str, object] = {}
    tests: tuple[RuleTest, ...] = ()
    lists: tuple[str, ...] = ()  # ids of the reference lists that it uses
    unused_params: tuple[str, ...] = ()  # names of the params that nothing in it uses
    file: str | None = None

    @property
    def is_dated(self) -> bool:
        """Tell whether it counts for a time only; beside one that always counts, equally specific, it goes first."""
        return self.starts is not None or self.ends is not None

    def is_in_force(self, at: datetime) -> bool:
        """Tell whether it counts at the decision time."""
        return (self.starts is None or at >= self.starts) and (self.ends is None or at < self.ends)
