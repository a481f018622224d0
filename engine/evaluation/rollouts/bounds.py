"""The guardrails of a rollout as they are written."""

from decimal import Decimal
from typing import Final

from engine.evaluation.document.nodes import Node
from engine.evaluation.facts import FactType
from engine.evaluation.reading.context import Reading
from engine.evaluation.rollouts.document import FALSE_ALARMS, Guardrail, Metric
from engine.evaluation.wording import say

GUARDRAIL: Final = ("metric", "rise", "rise_percent", "max", "min_samples", "above_ms")
_BOUNDS: Final = ("rise", "rise_percent", "max")
_MOST_FALSE_ALARMS: Final = Decimal("0.2")


def read_guardrails(reading: Reading, node: Node | None) -> tuple[Guardrail, ...]:
    """Return the guardrails. Mistakes are noted."""
    items = reading.sequence(node, "guardrails", may_be_empty=True)
    return tuple(each for each in (_guardrail(reading, item) for item in items) if each is not None)


def read_alarm_rate(reading: Reading, node: Node | None) -> Decimal:
    """Return the share of harmless rollouts that may be halted by chance."""
    value = reading.literal(node, FactType.DECIMAL, "false_alarm_rate")
    if not isinstance(value, Decimal):
        return FALSE_ALARMS
    if not 0 < value <= _MOST_FALSE_ALARMS:
        reading.wrong(say("alarm_rate"), node, "false_alarm_rate")
    return value


def _guardrail(reading: Reading, node: Node) -> Guardrail | None:
    mapping = reading.mapping(node, "guardrails")
    if mapping is None:
        return None
    fields = reading.fields(mapping, GUARDRAIL, ("metric",))
    name = reading.text(fields.get("metric"), "metric")
    if name is None:
        return None
    if name not in list(Metric):
        reading.unknown("unknown_metric", name, fields["metric"], Metric, field="metric")
        return None
    metric = Metric(name)
    bounds = {key: _bound(reading, fields[key], key, metric) for key in _BOUNDS if key in fields}
    if len(bounds) != 1:
        reading.wrong(say("guardrail_bound"), mapping, "guardrails", allowed=_BOUNDS)
    least = reading.integer(fields.get("min_samples"), "min_samples", default=0)
    if "max" in bounds and least < 1:
        reading.wrong(say("guardrail_samples"), fields.get("min_samples") or mapping, "min_samples")
    return Guardrail(
        metric=metric,
        rise=bounds.get("rise"),
        rise_percent=bounds.get("rise_percent"),
        max=bounds.get("max"),
        min_samples=least,
        above_ms=_above(reading, fields.get("above_ms"), mapping, metric),
        position=mapping.position,
    )


def _bound(reading: Reading, node: Node, key: str, metric: Metric) -> Decimal | None:
    value = reading.literal(node, FactType.DECIMAL, key)
    if not isinstance(value, Decimal):
        return None
    if value <= 0:
        reading.wrong(say("bound_form", key=key), node, key)
    elif metric.is_rate and key != "rise_percent" and value > 1:
        reading.wrong(say("rate_bound", key=key), node, key)
    return value


def _above(reading: Reading, node: Node | None, mapping: Node, metric: Metric) -> int | None:
    if metric is not Metric.SLOW_RATE:
        if node is not None:
            reading.wrong(say("above_ms_not_here"), node, "above_ms")
        return None
    if node is None:
        reading.wrong(say("above_ms_missing"), mapping, "above_ms")
        return None
    value = reading.integer(node, "above_ms", default=1)
    if value < 1:
        reading.wrong(say("bound_form", key="above_ms"), node, "above_ms")
    return value
