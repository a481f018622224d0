"""What a step said, as it is written down."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

import msgspec

from engine.evaluation.facts import FactType
from engine.evaluation.literals import duration_text
from engine.evaluation.ruleset import RuleSet
from engine.evaluation.run import StepResult
from engine.money import money_text

_MOST_KEPT: Final = 2_000


class StepRecord(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one step said."""

    step: str
    hit: tuple[str, ...]
    out: Mapping[str, object]
    over: str | None = None


class StepWriter:
    """Writes down the steps of one rule set. Outputs that come again are written once."""

    __slots__ = ("_currency", "_known", "_types")

    def __init__(self, ruleset: RuleSet) -> None:
        self._currency = ruleset.currency
        self._types = {name: step.outputs for name, step in ruleset.steps.items()}
        self._known: dict[int, tuple[object, dict[str, object]]] = {}  # by identity; what is written is kept alive

    def record(self, result: StepResult) -> StepRecord:
        """Return what is kept of a step."""
        out = result.out
        known = self._known.get(id(out))
        if known is None:
            if len(self._known) >= _MOST_KEPT:
                self._known.clear()
            known = self._known[id(out)] = (out, plain_outputs(out, self._types[result.step], self._currency))
        return StepRecord(step=result.step, hit=result.hit, out=known[1], over=result.over)


def plain_outputs(outputs: Mapping[str, object], types: Mapping[str, FactType], currency: str) -> dict[str, object]:
    """Return outputs of a step as JSON values: amounts as text in major units, decimals as text, times in ISO 8601."""
    return {name: _plain(value, types.get(name), currency) for name, value in outputs.items()}


def _plain(value: object, kind: FactType | None, currency: str) -> object:
    match value:
        case tuple():
            return [_plain(item, kind, currency) for item in value]
        case int() if kind is FactType.MONEY:
            return money_text(value, currency)
        case Decimal():
            return format(value, "f")
        case timedelta():
            return duration_text(value)
        case date():
            return value.isoformat()  # a datetime is a date, too
        case _:
            return value
