"""Facts from plain JSON or YAML values to typed ones, and back."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

import msgspec

from engine.errors import FieldProblem, InvalidInput, RuleSetError
from engine.evaluation.fact_writer import FactWriter, money_paths
from engine.evaluation.facts import ElementList, Fact, Facts, FactType, Value, Vocabulary
from engine.evaluation.literals import Units, literal_text, read_literal
from engine.evaluation.nearest import nearest
from engine.evaluation.operands import NUMBERS, TYPE_ZH
from engine.evaluation.wording import Words, hint, joined, say
from engine.geography.regions import RegionTree

_Found = dict[str, Value | tuple[Facts, ...] | None]
_DATED: Final = frozenset({FactType.DATE, FactType.DATETIME, FactType.DURATION})
_MOST_PROBLEMS: Final = 200
_DIGITS: Final = 40  # numbers beyond are not written out: no type of ours holds them


class FactProblem(msgspec.Struct, frozen=True, kw_only=True):
    """One given fact that is wrong. `path` is where it stands: `lines[0].quantity`."""

    path: str
    words: Words
    allowed: tuple[str, ...] = ()


def read_facts(given: Mapping[str, object], vocabulary: Vocabulary, *, currency: str, regions: RegionTree) -> Facts:
    """Return typed facts by path, from nested (`{"order": {"no": "1"}}`) or flat (`{"order.no": "1"}`) values.

    Numbers may come as numbers or as text, amounts in major units, regions by name, path or code, times with a zone.
    null is the same as nothing. Raises InvalidInput with a problem for every wrong path.
    """
    facts, found = FactReader(vocabulary, Units(currency, regions)).examine(given)
    if found:
        problems = [FieldProblem(path=one.path, message=one.words.en, allowed=one.allowed) for one in found]
        raise InvalidInput("; ".join(f"{one.path}: {one.message}" for one in problems), problems)
    return facts


def write_facts(facts: Facts, vocabulary: Vocabulary, *, currency: str) -> dict[str, object]:
    """Return facts as flat JSON values: amounts as text ("19.90"), regions as codes, dates and times in ISO 8601.

    Reading what it returns gives the same facts.
    """
    return FactWriter(currency).write(facts, money_paths(vocabulary))


class _Names:
    """The paths that may be given at one place; those of an element with or without its prefix."""

    def __init__(self, facts: Mapping[str, Fact], lists: Mapping[str, ElementList], prefix: str) -> None:
        self._facts, self.lists, self._prefix = facts, lists, prefix
        bare = [path.removeprefix(f"{prefix}.") for path in facts] if prefix else []
        parts = (path.split(".") for path in (*facts, *bare))
        self._parts = {".".join(split[:end]) for split in parts for end in range(1, len(split))}

    def fact(self, path: str) -> Fact | None:
        """Return the fact with this path."""
        return self._facts.get(path) or (self._facts.get(f"{self._prefix}.{path}") if self._prefix else None)

    def is_part(self, path: str) -> bool:
        """Tell whether paths begin with this one and a dot."""
        return path in self._parts

    def all(self) -> list[str]:
        """Return everything that may be given."""
        return [*self._facts, *self.lists]


class FactReader:
    """Reads facts of one vocabulary."""

    def __init__(self, vocabulary: Vocabulary, units: Units) -> None:
        self._units = units
        self._top = _Names(vocabulary.facts, vocabulary.lists, "")
        self._elements = {name: _Names(one.facts, {}, one.prefix) for name, one in vocabulary.lists.items()}
        self._problems: list[FactProblem] = []

    def examine(self, given: object) -> tuple[Facts, Sequence[FactProblem]]:
        """Return what can be read of given facts, and what is wrong with them (of very many the first)."""
        self._problems = []
        facts = self._mapping(given, "", self._top)
        return facts, self._problems

    def _mapping(self, given: object, place: str, names: _Names) -> Facts:
        """Return what is given. `place` is where it stands."""
        found: _Found = {}
        if isinstance(given, Mapping):
            self._walk(given, "", place, names, found)
        else:
            self._problem(place, say("facts_form"))
        return found

    def _walk(self, given: Mapping[object, object], path: str, place: str, names: _Names, found: _Found) -> None:
        for key, value in given.items():
            here = f"{path}.{key}" if path else str(key)
            at = f"{place}.{key}" if place else str(key)
            fact, elements = names.fact(here), names.lists.get(here)
            if value is None and (fact or elements or names.is_part(here)):
                continue
            if fact is not None:
                self._fact(fact, value, at, found)
            elif elements is not None:
                found[here] = self._list(elements, value, at)
            elif isinstance(value, Mapping) and names.is_part(here):
                self._walk(value, here, at, names, found)
            else:
                self._unknown(here, at, names)

    def _fact(self, fact: Fact, value: object, at: str, found: _Found) -> None:
        if fact.path in found:
            self._problem(at, say("given_twice", path=fact.path))
            return
        try:
            typed = self._value(fact, value)
        except RuleSetError as error:
            finding = error.findings[0]
            self._problem(at, Words(finding.message, finding.message_zh), finding.allowed)
            return
        if typed is None:
            words = say("value_form", text=_shown(value), type=fact.type, type_zh=TYPE_ZH[fact.type])
            self._problem(at, words)
        elif fact.values is not None and isinstance(typed, str) and typed not in fact.values:
            words = say("unknown_value", text=typed, path=fact.path)
            self._problem(at, joined(words, hint(nearest(typed, fact.values))), fact.values)
        else:
            found[fact.path] = typed

    def _value(self, fact: Fact, value: object) -> Value | None:
        """Return the typed value, or None where a value of this kind can never be of the type."""
        if fact.type is FactType.TEXTS:
            return _texts(value)
        if fact.type is FactType.BOOLEAN and isinstance(value, bool):
            return value
        if fact.type in NUMBERS and isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
            return read_literal(_number_text(value), fact.type, self._units)
        if fact.type in _DATED and isinstance(value, (datetime, date, timedelta)):
            return read_literal(literal_text(value, fact.type, self._units), fact.type, self._units)
        return read_literal(value, fact.type, self._units) if isinstance(value, str) else None

    def _list(self, elements: ElementList, value: object, at: str) -> tuple[Facts, ...]:
        if not isinstance(value, Sequence) or isinstance(value, str):
            self._problem(at, say("elements_form", name=elements.name))
            return ()
        names = self._elements[elements.name]
        return tuple(self._mapping(element, f"{at}[{number}]", names) for number, element in enumerate(value))

    def _unknown(self, path: str, at: str, names: _Names) -> None:
        if len(self._problems) < _MOST_PROBLEMS:
            self._problem(at, joined(say("unknown_path", name=path), hint(nearest(path, names.all()))))

    def _problem(self, path: str, words: Words, allowed: tuple[str, ...] = ()) -> None:
        if len(self._problems) < _MOST_PROBLEMS:
            self._problems.append(FactProblem(path=path or "facts", words=words, allowed=allowed))


def _texts(value: object) -> tuple[str, ...] | None:
    """Return a list of texts; a mapping is one too, `{"1": 2}` as `1=2`."""
    if isinstance(value, Mapping):
        return tuple(f"{key}={one}" for key, one in value.items() if isinstance(one, (str, int)))
    if not isinstance(value, Sequence) or isinstance(value, str):
        return None
    texts = tuple(item for item in value if isinstance(item, str))
    return texts if len(texts) == len(value) else None


def _number_text(value: float | Decimal) -> str:
    """Return a number as text. A float is what JSON made of a decimal: its shortest text is what was written."""
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    return format(exact, "f") if exact.is_finite() and abs(exact.adjusted()) < _DIGITS else str(exact)


def _shown(value: object) -> str:
    if isinstance(value, (int, Mapping, Sequence)) and not isinstance(value, (bool, str)):
        return {int: "a number", dict: "a mapping"}.get(type(value), "a list")
    return repr(value)
