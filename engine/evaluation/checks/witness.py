"""Witnesses: facts that show what a finding says, tried on the plain evaluator before anything is said."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import chain, islice, product
from typing import Final, cast

import msgspec

from engine.evaluation.checks.asked import leaves, mentioned
from engine.evaluation.checks.columns import Mask
from engine.evaluation.checks.row_index import bits
from engine.evaluation.checks.rows import Grade
from engine.evaluation.checks.samples import TIME
from engine.evaluation.checks.space import Space
from engine.evaluation.coercion import write_facts
from engine.evaluation.conditions import TagCondition, TagItem, When
from engine.evaluation.facts import Facts
from engine.evaluation.reference import holds, matching
from engine.evaluation.ruleset import Rule, Step
from engine.evaluation.run import Circumstances

_TRIES: Final = 48
_ROWS_EACH: Final = 4  # rows of a dimension that are tried where it is not known what an opaque condition makes of them
_AT: Final = "at"


class Witness(msgspec.Struct, frozen=True, kw_only=True):
    """Facts, the decision time, and how surely they may come about."""

    facts: Facts
    at: datetime
    grade: Grade = Grade.SURE


class Witnesses:
    """Makes facts from rows of the dimensions of a space, and asks the plain evaluator about them."""

    def __init__(self, space: Space) -> None:
        self._space = space
        self._known = space.setting.circumstances

    def find(
        self, part: Mapping[int, Mask], is_so: Callable[[Witness], bool], varied: Iterable[str] = ()
    ) -> Witness | None:
        """Return facts in a part of the space of which something is so; None where none of those tried shows it.

        `varied` are facts of which several values are tried.
        """
        tried = islice(self._tried(part, frozenset(varied)), _TRIES)
        return next((witness for witness in tried if is_so(witness)), None)

    def all_match(self, *rules: Rule) -> Callable[[Witness], bool]:
        """Return the question whether all of some rules match."""
        return lambda seen: all(self.matches(rule, seen) for rule in rules)

    def none_matches(self, step: Step) -> Callable[[Witness], bool]:
        """Return the question whether no rule of a step matches."""
        return lambda seen: not matching(step, seen.facts, self.circumstances(seen))

    def matches(self, rule: Rule, seen: Witness) -> bool:
        """Tell whether a rule is in force and holds."""
        known = self.circumstances(seen)
        return rule.is_in_force(seen.at) and holds(rule.when, seen.facts, known, self._space.vocabulary)

    def circumstances(self, seen: Witness) -> Circumstances:
        """Return what a decision depends on beside the facts."""
        return msgspec.structs.replace(self._known, at=seen.at)

    def written(self, seen: Witness) -> dict[str, object]:
        """Return the facts as plain values; with the decision time where the rules have dates."""
        units = self._space.setting.units
        facts = write_facts(seen.facts, self._space.vocabulary, currency=units.currency)
        if self._space.where(TIME) is not None and _AT not in facts:
            facts[_AT] = seen.at.isoformat()
        return facts

    def _tried(self, part: Mapping[int, Mask], varied: frozenset[str]) -> Iterator[Witness]:
        wanted = [(when, bool(part.get(place, 0b01) & 0b10)) for place, when in self._space.atoms if place in part]
        looked_at = varied.union(path for when, _ in wanted for leaf in leaves(when) for path in mentioned(leaf))
        options = []
        for place, dimension in enumerate(self._space.dimensions):
            taken = part.get(place, dimension.everything)
            rows = chain(bits(taken & dimension.sure), bits(taken & dimension.shown & ~dimension.sure))
            is_open = any(path in looked_at for path in dimension.paths)
            options.append(list(islice(rows, _ROWS_EACH if is_open else 1)))
        hints = {path: value for when, is_wanted in wanted if is_wanted for path, value in _hints(when)}
        for chosen in product(*options):
            yield self._witness(chosen, {})
            if hints:
                yield self._witness(chosen, hints)

    def _witness(self, rows: tuple[int, ...], hints: Facts) -> Witness:
        facts: dict[str, object] = {}
        grade = Grade.SURE
        for place, dimension in zip(rows, self._space.dimensions, strict=True):
            facts |= dimension.facts(place)
            grade = max(grade, dimension.rows[place].grade)
        at = facts.pop(TIME, self._known.at)
        return Witness(facts=cast("Facts", {**facts, **hints}), at=cast("datetime", at), grade=grade)


def _hints(when: When) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield tags with which conditions on tags that are not looked into would hold."""
    for leaf in leaves(when):
        if isinstance(leaf, TagCondition):
            named = (*(leaf.all or ()), *(leaf.any or ())[:1])
            yield leaf.path, tuple(tag for tag in named if not isinstance(tag, TagItem))
