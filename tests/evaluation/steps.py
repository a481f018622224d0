"""Steps, rules and facts for tests of evaluating, valid by default; and every way to evaluate them."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from engine.evaluation.conditions import All, Compare, Condition, Op, Test, When
from engine.evaluation.evaluator import Matcher, prepare
from engine.evaluation.facts import ElementList, Fact, Facts, FactType, Label, Vocabulary, by_path
from engine.evaluation.kind import Hit
from engine.evaluation.lists import Lists, ReferenceList
from engine.evaluation.reference import holds
from engine.evaluation.ruleset import Rule, Step
from engine.evaluation.run import Circumstances, StepResult
from tests.evaluation.random_sets import REGIONS, a_set

AT: Final = datetime(2026, 11, 11, tzinfo=UTC)
MATCHERS: Final[tuple[Matcher, ...]] = ("reference", "durable", "compiled", "dual")


def a_fact(path: str, kind: FactType = FactType.TEXT, **changes: Any) -> Fact:
    """Return a fact that may be missing."""
    usual = Fact(path=path, type=kind, label=Label(f"{path}（中）", f"{path} (en)"), nullable=True)
    return msgspec.structs.replace(usual, **changes)


def a_vocabulary(*facts: Fact, line: Iterable[Fact] = ()) -> Vocabulary:
    """Return a vocabulary of these facts, and of lines with those."""
    lines = ElementList(name="lines", prefix="line", label=Label("订单行", "Lines"), facts=by_path(*line))
    return Vocabulary(facts=by_path(*facts), lists={"lines": lines})


def equals(path: str, value: Any, kind: FactType = FactType.TEXT) -> Condition:
    return a_cell(path, Compare(Op.EQ, value), kind=kind)


def a_cell(path: str, *tests: Test, kind: FactType = FactType.TEXT) -> Condition:
    return Condition(path=path, type=kind, tests=tests)


def a_rule(name: str, *entries: When, then: Mapping[str, Any] | None = None, **changes: Any) -> Rule:
    return Rule(id=name, when=All(entries), then={"say": name} if then is None else then, **changes)


def a_step(*rules: Rule, vocabulary: Vocabulary, hit: Hit = Hit.FIRST, **changes: Any) -> Step:
    usual = Step(name="step", hit=hit, rules=rules, outputs={"say": FactType.TEXT}, vocabulary=vocabulary)
    return msgspec.structs.replace(usual, **changes)


def a_list(name: str, kind: FactType, *members: str | int) -> ReferenceList:
    return ReferenceList(id=name, title=name, type=kind, members=dict.fromkeys(members))


def under(*lists: ReferenceList, at: datetime = AT) -> Circumstances:
    known: Lists = {one.id: one for one in lists}
    return Circumstances(at=at, lists=known, regions=REGIONS)


def result_of(step: Step, facts: Facts, circumstances: Circumstances | None = None) -> StepResult:
    """Return what a step says; every evaluator has to say the same."""
    circumstances = circumstances or under()
    results = [prepare(a_set(step), REGIONS, matcher).step("step", facts, circumstances) for matcher in MATCHERS]
    assert all(result == results[0] for result in results), results
    return results[0]


def is_true(when: When, facts: Facts, vocabulary: Vocabulary, circumstances: Circumstances | None = None) -> bool:
    """Tell whether a condition holds; every evaluator has to say the same."""
    step = a_step(a_rule("hit", when), vocabulary=vocabulary)
    said = bool(result_of(step, facts, circumstances).hit)
    assert said is holds(when, facts, circumstances or under(), vocabulary)
    return said
