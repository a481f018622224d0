"""Samples: rows for each fact, by its type, by what it may be at all, and by what rules ask of it."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any, Final

import msgspec

from engine.evaluation.checks.asked import Asked
from engine.evaluation.checks.domains import Domains
from engine.evaluation.checks.elements import tag_rows
from engine.evaluation.checks.places import place_rows
from engine.evaluation.checks.points import ANY, ORDERED, WHOLE, Bounds, ordered_rows
from engine.evaluation.checks.rows import Row, Rows, missing
from engine.evaluation.checks.texts import text_rows
from engine.evaluation.facts import Fact, FactType
from engine.evaluation.literals import Units, read_literal
from engine.evaluation.run import Circumstances

TIME: Final = "@at"  # the decision time, which the dates of rules are about; no path of a fact begins like this
MOST_MEMBERS: Final = 2_000  # of a list of numbers or tags whose members are told apart one by one
_TEXTUAL: Final = frozenset({FactType.TEXT, FactType.TOKEN})


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """What the samples of a step depend on beside its rules."""

    circumstances: Circumstances
    units: Units
    domains: Domains
    life: Bounds = ANY  # the decision times that count


class Sampler:
    """Makes the rows of facts that are in one vocabulary."""

    def __init__(self, facts: Mapping[str, Fact], asked: Mapping[str, Asked], setting: Setting) -> None:
        self._facts, self._asked, self._setting = facts, asked, setting

    def parts(self, paths: Sequence[str], more: Iterable[object] = ()) -> list[Rows]:
        """Return rows for facts that may be compared with each other, one part for each.

        `more` are values of further facts that they may be compared with.
        """
        shared = self._shared(paths, more)
        between = sum(self._facts[path].type in ORDERED for path in paths)
        parts: dict[str, Rows] = {}
        for path in sorted(paths, key=lambda path: self._facts[path].type is FactType.DECIMAL):
            parts[path] = self._single(path, shared, max(1, between))
            # Whole numbers come first: a decimal that is compared with one must be able to equal it.
            if len(paths) > 1 and self._facts[path].type in ORDERED:
                shared.literals.update({row.values[path]: None for row in parts[path] if row.values[path] is not None})  # type: ignore[misc]  # samples are typed values
        return [parts[path] for path in paths]

    def _shared(self, paths: Sequence[str], more: Iterable[object]) -> Asked:
        """Return what is asked of any of some facts that are compared with each other."""
        shared = Asked(FactType.TEXT, dict.fromkeys(value for value in more if value is not None))  # type: ignore[misc]  # samples are typed values
        for path in paths:
            asked, low = self.asked(path), self._bounds(path).low
            shared.literals |= asked.literals
            shared.literals |= {low: None} if low is not None and len(paths) > 1 else {}
            shared.literals |= dict.fromkeys(self._members(asked.lists)) if asked.kind in ORDERED else {}
            shared.lists |= asked.lists
            shared.beginnings |= asked.beginnings
            shared.is_ordered |= asked.is_ordered
            shared.others += 1
        return shared

    def place(self, paths: Sequence[str], *, is_place: bool) -> Rows:
        """Return rows for the levels of one place, or for one region."""
        named = [code for path in paths for code in self._named(path)]
        return place_rows(paths, named, self._setting.circumstances.regions, is_place=is_place)

    def domain(self, paths: Sequence[str]) -> Rows:
        """Return rows for outputs of an earlier step that go together."""
        return self._setting.domains.rows(paths)

    def asked(self, path: str) -> Asked:
        """Return what rules ask of a fact: of one that is only looked at in passing, nothing."""
        return self._asked.get(path) or Asked(self._facts[path].type)

    def _single(self, path: str, shared: Asked, between: int) -> Rows:
        fact = self._facts[path]
        rows = self._present(fact, shared, between)
        return [missing(path), *rows] if fact.nullable else rows

    def _present(self, fact: Fact, shared: Asked, between: int) -> Rows:
        path, kind = fact.path, fact.type
        if fact.values is not None and kind is not FactType.TEXTS:
            values = [read_literal(text, kind, self._setting.units) for text in fact.values]
            return [Row({path: value}) for value in (sorted(values) if kind in ORDERED else values)]
        if kind in ORDERED:
            return ordered_rows(path, kind, _fitted(kind, shared.literals), self._bounds(path), between)
        if kind in _TEXTUAL:
            return text_rows(path, msgspec.structs.replace(shared, kind=kind), self._setting.circumstances)
        if kind is FactType.REGION:
            return self.place([path], is_place=False)
        if kind is FactType.TEXTS:
            return tag_rows(path, self.tags(self.asked(path))) or []
        return [Row({path: value}) for value in (False, True)]

    def tags(self, asked: Asked) -> list[str]:
        """Return every tag that is named, by itself or by a list."""
        listed = (tag for tag in self._members(asked.tag_lists) if isinstance(tag, str))
        return list(dict.fromkeys([*asked.tags, *listed]))

    def _named(self, path: str) -> list[str]:
        asked = self.asked(path)
        named = [*asked.literals, *self._members(asked.lists)]
        return [code for code in named if isinstance(code, str)]

    def _members(self, lists: Iterable[str]) -> list[Any]:
        known, at = self._setting.circumstances.lists, self._setting.circumstances.at
        return [value for name in lists for value in known[name].members if known[name].has(value, at)]

    def _bounds(self, path: str) -> Bounds:
        if path == TIME:
            return self._setting.life
        known = self._setting.domains.bounds(path)
        return known if known is not None else Bounds(self._facts[path].minimum)


def _fitted(kind: FactType, cuts: Iterable[Any]) -> list[Any]:
    """Return cuts as values of a type: between whole numbers a decimal cuts below and above itself."""
    fitted: list[Any] = []
    for cut in cuts:
        if kind is FactType.DECIMAL:
            fitted.append(Decimal(cut))
        elif kind in WHOLE and isinstance(cut, Decimal):
            fitted += [int(cut.to_integral_value(ROUND_FLOOR)), int(cut.to_integral_value(ROUND_CEILING))]
        else:
            fitted.append(cut)
    return fitted
