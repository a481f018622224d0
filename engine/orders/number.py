"""The order number: 23 characters that sort by hour, name their shard, carry a check character and give nothing away.

    26111016 7 4K9XWQ2M0TZ3B R      written without the spaces; a child's has "-1", "-2" … behind it
    │        │ │             └ check character
    │        │ └ 65 random bits as 13 characters
    │        └ shard, one of 32: a hash of the buyer's id; a guest's is taken from the random bits
    └ the hour in UTC, YYMMDDHH

All is written in Crockford's base 32 (https://www.crockford.com/base32.html), which has no I, L, O and U.
"""

import hashlib
import re
from datetime import UTC, datetime
from typing import Final

import msgspec

from engine.errors import InvalidInput

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SHARDS: Final = 32
RANDOM_BITS: Final = 65
LENGTH: Final = 23

_HOUR: Final = "%y%m%d%H"
_HOUR_DIGITS: Final = 8
_RANDOM_CHARACTERS: Final = 13
_BITS: Final = 5  # of one character
_VALUES: Final = {character: value for value, character in enumerate(ALPHABET)}
_CHILD: Final = re.compile(r"-[1-9][0-9]{0,3}", re.ASCII)
# x^5 + x^2 + 1 is primitive over GF(2): the powers of x run through all 31 elements but zero.
_POLYNOMIAL: Final = 0b100101


class OrderNumber(msgspec.Struct, frozen=True, kw_only=True):
    """A number taken apart. `hour` is the beginning of the hour, in UTC."""

    hour: datetime
    shard: int
    random: int

    def __str__(self) -> str:
        return make(self.hour, self.shard, self.random)


def make(hour: datetime, shard: int, random_bits: int) -> str:
    """Return the number of an order placed in this hour (any instant of it, with its zone).

    `shard` is 0 to 31; `random_bits` are 65 bits from a source that cannot be guessed. Raises ValueError out of range.
    """
    if hour.tzinfo is None:
        raise ValueError("the hour of an order number needs a zone")
    if not (0 <= shard < SHARDS and 0 <= random_bits < 1 << RANDOM_BITS):
        raise ValueError(f"shard {shard} or random bits of length {random_bits.bit_length()} out of range")
    shifts = range(_BITS * (_RANDOM_CHARACTERS - 1), -1, -_BITS)
    random = "".join(ALPHABET[random_bits >> shift & SHARDS - 1] for shift in shifts)
    body = f"{hour.astimezone(UTC).strftime(_HOUR)}{ALPHABET[shard]}{random}"
    return body + _check_character(body)


def parse(text: str) -> OrderNumber:
    """Return the parts of a number. Raises InvalidInput where it is none: length, alphabet, check character or hour."""
    if len(text) != LENGTH or not _VALUES.keys() >= set(text):
        raise InvalidInput.at("order_no", f"{text!r} is no order number: it has {LENGTH} characters of {ALPHABET}")
    if _check_character(text[:-1]) != text[-1]:
        raise InvalidInput.at("order_no", f"{text} is mistyped: its check character does not fit")
    try:
        hour = datetime.strptime(text[:_HOUR_DIGITS], _HOUR).replace(tzinfo=UTC)
    except ValueError:
        raise InvalidInput.at("order_no", f"{text} is no order number: it does not begin with an hour") from None
    random = 0
    for character in text[_HOUR_DIGITS + 1 : -1]:
        random = random << _BITS | _VALUES[character]
    return OrderNumber(hour=hour, shard=_VALUES[text[_HOUR_DIGITS]], random=random)


def is_valid(text: str) -> bool:
    """Tell whether the text is a whole and rightly typed order number (of a parent)."""
    try:
        parse(text)
    except InvalidInput:
        return False
    return True


def child_number(parent: str, position: int) -> str:
    """Return the number of a parent's child; positions count from 1."""
    return f"{parent}-{position}"


def parent_of(text: str) -> str:
    """Return the parent's number of a child's number; any other text is its own."""
    return text[:LENGTH] if _CHILD.fullmatch(text, LENGTH) else text


def shard_of_buyer(buyer: str) -> int:
    """Return the shard, 0 to 31, in which all orders of a buyer lie: a byte of BLAKE2b of the id, modulo 32."""
    return hashlib.blake2b(buyer.encode(), digest_size=1).digest()[0] % SHARDS


def shard_of_guest(random_bits: int) -> int:
    """Return the shard of an order without a buyer, spread evenly by the number's own random bits."""
    return random_bits % SHARDS


def _check_character(body: str) -> str:
    """Return the check character: Damm's scheme over the field of 32 elements, `c' = x · (c + digit)`.

    H. M. Damm, "Totally anti-symmetric quasigroups for all orders n ≠ 2, 6", Discrete Mathematics 307 (2007), 715-729:
    in a field of 2^n elements `a · (c + d)` with a other than 0 and 1 is weakly totally anti-symmetric, so that every
    single substitution and every adjacent transposition is noticed. As x has order 31, so is every swap of two of our
    23 characters, however far apart.
    """
    interim = 0
    for character in body:
        interim = (interim ^ _VALUES[character]) << 1
        if interim & SHARDS:
            interim ^= _POLYNOMIAL
    return ALPHABET[interim]
