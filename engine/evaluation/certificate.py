"""The certificate of a version: all evaluators gave the same answers on its boundary cases."""

import platform
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from importlib.metadata import version
from typing import Final

import msgspec

from engine.errors import DecisionFailed
from engine.evaluation.boundary_cases import boundary_cases
from engine.evaluation.evaluator import Prepared, prepare
from engine.evaluation.facts import Facts
from engine.evaluation.lists import Lists
from engine.evaluation.ruleset import RuleSet, Step
from engine.evaluation.run import Circumstances, Program, StepResult
from engine.geography.regions import RegionTree

_INSTANT: Final = timedelta(microseconds=1)
_MOST_DIFFERENCES: Final = 20


class Certificate(msgspec.Struct, frozen=True, kw_only=True):
    """What was compared, by which versions of the engines, and where they differed.

    `served_by_compiled` are steps that durable-rules is never given, each with the reason.
    """

    cases: int
    differences: tuple[str, ...]
    engines: Mapping[str, str]
    served_by_compiled: Mapping[str, str]

    @property
    def agreed(self) -> bool:
        """Tell whether all gave the same answers."""
        return not self.differences


def certify(ruleset: RuleSet, lists: Lists, regions: RegionTree, at: datetime) -> Certificate:
    """Compare reference, durable-rules and the compiled matcher on boundary cases of every step.

    Each step is tried at `at`, and at every instant at which one of its rules begins or ends. The rules are run on
    durable-rules in this process: try them with `smoke_test` first.
    """
    plain = prepare(ruleset, regions, "reference")
    others = (prepare(ruleset, regions, "durable"), prepare(ruleset, regions, "compiled"))
    cases = 0
    differences: list[str] = []
    for name, step in ruleset.steps.items():
        for instant in _instants(step, at):
            circumstances = Circumstances(at=instant, lists=lists, regions=regions)
            for facts in boundary_cases(step, circumstances):
                cases += 1
                expected = _said(plain, name, facts, circumstances)
                differences.extend(
                    f"step {name}: {program.engine} said {said}, the plain evaluator {expected}, of {dict(facts)}"
                    for program in others
                    if (said := _said(program, name, facts, circumstances)) != expected
                )
    return Certificate(
        cases=cases,
        differences=tuple(differences[:_MOST_DIFFERENCES]),
        engines={"python": platform.python_version(), "durable-rules": version("durable-rules")},
        served_by_compiled={
            name: reason for one in others if isinstance(one, Prepared) for name, reason in one.served_by.items()
        },
    )


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
