"""A lowered step as rules of durable-rules, inside the limits that were measured for it.

Every limit below was found by running that library past it: beyond it hangs with the interpreter lock held, crashes,
or answers wrongly. What does not fit raises OutsideEnvelope with the reason, and the compiled matcher serves the step.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import msgspec

from engine.evaluation.lowering.conjunctions import Conjunction, Field, Test, conjunctions_of
from engine.evaluation.lowering.lowered import Column, LoweredStep
from engine.evaluation.lowering.messages import END

MOST_CHILDREN: Final = 400  # distinct conditions under one node (511: an endless loop)
MOST_ON_A_LEAF: Final = 200  # rules on one identical condition (255: a crash)
MOST_PENDING: Final = 56  # conditions that one fact may have pending at once (64: an error)
MOST_FIELDS: Final = 150  # properties of a fact (254: an error)
MOST_VARIANTS: Final = 4_000  # rules (4,096: an error)
MOST_HANDLES: Final = 8

SESSION: Final = "0"
FACT: Final = "0"
PRIME: Final = "gP"  # the guard of the rule that a new handle is primed with
PRIME_RULE: Final = "prime"
_RESERVED: Final = ("sid", "id", "$s", "$m", "m", PRIME)


class OutsideEnvelope(Exception):
    """The step does not fit what durable-rules can be trusted with."""


class Definition(msgspec.Struct, frozen=True, kw_only=True):
    """What one handle is made of: the rules as JSON, and the fields to send with the names they have there."""

    rules: str
    fields: tuple[tuple[str, Field], ...]
    asked: Mapping[str, frozenset[int]]  # the numbers asked of fields that are tested by equality alone
    guards: tuple[str, ...]
    variants: frozenset[int]  # those that its rules stand for

    @property
    def head(self) -> str:
        """What every message begins with."""
        return json.dumps({"sid": SESSION, "id": FACT, **dict.fromkeys(self.guards, 1)}).removesuffix(END)

    def parts(self, columns: Sequence[Column]) -> Mapping[int, Sequence[str]]:
        """Return by column what a message says for each class of it: the fields that a rule could want."""
        used = dict.fromkeys(field.column for _, field in self.fields)
        return {number: [self._part(number, class_) for class_ in range(columns[number].size)] for number in used}

    def message(self, classes: Sequence[int]) -> str:
        """Return the message for a class of each column."""
        used = dict.fromkeys(field.column for _, field in self.fields)
        return "".join((self.head, *(self._part(number, classes[number]) for number in used), END))

    def _part(self, column: int, class_: int) -> str:
        """Return the fields of a column. A number that no rule asks for is left out, which spares its parsing."""
        numbers = [(name, field.value(class_)) for name, field in self.fields if field.column == column]
        return "".join(f', "{name}": {number}' for name, number in numbers if number in self.asked.get(name, (number,)))


def definitions_of(lowered: LoweredStep) -> tuple[Definition, ...]:
    """Return the handles for a step. Raises OutsideEnvelope."""
    if len(lowered.variants) > MOST_VARIANTS:
        raise OutsideEnvelope(f"{len(lowered.variants)} rules; durable-rules is given {MOST_VARIANTS} at most")
    conjunctions = conjunctions_of(lowered)
    if len(conjunctions) > MOST_VARIANTS * MOST_HANDLES:
        raise OutsideEnvelope(f"{len(conjunctions)} alternatives of its rules")
    groups = _groups(conjunctions)
    handles = _packed(groups)
    if len(handles) > MOST_HANDLES:
        raise OutsideEnvelope(f"its conditions would need {len(handles)} handles; {MOST_HANDLES} at most")
    return tuple(_definition(handle) for handle in handles)


class _Node:
    """A node of the network: what is tested under it, and how many rules end in it."""

    __slots__ = ("children", "ends")

    def __init__(self) -> None:
        self.children: dict[Test, _Node] = {}
        self.ends = 0

    def add(self, tests: tuple[Test, ...]) -> None:
        node = self
        for test in tests:
            node = node.children.setdefault(test, _Node())
        node.ends += 1

    def fits(self) -> bool:
        inside = len(self.children) <= MOST_CHILDREN and self.ends <= MOST_ON_A_LEAF
        return inside and all(child.fits() for child in self.children.values())

    def pending(self) -> int:
        """Return a bound of how many conditions one fact can have pending from here on."""
        if not self.children:
            return 1
        fields: dict[Field, list[Test]] = {}
        for test in self.children:
            fields.setdefault(test.field, []).append(test)
        together = sum(_true_together(tests) for tests in fields.values())
        return max(together, together - 1 + max(child.pending() for child in self.children.values()))


def _true_together(tests: list[Test]) -> int:
    """Return how many conditions on one field can be true of one number."""
    changes: dict[int, int] = {}
    for op, _, number in tests:
        begins = 0 if op == "<=" else number
        changes[begins] = changes.get(begins, 0) + 1
        if op != ">=":
            changes[number + 1] = changes.get(number + 1, 0) - 1
    most = now = 0
    for number in sorted(changes):
        now += changes[number]
        most = max(most, now)
    return most


class _Group(NamedTuple):
    """Rules under one guard, and how many conditions can be pending under it."""

    conjunctions: Sequence[Conjunction]
    pending: int


def _groups(conjunctions: Sequence[Conjunction]) -> list[_Group]:
    """Part rules, in their order, into groups that each fit under one guard."""
    root = _Node()
    for conjunction in conjunctions:
        root.add(conjunction.tests)
    pending = root.pending()
    if len(conjunctions) <= 1 or (pending <= MOST_PENDING // 2 and root.fits()):
        return [_Group(conjunctions, pending)]
    half = len(conjunctions) // 2
    return _groups(conjunctions[:half]) + _groups(conjunctions[half:])


def _packed(groups: list[_Group]) -> list[list[_Group]]:
    """Put groups, in their order, into as few handles as will hold them."""
    handles: list[list[_Group]] = []
    for group in groups:
        if handles and _holds([*handles[-1], group]):
            handles[-1].append(group)
        else:
            handles.append([group])
    return handles


def _holds(groups: list[_Group]) -> bool:
    rules = sum(len(group.conjunctions) for group in groups)
    pending = len(groups) - 1 + max(group.pending for group in groups)
    return rules < MOST_VARIANTS and pending <= MOST_PENDING and len(_fields(groups)) + len(groups) <= MOST_FIELDS


def _fields(groups: Iterable[_Group]) -> list[Field]:
    return list(dict.fromkeys(test.field for group in groups for one in group.conjunctions for test in one.tests))


def _asked(groups: Iterable[_Group]) -> Mapping[Field, frozenset[int]]:
    """Return the numbers that are asked of each field that is tested by equality alone."""
    tests = [test for group in groups for one in group.conjunctions for test in one.tests]
    ranged = {test.field for test in tests if test.op != "="}
    numbers: dict[Field, set[int]] = {}
    for test in tests:
        if test.field not in ranged:
            numbers.setdefault(test.field, set()).add(test.number)
    return {field: frozenset(found) for field, found in numbers.items()}


def _definition(groups: list[_Group]) -> Definition:
    fields = _fields(groups)
    if len(fields) + len(groups) > MOST_FIELDS:
        raise OutsideEnvelope(f"its rules test {len(fields)} fields, and a handle holds {MOST_FIELDS}")
    names = {field: f"f{place}" for place, field in enumerate(fields)}
    guards = tuple(f"g{place}" for place in range(len(groups)))
    _refuse_collisions([*_RESERVED, *names.values(), *guards])
    rules: dict[str, object] = {PRIME_RULE: _rule([{PRIME: 1}], 0)}
    for guard, group in zip(guards, groups, strict=True):
        for conjunction in group.conjunctions:
            conditions = [{guard: 1}, *(_condition(names, test) for test in conjunction.tests)]
            rules[f"{conjunction.variant}#{len(rules)}"] = _rule(conditions, len(rules))
    _refuse_collisions(rules)
    return Definition(
        rules=json.dumps(rules),
        fields=tuple((name, field) for field, name in names.items()),
        asked={names[field]: numbers for field, numbers in _asked(groups).items()},
        guards=guards,
        variants=frozenset(conjunction.variant for group in groups for conjunction in group.conjunctions),
    )


def _rule(conditions: list[Mapping[str, object]], priority: int) -> Mapping[str, object]:
    whole = conditions[0] if len(conditions) == 1 else {"$and": conditions}
    return {"all": [{"m": whole}], "pri": priority}


def _condition(names: Mapping[Field, str], test: Test) -> Mapping[str, object]:
    name = names[test.field]
    if test.op == "=":
        return {name: test.number}
    return {"$lte" if test.op == "<=" else "$gte": {name: test.number}}


def _refuse_collisions(names: Iterable[str]) -> None:
    """Raise OutsideEnvelope where two names have one hash: durable-rules would take them for the same."""
    hashes = sorted((fnv1a(name), name) for name in names)
    for (hash_, name), (other_hash, other) in pairwise(hashes):
        if hash_ == other_hash:
            raise OutsideEnvelope(f"the names {name} and {other} have one hash")


def fnv1a(text: str) -> int:
    """Return the 32-bit FNV-1a hash (Fowler, Noll, Vo: draft-eastlake-fnv)."""
    hash_ = 2_166_136_261
    for byte in text.encode():
        hash_ = (hash_ ^ byte) * 16_777_619 & 0xFFFF_FFFF
    return hash_
