"""Outputs of rules: literals as they are, and text with `{path}` placeholders filled in."""

from collections.abc import Mapping
from typing import cast

from engine.evaluation.facts import Facts, FactType, Value
from engine.evaluation.literals import Units, literal_text
from engine.evaluation.ruleset import OutputValue, Template
from engine.evaluation.run import StepOutputs


def has_templates(then: Mapping[str, OutputValue]) -> bool:
    """Tell whether an output has placeholders, so that it depends on the facts."""
    return any(isinstance(value, Template) for value in then.values())


def filled(then: Mapping[str, OutputValue], facts: Facts, units: Units) -> StepOutputs:
    """Return the outputs with every placeholder replaced by its fact as text; a missing fact gives an empty text."""
    return {name: _fill(value, facts, units) if isinstance(value, Template) else value for name, value in then.items()}


def _fill(template: Template, facts: Facts, units: Units) -> str:
    return "".join(
        part if isinstance(part, str) else value_text(facts.get(part.path), part.type, units) for part in template.parts
    )


def value_text(value: object, kind: FactType, units: Units) -> str:
    """Return a fact as people write it: money in major units, a region by its official path, times in ISO 8601."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ", ".join(str(item) for item in value)
    if kind is FactType.REGION and value not in units.regions:
        return str(value)
    return literal_text(cast("Value", value), kind, units)
