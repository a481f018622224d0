"""GoRules' zen-engine: a decision table by both ways of loading it, and one expression for all rules."""

import importlib
import json
from collections.abc import Callable, Sequence
from typing import Any

from benchmarks.rule_engines.contender import Hits
from benchmarks.rule_engines.workload import PATHS, AmongValues, Between, PlainRule, Value


def decision(rules: Sequence[PlainRule]) -> Callable[[Any], Any]:
    """Return `create_decision(...).evaluate`."""
    evaluate: Callable[[Any], Any] = importlib.import_module("zen").ZenEngine().create_decision(_table(rules)).evaluate
    return evaluate


def static(rules: Sequence[PlainRule]) -> Callable[[Any], Any]:
    """Return `evaluate` of an engine with a static loader, which compiles its tables beforehand."""
    options = {"loader": {"type": "static", "content": {"rules": json.loads(_table(rules))}}}
    engine = importlib.import_module("zen").ZenEngine(options)
    return lambda order: engine.evaluate("rules", order)


def table_hits(answer: Any) -> Hits:
    """Return the rules that a table answered."""
    return tuple(row["rule"] for row in answer["result"])


def expression(rules: Sequence[PlainRule]) -> Callable[[Any], Any]:
    """Return one compiled expression: a list with the id of each rule that holds, and null for the others."""
    listed = ", ".join(f"({_conditions(rule)}) ? '{rule.id}' : null" for rule in rules)
    evaluate: Callable[[Any], Any] = importlib.import_module("zen").compile_expression(f"[{listed}]").evaluate
    return evaluate


def listed_hits(answer: Any) -> Hits:
    """Return the rules that a list with nulls names."""
    return tuple(rule for rule in answer if rule is not None)


def _conditions(rule: PlainRule) -> str:
    return " and ".join(_condition(condition) for condition in rule.conditions)


def _condition(condition: AmongValues | Between) -> str:
    path = condition.path
    if isinstance(condition, Between):
        return f"{path} >= {condition.low} and {path} < {condition.high}"
    first, *others = (_literal(value) for value in condition.values)
    return f"{path} in [{', '.join((first, *others))}]" if others else f"{path} == {first}"


def _table(rules: Sequence[PlainRule]) -> str:
    table = {
        "hitPolicy": "collect",
        "inputs": [{"id": path, "name": path, "field": path} for path in PATHS],
        "outputs": [{"id": "rule", "name": "rule", "field": "rule"}],
        "rules": [_row(rule) for rule in rules],
    }
    nodes: list[dict[str, object]] = [
        {"id": "in", "name": "in", "type": "inputNode"},
        {"id": "table", "name": "table", "type": "decisionTableNode", "content": table},
        {"id": "out", "name": "out", "type": "outputNode"},
    ]
    edges = [
        {"id": f"{source}-{target}", "type": "edge", "sourceId": source, "targetId": target}
        for source, target in (("in", "table"), ("table", "out"))
    ]
    return json.dumps(
        {
            "contentType": "application/vnd.gorules.decision",
            "nodes": [{**node, "position": {"x": 0, "y": 0}} for node in nodes],
            "edges": edges,
        }
    )


def _row(rule: PlainRule) -> dict[str, str]:
    cells = {condition.path: _cell(condition) for condition in rule.conditions}
    return {"_id": rule.id, **cells, "rule": json.dumps(rule.id)}


def _cell(condition: AmongValues | Between) -> str:
    if isinstance(condition, Between):
        return f"[{condition.low}..{condition.high})"
    return ", ".join(_literal(value) for value in condition.values)


def _literal(value: Value) -> str:
    return json.dumps(value, ensure_ascii=False)
