"""The hash of what a rule set decides: equal for two sets that can never answer differently by their text."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import msgspec

from engine.evaluation.conditions import (
    All,
    AnyOf,
    Compare,
    Condition,
    Every,
    FactOperand,
    InList,
    Interval,
    Negation,
    NoneOf,
    Prefix,
    Presence,
    Some,
    TagCondition,
    TagItem,
    Test,
    When,
)
from engine.evaluation.facts import Fact
from engine.evaluation.literals import duration_text
from engine.evaluation.ruleset import OutputValue, Placeholder, Rule, RuleSet, Step, Template


def canonical_form(ruleset: RuleSet, own_facts: Mapping[str, Fact] | None = None) -> dict[str, object]:
    """Return everything that can change an answer as plain JSON: no title, meta, tests, notes or comments.

    Amounts are minor units, regions codes, times in UTC, so that how they are written does not matter.
    """
    return {
        "kind": ruleset.kind,
        "id": ruleset.id,
        "currency": ruleset.currency,
        "applies": _when(ruleset.applies) if ruleset.applies is not None else None,
        "from": _plain(ruleset.starts),
        "to": _plain(ruleset.ends),
        "params": _plain(ruleset.params),
        "facts": {path: _fact(fact) for path, fact in (own_facts or {}).items()},
        "steps": [_step(step) for step in ruleset.steps.values()],
        "settings": {name: _plain(msgspec.to_builtins(value)) for name, value in ruleset.settings.items()},
    }


def sha_of(ruleset: RuleSet, own_facts: Mapping[str, Fact] | None = None) -> str:
    """Return the SHA-256 of the canonical form, as 64 hex digits."""
    text = json.dumps(canonical_form(ruleset, own_facts), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _fact(fact: Fact) -> object:
    return {"type": str(fact.type), "nullable": fact.nullable, "values": sorted(fact.values or ())}


def _step(step: Step) -> object:
    return {
        "name": step.name,
        "hit": str(step.hit),
        "by": list(step.by),
        "outputs": [[name, str(output_type)] for name, output_type in step.outputs.items()],
        "rules": [_rule(rule) for rule in step.rules],
        "default": _outputs(step.default) if step.default is not None else None,
    }


def _rule(rule: Rule) -> object:
    return {
        "id": rule.id,
        "when": _when(rule.when),
        "then": _outputs(rule.then),
        "priority": rule.priority,
        "enabled": rule.enabled,
        "from": _plain(rule.starts),
        "to": _plain(rule.ends),
    }


def _outputs(outputs: Mapping[str, OutputValue]) -> object:
    return {name: _output(value) for name, value in outputs.items() if value is not None}


def _output(value: OutputValue) -> object:
    if isinstance(value, Template):
        return {"text": [{"fact": part.path} if isinstance(part, Placeholder) else part for part in value.parts]}
    return _plain(value)


def _when(when: When) -> object:
    match when:
        case Condition():
            return {"path": when.path, "tests": [_test(test) for test in when.tests]}
        case TagCondition():
            parts = {"any": when.any, "all": when.all, "none": when.none}
            return {"path": when.path} | {name: _tags(items) for name, items in parts.items() if items is not None}
        case All():
            return {"all": _unordered([_when(entry) for entry in when.entries if not _matches_all(entry)])}
        case AnyOf() | NoneOf():
            return {"any" if isinstance(when, AnyOf) else "none": [_when(entry) for entry in when.entries]}
        case Some() | Every():
            return {"some" if isinstance(when, Some) else "every": when.list_name, "where": _when(when.where)}


def _matches_all(when: When) -> bool:
    return isinstance(when, Condition) and not when.tests


def _unordered(entries: Sequence[object]) -> list[object]:
    """Return entries that must all hold in an order that does not depend on how they are written."""
    return sorted(entries, key=lambda entry: json.dumps(entry, ensure_ascii=False, sort_keys=True))


def _tags(items: Sequence[str | TagItem]) -> list[object]:
    return [{"list": item.list_id} if isinstance(item, TagItem) else item for item in items]


def _test(test: Test) -> object:
    match test:
        case Compare():
            return {"op": str(test.op), "value": _operand(test.operand)}
        case Interval():
            ends = [_operand(end) if end is not None else None for end in (test.low, test.high)]
            return {"range": ends, "closed": [test.low_closed, test.high_closed]}
        case InList():
            return {"list": test.list_id}
        case Presence():
            return {"present": test.present}
        case Prefix():
            return {"like": test.text}
        case Negation():
            return {"not": [_test(inner) for inner in test.tests]}


def _operand(operand: object) -> object:
    return {"fact": operand.path} if isinstance(operand, FactOperand) else _plain(operand)


def _plain(value: object) -> object:  # noqa: PLR0911  # one return a type
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case timedelta():
            return duration_text(value)
        case Decimal():
            return {"decimal": format(value.normalize(), "f")}
        case Mapping():
            return {str(key): _plain(one) for key, one in value.items()}
        case tuple() | list():
            return [_plain(one) for one in value]
        case _:
            return value
