"""Engines in pure Python that take one rule after the other: rule-engine and business-rules."""

import importlib
import json
from collections.abc import Callable, Sequence
from typing import Any

from benchmarks.rule_engines.contender import Hits
from benchmarks.rule_engines.workload import BOOLEANS, PATHS, TEXTS, AmongValues, Between, PlainRule


def rule_engine(rules: Sequence[PlainRule]) -> Callable[[Any], Hits]:
    """Return a loop over parsed rules."""
    package = importlib.import_module("rule_engine")
    context = package.Context(mapping_attribute_lookup=False)
    parsed = [(rule.id, package.Rule(_text(rule), context=context).matches) for rule in rules]
    return lambda order: tuple(rule_id for rule_id, matches in parsed if matches(order))


def business_rules(rules: Sequence[PlainRule]) -> Callable[[Any], Hits]:
    """Return its `run_all` over variables for each fact and one action that notes the rule."""
    engine = importlib.import_module("business_rules")
    variables, actions = _variables(), _actions()
    written = [_written(rule) for rule in rules]

    def decide(order: Any) -> Hits:
        noted = actions()
        engine.run_all(written, variables(order), noted, stop_on_first_trigger=False)
        return tuple(noted.hits)

    return decide


def _text(rule: PlainRule) -> str:
    return " and ".join(_condition(condition) for condition in rule.conditions)


def _condition(condition: AmongValues | Between) -> str:
    whole, _, field = condition.path.partition(".")
    path = f'{whole}["{field}"]'
    if isinstance(condition, Between):
        return f"{path} >= {condition.low} and {path} < {condition.high}"
    first, *others = (json.dumps(value, ensure_ascii=False) for value in condition.values)
    return f"{path} in [{', '.join((first, *others))}]" if others else f"{path} == {first}"


def _variables() -> type:
    module = importlib.import_module("business_rules.variables")
    members: dict[str, Any] = {}
    for path in PATHS:
        members[path] = _declared(module, path)(label=path)(_reader(path))
    members["__init__"] = _keep_order
    return type("Variables", (module.BaseVariables,), members)


def _declared(module: Any, path: str) -> Any:
    if path in BOOLEANS:
        return module.boolean_rule_variable
    return module.string_rule_variable if path in TEXTS else module.numeric_rule_variable


def _keep_order(self: Any, order: Any) -> None:
    self.order = order


def _reader(path: str) -> Callable[[Any], Any]:
    whole, _, field = path.partition(".")

    def read(self: Any) -> Any:
        return self.order[whole][field]

    return read


def _actions() -> type:
    module = importlib.import_module("business_rules.actions")
    fields = importlib.import_module("business_rules.fields")

    def start(self: Any) -> None:
        self.hits = []

    def note(self: Any, rule: str) -> None:
        self.hits.append(rule)

    members = {"__init__": start, "note": module.rule_action(params={"rule": fields.FIELD_TEXT})(note)}
    return type("Actions", (module.BaseActions,), members)


def _written(rule: PlainRule) -> dict[str, object]:
    conditions = [part for condition in rule.conditions for part in _parts(condition)]
    return {"conditions": {"all": conditions}, "actions": [{"name": "note", "params": {"rule": rule.id}}]}


def _parts(condition: AmongValues | Between) -> list[object]:
    path = condition.path
    if isinstance(condition, Between):
        return [
            {"name": path, "operator": "greater_than_or_equal_to", "value": condition.low},
            {"name": path, "operator": "less_than", "value": condition.high},
        ]
    if path in BOOLEANS:
        return [{"name": path, "operator": "is_true" if condition.values[0] else "is_false", "value": ""}]
    equal: list[object] = [{"name": path, "operator": "equal_to", "value": value} for value in condition.values]
    return equal if len(equal) == 1 else [{"any": equal}]
