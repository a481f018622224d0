"""What a step cannot do without: the required facts and the reference lists that its rules test.

A required (not nullable) fact that a rule in force tests must be there whenever the step runs, whichever rules would
have matched first: a rule is never passed over by chance. A test for `present` or `missing` alone needs nothing.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from copy import copy
from typing import NamedTuple, cast

import msgspec

from engine.errors import DecisionFailed
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
    Presence,
    Some,
    TagCondition,
    TagItem,
    Test,
    When,
)
from engine.evaluation.facts import Fact, Facts, Vocabulary
from engine.evaluation.ruleset import Rule
from engine.evaluation.run import Circumstances


class Needs(msgspec.Struct, frozen=True, kw_only=True):
    """Required paths, required paths of the elements of lists, and reference lists."""

    paths: tuple[str, ...] = ()
    elements: tuple[tuple[str, tuple[str, ...]], ...] = ()
    lists: tuple[str, ...] = ()

    def check(self, step: str, facts: Facts, circumstances: Circumstances) -> None:
        """Raise DecisionFailed naming the first thing that is not there."""
        for path in self.paths:
            if facts.get(path) is None:
                raise DecisionFailed(f"step {step} tests {path}, which is required but missing")
        for name, paths in self.elements:
            for element in cast("tuple[Facts, ...]", facts.get(name) or ()):
                for path in paths:
                    if element.get(path) is None:
                        raise DecisionFailed(f"step {step} tests {path} of {name}, which is required but missing")
        for list_id in self.lists:
            if list_id not in circumstances.lists:
                raise DecisionFailed(f"step {step} tests @{list_id}, and there is no such list")


def needs_of(rules: Iterable[Rule], vocabulary: Vocabulary) -> Needs:
    """Return what the conditions of some rules need."""
    used = dict.fromkeys(use for rule in rules for use in _uses(rule.when, vocabulary, {}))
    elements: dict[str, list[str]] = {}
    for use in used:
        if use.list_name is not None and _is_required(vocabulary.lists[use.list_name].facts.get(use.path)):
            elements.setdefault(use.list_name, []).append(use.path)
    return Needs(
        paths=tuple(
            use.path
            for use in used
            if not use.is_reference and use.list_name is None and _is_required(vocabulary.facts.get(use.path))
        ),
        elements=tuple((name, tuple(paths)) for name, paths in elements.items()),
        lists=tuple(use.path for use in used if use.is_reference),
    )


def _is_required(fact: Fact | None) -> bool:
    return fact is not None and not fact.nullable


class StepNeeds:
    """The needs of a step: of the rules that are always in force, and of each dated rule while it is."""

    __slots__ = ("_dated", "always", "step")

    def __init__(self, step: str, rules: Iterable[Rule], vocabulary: Vocabulary) -> None:
        enabled = [rule for rule in rules if rule.enabled]
        self.step = step
        self.always = needs_of((rule for rule in enabled if not is_dated(rule)), vocabulary)
        self._dated = tuple((rule, needs_of((rule,), vocabulary)) for rule in enabled if is_dated(rule))

    def check(self, facts: Facts, circumstances: Circumstances) -> None:
        """Raise DecisionFailed naming the first thing that is not there."""
        self.always.check(self.step, facts, circumstances)
        for rule, needs in self._dated:
            if rule.is_in_force(circumstances.at):
                needs.check(self.step, facts, circumstances)

    def without(self, paths: Collection[str | None]) -> "StepNeeds":
        """Return the needs besides the facts at these paths, which somebody else looks for."""
        rest = copy(self)
        left = tuple(path for path in self.always.paths if path not in paths)
        rest.always = msgspec.structs.replace(self.always, paths=left)
        return rest

    def beyond(self, paths: Collection[str | None]) -> bool:
        """Tell whether anything is needed besides the facts at these paths."""
        always = self.always
        has_more = any(path not in paths for path in always.paths) or bool(always.elements) or bool(always.lists)
        return has_more or bool(self._dated)


def is_dated(rule: Rule) -> bool:
    """Tell whether a rule is in force for a time only."""
    return rule.starts is not None or rule.ends is not None


class _Use(NamedTuple):
    """A path whose value is tested, with the list whose elements have it; or the id of a reference list."""

    path: str
    list_name: str | None = None
    is_reference: bool = False


def _uses(when: When, vocabulary: Vocabulary, within: Mapping[str, str]) -> Iterator[_Use]:
    """Yield what a condition tests. `within` maps the prefixes of the elements around it to their lists."""
    match when:
        case Condition(path=path, tests=tests):
            if any(not isinstance(test, Presence) for test in tests):
                yield _use(path, within)
            for test in tests:
                yield from _operands(test, within)
        case TagCondition(path=path):
            yield _use(path, within)
            for items in (when.any, when.all, when.none):
                yield from (_Use(item.list_id, is_reference=True) for item in items or () if isinstance(item, TagItem))
        case All(entries=entries) | AnyOf(entries=entries) | NoneOf(entries=entries):
            for entry in entries:
                yield from _uses(entry, vocabulary, within)
        case Some(list_name=name, where=where) | Every(list_name=name, where=where):
            inside = {**within, vocabulary.lists[name].prefix: name} if name in vocabulary.lists else within
            yield from _uses(where, vocabulary, inside)


def _use(path: str, within: Mapping[str, str]) -> _Use:
    return _Use(path, within.get(path.partition(".")[0]))


def _operands(test: Test, within: Mapping[str, str]) -> Iterator[_Use]:
    match test:
        case Compare(operand=FactOperand(path=path)):
            yield _use(path, within)
        case Interval(low=low, high=high):
            yield from (_use(end.path, within) for end in (low, high) if isinstance(end, FactOperand))
        case InList(list_id=list_id):
            yield _Use(list_id, is_reference=True)
        case Negation(tests=tests):
            for inner in tests:
                yield from _operands(inner, within)
        case _:
            return
