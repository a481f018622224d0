"""Typed reading of facts and outputs, and what a later step sees of an earlier one."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from operator import attrgetter
from typing import Final, cast

from engine.errors import DecisionFailed
from engine.evaluation.facts import Facts
from engine.evaluation.run import StepOutputs, StepResult

Values = Mapping[str, object]

_DICTS: Final = frozenset({dict})
_OUT: Final = attrgetter("out")


def text_of(values: Values, name: str) -> str | None:
    """Return a text, None where there is none."""
    value = values.get(name)
    return value if isinstance(value, str) else None


def whole_of(values: Values, name: str) -> int | None:
    """Return a whole number (a count, or money in minor units), None where there is none."""
    value = values.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def number_of(values: Values, name: str) -> Decimal | None:
    """Return a number as Decimal, None where there is none."""
    value = values.get(name)
    return Decimal(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None


def texts_of(values: Values, name: str) -> tuple[str, ...]:
    """Return a list of text; of a missing one, no texts."""
    value = values.get(name)
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, tuple) else ()


def needed_text(facts: Facts, path: str) -> str:
    """Return a fact that this decision cannot do without. Raises DecisionFailed naming the path."""
    value = facts.get(path)
    if not isinstance(value, str):
        raise DecisionFailed(f"{path} is missing; this decision needs it")
    return value


def needed_whole(facts: Facts, path: str) -> int:
    """Return a whole number that this decision cannot do without. Raises DecisionFailed naming the path."""
    value = whole_of(facts, path)
    if value is None:
        raise DecisionFailed(f"{path} is missing; this decision needs it")
    return value


def elements_of(facts: Facts, name: str) -> tuple[Facts, ...]:
    """Return the elements of a list such as `lines`; of a missing one, none."""
    value = facts.get(name)
    if not isinstance(value, tuple):
        return ()
    if set(map(type, value)) <= _DICTS:  # as it nearly always is: then nothing is to be sorted out
        return cast("tuple[Facts, ...]", value)
    return tuple(item for item in value if isinstance(item, Mapping))


def with_outputs(facts: Facts, *results: StepResult) -> Facts:
    """Return the facts with the outputs of earlier steps as `<step>.<output>`; collected texts are a list of text."""
    if not any(map(_OUT, results)):
        return facts
    seen = dict(facts)
    for result in results:
        for name, value in result.out.items():
            if isinstance(value, tuple):
                if all(item is None or isinstance(item, str) for item in value):
                    seen[f"{result.step}.{name}"] = texts_of(result.out, name)
            elif value is not None:
                seen[f"{result.step}.{name}"] = value
    return seen


def rule_of(result: StepResult, index: int = 0) -> str:
    """Return the id of the rule that made an answer, `default` where the step's default did."""
    return result.hit[index] if index < len(result.hit) else "default"


def answers_of(result: StepResult) -> tuple[tuple[str, StepOutputs], ...]:
    """Return each rule that hit with its outputs, in order; where none did, the step's default as `default`."""
    return tuple((rule_of(result, index), outputs) for index, outputs in enumerate(result.outputs))


def collected(outputs: Sequence[Values], name: str) -> tuple[str, ...]:
    """Return a text output of every hit that set it, in order."""
    found = (text_of(values, name) for values in outputs)
    return tuple(value for value in found if value)
