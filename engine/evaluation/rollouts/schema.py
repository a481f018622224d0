"""The JSON Schema of rollout documents, for editors, and for those who write them elsewhere."""

from typing import Final

from engine.evaluation.facts import Vocabulary
from engine.evaluation.rollouts.audience import EVERYBODY
from engine.evaluation.rollouts.bounds import GUARDRAIL
from engine.evaluation.rollouts.bucket import BUCKETS
from engine.evaluation.rollouts.document import ROLLOUT, InFlight, Metric
from engine.evaluation.rollouts.reading import FIELDS, REQUIRED, STEP
from engine.evaluation.schema import DIALECT
from engine.evaluation.schema_parts import PARTS, Schema, choice, mapping, reference

_LENGTH: Final[Schema] = {"type": "string", "pattern": r"^(?=[0-9])([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?$"}
_BOUND: Final[Schema] = {"type": "number", "exclusiveMinimum": 0}
_COUNT: Final[Schema] = {"type": "integer", "minimum": 0}


def rollout_schema(vocabulary: Vocabulary) -> Schema:
    """Return the JSON Schema (draft 2020-12) of rollouts over these facts, as plain JSON."""
    facts = {*vocabulary.facts, *(path for each in vocabulary.lists.values() for path in each.facts)}
    block: Schema = {"type": "object", "propertyNames": choice([*sorted(facts), "all", "any", "none", "some", "every"])}
    parts: Schema = {
        "format": {"const": 1},
        "kind": {"const": ROLLOUT},
        "id": reference("slug"),
        "title": reference("title"),
        "target": reference("slug"),
        "baseline": {"type": "integer", "minimum": 1},
        "candidate": {"type": "integer", "minimum": 1},
        "meta": reference("meta"),
        "audience": {"anyOf": [{"const": EVERYBODY}, {"type": "array", "minItems": 1, "items": block}]},
        "sticky": choice(sorted(vocabulary.facts)),
        "salt": {"type": "string", "minLength": 1},
        "layer": {"type": "string", "minLength": 1},
        "slots": {
            "type": "array",
            "minItems": 2,
            "maxItems": 2,
            "items": {"type": "integer", "minimum": 0, "maximum": BUCKETS},
        },
        "steps": {"type": "array", "minItems": 1, "items": _step()},
        "guardrails": {"type": "array", "items": _guardrail()},
        "in_flight": choice(each.value for each in InFlight),
        "false_alarm_rate": {"type": "number", "exclusiveMinimum": 0, "maximum": 0.2},
    }
    return {
        "$schema": DIALECT,
        "title": "OMS rollout documents, format 1",
        **mapping({name: parts[name] for name in FIELDS}, REQUIRED),
        "$defs": PARTS,
    }


def _step() -> Schema:
    parts: Schema = {
        "audience": {"anyOf": [{"const": EVERYBODY}, {"type": "array", "minItems": 1}]},
        "percent": {"type": "number", "exclusiveMinimum": 0, "maximum": 100},
        "hold": _LENGTH,
        "min_decisions": _COUNT,
        "deadline": _LENGTH,
        "approve": {"type": "string", "minLength": 1},
    }
    return mapping({name: parts[name] for name in STEP}, ("percent", "hold"))


def _guardrail() -> Schema:
    parts: Schema = {
        "metric": choice(each.value for each in Metric),
        "rise": _BOUND,
        "rise_percent": _BOUND,
        "max": _BOUND,
        "min_samples": _COUNT,
        "above_ms": _COUNT,
    }
    schema = mapping({name: parts[name] for name in GUARDRAIL}, ("metric",))
    return {**schema, "oneOf": [{"required": [bound]} for bound in ("rise", "rise_percent", "max")]}
