"""Texts: samples of what a fact of text may be, by the values, beginnings and lists that rules name."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import chain, count
from typing import Final

import msgspec

from engine.evaluation.checks.asked import Asked
from engine.evaluation.checks.rows import Row
from engine.evaluation.facts import FactType
from engine.evaluation.run import Circumstances

_OTHERS: Final = ("其他", "任意", "别的")
_ENDINGS: Final = ("其他", "0", "~", " ", "!", "\x00")
_TOKEN_DIGITS: Final = 32


def text_rows(path: str, asked: Asked, circumstances: Circumstances) -> list[Row]:
    """Return rows for a fact that may be any text, in the order of the texts; `asked.others` are named nowhere."""
    finder = _Finder(asked, circumstances)
    named = sorted(text for text in asked.literals if isinstance(text, str))
    rows = {text: Row({path: text}) for text in named}
    for text in finder.others(named, max(1, asked.others)):
        rows[text] = Row({path: text}, is_other=not finder.is_told(text))
    return [rows[text] for text in sorted(rows)]


class _Told(msgspec.Struct, frozen=True):
    """What tests tell of a text that no rule names itself."""

    lists: tuple[bool, ...]
    beginnings: tuple[bool, ...]
    place: int


class _Finder:
    """Finds texts that are told apart by lists, beginnings or the order, and not named themselves."""

    def __init__(self, asked: Asked, circumstances: Circumstances) -> None:
        self._asked = asked
        self._at = circumstances.at
        self._lists = [circumstances.lists[name] for name in asked.lists if name in circumstances.lists]

    def others(self, named: list[str], most: int) -> list[str]:
        """Return one text for each thing that may be told of it, and `most` of which nothing is."""
        found: dict[_Told, list[str]] = {}
        for text in self._candidates(named, most):
            if text not in self._asked.literals:
                known = found.setdefault(self._told(text, named), [])
                if not known or (len(known) < most and not self.is_told(text) and text not in known):
                    known.append(text)
        return list(chain.from_iterable(found.values()))

    def is_told(self, text: str) -> bool:
        """Tell whether a list has the text or it begins as some test has it."""
        return self._is_listed(text) or any(text.startswith(start) for start in self._asked.beginnings)

    def _candidates(self, named: list[str], most: int) -> Iterator[str]:
        for start in self._asked.beginnings:
            longer = [other for other in self._asked.beginnings if len(other) > len(start)]
            endings = chain(("",), _ENDINGS, (chr(code) for code in range(0x4E00, 0x4F00)))
            yield from _first(
                text
                for text in (start + ending for ending in endings)
                if self._is_free(text) and not any(text.startswith(other) for other in longer)
            )
        for members in self._lists:
            texts = (member for member in members.members if isinstance(member, str))
            yield from (text for text in texts if members.has(text, self._at))
        if self._asked.is_ordered:
            for low, high in zip(["", *named], [*named, None], strict=True):
                texts = (low + ending for ending in ("", *_ENDINGS))
                yield from _first(text for text in texts if (high is None or text < high) and self._is_free(text))
        yield from self._fresh(most)

    def _fresh(self, most: int) -> Iterator[str]:
        numbered = (f"{_OTHERS[0]}{number}" for number in count(1))
        tokens = (f"{number:0{_TOKEN_DIGITS}x}" for number in count(1))
        texts: Iterator[str] = tokens if self._asked.kind is FactType.TOKEN else chain(_OTHERS, numbered)
        found = 0
        for text in texts:
            if self._is_free(text) and not any(start and text.startswith(start) for start in self._asked.beginnings):
                yield text
                found += 1
            if found == most:
                return

    def _is_free(self, text: str) -> bool:
        return text not in self._asked.literals and not self._is_listed(text)

    def _is_listed(self, text: str) -> bool:
        return any(members.has(text, self._at) for members in self._lists)

    def _told(self, text: str, named: list[str]) -> _Told:
        return _Told(
            tuple(members.has(text, self._at) for members in self._lists),
            tuple(text.startswith(start) for start in self._asked.beginnings),
            bisect_right(named, text) if self._asked.is_ordered else 0,
        )


def _first(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield text
        return
