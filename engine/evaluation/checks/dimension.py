"""A dimension: situations of some facts that belong together, and which of them each condition takes."""

from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import cast

from engine.evaluation.checks.asked import Leaf, partners
from engine.evaluation.checks.columns import Column, Mask
from engine.evaluation.checks.rows import Grade, Row, Rows
from engine.evaluation.conditions import Condition, When
from engine.evaluation.facts import Facts, FactType, Vocabulary
from engine.evaluation.reference import holds
from engine.evaluation.run import Circumstances


class Dimension:
    """Rows of one group of facts. Together they stand for everything that the facts can be.

    `kinds` are the types of the facts by path; lists of elements have none.
    """

    is_atom = False

    def __init__(
        self, rows: Rows, kinds: Mapping[str, FactType], circumstances: Circumstances, vocabulary: Vocabulary
    ) -> None:
        self.rows = tuple(rows)
        self.paths = tuple(kinds) or tuple(self.rows[0].values)
        self.everything: Mask = (1 << len(self.rows)) - 1
        self.sure = self._graded(Grade.SURE)
        self.shown = self.sure | self._graded(Grade.DOUBTFUL)
        self.columns = {path: Column(path, kind, self.rows, circumstances) for path, kind in kinds.items()}
        self._circumstances, self._vocabulary = circumstances, vocabulary
        self._taken: dict[Leaf, Mask] = {}

    def takes(self, leaf: Leaf) -> Mask:
        """Return the rows in which a condition over facts of this dimension holds."""
        taken = self._taken.get(leaf)
        if taken is None:
            taken = self._taken[leaf] = self._ask(leaf)
        return taken

    def facts(self, place: int) -> Facts:
        """Return the sample of a row."""
        return cast("Facts", {path: value for path, value in self.rows[place].values.items() if value is not None})

    def _ask(self, leaf: Leaf) -> Mask:
        if not isinstance(leaf, Condition) or partners(leaf):
            samples = enumerate(map(self.facts, range(len(self.rows))))
            held = (place for place, facts in samples if holds(leaf, facts, self._circumstances, self._vocabulary))
            return sum(1 << place for place in held)
        if not leaf.tests:
            return self.everything
        column = self.columns[leaf.path]
        return reduce(or_, (column.takes(test) for test in leaf.tests), 0)

    def _graded(self, grade: Grade) -> Mask:
        return sum(1 << place for place, row in enumerate(self.rows) if row.grade is grade)


class Atom:
    """A condition that is not looked into: it may hold and may not, whatever the other facts are."""

    is_atom = True
    paths: tuple[str, ...] = ()
    rows = (Row({}), Row({}))
    everything: Mask = 0b11
    sure: Mask = 0b11
    shown: Mask = 0b11

    def __init__(self, when: When) -> None:
        self.when = when

    def takes(self, _leaf: Leaf) -> Mask:
        """Return the row in which the condition holds: the second."""
        return 0b10

    def facts(self, _place: int) -> Facts:
        """Return nothing: no facts are known that decide it."""
        return {}
