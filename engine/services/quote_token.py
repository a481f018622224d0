"""The token of a quote: it names the release that the quote was made under, and nobody else can make one."""

import hmac
from datetime import datetime
from typing import Final

from engine.errors import InvalidInput

_SIGNATURE_DIGITS: Final = 24
_LIFE_SECONDS: Final = 24 * 3600


def make_quote_token(secret: bytes, release: int, at: datetime, nonce: str) -> str:
    """Return a token that holds for 24 hours; `nonce` is random text without dots."""
    body = f"Q{release}.{int(at.timestamp()) + _LIFE_SECONDS}.{nonce}"
    return f"{body}.{_signature(secret, body)}"


def release_of_quote(secret: bytes, token: str, at: datetime) -> int:
    """Return the release that a quote was made under. Raises InvalidInput where it is none of ours or is too old."""
    body, _, signature = token.rpartition(".")
    if not hmac.compare_digest(signature.encode(), _signature(secret, body).encode()):
        raise InvalidInput.at("quote", "this is no quote of ours; leave it out, or ask for a quote")
    release, ends, _ = body.removeprefix("Q").split(".")
    if at.timestamp() > int(ends):
        raise InvalidInput.at("quote", "the quote has expired; ask for a new one")
    return int(release)


def _signature(secret: bytes, body: str) -> str:
    return hmac.digest(secret, f"quote {body}".encode(), "sha256").hex()[:_SIGNATURE_DIGITS]
