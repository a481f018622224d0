"""Finding regions by what people call them: official names first, then short ones, the highest level first."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher, get_close_matches
from typing import Final, Protocol

SUGGESTIONS: Final = 5
WIDE_NET: Final = 100
CLOSENESS: Final = 0.5  # of two characters one is right


class Named(Protocol):
    """What a region must have to be found by name."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def short_names(self) -> tuple[str, ...]: ...


class RegionNames:
    """An index from name to codes. Codes are listed from the country down, so the first is of the highest level."""

    __slots__ = ("_children", "_depths", "_official", "_regions", "_short")

    def __init__(
        self, regions: Mapping[str, Named], children: Mapping[str, Sequence[str]], depths: Mapping[str, int]
    ) -> None:
        self._regions, self._children, self._depths = regions, children, depths
        official: defaultdict[str, list[str]] = defaultdict(list)
        short: defaultdict[str, list[str]] = defaultdict(list)
        for code in sorted(regions, key=lambda code: (depths[code], code)):
            official[regions[code].name].append(code)
            for name in regions[code].short_names:
                short[name].append(code)
        self._official = {name: tuple(codes) for name, codes in official.items()}
        self._short = {name: tuple(codes) for name, codes in short.items()}

    def named(self, text: str) -> tuple[str, ...]:
        """Return the codes of all regions with this official name; where there is none, with this short name."""
        return self._official.get(text) or self._short.get(text, ())

    def highest(self, text: str) -> tuple[str, ...]:
        """Return the codes with this name on the highest level that has any."""
        found = self.named(text)
        return tuple(code for code in found if self._depths[code] == self._depths[found[0]])

    def below(self, code: str, text: str) -> tuple[str, ...]:
        """Return the codes with this name right under a region; where there are none, further down."""
        children = self._matching(self._children.get(code, ()), text)
        return children or self._matching(self._descendants(code), text)

    def near(self, text: str, within: Sequence[str] = ()) -> tuple[str, ...]:
        """Return the codes whose names look most like the text, among everything or what lies below `within`.

        Of names that look equally like it those with its first character come first, then those of a higher level.
        """
        codes = [inner for code in within for inner in self._descendants(code)] if within else list(self._regions)
        by_name: defaultdict[str, list[str]] = defaultdict(list)
        for code in codes:
            for name in (self._regions[code].name, *self._regions[code].short_names):
                by_name[name].append(code)
        close = get_close_matches(text, by_name, n=WIDE_NET, cutoff=CLOSENESS)
        ranked = sorted(
            ((-SequenceMatcher(None, text, name).ratio(), name[0] != text[0], self._depths[code], code))
            for name in close
            for code in by_name[name]
        )
        return tuple(dict.fromkeys(code for *_, code in ranked))[:SUGGESTIONS]

    def _matching(self, codes: Iterable[str], text: str) -> tuple[str, ...]:
        listed = tuple(codes)
        exact = tuple(code for code in listed if self._regions[code].name == text)
        return exact or tuple(code for code in listed if text in self._regions[code].short_names)

    def _descendants(self, code: str) -> Iterator[str]:
        for child in self._children.get(code, ()):
            yield child
            yield from self._descendants(child)
