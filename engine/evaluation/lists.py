"""Reference lists: blacklists, region groups, tags. A set of any size costs one look-up."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from engine.evaluation.facts import FactType
from engine.geography.regions import RegionTree


class ReferenceList(msgspec.Struct, frozen=True, kw_only=True):
    """One version of one list. `members` maps each value to the instant from which it no longer counts, None: never."""

    id: str
    title: str
    type: FactType
    members: Mapping[str | int, datetime | None]
    version: int = 0
    live: bool = False

    @property
    def has_ends(self) -> bool:
        """Whether any member is one for a time only."""
        return any(end is not None for end in self.members.values())

    def has(self, value: object, at: datetime) -> bool:
        """Tell whether the value is a member at that time."""
        if value not in self.members:
            return False
        ends = self.members[value]  # type: ignore[index]  # membership was just tested
        return ends is None or at < ends


Lists = Mapping[str, ReferenceList]


def region_depth_in(members: ReferenceList, code: str, tree: RegionTree, at: datetime) -> int:
    """Return the depth of the deepest member that the region lies in, 0 where it lies in none."""
    for ancestor in tree.ancestors(code):
        if members.has(ancestor, at):
            return tree.depth(ancestor)
    return 0
