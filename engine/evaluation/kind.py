"""A kind of decision: which steps its rule sets have, what each may test and say, and how the answer is made."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from engine.evaluation.facts import Facts, FactType, Label, Vocabulary

if TYPE_CHECKING:
    from engine.errors import Finding
    from engine.evaluation.ruleset import RuleSet
    from engine.evaluation.run import Circumstances, Run

    KindCheck = Callable[["Kind", RuleSet, Circumstances], tuple[Finding, ...]]


class Hit(StrEnum):
    """Hit policies, named as DMN names them, and `specific`."""

    FIRST = "first"
    UNIQUE = "unique"
    ANY = "any"
    PRIORITY = "priority"
    COLLECT = "collect"
    SUM = "sum"
    MIN = "min"
    MAX = "max"
    COUNT = "count"
    SPECIFIC = "specific"


class Output(msgspec.Struct, frozen=True, kw_only=True):
    """One output that a step's rules may set."""

    name: str
    type: FactType
    label: Label
    required: bool = False
    values: tuple[str, ...] | None = None
    unit: str | None = None
    minimum: int | None = None


class StepKind(msgspec.Struct, frozen=True, kw_only=True):
    """One step that a kind's rule sets have.

    `scope` adds the facts of what the step runs over (a line, a group, a warehouse); `outputs` empty means any outputs,
    with types taken from the literals (only the generic kind). Output paths are visible to later steps as
    `<step>.<output>`.
    """

    name: str
    label: Label
    hits: tuple[Hit, ...]  # the first is the default for this step
    outputs: Mapping[str, Output] = {}
    scope: Vocabulary | None = None
    optional: bool = False
    free_outputs: bool = False  # outputs beyond the named ones are allowed (split's key parts)
    takes_by: bool = False  # `by: [path, ...]`: facts that always part (split)


class SettingKind(msgspec.Struct, frozen=True, kw_only=True):
    """A step that is a plain setting: `combine: sum`, `choose: {order: [...]}`.

    `read` raises ValueError with what is allowed.
    """

    name: str
    label: Label
    read: Callable[[object], object]
    default: object


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """One kind: `decide` runs the steps over facts through a Run and returns the answer struct (or a plain mapping)."""

    name: str
    label: Label
    vocabulary: Vocabulary
    steps: tuple[StepKind | SettingKind, ...]
    decide: "Callable[[Run, Facts], object]"
    open_steps: bool = False  # the generic kind: any steps, and `facts:` in the file
    checks: "tuple[KindCheck, ...]" = ()  # what can only be said of a rule set of this kind

    @property
    def answer_fields(self) -> tuple[str, ...] | None:
        """The fields of its answers; None where that hangs on the rule set."""
        answer = getattr(self.decide, "__annotations__", {}).get("return")
        if not (isinstance(answer, type) and issubclass(answer, msgspec.Struct)):
            return None
        return tuple(field.encode_name for field in msgspec.structs.fields(answer))


Kinds = Mapping[str, Kind]
