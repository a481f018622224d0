"""The certificate of a version: all evaluators gave the same answers on its boundary cases."""

import platform
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from importlib.metadata import version
from typing import Final

import msgspec

from engine.errors import DecisionFailed
from engine.evaluation.boundary_cases import boundary_cases
from engine.evaluation.checks.budget import Budget
from engine.evaluation.evaluator import Prepared, prepare
from engine.evaluation.facts import Facts
from engine.evaluation.lists import Lists
from engine.evaluation.ruleset import RuleSet, Step
from engine.evaluation.run import Circumstances, Program, StepResult
from engine.geography.regions import RegionTree

_INSTANT: Final = timedelta(microseconds=1)
_MOST_DIFFERENCES: Final = 20
_ALWAYS: Final = 4  # cases of a step and an instant for which there is always time
SECONDS: Final = 0.5


class Certificate(msgspec.Struct, frozen=True, kw_only=True):
    """What was compared, by which versions of the engines, and where they differed.

    `served_by_compiled` are steps that durable-rules is never given, each with the reason. `partly` are steps of whose
    rules not all had their turn, with how many had and how many there are: the time was up, or there are very many.
    """

    cases: int
    differences: tuple[str, ...]
    engines: Mapping[str, str]
    served_by_compiled: Mapping[str, str]
    partly: Mapping[str, tuple[int, int]] = {}

    @property
    def agreed(self) -> bool:
        """Tell whether all gave the same answers."""
        return not self.differences


def certify(  # noqa: PLR0913 - what is compared, and when; the rest may be left out
    ruleset: RuleSet,
    lists: Lists,
    regions: RegionTree,
    at: datetime,
    *,
    clock: Callable[[], float] | None = None,
    seconds: float = SECONDS,
    made: Sequence[Program] = (),
) -> Certificate:
    """Compare reference, durable-rules and the compiled matcher on boundary cases of every step.

    Each step is tried at `at`, and at every instant at which one of its rules begins or ends, for so many `seconds` of
    a `clock` (without one: to the end), a few cases of each step in any case. The rules are run on durable-rules in
    this process: try them with `smoke_test` first. `made` are programs of the set that are there already.
    """
    evaluators = _Evaluators(ruleset, regions, {program.engine: program for program in made})
    budget = Budget.endless() if clock is None else Budget(seconds, clock)
    compared = [_compared(step, evaluators, lists, at, budget) for step in ruleset.steps.values()]
    differences = [difference for one in compared for difference in one.differences]
    return Certificate(
        cases=sum(one.cases for one in compared),
        differences=tuple(differences[:_MOST_DIFFERENCES]),
        engines={"python": platform.python_version(), "durable-rules": version("durable-rules")},
        served_by_compiled=evaluators.served_by_compiled,
        partly={one.step: (one.turns, one.rules) for one in compared if one.turns < one.rules},
    )


class _Evaluators:
    """The three ways of running a rule set."""

    def __init__(self, ruleset: RuleSet, regions: RegionTree, made: Mapping[str, Program]) -> None:
        self.regions = regions
        self.plain = made.get("reference") or prepare(ruleset, regions, "reference")
        compiled = made.get("compiled") or prepare(ruleset, regions, "compiled")
        self.others = (prepare(ruleset, regions, "durable"), compiled)

    @property
    def served_by_compiled(self) -> dict[str, str]:
        """Steps that durable-rules is never given, each with the reason."""
        return {
            name: reason for one in self.others if isinstance(one, Prepared) for name, reason in one.served_by.items()
        }


class _Compared(msgspec.Struct, kw_only=True):
    """One step, compared. A rule has its turn at an instant with facts that meet it; `rules` counts those turns."""

    step: str
    rules: int = 0
    turns: int = 0
    cases: int = 0
    differences: list[str] = []


def _compared(step: Step, evaluators: _Evaluators, lists: Lists, at: datetime, budget: Budget) -> _Compared:
    said = _Compared(step=step.name)
    for instant in _instants(step, at):
        circumstances = Circumstances(at=instant, lists=lists, regions=evaluators.regions)
        rules = sum(rule.is_in_force(instant) for rule in step.rules)
        said.rules += rules
        tried = 0
        for facts in boundary_cases(step, circumstances):
            if tried >= _ALWAYS and budget.is_spent:
                break
            tried += 1
            said.differences += _differences(step.name, facts, evaluators, circumstances)
        said.cases += tried
        said.turns += max(0, min(rules, tried - 1))  # the first case is of no rule, then each has one
    return said


def _differences(step: str, facts: Facts, evaluators: _Evaluators, circumstances: Circumstances) -> Iterator[str]:
    expected = _said(evaluators.plain, step, facts, circumstances)
    for program in evaluators.others:
        said = _said(program, step, facts, circumstances)
        if said != expected:
            yield f"step {step}: {program.engine} said {said}, the plain evaluator {expected}, of {dict(facts)}"


def _instants(step: Step, at: datetime) -> Iterator[datetime]:
    edges = {edge for rule in step.rules for edge in (rule.starts, rule.ends) if edge is not None}
    yield at
    for edge in sorted(edges):
        yield edge - _INSTANT
        yield edge


def _said(program: Program, name: str, facts: Facts, circumstances: Circumstances) -> StepResult | str:
    try:
        return program.step(name, facts, circumstances)
    except DecisionFailed as failure:
        return str(failure)
