"""What an explanation costs where it is asked for, and that a decision without one does nothing for it."""

from collections.abc import Callable, Iterator
from typing import Final

from benchmarks.figure import Figure, calls_a_second
from benchmarks.rule_engines.ours import NOW, REGIONS
from benchmarks.rule_engines.workload import rule_set, workload
from engine.decisions.registry import KINDS
from engine.evaluation.evaluator import decide, prepare
from engine.evaluation.explain import explain
from engine.evaluation.loader import load_rule_set

_RULES: Final = 100


def measure(*, seconds: float = 0.2, repeats: int = 5) -> Iterator[Figure]:
    """Measure decisions by 100 rules as they are made, and made and then explained, rule by rule."""
    load = workload(_RULES, 100)
    ruleset = load_rule_set(rule_set(load.rules), kinds=KINDS, lists={}, regions=REGIONS)
    program, kind = prepare(ruleset, REGIONS, "compiled"), KINDS["decision"]

    def decided() -> None:
        for facts in load.orders:
            decide(kind, program, 1, facts, NOW)

    def explained() -> None:
        for facts in load.orders:
            decide(kind, program, 1, facts, NOW)
            explain(ruleset, kind, facts, NOW)

    yield _rate("decided", decided, len(load.orders), seconds, repeats)
    yield _rate("decided and explained", explained, len(load.orders), seconds, repeats)


def _rate(name: str, call: Callable[[], None], decisions: int, seconds: float, repeats: int) -> Figure:
    rounds = calls_a_second(f"{_RULES} rules, {name}", call, seconds=seconds, repeats=repeats)
    value, low, high = (decisions * figure for figure in (rounds.value, rounds.low, rounds.high))
    return Figure(name=rounds.name, value=value, unit="decisions/CPU s", low=low, high=high)
