"""What the loader says of a mistake, in English and Chinese: what was found, and what to write instead."""

from typing import Final

import msgspec

from engine.evaluation.wording_cells import CELL_WORDS
from engine.evaluation.wording_rollouts import ROLLOUT_WORDS
from engine.evaluation.wording_sets import SET_WORDS
from engine.evaluation.wording_yaml import YAML_WORDS

_LONGEST: Final = 80  # of what was found, so that a message stays readable


class Words(msgspec.Struct, frozen=True):
    """The same sentence in both languages."""

    en: str
    zh: str


_SENTENCES: Final = {**YAML_WORDS, **CELL_WORDS, **SET_WORDS, **ROLLOUT_WORDS}


def say(sentence: str, /, **found: object) -> Words:
    """Return a sentence with what was found put in."""
    en, zh = _SENTENCES[sentence]
    parts = {name: _shown(value) for name, value in found.items()}
    return Words(en.format(**parts), zh.format(**parts))


def hint(near: str | None) -> Words:
    """Return the question whether the nearest valid name was meant; of none it is empty."""
    return Words(f"; did you mean `{near}`?", f"；是否想写 `{near}`？") if near else Words("", "")


def joined(*parts: Words) -> Words:
    """Return the sentences one after the other."""
    return Words("".join(part.en for part in parts), "".join(part.zh for part in parts))


def _shown(value: object) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
