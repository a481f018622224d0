"""JsonLogic, one expression for all rules: datalogic-py (Rust) and json-logic-qubit (Python)."""

import importlib
from collections.abc import Callable, Sequence
from typing import Any

from benchmarks.rule_engines.workload import AmongValues, Between, PlainRule


def datalogic(rules: Sequence[PlainRule]) -> Callable[[Any], Any]:
    """Return a compiled rule's `evaluate`."""
    engine = importlib.import_module("datalogic_py").Engine()
    evaluate: Callable[[Any], Any] = engine.compile(_logic(rules)).evaluate
    return evaluate


def interpreted(rules: Sequence[PlainRule]) -> Callable[[Any], Any]:
    """Return the interpreter over the expression."""
    json_logic = importlib.import_module("json_logic").jsonLogic
    logic = _logic(rules)
    return lambda order: json_logic(logic, order)


def _logic(rules: Sequence[PlainRule]) -> dict[str, object]:
    """Return `merge` of a list for each rule: its id where it holds, else nothing."""
    return {"merge": [{"if": [{"and": _conditions(rule)}, [rule.id], []]} for rule in rules]}


def _conditions(rule: PlainRule) -> list[object]:
    return [part for condition in rule.conditions for part in _parts(condition)]


def _parts(condition: AmongValues | Between) -> list[object]:
    fact = {"var": condition.path}
    if isinstance(condition, Between):
        return [{">=": [fact, condition.low]}, {"<": [fact, condition.high]}]
    if len(condition.values) == 1:
        return [{"==": [fact, condition.values[0]]}]
    return [{"in": [fact, list(condition.values)]}]
