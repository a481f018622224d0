"""Dimensions of a step: facts that belong together are put into one, what cannot be looked into is left opaque."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, combinations
from typing import Final

from engine.evaluation.checks.asked import Asked, Leaf, asked_of, leaves, mentioned, partners
from engine.evaluation.checks.dimension import Dimension
from engine.evaluation.checks.elements import list_rows
from engine.evaluation.checks.opaque import Opacity, is_volatile
from engine.evaluation.checks.places import place_of
from engine.evaluation.checks.rows import Grade, Row, Rows, product
from engine.evaluation.checks.samples import Sampler, Setting
from engine.evaluation.conditions import Condition, Every, Some, When
from engine.evaluation.facts import FactType, Vocabulary
from engine.evaluation.reference import holds

MOST_ROWS: Final = 4_000  # of facts that are put together; more, and they are looked at apart


class Grouping:
    """The dimensions that the conditions of a step, and further facts, need.

    `opaque` are the conditions that are not looked into.
    """

    def __init__(
        self, conditions: Iterable[Leaf], vocabulary: Vocabulary, setting: Setting, also: Iterable[str] = ()
    ) -> None:
        told = (leaf for leaf in conditions if not isinstance(leaf, Condition) or leaf.tests)
        self._conditions = tuple(dict.fromkeys(told))
        self._vocabulary, self._setting, self._also = vocabulary, setting, tuple(also)
        self.opaque: set[Leaf] = Opacity(self._conditions, vocabulary, setting).found
        self.dimensions: list[Dimension] = [*self._of_facts(), *self._of_lists()]

    def _of_facts(self) -> Iterator[Dimension]:
        clear = [leaf for leaf in self._conditions if leaf not in self.opaque]
        asked = asked_of(clear)
        # Of a list's elements only what an opaque condition sees around them matters here.
        seen = (leaf for leaf in self._conditions if leaf in self.opaque or isinstance(leaf, Condition))
        around = (path for leaf in seen for path in self._around(leaf))
        looked_at = dict.fromkeys(chain(asked, around, self._also))
        paths = [path for path in looked_at if path in self._vocabulary.facts]
        for path, code in self._apart():
            asked.setdefault(path, Asked(FactType.REGION)).literals[code] = None
        sampler = Sampler(self._vocabulary.facts, asked, self._setting)
        for group in _together(paths, self._links(clear, paths)):
            parts = list(self._parts(group, sampler))
            rows = product((rows for _, rows in parts), MOST_ROWS) if len(parts) > 1 else parts[0][1]
            if rows is not None:
                yield self._dimension(group, self._turned(group, asked, rows))
                continue
            # Too many combinations: each part by itself, and what compares them with each other is not looked into.
            cells = (leaf for leaf in clear if isinstance(leaf, Condition) and leaf.path in group)
            self.opaque |= {leaf for leaf in cells if partners(leaf)}
            for own, rows_ in parts:
                yield self._dimension(own, rows_)

    def _apart(self) -> Iterator[tuple[str, str]]:
        """Yield, for regions that are compared with each other, one that a sample of each may lie in or not."""
        regions = self._setting.circumstances.regions
        some = next((region.code for root in regions.children(None) for region in regions.children(root.code)), None)
        for leaf in self.opaque:
            if isinstance(leaf, Condition) and leaf.type is FactType.REGION and some is not None:
                yield from ((path, some) for path in (leaf.path, *(other.path for other in partners(leaf))))

    def _around(self, leaf: Leaf) -> Iterator[str]:
        """Yield the facts that a condition looks at, as far as they are not those of elements."""
        owner = self._vocabulary.lists.get(leaf.list_name) if isinstance(leaf, Some | Every) else None
        yield from (path for path in mentioned(leaf) if owner is None or path not in owner.facts)

    def _parts(self, group: Sequence[str], sampler: Sampler) -> Iterator[tuple[Sequence[str], Rows]]:
        """Yield rows of the outputs of one step, of the levels of one place, and of every other fact of a group."""
        single: list[str] = []
        whole: dict[tuple[str, str], list[str]] = {}
        for path in group:
            key = self._whole(path)
            if key is None:
                single.append(path)
            else:
                whole.setdefault(key, []).append(path)
        more: list[object] = []
        for (kind, _), paths in whole.items():
            rows = sampler.domain(paths) if kind == "step" else sampler.place(paths, is_place=True)
            more += [value for row in rows for value in row.values.values()]
            yield paths, rows
        yield from (([path], rows) for path, rows in zip(single, sampler.parts(single, more), strict=True))

    def _whole(self, path: str) -> tuple[str, str] | None:
        """Return what a fact is a part of: the outputs of a step, a place; None: nothing."""
        step = self._setting.domains.group_of(path)
        if step is not None:
            return ("step", step)
        is_region = self._vocabulary.facts[path].type is FactType.REGION
        prefix = place_of(path, self._vocabulary) if is_region else None
        return ("place", prefix) if prefix is not None else None

    def _links(self, clear: Iterable[Leaf], paths: Sequence[str]) -> Iterator[tuple[str, str]]:
        yield from self._compared(clear)
        first: dict[tuple[str, str], str] = {}
        for path in paths:
            key = self._whole(path)
            if key is not None:
                yield first.setdefault(key, path), path

    @staticmethod
    def _compared(conditions: Iterable[When]) -> Iterator[tuple[str, str]]:
        """Yield facts that are compared with each other."""
        for leaf in conditions:
            if isinstance(leaf, Condition):
                yield from ((leaf.path, other.path) for other in partners(leaf))

    def _turned(self, group: Sequence[str], asked: dict[str, Asked], rows: Rows) -> Rows:
        """Add, for lists that may change at any time, every row with their word turned round."""
        (path, *others) = group
        known, at = self._setting.circumstances.lists, self._setting.circumstances.at
        used = asked[path].lists if path in asked else ()
        lists = [name for name in used if is_volatile(known[name], at)]
        if others or not lists:
            return rows
        turned = [frozenset(names) for size in range(1, len(lists) + 1) for names in combinations(lists, size)]
        present = [row for row in rows if row.values[path] is not None]
        return [*rows, *(Row(row.values, Grade.IMAGINED, flips=names) for names in turned for row in present)]

    def _dimension(self, paths: Sequence[str], rows: Rows) -> Dimension:
        kinds = {path: self._vocabulary.facts[path].type for path in paths}
        return Dimension(rows, kinds, self._setting.circumstances, self._vocabulary)

    def _of_lists(self) -> Iterator[Dimension]:
        quantifiers: dict[str, list[Some | Every]] = {}
        for leaf in self._conditions:
            if isinstance(leaf, Some | Every):
                quantifiers.setdefault(leaf.list_name, []).append(leaf)
        for name, found in quantifiers.items():
            yield self._list(name, found)

    def _list(self, name: str, quantifiers: list[Some | Every]) -> Dimension:
        owner = self._vocabulary.lists[name]
        clear = [one for one in quantifiers if one not in self.opaque]
        asked = asked_of(leaf for one in clear for leaf in leaves(one.where))
        looked_at = dict.fromkeys(path for one in quantifiers for path in mentioned(one))
        used = [path for path in looked_at if path in owner.facts]
        circumstances, vocabulary = self._setting.circumstances, self._vocabulary
        sampler = Sampler(owner.facts, asked, self._setting)
        compared = self._compared(leaf for one in clear for leaf in leaves(one.where))
        parts = [rows for group in _together(used, compared) for rows in sampler.parts(group)]
        rows = list_rows(name, clear, parts, lambda when, facts: holds(when, facts, circumstances, vocabulary))
        if rows is None:
            self.opaque |= set(clear)
            rows = [Row({name: ()}, Grade.DOUBTFUL)]
        return Dimension(rows, {}, circumstances, vocabulary)


def _together(paths: Sequence[str], links: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Return the paths in groups; what is linked is in one group."""
    leader = {path: path for path in paths}

    def found(path: str) -> str:
        while leader[path] != path:
            path = leader[path]
        return path

    for one, other in links:
        leader[found(other)] = found(one)
    groups: dict[str, list[str]] = {}
    for path in paths:
        groups.setdefault(found(path), []).append(path)
    return list(groups.values())
