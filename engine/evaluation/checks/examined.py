"""A step under examination: its space, its rules in the order in which they win, and what was found so far."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import product
from typing import Final, NamedTuple, cast

from engine.evaluation.checks.asked import leaves
from engine.evaluation.checks.boxes import Box
from engine.evaluation.checks.budget import Budget
from engine.evaluation.checks.columns import Mask
from engine.evaluation.checks.describe import Description
from engine.evaluation.checks.index import BoxIndex
from engine.evaluation.checks.opaque import is_volatile
from engine.evaluation.checks.report import Report
from engine.evaluation.checks.row_index import BoxSet, bits
from engine.evaluation.checks.space import Space
from engine.evaluation.checks.witness import Witnesses
from engine.evaluation.conditions import All, Condition, InList
from engine.evaluation.facts import Facts, FactType
from engine.evaluation.kind import Hit
from engine.evaluation.ruleset import Rule, Step
from engine.evaluation.specificity import Specificity, fixed_specificity, specificity

RANKED: Final = frozenset({Hit.FIRST, Hit.PRIORITY, Hit.SPECIFIC})
ONE_HIT: Final = RANKED | {Hit.UNIQUE, Hit.ANY}
Rank = tuple[int, ...]  # the smaller wins


class Entry(NamedTuple):
    """One box of a rule. Where rules are ranked, its rank is the same all over the box."""

    rule: int  # its place among the rules that are switched on
    box: Box
    rank: Rank


class UnknownRank(Exception):
    """How specific a rule is hangs on facts that are not looked into."""


class Examined:
    """One step, its space, and the report on it."""

    def __init__(self, step: Step, space: Space, report: Report, budget: Budget) -> None:
        self.step, self.space, self.report, self.budget = step, space, report, budget
        self.witnesses = Witnesses(space)
        self.words = Description(space)
        self.everything: list[Mask] = space.universe()
        self.masked: set[int] = set()  # rules that never decide: nothing more is said of them

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Every box of every rule; where the policy ranks rules, in the order in which they win.

        Raises UnknownRank.
        """
        made = (entry for place, rule in enumerate(self.space.rules) for entry in self._entries(place, rule))
        return tuple(sorted(made, key=lambda entry: entry.rank))

    @cached_property
    def index(self) -> BoxIndex:
        """The entries, to be found by what they take."""
        return BoxIndex(self.everything, [entry.box for entry in self.entries], self.budget)

    @cached_property
    def box_hashes(self) -> tuple[int, ...]:
        """A hash of each entry's box, the sum of those of its dimensions."""
        return tuple(sum(hash(item) for item in entry.box.items()) for entry in self.entries)

    @cached_property
    def of_rule(self) -> Mapping[int, BoxSet]:
        """The entries of each rule."""
        found: dict[int, BoxSet] = {}
        for place, entry in enumerate(self.entries):
            found[entry.rule] = found.get(entry.rule, 0) | 1 << place
        return found

    @cached_property
    def of_rank(self) -> Mapping[Rank, BoxSet]:
        """The entries that are equally specific, by their rank without the place in the table."""
        found: dict[Rank, BoxSet] = {}
        for place, entry in enumerate(self.entries):
            found[entry.rank[:-1]] = found.get(entry.rank[:-1], 0) | 1 << place
        return found

    @cached_property
    def of_answer(self) -> Mapping[str, BoxSet]:
        """The entries of rules that say the same, by what they say."""
        found: dict[str, BoxSet] = {}
        for place, entry in enumerate(self.entries):
            key = self.answer(entry.rule)
            found[key] = found.get(key, 0) | 1 << place
        return found

    @cached_property
    def _answers(self) -> tuple[str, ...]:
        names = self.step.outputs
        return tuple(repr([rule.then.get(name) for name in names]) for rule in self.space.rules)

    def answer(self, rule: int) -> str:
        """Return what a rule says, as a key."""
        return self._answers[rule]

    def name(self, rule: int) -> str:
        """Return the id of a rule."""
        return self.space.rules[rule].id

    def names(self, entries: BoxSet) -> list[str]:
        """Return the ids of the rules that some entries are of, in table order."""
        return [self.name(rule) for rule in sorted({self.entries[place].rule for place in bits(entries)})]

    def is_shown(self, box: Box) -> bool:
        """Tell whether some sample lies in a box, as far as its dimensions go."""
        return all(taken & self.space.dimensions[place].shown for place, taken in box.items())

    def _entries(self, place: int, rule: Rule) -> Iterator[Entry]:
        boxes = self.space.boxes[place]
        if self.step.hit is Hit.SPECIFIC:
            for box in boxes:
                for part, found in self._parts(rule, box):
                    yield Entry(place, part, (-found.depth, -found.cells, place))
        else:
            first = -rule.priority if self.step.hit is Hit.PRIORITY else 0
            yield from (Entry(place, box, (first, place)) for box in boxes)

    def _parts(self, rule: Rule, box: Box) -> Iterator[tuple[Box, Specificity]]:
        """Yield a box in parts all over which a rule is equally specific."""
        circumstances = self.space.setting.circumstances
        fixed = fixed_specificity(rule.when, circumstances.regions)
        if fixed is not None:
            yield box, fixed
            return
        regions: dict[int, list[Condition]] = {}
        for leaf in leaves(rule.when):
            if isinstance(leaf, Condition) and leaf.type is FactType.REGION and leaf.tests:
                if self._is_unknown(leaf):
                    raise UnknownRank(rule.id)
                regions.setdefault(self.space.place(leaf), []).append(leaf)
        parted = [list(self._by_depth(place, box, found)) for place, found in regions.items()]
        for combination in product(*parted):
            part = dict(box)
            facts: dict[str, object] = {}
            for place, (rows, sample) in zip(regions, combination, strict=True):
                part[place] = rows
                facts |= sample
            yield part, specificity(rule.when, cast("Facts", facts), circumstances)

    def _by_depth(self, place: int, box: Box, cells: list[Condition]) -> Iterator[tuple[Mask, Facts]]:
        dimension, circumstances = self.space.dimensions[place], self.space.setting.circumstances
        groups: dict[tuple[int, ...], tuple[Mask, Facts]] = {}
        for row in bits(box.get(place, dimension.everything)):
            facts = dimension.facts(row)
            depths = tuple(specificity(All((cell,)), facts, circumstances).depth for cell in cells)
            rows, sample = groups.get(depths, (0, facts))
            groups[depths] = (rows | 1 << row, sample)
        yield from groups.values()

    def _is_unknown(self, cell: Condition) -> bool:
        lists, at = self.space.setting.circumstances.lists, self.space.setting.circumstances.at
        named = [lists.get(test.list_id) for test in cell.tests if isinstance(test, InList)]
        changing = any(one is None or is_volatile(one, at) for one in named)
        return changing or self.space.dimension(cell) is None
