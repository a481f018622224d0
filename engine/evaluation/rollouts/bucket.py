"""The bucket of a key: a number from 0 to 9,999 that is the same on every machine and after every restart."""

from datetime import date
from decimal import Decimal
from typing import Final

import mmh3

BUCKETS: Final = 10_000
_HUNDRED: Final = 100


def bucket_of(salt: str, key: str) -> int:
    """Return the bucket of a key, from 0 to 9,999.

    The hundreds are the last two digits of murmur3 (32 bits, seed 0) of `salt:key`, which is how Unleash parts keys
    into hundredths (its bucket is one more); the two digits before them part each hundredth once more.
    """
    hashed = mmh3.hash(f"{salt}:{key}", 0, signed=False)
    return hashed % _HUNDRED * _HUNDRED + hashed // _HUNDRED % _HUNDRED


def key_text(value: object) -> str | None:
    """Return a fact as the text that is hashed, numbers in decimal; None where there is nothing."""
    match value:
        case None:
            return None
        case str():
            return value or None
        case bool():
            return "true" if value else "false"
        case Decimal():
            return format(value, "f")
        case date():
            return value.isoformat()
        case _:
            return str(value)
