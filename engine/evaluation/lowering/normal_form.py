"""Conditions as alternatives of conjunctions over columns (disjunctive normal form); `not` stands at the leaves."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final, assert_never

from engine.evaluation.conditions import (
    All,
    AnyOf,
    Condition,
    Every,
    Negation,
    NoneOf,
    Presence,
    Some,
    TagCondition,
    Test,
    When,
)
from engine.evaluation.facts import FactType, Vocabulary
from engine.evaluation.lowering.columns import (
    ColumnMaker,
    TimeMaker,
    column_for,
    is_native,
    taken,
)
from engine.evaluation.lowering.lowered import AtomColumn, Classes, Column, everything
from engine.evaluation.lowering.predicates import predicate
from engine.evaluation.ruleset import Rule
from engine.geography.regions import RegionTree

Conjunction = Mapping[int, Classes]  # column → the classes that it takes
Alternatives = tuple[Conjunction, ...]

ALWAYS: Final[Alternatives] = ({},)
NEVER: Final[Alternatives] = ()
# More alternatives than this are not worth having: the part of the condition that makes them is found out beforehand.
MOST_ALTERNATIVES: Final = 16


class NormalForm:
    """Makes alternatives of conditions, and the columns that they need."""

    def __init__(self, rules: Iterable[Rule], vocabulary: Vocabulary, regions: RegionTree) -> None:
        self._vocabulary = vocabulary
        self.columns: list[Column] = []
        self._places: dict[object, int] = {}
        self._makers: dict[str, ColumnMaker] = {}
        rules = tuple(rules)
        tests: dict[str, list[Test]] = {}
        kinds: dict[str, FactType] = {}
        for rule in rules:
            for condition in _cells(rule.when):
                kinds[condition.path] = condition.type
                tests.setdefault(condition.path, []).extend(_native_parts(condition.tests))
        for path, found in tests.items():
            self._makers[path] = column_for(path, kinds[path], found, regions)
        instants = [instant for rule in rules for instant in (rule.starts, rule.ends) if instant is not None]
        self._time = TimeMaker(instants)

    def rule(self, rule: Rule) -> Alternatives:
        """Return the alternatives of a rule, its dates among them."""
        alternatives = self._holds(rule.when)
        if rule.starts is None and rule.ends is None:
            return alternatives
        dates = self._one(TimeMaker, self._time.column, self._time.takes(rule.starts, rule.ends))
        return self._both(dates, alternatives)

    def _holds(self, when: When) -> Alternatives:
        match when:
            case Condition():
                made = self._cell_holds(when)
            case All(entries=entries):
                made = self._product(entries, self._holds)
            case AnyOf(entries=entries):
                made = self._union(self._holds(entry) for entry in entries)
            case NoneOf(entries=entries):
                made = self._product(entries, self._fails)
            case TagCondition() | Some() | Every():
                made = self._atom(when, holds=True)
            case _:
                assert_never(when)
        return made

    def _fails(self, when: When) -> Alternatives:
        match when:
            case Condition():
                made = self._cell_fails(when)
            case All(entries=entries):
                made = self._union(self._fails(entry) for entry in entries)
            case AnyOf(entries=entries):
                made = self._product(entries, self._fails)
            case NoneOf(entries=entries):
                made = self._union(self._holds(entry) for entry in entries)
            case TagCondition() | Some() | Every():
                made = self._atom(when, holds=False)
            case _:
                assert_never(when)
        return made

    def _cell_holds(self, cell: Condition) -> Alternatives:
        if not cell.tests:
            return ALWAYS
        return self._union(self._test_holds(cell, test) for test in cell.tests)

    def _cell_fails(self, cell: Condition) -> Alternatives:
        if not cell.tests:
            return NEVER
        alternatives = ALWAYS
        for test in cell.tests:
            alternatives = self._both(alternatives, self._test_fails(cell, test))
        return alternatives

    def _test_holds(self, cell: Condition, test: Test) -> Alternatives:
        if is_native(test):
            return self._classes(cell, taken(self._makers[cell.path], test))
        if isinstance(test, Negation):
            alternatives = self._classes(cell, taken(self._makers[cell.path], Presence(present=True)))
            for inner in test.tests:
                alternatives = self._both(alternatives, self._test_fails(cell, inner))
            return alternatives
        return self._atom(Condition(path=cell.path, type=cell.type, tests=(test,)), holds=True)

    def _test_fails(self, cell: Condition, test: Test) -> Alternatives:
        if is_native(test):
            maker = self._makers[cell.path]
            return self._classes(cell, everything(maker.column.size) & ~taken(maker, test))
        if isinstance(test, Negation):
            missing = self._classes(cell, taken(self._makers[cell.path], Presence(present=False)))
            return self._union([missing, *(self._test_holds(cell, inner) for inner in test.tests)])
        return self._atom(Condition(path=cell.path, type=cell.type, tests=(test,)), holds=False)

    def _classes(self, cell: Condition, classes: Classes) -> Alternatives:
        return self._one(cell.path, self._makers[cell.path].column, classes)

    def _atom(self, when: When, *, holds: bool) -> Alternatives:
        place = self._places.get(when)
        column = AtomColumn(predicate=predicate(when, self._vocabulary)) if place is None else self.columns[place]
        return self._one(when, column, 1 << int(holds))

    def _one(self, key: object, column: Column, classes: Classes) -> Alternatives:
        if not classes:
            return NEVER
        if classes == everything(column.size):
            return ALWAYS
        if key not in self._places:
            self._places[key] = len(self.columns)
            self.columns.append(column)
        return ({self._places[key]: classes},)

    def _product(self, entries: tuple[When, ...], make: Callable[[When], Alternatives]) -> Alternatives:
        """Return what is left where all entries hold (or fail); one with too many alternatives becomes an atom."""
        holds = make == self._holds
        alternatives = ALWAYS
        for entry, made in sorted(((entry, make(entry)) for entry in entries), key=lambda pair: len(pair[1])):
            product = self._both(alternatives, made)
            if len(product) > MOST_ALTERNATIVES and len(made) > 1:
                product = self._both(alternatives, self._atom(entry, holds=holds))
            alternatives = product
        return alternatives

    def _both(self, left: Alternatives, right: Alternatives) -> Alternatives:
        met = (self._meet(one, other) for one in left for other in right)
        return self._union((conjunction,) if conjunction is not None else NEVER for conjunction in met)

    @staticmethod
    def _meet(one: Conjunction, other: Conjunction) -> Conjunction | None:
        met = dict(one)
        for column, classes in other.items():
            met[column] = met.get(column, classes) & classes
            if not met[column]:
                return None
        return met

    def _union(self, parts: Iterable[Alternatives]) -> Alternatives:
        """Put alternatives side by side; those that differ in one column only become one."""
        merged: dict[object, dict[int, Classes]] = {}
        rest: list[Conjunction] = []
        for conjunction in (conjunction for part in parts for conjunction in part):
            if not conjunction:
                return ALWAYS
            if len(conjunction) > 1:
                if conjunction not in rest:
                    rest.append(conjunction)
                continue
            (column, classes) = next(iter(conjunction.items()))
            merged.setdefault(column, {column: 0})[column] |= classes
        full = (one for one in merged.values() for column, taken_ in one.items() if self._is_full(column, taken_))
        if next(full, None) is not None:
            return ALWAYS
        return (*merged.values(), *rest)

    def _is_full(self, column: int, classes: Classes) -> bool:
        return classes == everything(self.columns[column].size)


def _cells(when: When) -> Iterable[Condition]:
    """Yield the cells that stand over the step's own facts, outside of `some` and `every`."""
    match when:
        case Condition():
            yield when
        case All(entries=entries) | AnyOf(entries=entries) | NoneOf(entries=entries):
            for entry in entries:
                yield from _cells(entry)
        case _:
            return


def _native_parts(tests: Iterable[Test]) -> Iterable[Test]:
    for test in tests:
        if is_native(test):
            yield test
        elif isinstance(test, Negation):
            yield from _native_parts(test.tests)
