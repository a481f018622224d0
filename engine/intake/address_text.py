"""Addresses that came as text: the province, city and district that stand at their beginning."""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from engine.errors import InvalidInput
from engine.geography.addresses import resolve_address
from engine.geography.regions import HOME_COUNTRY, Region, RegionTree

_LEVELS: Final = ("province", "city", "district")
_BETWEEN: Final = " ,，、-—/"


class _Named(NamedTuple):
    region: Region
    name: str

    @property
    def is_official(self) -> bool:
        return self.name == self.region.name


def completed_address(address: Mapping[str, object], regions: RegionTree) -> dict[str, object]:
    """Return an address with the levels that are missing read from its `detail`, which loses the names of divisions.

    `浙江省杭州市西湖区文三路1号` gives three levels and leaves `文三路1号`; a level that was given is never changed,
    and one that the text leaves out is found where the next one is unique. What is read ends with an official name:
    the text `南京路1号` names no city, and `西湖大道` no district. Only Chinese addresses are read.
    """
    whole = {level: value for level, value in address.items() if value not in (None, "")}
    if whole.get("country", HOME_COUNTRY) != HOME_COUNTRY or not whole.get("detail"):
        return whole
    start = _given(whole, regions)
    if start is None:
        return whole
    node, rest = _best(start, str(whole["detail"]), regions)
    for region in _line(node, regions) if node is not start else ():
        whole.setdefault(region.level, region.name)
    return {**whole, "detail": rest}


def _best(start: Region, text: str, regions: RegionTree) -> tuple[Region, str]:
    """Return what the text names below the given levels; it may name those once more, also by short names."""
    country = regions.get(HOME_COUNTRY)
    if country is not None and country is not start:
        node, rest = _read(country, text, regions)
        if node is not country and regions.is_within(node.code, start.code):
            return node, rest
    return _read(start, text, regions)


def _given(address: Mapping[str, object], regions: RegionTree) -> Region | None:
    """Return the division that the given levels and code lead to; None where they lead nowhere."""
    names = {level: str(address[level]) for level in (*_LEVELS, "region_code") if level in address}
    try:
        return resolve_address(regions, **names)
    except InvalidInput:
        return None


def _read(start: Region, text: str, regions: RegionTree) -> tuple[Region, str]:
    """Return the deepest division at or below `start` that the text names at its beginning, and what is left."""
    node, rest = start, text
    sure = (node, rest)
    while True:
        rest = _without(rest, _line(node, regions))
        if node is sure[0]:
            sure = (node, rest)
        children = regions.children(node.code)
        grandchildren = [each for child in children for each in regions.children(child.code)]
        found = _at_beginning(children, rest) or _at_beginning(grandchildren, rest)
        if found is None:
            return sure
        node, rest = found.region, rest[len(found.name) :].lstrip(_BETWEEN)
        if found.is_official:
            sure = (node, rest)


def _line(node: Region, regions: RegionTree) -> tuple[Region, ...]:
    """Return the divisions that an address may name again: those that it lies in, the widest first."""
    found = (regions.get(code) for code in reversed(regions.ancestors(node.code)))
    return tuple(region for region in found if region is not None and region.level in _LEVELS)


def _without(text: str, line: Iterable[Region]) -> str:
    """Return the text without the official names of these divisions at its beginning."""
    for region in line:
        if text.startswith(region.name):
            text = text.removeprefix(region.name).lstrip(_BETWEEN)
    return text


def _at_beginning(regions: Iterable[Region], text: str) -> _Named | None:
    """Return the one division whose name the text begins with; the longest name counts, districts by official ones."""
    named = [
        _Named(region, name)
        for region in regions
        for name in (region.name, *(region.short_names if region.level != "district" else ()))
        if text.startswith(name)
    ]
    longest = max((len(each.name) for each in named), default=0)
    found = {each.region.code: each for each in named if len(each.name) == longest}
    return next(iter(found.values())) if len(found) == 1 else None
