"""What rules ask of each fact: the values they name, the beginnings, the lists, and the other facts."""

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
    Op,
    Prefix,
    Presence,
    Some,
    TagCondition,
    TagItem,
    Test,
    When,
)
from engine.evaluation.facts import FactType, Value
from engine.evaluation.ruleset import OutputValue, Placeholder, Template

Leaf = Condition | TagCondition | Some | Every


class Asked(msgspec.Struct):
    """Everything that is asked of one fact. Mappings to None are sets that keep their order."""

    kind: FactType
    literals: dict[Value, None] = {}
    is_ordered: bool = False  # compared by less and more
    beginnings: dict[str, None] = {}
    lists: dict[str, None] = {}
    tags: dict[str, None] = {}
    tag_lists: dict[str, None] = {}
    others: int = 0  # how many facts are compared with each other, so that each may be what none of them names


def leaves(when: When) -> Iterator[Leaf]:
    """Yield the conditions that a block is made of, as far as they are about the step's own facts."""
    match when:
        case All(entries=entries) | AnyOf(entries=entries) | NoneOf(entries=entries):
            for entry in entries:
                yield from leaves(entry)
        case _:
            yield when


def asked_of(conditions: Iterable[Leaf]) -> dict[str, Asked]:
    """Return what conditions ask of each fact, by path."""
    found: dict[str, Asked] = {}
    for condition in conditions:
        match condition:
            case Condition(path=path, type=kind, tests=tests) if tests:
                asked = found.setdefault(path, Asked(kind))
                for test in tests:
                    _note(test, asked)
            case TagCondition(path=path):
                asked = found.setdefault(path, Asked(FactType.TEXTS))
                for item in (*(condition.any or ()), *(condition.all or ()), *(condition.none or ())):
                    _note_tag(item, asked)
            case _:
                continue
    return found


def partners(condition: Condition) -> tuple[FactOperand, ...]:
    """Return the other facts that a cell compares with."""
    return tuple(found for test in condition.tests for found in _partners(test))


def mentioned(leaf: Leaf) -> Iterator[str]:
    """Yield the facts that a condition looks at."""
    match leaf:
        case Condition(path=path):
            yield path
            yield from (other.path for other in partners(leaf))
        case TagCondition(path=path):
            yield path
        case Some(where=where) | Every(where=where):
            for inner in leaves(where):
                yield from mentioned(inner)


def placeholders(outputs: Iterable[OutputValue]) -> Iterator[str]:
    """Yield the facts that outputs are filled in with."""
    for output in outputs:
        if isinstance(output, Template):
            yield from (part.path for part in output.parts if isinstance(part, Placeholder))


def _note(test: Test, asked: Asked) -> None:
    match test:
        case Compare(op=op, operand=operand):
            asked.is_ordered |= op not in {Op.EQ, Op.NE}
            _note_literals((operand,), asked)
        case Interval(low=low, high=high):
            asked.is_ordered = True
            _note_literals((low, high), asked)
        case InList(list_id=list_id):
            asked.lists[list_id] = None
        case Prefix(text=text):
            asked.beginnings[text] = None
        case Negation(tests=tests):
            for inner in tests:
                _note(inner, asked)
        case Presence():
            return


def _note_literals(operands: Iterable[Value | FactOperand | None], asked: Asked) -> None:
    for operand in operands:
        if operand is not None and not isinstance(operand, FactOperand):
            asked.literals[operand] = None


def _note_tag(item: str | TagItem, asked: Asked) -> None:
    if isinstance(item, TagItem):
        asked.tag_lists[item.list_id] = None
    else:
        asked.tags[item] = None


def _partners(test: Test) -> Iterator[FactOperand]:
    match test:
        case Compare(operand=FactOperand() as operand):
            yield operand
        case Interval(low=low, high=high):
            yield from (end for end in (low, high) if isinstance(end, FactOperand))
        case Negation(tests=tests):
            for inner in tests:
                yield from _partners(inner)
        case _:
            return
