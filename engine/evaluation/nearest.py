"""The nearest valid name to one that does not exist."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

_CLOSENESS: Final = 0.6
_MOST: Final = 20_000  # names beyond this are not searched: a suggestion must not cost seconds


def nearest(name: str, names: Iterable[str]) -> str | None:
    """Return the valid name most like the given one, or None where nothing is like it.

    A last part that is right counts most: for `city` the nearest of `address.city` and `channel` is `address.city`.
    """
    listed = list(names)[:_MOST]
    if len(name) > 200:  # noqa: PLR2004  # no name of ours is so long; comparing it would be slow
        return None
    close = get_close_matches(name, listed, n=1, cutoff=_CLOSENESS)
    if close:
        return close[0]
    folded = {one.lower(): one for one in listed}
    close = get_close_matches(name.lower(), folded, n=1, cutoff=_CLOSENESS)
    if close:
        return folded[close[0]]
    tails = {one.rpartition(".")[2]: one for one in reversed(listed) if "." in one}
    close = get_close_matches(name.rpartition(".")[2].lower(), tails, n=1, cutoff=_CLOSENESS + 0.2)
    return tails[close[0]] if close else None
