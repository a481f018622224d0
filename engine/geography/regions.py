"""The tree of regions: country, province, city, district, by GB/T 2260 code or another country's ISO code."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final, Literal

import msgspec

from engine.errors import InvalidInput, NotFound
from engine.geography.region_errors import AmbiguousRegion, UnknownRegion
from engine.geography.region_names import RegionNames

Level = Literal["country", "province", "city", "district"]
HOME_COUNTRY: Final = "CN"  # its paths start at the province
_EARTH_RADIUS_METRES: Final = 6_371_008.8  # mean radius R1 of GRS 80, IUGG (Moritz, Geodetic Reference System 1980)
_CODE_DIGITS: Final = 6
_SHORT_CODES: Final = (2, 4)  # of a province, of a city


class Region(msgspec.Struct, frozen=True, kw_only=True):
    """One node. `code` has six digits in China ("330106", "330100", "330000"), and is ISO 3166 alpha-2 for a country.

    Longitude and latitude are degrees; a node without a point of its own in the source has that of its parent.
    """

    code: str
    name: str
    level: Level
    parent: str | None
    short_names: tuple[str, ...] = ()
    longitude: float | None = None
    latitude: float | None = None


class RegionTree:
    """All regions. Everything that rules ask for (`ancestors`, `is_within`, `depth`) is one look-up."""

    __slots__ = ("_ancestors", "_children", "_names", "_regions")

    def __init__(self, regions: Mapping[str, Region]) -> None:
        self._regions = regions
        self._ancestors = _ancestors_of(regions)
        children: defaultdict[str | None, list[str]] = defaultdict(list)
        for code in sorted(regions):
            children[regions[code].parent].append(code)
        self._children = {parent: tuple(codes) for parent, codes in children.items()}
        below = {parent: codes for parent, codes in self._children.items() if parent is not None}
        self._names = RegionNames(regions, below, {code: len(line) for code, line in self._ancestors.items()})

    @classmethod
    def of(cls, regions: Iterable[Region]) -> "RegionTree":
        """Return the tree of these regions, in any order.

        Raises InvalidInput where a code comes twice, a parent is missing, or regions are their own ancestors.
        """
        by_code: dict[str, Region] = {}
        for region in regions:
            if region.code in by_code:
                raise InvalidInput.at(
                    region.code, f"two regions have this code: {by_code[region.code].name}, {region.name}"
                )
            by_code[region.code] = region
        return cls(by_code)

    def __len__(self) -> int:
        return len(self._regions)

    def __contains__(self, code: object) -> bool:
        return code in self._regions

    def codes(self) -> tuple[str, ...]:
        """Return every code, sorted."""
        return tuple(sorted(self._regions))

    def get(self, code: str) -> Region | None:
        """Return the region with this code, or None."""
        return self._regions.get(code)

    def ancestors(self, code: str) -> tuple[str, ...]:
        """Return the code itself, its parent, … up to the country. Raises NotFound."""
        try:
            return self._ancestors[code]
        except KeyError:
            raise NotFound("region", code) from None

    def is_within(self, code: str, other_code: str) -> bool:
        """Tell whether the first region is the other one or lies in it. An unknown code lies nowhere."""
        return other_code in self._ancestors.get(code, ())

    def depth(self, code: str) -> int:
        """Return how deep a node lies: a country 1, province 2, city 3, district 4. Raises NotFound."""
        return len(self.ancestors(code))

    def children(self, code: str | None = None) -> tuple[Region, ...]:
        """Return what lies right under a region, by code; without a code the countries. Raises NotFound."""
        if code is not None and code not in self._regions:
            raise NotFound("region", code)
        return tuple(self._regions[child] for child in self._children.get(code, ()))

    def path(self, code: str) -> str:
        """Return the official path, `浙江省/杭州市/西湖区`: in China from the province, elsewhere from the country."""
        line = [self._regions[ancestor] for ancestor in reversed(self.ancestors(code))]
        if line[0].code == HOME_COUNTRY and len(line) > 1:
            line = line[1:]
        return "/".join(region.name for region in line)

    def parse(self, text: str, field: str = "region") -> Region:
        """Return the region that a path, an official or short name, or a code (`330106`, `3301`, `33`, `GB`) means.

        A single name is looked for level by level from the country down, official names before short ones: 吉林 is the
        province, 吉林市 the city. A path may leave out a middle level (`上海市/黄浦区`).
        Raises UnknownRegion with suggestions or AmbiguousRegion with the candidates; `field` is the path they name.
        """
        segments = [segment.strip() for segment in text.strip().split("/")]
        found = self._first(segments[0], is_alone=len(segments) == 1)
        for segment in segments[1:]:
            deeper = tuple(dict.fromkeys(code for start in found for code in self._names.below(start, segment)))
            if not deeper:
                raise UnknownRegion(text, self._paths(self._names.near(segment, found)), field)
            found = deeper
        if not found:
            raise UnknownRegion(text, self._paths(self._names.near(segments[0])), field)
        if len(found) > 1:
            raise AmbiguousRegion(text, self._paths(found), field)
        return self._regions[found[0]]

    def find_below(self, code: str, name: str) -> tuple[Region, ...]:
        """Return the regions of this official or short name under a region: its children, else any descendants."""
        return tuple(self._regions[found] for found in self._names.below(code, name))

    def near(self, name: str, within: str) -> tuple[str, ...]:
        """Return the official paths of the names under a region that look most like this one."""
        return self._paths(self._names.near(name, (within,)))

    def search(self, text: str, limit: int = 20) -> tuple[Region, ...]:
        """Return regions whose path holds every word of the text or whose code starts with it, best first, for pickers.

        Exact names come before names that start with the text and those that hold it; then higher levels come first.
        """
        words = text.replace("/", " ").split()
        if not words:
            return self.children(None)[:limit]
        hits = [code for code in self._regions if self._holds(code, words)]
        hits.sort(key=lambda code: (self._rank(code, words[-1]), len(self._ancestors[code]), code))
        return tuple(self._regions[code] for code in hits[:limit])

    def _first(self, segment: str, *, is_alone: bool) -> tuple[str, ...]:
        code = segment.upper()
        if segment.isascii() and segment.isdigit() and len(segment) in _SHORT_CODES:
            code = code.ljust(_CODE_DIGITS, "0")
        if code in self._regions:
            return (code,)
        return self._names.highest(segment) if is_alone else self._names.named(segment)

    def _paths(self, codes: Iterable[str]) -> tuple[str, ...]:
        return tuple(self.path(code) for code in codes)

    def _holds(self, code: str, words: list[str]) -> bool:
        region = self._regions[code]
        line = "/".join([self.path(code), *region.short_names]).lower()
        return all(word.lower() in line or code.startswith(word.upper()) for word in words)

    def _rank(self, code: str, word: str) -> int:
        names = (self._regions[code].name, *self._regions[code].short_names)
        if word in names or code == word.upper():
            return 0
        if any(name.startswith(word) for name in names):
            return 1
        return 2 if any(word in name for name in names) else 3


def _ancestors_of(regions: Mapping[str, Region]) -> dict[str, tuple[str, ...]]:
    lines: dict[str, tuple[str, ...]] = {}
    for code in regions:
        line: list[str] = []
        step: str | None = code
        while step is not None:
            if step not in regions:
                raise InvalidInput.at(code, f"its ancestor {step} is not among the regions")
            if step in line:
                raise InvalidInput.at(code, f"it is its own ancestor: {' in '.join([*line, step])}")
            line.append(step)
            step = regions[step].parent
        lines[code] = tuple(line)
    return lines


def haversine_km(longitude: float, latitude: float, other_longitude: float, other_latitude: float) -> Decimal:
    """Return the great-circle distance of two points given in degrees, in kilometres with three decimals (metres).

    Haversine formula: R. W. Sinnott, "Virtues of the Haversine", Sky and Telescope 68 (1984), 159; the sphere has the
    Earth's mean radius, which is off by at most 0.6 % from the ellipsoid.
    """
    phi, other_phi = math.radians(latitude), math.radians(other_latitude)
    half_dphi = (other_phi - phi) / 2
    half_dlambda = math.radians(other_longitude - longitude) / 2
    chord = math.sin(half_dphi) ** 2 + math.cos(phi) * math.cos(other_phi) * math.sin(half_dlambda) ** 2
    metres = 2 * _EARTH_RADIUS_METRES * math.asin(math.sqrt(min(1.0, chord)))
    return Decimal(round(metres)).scaleb(-3)
