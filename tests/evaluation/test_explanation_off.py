"""A decision that nobody asks to explain does nothing for an explanation."""

import pytest

from benchmarks.rule_engines.ours import NOW, REGIONS
from benchmarks.rule_engines.workload import hits, rule_set, workload
from engine.decisions.registry import KINDS
from engine.evaluation import evaluator, explain, reference
from engine.evaluation.evaluator import Matcher, decide, prepare
from engine.evaluation.loader import load_rule_set


def never(*_: object, **__: object) -> object:
    raise AssertionError("a decision looked at conditions one by one")


@pytest.mark.parametrize("matcher", ["compiled", "durable", "dual"])
def test_no_condition_is_looked_at_by_itself(matcher: Matcher, monkeypatch: pytest.MonkeyPatch) -> None:
    load = workload(60, 50)
    ruleset = load_rule_set(rule_set(load.rules), kinds=KINDS, lists={}, regions=REGIONS)
    program = prepare(ruleset, REGIONS, matcher)
    for module, name in ((explain, "explain"), (reference, "holds"), (reference, "matching"), (evaluator, "matching")):
        monkeypatch.setattr(module, name, never)

    for facts in load.orders:
        assert decide(KINDS["decision"], program, 1, facts, NOW).steps[0].hit == hits(load.rules, facts)
