"""Cleansing: text as people and systems send it becomes text as we keep it."""

import unicodedata
from typing import Final

_INVISIBLE: Final = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


def clean_text(value: str) -> str:
    """Return text in its usual form: full-width marks made half-width (NFKC), invisible ones gone, spaces single."""
    return " ".join(unicodedata.normalize("NFKC", value).translate(_INVISIBLE).split())
