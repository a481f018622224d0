"""Calls that may be repeated: the caller's key, and the mark on an answer that was given before."""

import re
from collections.abc import Mapping
from typing import Annotated, Final

from litestar.params import HeaderParameter

from engine.errors import InvalidInput

REPLAYED: Final = "Idempotent-Replay"

_DESCRIPTION: Final = "same key and body: the first answer again; same key, other body: 409"
_LONGEST: Final = 128
_KEY: Final = re.compile(rf"[\x21-\x7e]{{1,{_LONGEST}}}")

Given = Annotated[str | None, HeaderParameter(name="Idempotency-Key", description=_DESCRIPTION)]


def checked_key(given_key: str | None) -> str | None:
    """Return the caller's key, None where there is none. Raises InvalidInput where it is too long or unprintable."""
    if given_key is not None and not _KEY.fullmatch(given_key):
        raise InvalidInput.at("Idempotency-Key", f"must have 1 to {_LONGEST} printable ASCII characters, no spaces")
    return given_key


def replay_header(*, replayed: bool) -> Mapping[str, str]:
    """Return the header that says that an answer was given before."""
    return {REPLAYED: "true"} if replayed else {}
