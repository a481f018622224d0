"""Every text of the admin: key → (Chinese, English). A module for each page; every module of this folder is read."""

import importlib
import pkgutil
from typing import Final


def _all_words() -> dict[str, tuple[str, str]]:
    """Return the texts of every module. Raises ValueError where two modules give one key."""
    words: dict[str, tuple[str, str]] = {}
    for found in pkgutil.iter_modules(__path__):
        texts: dict[str, tuple[str, str]] = importlib.import_module(f"{__name__}.{found.name}").WORDS
        twice = words.keys() & texts.keys()
        if twice:
            raise ValueError(f"{found.name} gives texts that stand elsewhere: {sorted(twice)}")
        words.update(texts)
    return words


WORDS: Final = _all_words()
