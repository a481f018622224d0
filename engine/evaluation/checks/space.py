"""The space of a step: dimensions of all that its rules can tell apart, and each rule as boxes in it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from engine.evaluation.checks.asked import Leaf, leaves
from engine.evaluation.checks.boxes import Box, Forms
from engine.evaluation.checks.budget import Budget
from engine.evaluation.checks.columns import Mask
from engine.evaluation.checks.dimension import Atom, Dimension
from engine.evaluation.checks.dimensions import Grouping
from engine.evaluation.checks.samples import TIME, Setting
from engine.evaluation.conditions import Condition, Interval, When
from engine.evaluation.facts import Fact, FactType, Label, Vocabulary
from engine.evaluation.ruleset import Rule

_TIME_FACT: Final = Fact(path=TIME, type=FactType.DATETIME, label=Label("决策时间", "Decision time"))


class Space:
    """The rules of one step that are switched on, as boxes; a rule of several alternatives has several.

    `also` are facts that samples are to have beside those that the rules test. Making it raises OutOfTime when the
    time is up.
    """

    def __init__(
        self,
        rules: Sequence[Rule],
        vocabulary: Vocabulary,
        setting: Setting,
        budget: Budget,
        also: Iterable[str] = (),
    ) -> None:
        self.rules = tuple(rule for rule in rules if rule.enabled)
        self.vocabulary = vocabulary.with_facts({TIME: _TIME_FACT})
        self.setting = setting
        conditions = [leaf for rule in self.rules for entry in entries_of(rule) for leaf in leaves(entry)]
        grouping = Grouping(conditions, self.vocabulary, setting, also)
        self.dimensions: list[Dimension | Atom] = list(grouping.dimensions)
        self._opaque = grouping.opaque
        self._places = {path: place for place, one in enumerate(self.dimensions) for path in one.paths}
        self._atoms: dict[When, int] = {}
        self._forms = Forms(self)
        boxes: list[tuple[Box, ...]] = []
        for rule in self.rules:
            budget.spend()
            boxes.append(self._forms.rule(entries_of(rule)))
        self.boxes = tuple(boxes)

    def place(self, leaf: Leaf) -> int:
        """Return the place of the dimension that a condition is about."""
        if leaf in self._opaque:
            return self.atom(leaf)
        return self._places[leaf.path if hasattr(leaf, "path") else leaf.list_name]

    def dimension(self, leaf: Leaf) -> Dimension | None:
        """Return the dimension that a condition is about; None where it is not looked into."""
        found = None if leaf in self._opaque else self.dimensions[self.place(leaf)]
        return found if isinstance(found, Dimension) else None

    def atom(self, when: When) -> int:
        """Return the place of the dimension that stands for a condition which is not looked into."""
        if when not in self._atoms:
            self._atoms[when] = len(self.dimensions)
            self.dimensions.append(Atom(when))
        return self._atoms[when]

    def form(self, when: When) -> tuple[Box, ...]:
        """Return the boxes in which a condition holds."""
        return self._forms.holds(when)

    def where(self, path: str) -> int | None:
        """Return the place of the dimension that has a fact."""
        return self._places.get(path)

    @property
    def atoms(self) -> list[tuple[int, When]]:
        """The dimensions that are conditions not looked into."""
        return [(place, when) for when, place in self._atoms.items()]

    def universe(self, *, doubtful: bool = True, imagined: bool = True) -> list[Mask]:
        """Return what may be at all, dimension by dimension: by default everything that cannot be ruled out."""
        if imagined:
            return [one.everything for one in self.dimensions]
        return [one.shown if doubtful else one.sure for one in self.dimensions]


def entries_of(rule: Rule) -> tuple[When, ...]:
    """Return the conditions of a rule, its dates among them."""
    return (*rule.when.entries, *dates_of(rule.starts, rule.ends))


def dates_of(starts: datetime | None, ends: datetime | None) -> tuple[Condition, ...]:
    """Return dates as a condition on the decision time."""
    if starts is None and ends is None:
        return ()
    interval = Interval(starts, ends, low_closed=True, high_closed=False)
    return (Condition(path=TIME, type=FactType.DATETIME, tests=(interval,)),)
