"""json-rules-engine, in a Node process of its own that is asked over a pipe and measures itself."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any, Final, cast

from benchmarks.rule_engines.contender import Hits
from benchmarks.rule_engines.places import NODE_PACKAGES
from benchmarks.rule_engines.workload import AmongValues, Between, PlainRule, Workload

_SCRIPT: Final = "json_rules_engine.mjs"


class JsonRulesEngine:
    """The engine with the rules of a workload."""

    def __init__(self, name: str, workload: Workload) -> None:
        """Raise ImportError where Node or the package is not installed."""
        node = shutil.which("node")
        script = NODE_PACKAGES / _SCRIPT  # Node looks for packages from where the script is
        if node is None or not (NODE_PACKAGES / "node_modules" / "json-rules-engine").is_dir():
            raise ImportError("Node, or json-rules-engine in it, is not installed")
        shutil.copyfile(Path(__file__).with_name(_SCRIPT), script)
        self.name = name
        self._process = subprocess.Popen(  # noqa: S603 - our own script
            [node, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        rules = [{"id": rule.id, "conditions": _conditions(rule)} for rule in workload.rules]
        self.load_seconds = cast("float", self._ask({"rules": rules, "orders": workload.orders}))
        self._places = {rule.id: place for place, rule in enumerate(workload.rules)}

    def hits(self, orders: int) -> list[Hits]:
        """Return the rules that each order fires, in their order: the engine tells them in none."""
        found = cast("list[list[str]]", self._ask({"command": "hits", "count": orders}))
        return [tuple(sorted(one, key=self._places.__getitem__)) for one in found]

    def cost(self, decisions: int) -> float:
        return cast("float", self._ask({"command": "cost", "count": decisions}))

    def latencies(self, decisions: int) -> list[float]:
        return cast("list[float]", self._ask({"command": "latencies", "count": decisions}))

    def close(self) -> None:
        """End the process."""
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
        self._process.wait(timeout=10)

    def _ask(self, message: object) -> Any:
        asked, answered = self._process.stdin, self._process.stdout
        if asked is None or answered is None:
            raise BrokenPipeError(f"{self.name} has no pipes")
        asked.write(json.dumps(message) + "\n")
        asked.flush()
        return json.loads(answered.readline())


def _conditions(rule: PlainRule) -> list[dict[str, object]]:
    return [part for condition in rule.conditions for part in _parts(condition)]


def _parts(condition: AmongValues | Between) -> list[dict[str, object]]:
    fact = condition.path
    if isinstance(condition, Between):
        return [
            {"fact": fact, "operator": "greaterThanInclusive", "value": condition.low},
            {"fact": fact, "operator": "lessThan", "value": condition.high},
        ]
    if len(condition.values) == 1:
        return [{"fact": fact, "operator": "equal", "value": condition.values[0]}]
    return [{"fact": fact, "operator": "in", "value": list(condition.values)}]
