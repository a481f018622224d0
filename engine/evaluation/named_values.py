"""What the rules of a set name of each fact: values, tags, lists, and the facts that it is compared with."""

from collections.abc import Iterable, Iterator

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
    Some,
    TagCondition,
    TagItem,
    Test,
    When,
)
from engine.evaluation.facts import FactType, Value
from engine.evaluation.ruleset import Rule, RuleSet


class Named(msgspec.Struct):
    """What rules name of one fact, each once, in their order."""

    type: FactType
    values: dict[Value, None] = {}
    tags: dict[str, None] = {}
    lists: dict[str, None] = {}
    facts: dict[str, None] = {}


def named_values(ruleset: RuleSet) -> dict[str, Named]:
    """Return what all rules of a set name, by path; facts of list elements by their full path."""
    return named_in(rule for step in ruleset.steps.values() for rule in step.rules)


def named_in(rules: Iterable[Rule]) -> dict[str, Named]:
    """Return what some rules name, by path."""
    found: dict[str, Named] = {}
    for rule in rules:
        for condition in _conditions(rule.when):
            _note(condition, found)
    return found


def _conditions(when: When) -> Iterator[Condition | TagCondition]:
    match when:
        case Condition() | TagCondition():
            yield when
        case All(entries=entries) | AnyOf(entries=entries) | NoneOf(entries=entries):
            for entry in entries:
                yield from _conditions(entry)
        case Some(where=where) | Every(where=where):
            yield from _conditions(where)


def _note(condition: Condition | TagCondition, found: dict[str, Named]) -> None:
    if isinstance(condition, TagCondition):
        named = found.setdefault(condition.path, Named(FactType.TEXTS))
        for item in (*(condition.any or ()), *(condition.all or ()), *(condition.none or ())):
            if isinstance(item, TagItem):
                named.lists[item.list_id] = None
            else:
                named.tags[item] = None
        return
    named = found.setdefault(condition.path, Named(condition.type))
    for operand in _operands(condition.tests):
        match operand:
            case FactOperand(path=path, type=kind):
                named.facts[path] = None
                found.setdefault(path, Named(kind)).facts[condition.path] = None
            case InList(list_id=list_id):
                named.lists[list_id] = None
            case _:
                named.values[operand] = None


def _operands(tests: tuple[Test, ...]) -> Iterator[Value | FactOperand | InList]:
    for test in tests:
        match test:
            case Compare(operand=operand):
                yield operand
            case Interval(low=low, high=high):
                yield from (end for end in (low, high) if end is not None)
            case InList():
                yield test
            case Negation(tests=inner):
                yield from _operands(inner)
            case _:
                continue
