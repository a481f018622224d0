"""One run of a rule set over one decision: steps in, answers and trace out."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

import msgspec

from engine.evaluation.facts import Facts, Value
from engine.evaluation.lists import Lists
from engine.evaluation.ruleset import RuleSet
from engine.geography.regions import RegionTree

StepOutputs = Mapping[str, Value | tuple[Value | None, ...] | None]


class StepResult(msgspec.Struct, frozen=True, kw_only=True):
    """What one step said, once.

    `hit` are the ids of the rules that make the answer, in table order; `outputs` are their outputs, one mapping a hit.
    `out` is the step's answer under its hit policy: for one-hit policies the outputs of that hit (or the default's, or
    empty); for collect, sum, min, max, count each output as a tuple over the hits in order, the first output of
    sum / min / max / count being the aggregate instead. `alarm` says what went wrong (two hits under unique).
    """

    step: str
    hit: tuple[str, ...]
    out: StepOutputs
    outputs: tuple[StepOutputs, ...] = ()
    over: str | None = None  # the line, group or warehouse that the step ran over
    defaulted: bool = False
    alarm: str | None = None


class Circumstances(msgspec.Struct, frozen=True, kw_only=True):
    """What a decision depends on beside its facts."""

    at: datetime
    lists: Lists
    regions: RegionTree


class Program(Protocol):
    """A rule set made ready to run. Made by `engine.evaluation.evaluator.prepare`."""

    @property
    def ruleset(self) -> RuleSet: ...

    @property
    def engine(self) -> str:
        """Which matcher answers: `dual`, `durable`, `compiled` or `reference`."""

    def step(self, name: str, facts: Facts, circumstances: Circumstances) -> StepResult:
        """Match one step's rules and apply its hit policy."""


class Run:
    """A rule set, the circumstances, and the trace that grows with every step."""

    __slots__ = ("circumstances", "program", "trace")

    def __init__(self, program: Program, circumstances: Circumstances) -> None:
        self.program = program
        self.circumstances = circumstances
        self.trace: list[StepResult] = []

    @property
    def ruleset(self) -> RuleSet:
        """The rule set that is run."""
        return self.program.ruleset

    def has(self, step: str) -> bool:
        """Tell whether the set has the (optional) step."""
        return step in self.program.ruleset.steps

    def setting(self, name: str) -> object:
        """Return a plain setting of the set (`combine`, `choose`)."""
        return self.program.ruleset.settings[name]

    def step(self, name: str, facts: Facts, over: str | None = None) -> StepResult:
        """Run one step over the facts and note it in the trace. `over` names the element the facts are of."""
        result = self.program.step(name, facts, self.circumstances)
        if over is not None:
            result = msgspec.structs.replace(result, over=over)
        self.trace.append(result)
        return result


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """An answer and how it came about."""

    kind: str
    answer: object
    steps: tuple[StepResult, ...]
    set_id: str
    version: int  # 0: not published
    sha: str
    engine: str

    @property
    def alarms(self) -> tuple[str, ...]:
        """What went wrong on the way, if anything."""
        return tuple(step.alarm for step in self.steps if step.alarm)
