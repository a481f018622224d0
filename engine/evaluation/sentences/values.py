"""Values in words: amounts with currency, weights with unit, regions by name, known words by label."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

import msgspec

from engine.evaluation.facts import Fact, FactType, Label
from engine.evaluation.literals import Units
from engine.evaluation.sentences.phrases import PHRASES, Language, in_language, phrase
from engine.evaluation.templates import value_text

_NUMBERS: Final = frozenset({FactType.INTEGER, FactType.DECIMAL})
_OR: Final = " or "
_MINUTES: Final = "%Y-%m-%d %H:%M"


def moment(at: datetime) -> str:
    """Return an instant to the minute with its zone: `2026-11-11 00:00 UTC+08:00`."""
    return f"{at:{_MINUTES}} {at.tzname()}"


class Speech(msgspec.Struct, frozen=True, kw_only=True):
    """The language, what amounts and regions are written in, and what people call words and reference lists."""

    language: Language
    units: Units
    word: Callable[[str], Label]
    list_title: Callable[[str], str] = str

    def say(self, key: str, **values: str) -> str:
        """Return a phrase with its places filled in."""
        return phrase(key, self.language, **values)

    def label(self, label: Label) -> str:
        """Return a label."""
        return in_language(label, self.language)

    def value(self, value: object, kind: FactType, unit: str | None = None) -> str:
        """Return a value as people say it: `500.00 元`, `10 件`, `浙江省/杭州市`, `货到付款`."""
        if isinstance(value, bool):
            return self.say("true" if value else "false")
        if isinstance(value, tuple):
            return self.say("list").join(self.label(self.word(str(item))) for item in value)
        if isinstance(value, datetime):
            return moment(value)
        text = value_text(value, kind, self.units)
        if kind is FactType.MONEY:
            return f"{text} {self._currency()}"
        if kind in _NUMBERS:
            return text + self._unit(unit)
        return self.label(self.word(text)) if kind is FactType.TEXT else text

    def fact(self, fact: Fact | None, path: str) -> str:
        """Return what people call a fact; its path where the vocabulary does not know it."""
        return self.label(fact.label) if fact is not None else path

    def _currency(self) -> str:
        known = PHRASES.get(f"currency.{self.units.currency}")
        return self.label(known) if known is not None else self.units.currency

    def _unit(self, unit: str | None) -> str:
        if unit is None or _OR in unit:  # a unit that depends on another output says nothing here
            return ""
        known = PHRASES.get(f"unit.{unit}")
        return unit if unit == "%" else f" {self.label(known) if known is not None else unit}"
