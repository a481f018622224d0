"""Where an address lies: from the names and the code that came with it to one node of the tree."""

from functools import lru_cache
from typing import Final

from engine.geography.region_errors import AmbiguousRegion, RegionMismatch, UnknownRegion
from engine.geography.regions import Region, RegionTree

_MOST_KEPT: Final = 20_000  # orders come from the same places again and again, and each asks twice


@lru_cache(maxsize=_MOST_KEPT)
def resolve_address(
    tree: RegionTree,
    *,
    country: str | None = "CN",
    province: str | None = None,
    city: str | None = None,
    district: str | None = None,
    region_code: str | None = None,
) -> Region:
    """Return the deepest node on which the names and the code of an address agree.

    Names may be official or short; a municipality may be repeated as its city (上海市, 上海市, 黄浦区), and a level
    that the tree does not have may be left out. Below a node without children (东莞市, a foreign country) names are
    free text. Raises UnknownRegion or AmbiguousRegion for a name or code, RegionMismatch for names that contradict
    the code; each names its field (`address.district`).
    """
    node = _country(tree, country, "address.country")
    steps: list[tuple[str, str, Region]] = [("address.country", node.name, node)]
    for level, name in (("province", province), ("city", city), ("district", district)):
        if name is not None and name.strip():
            node = _descend(tree, node, name.strip(), f"address.{level}")
            steps.append((f"address.{level}", name, node))
    if region_code is None or not region_code.strip():
        return node
    coded = _by_code(tree, region_code, "address.region_code")
    for path, name, named in steps:
        if not (tree.is_within(coded.code, named.code) or tree.is_within(named.code, coded.code)):
            raise RegionMismatch(name, coded.code, tree.path(coded.code), path)
    return coded if tree.is_within(coded.code, node.code) else node


def _country(tree: RegionTree, country: str | None, field: str) -> Region:
    node = tree.parse(country or "CN", field)
    if node.parent is not None:
        raise UnknownRegion(country or "CN", [region.code for region in tree.children(None)], field)
    return node


def _descend(tree: RegionTree, node: Region, name: str, field: str) -> Region:
    if not tree.children(node.code):
        return node
    if name == node.name or (name in node.short_names and not tree.find_below(node.code, name)):
        return node
    found = tree.find_below(node.code, name)
    if not found:
        raise UnknownRegion(name, tree.near(name, node.code), field)
    if len(found) > 1:
        raise AmbiguousRegion(name, [tree.path(region.code) for region in found], field)
    return found[0]


def _by_code(tree: RegionTree, region_code: str, field: str) -> Region:
    text = region_code.strip()
    if text.isascii() and text.isdigit():
        return tree.parse(text, field)
    node = tree.get(text.upper())
    if node is None:
        raise UnknownRegion(text, (), field)
    return node
