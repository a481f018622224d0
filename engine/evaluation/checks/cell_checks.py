"""Cells that never hold, always hold, or do not say what they seem to."""

from collections.abc import Iterator

from engine.evaluation.checks.asked import Leaf, leaves
from engine.evaluation.checks.boxes import meet
from engine.evaluation.checks.dimension import Atom, Dimension
from engine.evaluation.checks.examined import Examined
from engine.evaluation.checks.points import Bounds
from engine.evaluation.checks.report import ERROR, WARNING
from engine.evaluation.checks.space import dates_of
from engine.evaluation.checks.wording import say
from engine.evaluation.conditions import (
    All,
    AnyOf,
    Condition,
    Every,
    InList,
    NoneOf,
    Presence,
    Some,
    TagCondition,
    When,
)
from engine.evaluation.facts import Fact
from engine.evaluation.ruleset import Rule


def check_cells(step: Examined) -> None:
    """Find cells and rules that can never hold, cells that always do, and `none` that is taken for `not`."""
    for place, rule in enumerate(step.space.rules):
        step.budget.spend()
        clear = _Cells(step, rule)
        clear.check()
        if not step.space.boxes[place] and not clear.has_impossible:
            clear.explain()
        _check_none(step, place, rule)


class _Cells:
    """The cells of one rule."""

    def __init__(self, step: Examined, rule: Rule) -> None:
        self._step, self._rule = step, rule
        self.has_impossible = False

    def check(self) -> None:
        for leaf in dict.fromkeys(leaf for entry in self._rule.when.entries for leaf in leaves(entry)):
            if isinstance(leaf, Condition) and not leaf.tests:
                continue
            dimension = self._step.space.dimension(leaf)
            if dimension is not None:
                self._check(leaf, dimension)

    def explain(self) -> None:
        """Say why a rule never holds although each of its cells may."""
        rule, space = self._rule, self._step.space
        if any(not space.form(dates) for dates in dates_of(rule.starts, rule.ends)):
            if not self._is_over():
                self._add("impossible", ERROR, "impossible_dates", None, rule=rule.id)
            return
        entries = rule.when.entries
        pairs = ((one, other) for place, one in enumerate(entries) for other in entries[place + 1 :])
        for one, other in pairs:
            if all(meet(left, right) is None for left in space.form(one) for right in space.form(other)):
                text = self._step.words.cell(other)
                self._add("impossible", ERROR, "impossible_pair", one, rule=rule.id, other=text)
                return
        self._add("impossible", ERROR, "impossible_rule", None, rule=rule.id)

    def _is_over(self) -> bool:
        """Tell whether the rule ended before the times that count: what has expired is said elsewhere."""
        life: Bounds = self._step.space.setting.life
        return self._rule.ends is not None and life.low is not None and bool(self._rule.ends <= life.low)

    def _check(self, leaf: Leaf, dimension: Dimension) -> None:
        taken = dimension.takes(leaf)
        if not taken:
            self.has_impossible = True
            empty = self._empty_list(leaf)
            if empty is None:
                self._add("impossible", ERROR, "impossible_cell", leaf)
            else:
                self._add("impossible", WARNING, "impossible_list", leaf, list=empty)
        elif taken == dimension.everything:
            self._add("always", WARNING, "always_cell", leaf)
        elif isinstance(leaf, Condition) and leaf.tests != (Presence(present=True),):
            column = dimension.columns[leaf.path]
            if column.present == taken and len(column.equal) > 1:
                self._add("always", WARNING, "always_present", leaf)

    def _empty_list(self, leaf: Leaf) -> str | None:
        """Return the list without members that a cell is about, which may have some tomorrow."""
        lists = self._step.space.setting.circumstances.lists
        if isinstance(leaf, Condition) and all(isinstance(test, InList) for test in leaf.tests):
            names = [test.list_id for test in leaf.tests if isinstance(test, InList)]
            return names[0] if not any(lists[name].members for name in names) else None
        return None

    def _add(self, code: str, severity: str, key: str, at: When | None, **found: object) -> None:
        path = at.path if isinstance(at, Condition | TagCondition) else None
        if at is not None:
            found = {"cell": self._step.words.cell(at), **found}
        self._step.report.add(code, severity, say(key, **found), rules=(self._rule.id,), field=path)


def _check_none(step: Examined, place: int, rule: Rule) -> None:
    """Warn where `none` holds because a fact is missing, and the rule with it."""
    said: set[str] = set()
    for cell, fact in _under_none(rule.when, step):
        if fact.path not in said and _holds_without(step, place, cell.path):
            said.add(fact.path)
            text = f"[{{{cell.path}: {step.words.cell(cell).removeprefix(cell.path).lstrip(': ')}}}]"
            words = say("misleading_none", cell=text, path=cell.path, label=fact.label.zh)
            step.report.add("misleading", WARNING, words, rules=(rule.id,), field=cell.path)


def _under_none(
    when: When, step: Examined, owner: str | None = None, *, inside: bool = False
) -> Iterator[tuple[Condition, Fact]]:
    vocabulary = step.space.vocabulary
    match when:
        case Condition(path=path, tests=tests) if inside and tests:
            fact = vocabulary.facts.get(path) if owner is None else vocabulary.lists[owner].facts.get(path)
            asks_presence = any(isinstance(test, Presence) for test in tests)
            if fact is not None and fact.nullable and not asks_presence:
                yield when, fact
        case All(entries=entries) | AnyOf(entries=entries) | NoneOf(entries=entries):
            for entry in entries:
                yield from _under_none(entry, step, owner, inside=isinstance(when, NoneOf))
        case Some(list_name=name, where=where) | Every(list_name=name, where=where) if name in vocabulary.lists:
            yield from _under_none(where, step, name)
        case _:
            return


def _holds_without(step: Examined, place: int, path: str) -> bool:
    """Tell whether a rule may hold while a fact is missing; of facts of elements that is not asked."""
    where = step.space.where(path)
    if where is None or isinstance(step.space.dimensions[where], Atom):
        return True
    dimension = step.space.dimensions[where]
    missing = dimension.columns[path].missing if isinstance(dimension, Dimension) else 0
    return any(box.get(where, missing) & missing for box in step.space.boxes[place])
