"""Conditions as functions: what the matchers do not know by themselves is found out by these beforehand.

A function takes scopes, the facts and then the element of each list that it stands in; which scope a path belongs to
is settled when the function is made.
"""

import operator
from collections.abc import Callable, Mapping
from typing import Any, Final, assert_never, cast

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
    Op,
    Prefix,
    Presence,
    Some,
    TagCondition,
    TagItem,
    Test,
    When,
)
from engine.evaluation.facts import Facts, FactType, Vocabulary
from engine.evaluation.lowering.lowered import Predicate
from engine.evaluation.lowering.region_lists import lies_in_list
from engine.evaluation.run import Circumstances

_Scopes = tuple[Facts, ...]
_TestFunction = Callable[[Any, _Scopes, Circumstances], bool]

_COMPARE: Final[Mapping[Op, Callable[[Any, Any], bool]]] = {
    Op.EQ: operator.eq,
    Op.NE: operator.ne,
    Op.LT: operator.lt,
    Op.LE: operator.le,
    Op.GT: operator.gt,
    Op.GE: operator.ge,
}


class _Place(msgspec.Struct, frozen=True):
    """Where a condition stands: the prefixes of the elements around it, each with its place among the scopes."""

    vocabulary: Vocabulary
    prefixes: Mapping[str, int] = {}
    depth: int = 0

    def scope_of(self, path: str) -> int:
        return self.prefixes.get(path.partition(".")[0], 0)

    def inside(self, list_name: str) -> "_Place":
        depth = self.depth + 1
        owner = self.vocabulary.lists.get(list_name)
        prefixes = self.prefixes if owner is None else {**self.prefixes, owner.prefix: depth}
        return _Place(self.vocabulary, prefixes, depth)


def predicate(when: When, vocabulary: Vocabulary) -> Predicate:
    """Return a condition as a function of scopes (the facts alone, to begin with) and circumstances."""
    return _predicate(when, _Place(vocabulary))


def _predicate(when: When, place: _Place) -> Predicate:
    match when:
        case Condition():
            made = _cell(when, place)
        case TagCondition():
            made = _tags(when, place)
        case All(entries=entries) | AnyOf(entries=entries) | NoneOf(entries=entries):
            made = _block(when, tuple(_predicate(entry, place) for entry in entries))
        case Some(list_name=name, where=where) | Every(list_name=name, where=where):
            made = _elements(name, _predicate(where, place.inside(name)), place, is_some=isinstance(when, Some))
        case _:
            assert_never(when)
    return made


def _block(when: All | AnyOf | NoneOf, entries: tuple[Predicate, ...]) -> Predicate:
    if len(entries) == 1 and not isinstance(when, NoneOf):
        return entries[0]
    stops_on = not isinstance(when, All)  # the verdict of an entry that settles the block
    verdict = isinstance(when, AnyOf)  # what the block is then

    def block(scopes: _Scopes, circumstances: Circumstances) -> bool:
        for entry in entries:
            if entry(scopes, circumstances) is stops_on:
                return verdict
        return not verdict

    return block


def _elements(name: str, where: Predicate, place: _Place, *, is_some: bool) -> Predicate:
    scope = place.scope_of(name)

    def elements(scopes: _Scopes, circumstances: Circumstances) -> bool:
        found = scopes[scope].get(name)
        if found is None:
            return False
        for element in cast("tuple[Facts, ...]", found):
            if where((*scopes, element), circumstances) is is_some:
                return is_some
        return not is_some

    return elements


def _cell(condition: Condition, place: _Place) -> Predicate:
    path, scope = condition.path, place.scope_of(condition.path)
    when_missing = not condition.tests or Presence(present=False) in condition.tests
    is_anything = not condition.tests
    tests = tuple(_test(test, condition.type, place) for test in condition.tests)

    if len(tests) == 1:
        return _simple_cell(path, scope, tests[0], when_missing=when_missing)

    def cell(scopes: _Scopes, circumstances: Circumstances) -> bool:
        value = scopes[scope].get(path)
        if value is None:
            return when_missing
        for test in tests:
            if test(value, scopes, circumstances):
                return True
        return is_anything

    return cell


def _simple_cell(path: str, scope: int, test: _TestFunction, *, when_missing: bool) -> Predicate:
    """Return a cell of one test, as almost all are."""

    def cell(scopes: _Scopes, circumstances: Circumstances) -> bool:
        value = scopes[scope].get(path)
        return when_missing if value is None else test(value, scopes, circumstances)

    return cell


