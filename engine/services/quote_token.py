"""The token of a quote: the release that it was made under and the sides that it was on; nobody else can make one."""

import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec

from engine.errors import InvalidInput

_SIGNATURE_DIGITS: Final = 24
_LIFE_SECONDS: Final = 24 * 3600
_LETTERS: Final = {"candidate": "a", "control": "o", "baseline": "x"}
_SIDES: Final = {letter: side for side, letter in _LETTERS.items()}


class QuoteToken(msgspec.Struct, frozen=True, kw_only=True):
    """What a token says. `base` is what stood for the order's number; `letters` a side for each rollout, by its id."""

    release: int
    base: str
    letters: str = ""

    def sides(self, rollouts: Sequence[str]) -> Mapping[str, str]:
        """Return the side in each rollout of the release, given in the order of their ids."""
        return {rollout: _SIDES[letter] for rollout, letter in zip(rollouts, self.letters, strict=False)}


def quote_base(release: int, at: datetime, nonce: str) -> str:
    """Return what stands for the order's number in a quote that holds for 24 hours; `nonce` is random, without dots."""
    return f"Q{release}.{int(at.timestamp()) + _LIFE_SECONDS}.{nonce}"


def make_quote_token(secret: bytes, base: str, sides: Sequence[str] = ()) -> str:
    """Return a token that promises these sides, one for each rollout of the release in the order of their ids."""
    body = ".".join((base, *(("".join(_LETTERS[side] for side in sides),) if sides else ())))
    return f"{body}.{_signature(secret, body)}"


def read_quote_token(secret: bytes, token: str, at: datetime) -> QuoteToken:
    """Return what a token says. Raises InvalidInput where it is none of ours or is too old."""
    body, _, signature = token.rpartition(".")
    if not hmac.compare_digest(signature.encode(), _signature(secret, body).encode()):
        raise InvalidInput.at("quote", "this is no quote of ours; leave it out, or ask for a quote")
    release, ends, nonce, *letters = body.split(".")
    if at.timestamp() > int(ends):
        raise InvalidInput.at("quote", "the quote has expired; ask for a new one")
    base = f"{release}.{ends}.{nonce}"
    return QuoteToken(release=int(release.removeprefix("Q")), base=base, letters="".join(letters))


def _signature(secret: bytes, body: str) -> str:
    return hmac.digest(secret, f"quote {body}".encode(), "sha256").hex()[:_SIGNATURE_DIGITS]
