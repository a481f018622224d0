"""The plain evaluator: walks the parsed rules one after the other. Slow and simple; what it says is what counts."""

import operator
from collections.abc import Callable, Mapping
from typing import Any, Final, assert_never, cast

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
from engine.evaluation.facts import Facts, FactType, Value, Vocabulary
from engine.evaluation.lists import region_depth_in
from engine.evaluation.ruleset import Rule, Step
from engine.evaluation.run import Circumstances


def matching(step: Step, facts: Facts, circumstances: Circumstances) -> tuple[Rule, ...]:
    """Return the rules of a step that are in force and hold, in table order."""
    return tuple(
        rule
        for rule in step.rules
        if rule.is_in_force(circumstances.at) and holds(rule.when, facts, circumstances, step.vocabulary)
    )


def holds(when: When, facts: Facts, circumstances: Circumstances, vocabulary: Vocabulary | None = None) -> bool:
    """Tell whether a condition holds. The vocabulary tells the prefix of list elements; without it their paths do."""
    match when:
        case Condition():
            return cell_holds(when, facts, circumstances)
        case TagCondition():
            return tags_hold(when, facts, circumstances)
        case Some(list_name=name, where=where) | Every(list_name=name, where=where):
            found = elements(name, facts, vocabulary)
            said = (holds(where, seen, circumstances, vocabulary) for seen in found or ())
            return found is not None and (any(said) if isinstance(when, Some) else all(said))
        case All(entries=entries) | AnyOf(entries=entries) | NoneOf(entries=entries):
            said = (holds(entry, facts, circumstances, vocabulary) for entry in entries)
            return all(said) if isinstance(when, All) else any(said) is isinstance(when, AnyOf)


def elements(name: str, facts: Facts, vocabulary: Vocabulary | None) -> tuple[Facts, ...] | None:
    """Return what a condition sees in each element of a list: the element's own facts, and the rest; None: no list."""
    found = cast("tuple[Facts, ...] | None", facts.get(name))
    if found is None:
        return None
    return tuple(_inside(element, _prefix(name, element, vocabulary), facts) for element in found)


def _prefix(name: str, element: Facts, vocabulary: Vocabulary | None) -> str | None:
    if vocabulary is not None and name in vocabulary.lists:
        return vocabulary.lists[name].prefix
    return next(iter(element)).partition(".")[0] if element else None


def _inside(element: Facts, prefix: str | None, facts: Facts) -> Facts:
    # What the step itself runs over has paths of the same prefix; an element never sees those.
    outside = {path: value for path, value in facts.items() if prefix is None or not path.startswith(f"{prefix}.")}
    return {**outside, **element}


def cell_holds(condition: Condition, facts: Facts, circumstances: Circumstances) -> bool:
    """Tell whether a cell holds: one of its tests does, or it is `-`."""
    value = cast("Value | None", facts.get(condition.path))
    if not condition.tests:
        return True
    return any(_test_holds(test, value, condition.type, facts, circumstances) for test in condition.tests)


def _test_holds(test: Test, value: Value | None, kind: FactType, facts: Facts, circumstances: Circumstances) -> bool:
    if isinstance(test, Presence):
        return test.present is (value is not None)
    if value is None:
        return False
    match test:
        case Negation(tests=tests):
            verdict = not any(_test_holds(inner, value, kind, facts, circumstances) for inner in tests)
        case Compare(op=op, operand=operand):
            verdict = _compares(op, value, _resolved(operand, facts), kind, circumstances)
        case Interval():
            verdict = _is_between(test, value, facts, kind, circumstances)
        case InList(list_id=list_id):
            verdict = _is_listed(list_id, value, kind, circumstances)
        case Prefix(text=text):
            verdict = isinstance(value, str) and value.startswith(text)
        case _:
            assert_never(test)
    return verdict


def _resolved(operand: Value | FactOperand, facts: Facts) -> Value | None:
    return cast("Value | None", facts.get(operand.path)) if isinstance(operand, FactOperand) else operand


_HOLDS: Final[Mapping[Op, Callable[[Any, Any], bool]]] = {
    Op.EQ: operator.eq,
    Op.NE: operator.ne,
    Op.LT: operator.lt,
    Op.LE: operator.le,
    Op.GT: operator.gt,
    Op.GE: operator.ge,
}


def _compares(op: Op, left: Value, right: Value | None, kind: FactType, circumstances: Circumstances) -> bool:
    if right is None:
        return False
    if kind is FactType.REGION:
        lies_within = circumstances.regions.is_within(cast("str", left), cast("str", right))
        return lies_within if op is Op.EQ else op is Op.NE and not lies_within
    return _HOLDS[op](left, right)


def _is_between(test: Interval, value: Value, facts: Facts, kind: FactType, circumstances: Circumstances) -> bool:
    return all(
        end is None or _compares(op, value, _resolved(end, facts), kind, circumstances)
        for end, op in (
            (test.low, Op.GE if test.low_closed else Op.GT),
            (test.high, Op.LE if test.high_closed else Op.LT),
        )
    )


def _is_listed(list_id: str, value: Value, kind: FactType, circumstances: Circumstances) -> bool:
    members = circumstances.lists[list_id]
    if kind is not FactType.REGION:
        return members.has(value, circumstances.at)
    code = cast("str", value)
    regions = circumstances.regions
    return code in regions and region_depth_in(members, code, regions, circumstances.at) > 0


def tags_hold(condition: TagCondition, facts: Facts, circumstances: Circumstances) -> bool:
    """Tell whether every given part of a condition over a list-valued fact holds."""
    value = cast("tuple[str, ...] | None", facts.get(condition.path))
    if value is None:
        return False
    present = dict.fromkeys(value)
    some_of, all_of, none_of = (
        None if items is None else _tags(items, circumstances)
        for items in (condition.any, condition.all, condition.none)
    )
    return (
        (some_of is None or any(tag in present for tag in some_of))
        and (all_of is None or all(tag in present for tag in all_of))
        and (none_of is None or not any(tag in present for tag in none_of))
    )


def _tags(items: tuple[str | TagItem, ...], circumstances: Circumstances) -> Mapping[object, None]:
    tags: dict[object, None] = {}
    for item in items:
        if isinstance(item, TagItem):
            members = circumstances.lists[item.list_id]
            tags.update(dict.fromkeys(tag for tag in members.members if members.has(tag, circumstances.at)))
        else:
            tags[item] = None
    return tags
