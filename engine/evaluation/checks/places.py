"""Places: samples of regions, one for each part of the map that rules tell apart, level by level."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from engine.evaluation.checks.rows import Grade, Row
from engine.evaluation.facts import FactType, Vocabulary
from engine.geography.regions import HOME_COUNTRY, RegionTree

# Facts of one place, level by level, that share a prefix: `address.province` is never apart from `address.city`.
LEVELS: Final = ("region", "province", "city", "district")
_DEEPEST: Final = 4  # a district


def place_of(path: str, vocabulary: Vocabulary) -> str | None:
    """Return the prefix of a fact that is one level of a place, None for a region that stands alone."""
    prefix, _, level = path.rpartition(".")
    whole = (vocabulary.facts.get(f"{prefix}.{name}") for name in LEVELS[:2])
    is_place = level in LEVELS and all(fact is not None and fact.type is FactType.REGION for fact in whole)
    return prefix if prefix and is_place else None


def place_rows(paths: Iterable[str], named: Iterable[str], regions: RegionTree, *, is_place: bool) -> list[Row]:
    """Return a row for every part of the map that the named regions make, each with all paths.

    `is_place`: the paths are levels of one place; else there is one path, which may be any region.
    """
    levels = {path: path.rpartition(".")[2] if is_place else LEVELS[0] for path in paths}
    known = {code for code in named if code in regions}
    samples = ((name, code) for name in sorted(known) for code in _samples(name, known, levels, regions))
    rows = [_row(levels, code, regions, name) for name, code in samples]
    return [*rows, *(_row(levels, code, regions, None) for code in _rest(known, levels, regions))]


def levels_of(code: str, regions: RegionTree) -> Mapping[str, str | None]:
    """Return a place level by level; where the tree ends early, the region stands for what is missing."""
    _, *below = reversed(regions.ancestors(code))
    province, city, district = (*below, None, None, None)[:3]
    return {"region": code, "province": province or code, "city": city or code, "district": district}


def _samples(name: str, known: set[str], levels: Mapping[str, str], regions: RegionTree) -> Iterator[str]:
    leaf = next(_leaves(name, known, regions), None)
    if leaf is not None:
        yield leaf
    if leaf != name and (leaf is None or LEVELS[-1] in levels.values()):
        yield name


def _rest(known: set[str], levels: Mapping[str, str], regions: RegionTree) -> Iterator[str]:
    """Yield a place that lies in none of the known regions, at home where there is one; and one known roughly."""
    roots = [region.code for region in regions.children(None) if region.code not in known]
    roots.sort(key=lambda code: code != HOME_COUNTRY)
    leaf = next((leaf for root in roots for leaf in _leaves(root, known, regions)), None)
    if leaf is not None:
        yield leaf
    if roots and roots[0] != leaf and (leaf is None or LEVELS[-1] in levels.values()):
        yield roots[0]


def _leaves(code: str, known: set[str], regions: RegionTree) -> Iterator[str]:
    """Yield the lowest regions under one that lie in no known region further down; itself where it is one."""
    children = regions.children(code)
    if not children:
        yield code
    for child in children:
        if child.code not in known:
            yield from _leaves(child.code, known, regions)


def _row(levels: Mapping[str, str], code: str, regions: RegionTree, name: str | None) -> Row:
    place = levels_of(code, regions)
    values = {path: place[level] for path, level in levels.items()}
    is_rough = None in values.values() or (bool(regions.children(code)) and regions.depth(code) < _DEEPEST)
    return Row(values, Grade.DOUBTFUL if is_rough else Grade.SURE, is_other=name is None, name=name)
