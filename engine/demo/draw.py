"""Choosing by id instead of by chance: the same id gives the same answer, on every machine and in every year."""

from collections.abc import Mapping
from hashlib import sha256
from itertools import accumulate


def draw(purpose: str, key: str, size: int) -> int:
    """Return a number from 0 to `size` - 1 that depends on nothing but the purpose and the key (SHA-256)."""
    return int.from_bytes(sha256(f"{purpose}:{key}".encode()).digest()[:8]) % size


def chance(purpose: str, key: str, percent: int) -> bool:
    """Tell whether the key is among the given percentage of all keys."""
    return draw(purpose, key, 100) < percent


def pick(purpose: str, key: str, weights: Mapping[str, int]) -> str:
    """Return one of the options; over many keys each comes up in proportion to its weight.

    Raises ValueError where a weight is negative or nothing weighs anything.
    """
    whole = sum(weights.values())
    if whole <= 0 or min(weights.values()) < 0:
        raise ValueError(f"{purpose}: weights must not be negative, and one must be above zero")
    place = draw(purpose, key, whole)
    ends = accumulate(weights.values())
    return next(option for option, end in zip(weights, ends, strict=True) if place < end)
