"""This project's matchers: rules from YAML, orders as typed facts."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from benchmarks.rule_engines.contender import Hits, InProcess
from benchmarks.rule_engines.workload import Workload, rule_set
from engine.decisions.registry import KINDS
from engine.evaluation.evaluator import Matcher, decide, prepare
from engine.evaluation.loader import load_rule_set
from engine.evaluation.run import Circumstances, Decision, Program, StepResult
from engine.geography.regions import RegionTree

REGIONS: Final = RegionTree.of(())
NOW: Final = Circumstances(at=datetime(2026, 11, 11, tzinfo=UTC), lists={}, regions=REGIONS)
_STEP: Final = "score"


def step(workload: Workload, matcher: Matcher) -> InProcess:
    """Return a matcher, measured over what other engines do: match, apply the hit policy, give the outputs."""

    def load() -> Callable[[Any], StepResult]:
        run = _program(workload, matcher).step
        return lambda facts: run(_STEP, facts, NOW)

    return InProcess(f"ours, {matcher}", load, workload.orders, _hits_of_step)


def whole(workload: Workload, matcher: Matcher) -> InProcess:
    """Return a matcher, measured over a whole decision: its steps, trace and answer."""

    def load() -> Callable[[Any], Decision]:
        program, kind = _program(workload, matcher), KINDS["decision"]
        return lambda facts: decide(kind, program, 0, facts, NOW)

    return InProcess(f"ours, {matcher}, with trace and answer", load, workload.orders, _hits_of_decision)


def _program(workload: Workload, matcher: Matcher) -> Program:
    ruleset = load_rule_set(rule_set(workload.rules), kinds=KINDS, lists={}, regions=REGIONS)
    return prepare(ruleset, REGIONS, matcher, remembered=0)  # the few orders come again and again


def _hits_of_step(result: StepResult) -> Hits:
    return result.hit


def _hits_of_decision(decision: Decision) -> Hits:
    return decision.steps[0].hit