def _test(test: Test, kind: FactType, place: _Place) -> _TestFunction:
    """Return a test of a value that is not missing."""
    match test:
        case Compare(op=op, operand=operand):
            made = _comparison(op, operand, kind, place)
        case Interval():
            made = _interval(test, kind, place)
        case InList(list_id=list_id):
            made = lies_in_list(list_id) if kind is FactType.REGION else _value_list(list_id)
        case Presence(present=present):
            made = _constant(verdict=present)
        case Prefix(text=text):
            made = _prefix(text)
        case Negation(tests=tests):
            made = _negation(tuple(_test(inner, kind, place) for inner in tests))
        case _:
            assert_never(test)
    return made


def _comparison(op: Op, operand: object, kind: FactType, place: _Place) -> _TestFunction:
    if kind is FactType.REGION:
        return _region(operand, place, is_equal=op is Op.EQ) if op in {Op.EQ, Op.NE} else _constant(verdict=False)
    compare = _COMPARE[op]
    if not isinstance(operand, FactOperand):
        return lambda value, _scopes, _circumstances: compare(value, operand)
    path, scope = operand.path, place.scope_of(operand.path)

    def against_a_fact(value: Any, scopes: _Scopes, _circumstances: Circumstances) -> bool:
        other = scopes[scope].get(path)
        return other is not None and compare(value, other)

    return against_a_fact


def _region(operand: object, place: _Place, *, is_equal: bool) -> _TestFunction:
    path = operand.path if isinstance(operand, FactOperand) else ""
    scope = place.scope_of(path)

    def lies_within(value: Any, _scopes: _Scopes, circumstances: Circumstances) -> bool:
        return circumstances.regions.is_within(value, cast("str", operand)) is is_equal

    def lies_within_a_fact(value: Any, scopes: _Scopes, circumstances: Circumstances) -> bool:
        other = scopes[scope].get(path)
        return other is not None and circumstances.regions.is_within(value, cast("str", other)) is is_equal

    return lies_within_a_fact if path else lies_within


def _interval(test: Interval, kind: FactType, place: _Place) -> _TestFunction:
    ends = ((test.low, Op.GE if test.low_closed else Op.GT), (test.high, Op.LE if test.high_closed else Op.LT))
    checks = tuple(_comparison(op, end, kind, place) for end, op in ends if end is not None)
    return lambda value, scopes, circumstances: all(check(value, scopes, circumstances) for check in checks)


def _value_list(list_id: str) -> _TestFunction:
    return lambda value, _scopes, circumstances: circumstances.lists[list_id].has(value, circumstances.at)


def _prefix(text: str) -> _TestFunction:
    return lambda value, _scopes, _circumstances: isinstance(value, str) and value.startswith(text)


def _constant(*, verdict: bool) -> _TestFunction:
    return lambda _value, _scopes, _circumstances: verdict


def _negation(tests: tuple[_TestFunction, ...]) -> _TestFunction:
    return lambda value, scopes, circumstances: not any(test(value, scopes, circumstances) for test in tests)


def _tags(condition: TagCondition, place: _Place) -> Predicate:
    path, scope = condition.path, place.scope_of(condition.path)
    parts = tuple(
        made
        for made in (
            None if condition.any is None else _meets(condition.any, wanted=True),
            None if condition.all is None else _holds_all(condition.all),
            None if condition.none is None else _meets(condition.none, wanted=False),
        )
        if made is not None
    )

    def tags(scopes: _Scopes, circumstances: Circumstances) -> bool:
        value = scopes[scope].get(path)
        if value is None:
            return False
        for part in parts:  # noqa: SIM110 - a generator costs more than what it asks
            if not part(value, circumstances):
                return False
        return True

    return tags


_TagFunction = Callable[[Any, Circumstances], bool]


def _meets(items: tuple[str | TagItem, ...], *, wanted: bool) -> _TagFunction:
    """Return whether a value shares a tag with the items (or, not wanted, shares none)."""
    tags, lists = _tags_and_lists(items)

    def meets(value: Any, circumstances: Circumstances) -> bool:
        if not tags.isdisjoint(value):
            return wanted
        if not lists:
            return not wanted
        at = circumstances.at
        is_listed = any(circumstances.lists[list_id].has(tag, at) for list_id in lists for tag in value)
        return is_listed is wanted

    return meets


def _holds_all(items: tuple[str | TagItem, ...]) -> _TagFunction:
    tags, lists = _tags_and_lists(items)

    def holds_all(value: Any, circumstances: Circumstances) -> bool:
        if not tags.issubset(value):
            return False
        members = (circumstances.lists[list_id] for list_id in lists)
        return all(tag in value or not one.has(tag, circumstances.at) for one in members for tag in one.members)

    return holds_all


def _tags_and_lists(items: tuple[str | TagItem, ...]) -> tuple[frozenset[str], tuple[str, ...]]:
    tags = frozenset(item for item in items if not isinstance(item, TagItem))
    return tags, tuple(item.list_id for item in items if isinstance(item, TagItem))
