"""Typed facts as flat JSON values; what several decisions of one order share is written once."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, TypeGuard

from engine.evaluation.facts import Facts, FactType, Vocabulary
from engine.evaluation.literals import duration_text
from engine.money import money_text


def money_paths(vocabulary: Vocabulary) -> frozenset[str]:
    """Return the paths of the amounts: they alone cannot be told from other whole numbers by their value."""
    elements = (fact for each in vocabulary.lists.values() for fact in each.facts.values())
    return frozenset(fact.path for fact in (*vocabulary.facts.values(), *elements) if fact.type is FactType.MONEY)


_AS_THEY_ARE: Final = frozenset({str, int, bool})


def _is_element(item: object) -> TypeGuard[Facts]:
    return type(item) is dict or isinstance(item, Mapping)


class FactWriter:
    """Writes facts in one currency. A list and an element (a line, a warehouse) that comes again is the same one again.

    They must not change between two calls; they are kept alive, so that none is taken for another.
    """

    __slots__ = ("_currency", "_elements", "_lists", "_shared")

    def __init__(self, currency: str) -> None:
        self._currency = currency
        self._elements: dict[int, tuple[Facts, dict[str, object]]] = {}
        self._lists: dict[int, tuple[object, list[object]]] = {}
        self._shared: dict[int, tuple[Facts, frozenset[str], dict[str, object]]] = {}

    def write(self, facts: Facts, money: frozenset[str]) -> dict[str, object]:
        """Return facts by path: amounts as text ("19.90"), regions as codes, dates and times in ISO 8601.

        `money` are the paths of amounts (`money_paths`). A fact that is None is left out.
        """
        written: dict[str, object] = {}
        for path, value in facts.items():
            if path in money:
                if value is not None:
                    written[path] = self._money(value)
            elif (kind := type(value)) in _AS_THEY_ARE:
                written[path] = value
            elif kind is tuple:
                written[path] = self._list(value, money)  # type: ignore[arg-type]  # its type was just asked
            elif kind is Decimal:
                written[path] = format(value, "f")
            elif value is not None:
                written[path] = self._plain(value)
        return written

    def write_both(self, shared: Facts, own: Facts, money: frozenset[str]) -> dict[str, object]:
        """Return the facts that several decisions share, written once, with a decision's own over them."""
        known = self._shared.get(id(shared))
        if known is None or not shared.keys().isdisjoint(known[1] ^ money):  # an amount here is a number there
            known = self._shared[id(shared)] = (shared, money, self.write(shared, money))
        written = {**known[2], **self.write(own, money)}
        for path in [path for path, value in own.items() if value is None]:  # it hides what is shared
            written.pop(path, None)
        return written

    def _plain(self, value: object) -> object:
        match value:
            case Decimal():
                return format(value, "f")
            case timedelta():
                return duration_text(value)
            case date():
                return value.isoformat()  # a datetime is a date, too
            case _:
                return value

    def _list(self, value: tuple[object, ...], money: frozenset[str]) -> list[object]:
        known = self._lists.get(id(value))
        if known is None:
            found = list(value)
            if value and not isinstance(value[0], str):
                found = [self._element(item, money) if _is_element(item) else item for item in value]
            known = self._lists[id(value)] = (value, found)
        return known[1]

    def _element(self, element: Facts, money: frozenset[str]) -> dict[str, object]:
        known = self._elements.get(id(element))
        if known is None:
            known = self._elements[id(element)] = (element, self.write(element, money))
        return known[1]

    def _money(self, value: object) -> object:
        return money_text(value, self._currency) if isinstance(value, int) else value
