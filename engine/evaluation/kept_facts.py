"""Facts that were written down with a decision, read again: what `FactWriter` wrote, in bulk and without complaints.

`coercion.read_facts` reads what people send and names every mistake; here is read what we wrote ourselves.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from engine.evaluation.facts import Facts, FactType, Vocabulary
from engine.evaluation.literals import duration_of
from engine.money import minor_units

_Read = Callable[[Any], Any]
_amount: Final = lru_cache(maxsize=50_000)(minor_units)  # the same prices and fees come again and again


class KeptFacts:
    """Reads kept facts of one vocabulary, with amounts in one currency. An element that comes again is read once."""

    __slots__ = ("_elements", "_lists", "_nested", "_read")

    def __init__(self, vocabulary: Vocabulary, currency: str) -> None:
        def readers(facts: Mapping[str, Any]) -> dict[str, _Read]:
            named = ((path, _reader(fact.type, currency)) for path, fact in facts.items())
            return {path: read for path, read in named if read is not None}

        self._read = readers(vocabulary.facts)
        self._lists = {name: readers(one.facts) for name, one in vocabulary.lists.items()}
        self._nested = self._lists.keys()
        self._elements: dict[int, tuple[object, Facts]] = {}  # by identity; what was read is kept alive

    def read(self, written: Mapping[str, Any]) -> dict[str, Any]:
        """Return the facts that were written. A path that the vocabulary does not have stays as it was written."""
        facts = _typed(written, self._read)
        for name in self._nested & written.keys():
            readers = self._lists[name]
            facts[name] = tuple([self._element(element, readers) for element in written[name]])
        return facts

    def forget(self) -> None:
        """Forget the elements: the next order has its own."""
        self._elements.clear()

    def _element(self, written: Mapping[str, Any], readers: Mapping[str, _Read]) -> Facts:
        known = self._elements.get(id(written))
        if known is None:
            known = self._elements[id(written)] = (written, _typed(written, readers))
        return known[1]


def _typed(written: Mapping[str, Any], readers: Mapping[str, _Read]) -> dict[str, Any]:
    facts = dict(written)
    for path in readers.keys() & written.keys():
        facts[path] = readers[path](facts[path])
    return facts


def _reader(kind: FactType, currency: str) -> _Read | None:
    """Return how a kept value of a type is read; None where it stays as it is."""
    if kind is FactType.MONEY:
        return lambda value: _amount(value, currency) if isinstance(value, str) else value
    return _READERS.get(kind)


_READERS: Final[Mapping[FactType, _Read]] = {
    FactType.DECIMAL: Decimal,
    FactType.DATE: date.fromisoformat,
    FactType.DATETIME: datetime.fromisoformat,
    FactType.DURATION: duration_of,
    FactType.TEXTS: tuple,
}
