"""Whether a region lies in a member of a reference list: asked of the same few regions again and again."""

from collections.abc import Callable
from typing import Any

from engine.evaluation.facts import Facts
from engine.evaluation.run import Circumstances


def lies_in_list(list_id: str) -> Callable[[Any, tuple[Facts, ...], Circumstances], bool]:
    """Return whether a region lies in a member of a list; of a list without ends it is remembered for each region."""
    known: dict[str, bool] = {}
    known_of: list[object] = [None, None, True]  # the list, the tree, and whether the list has ends

    def lies_in_one(value: Any, scopes: tuple[Facts, ...], circumstances: Circumstances) -> bool:
        members, regions = circumstances.lists[list_id], circumstances.regions
        if members is not known_of[0] or regions is not known_of[1]:
            known.clear()
            known_of[:] = members, regions, members.has_ends
        said = known.get(value)
        if said is None:
            said = looked_up(value, scopes, circumstances)
            if not known_of[2] and value in regions:  # so that no more are kept than there are regions
                known[value] = said
        return said

    def looked_up(value: Any, _scopes: tuple[Facts, ...], circumstances: Circumstances) -> bool:
        members, regions, at = circumstances.lists[list_id], circumstances.regions, circumstances.at
        if value not in regions:
            return False
        for code in regions.ancestors(value):  # noqa: SIM110 - a generator costs more than what it looks up
            if members.has(code, at):
                return True
        return False

    return lies_in_one
