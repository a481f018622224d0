"""Boundary cases of a step: for each rule facts that meet it, and each of them moved to every edge that rules name."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any, Final

from engine.evaluation.alternatives import SOMETHING_ELSE, alternatives
from engine.evaluation.conditions import All, AnyOf, Condition, Every, NoneOf, Some, TagCondition, When
from engine.evaluation.facts import Fact, Facts, FactType
from engine.evaluation.named_values import Named, named_in
from engine.evaluation.reference import holds
from engine.evaluation.ruleset import Rule, Step
from engine.evaluation.run import Circumstances

_MOST_CASES: Final = 2_000
_MOST_LOOKS: Final = 500_000  # of a rule at a case

_Leaf = Condition | TagCondition | Some | Every


def boundary_cases(step: Step, circumstances: Circumstances) -> Iterator[Facts]:
    """Yield facts at the edges of what the rules of a step test: up to 2,000, fewer where the rules are very many.

    The first are usual facts, then facts that meet each rule in turn: far apart first, so that however early one stops
    every part of the table has had some. Required facts are always there.
    """
    most = min(_MOST_CASES, _MOST_LOOKS // (len(step.rules) + 1))
    return islice(_Cases(step, circumstances).all(), most)


def _far_apart(rules: list[Rule]) -> list[Rule]:
    """Return the rules in an order in which the first few already lie all over the table."""
    found: list[Rule] = []
    seen: set[int] = set()
    stride = len(rules)
    while stride > 1:
        stride = (stride + 1) // 2
        fresh = [place for place in range(0, len(rules), stride) if place not in seen]
        seen.update(fresh)
        found += [rules[place] for place in fresh]
    return found or list(rules)


class _Cases:
    """Makes the cases of one step."""

    def __init__(self, step: Step, circumstances: Circumstances) -> None:
        self._rules = _far_apart([rule for rule in step.rules if rule.is_in_force(circumstances.at)])
        self._vocabulary = step.vocabulary
        self._circumstances = circumstances
        named = named_in(self._rules)
        self._named = {path: one for path, one in named.items() if path in step.vocabulary.facts}
        self._inside = {
            name: {path: one for path, one in named.items() if path in owner.facts}
            for name, owner in step.vocabulary.lists.items()
        }
        self._usual = self._usual_values(self._named, step.vocabulary.facts)

    def all(self) -> Iterator[Facts]:
        yield self._usual
        for rule in self._rules:
            yield self._met(rule)
        for rule in self._rules:
            facts = self._met(rule)
            for leaf in _leaves(rule.when):
                yield from self._near(leaf, facts)

    def _usual_values(self, named: Mapping[str, Named], facts: Mapping[str, Fact]) -> dict[str, Any]:
        return {path: self._usual_value(facts[path]) for path in named}

    def _usual_value(self, fact: Fact) -> Any:
        if fact.type is FactType.DATETIME:
            return self._circumstances.at
        if fact.type is FactType.REGION:
            return next(iter(self._circumstances.regions.codes()), None)
        if fact.values:
            return fact.values[0]
        return _USUAL[fact.type]

    def _met(self, rule: Rule) -> dict[str, Any]:
        """Return facts moved, one after the other, to where the conditions of a rule hold."""
        facts = dict(self._usual)
        for leaf in _leaves(rule.when):
            if not self._holds(leaf, facts):
                facts.update(next((case for case in self._near(leaf, facts) if self._holds(leaf, case)), {}))
        return facts

    def _holds(self, when: When, facts: Facts) -> bool:
        return holds(when, facts, self._circumstances, self._vocabulary)

    def _near(self, leaf: _Leaf, facts: Facts) -> Iterator[Facts]:
        """Yield the facts with what a condition is about moved to every edge."""
        if isinstance(leaf, Condition | TagCondition):
            if leaf.path in self._named:
                yield from self._moved(facts, leaf.path, self._vocabulary.facts[leaf.path], self._named[leaf.path])
            return
        owner = self._vocabulary.lists.get(leaf.list_name)
        if owner is None:
            return
        usual = self._usual_values(self._inside[owner.name], owner.facts)
        found = [usual]
        for path, named in self._inside[owner.name].items():
            found += [
                {**one, path: moved[path]}
                for one in found[:4]
                for moved in self._moved(usual, path, owner.facts[path], named)
            ]
        yield {**facts, owner.name: ()}
        for one in found:
            yield {**facts, owner.name: (one,)}
        yield {**facts, owner.name: (found[0], found[-1])}

    def _moved(self, facts: Facts, path: str, fact: Fact, named: Named) -> Iterator[dict[str, Any]]:
        others = {**self._usual, **facts}
        for one in alternatives(fact, facts.get(path), named, others, self._circumstances):
            yield {**facts, path: one.value}


def _leaves(when: When) -> Iterable[_Leaf]:
    match when:
        case All(entries=entries) | AnyOf(entries=entries) | NoneOf(entries=entries):
            for entry in entries:
                yield from _leaves(entry)
        case _:
            yield when


_USUAL: Final[Mapping[FactType, Any]] = {
    FactType.TEXT: SOMETHING_ELSE,
    FactType.TOKEN: SOMETHING_ELSE,
    FactType.INTEGER: 0,
    FactType.DECIMAL: Decimal(0),
    FactType.MONEY: 0,
    FactType.BOOLEAN: False,
    FactType.DATE: date(2026, 1, 1),
    FactType.DURATION: timedelta(),
    FactType.TEXTS: (),
}
