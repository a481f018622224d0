"""Two languages: Chinese first, English by a switch. Every text that a person reads goes through `say`."""

from typing import Final, Literal, cast

from nicegui import app, ui

from admin.words import WORDS
from engine.evaluation.facts import Label

Language = Literal["zh", "en"]
LANGUAGES: Final[dict[str, str]] = {"zh": "中文", "en": "English"}
_KEY: Final = "language"


def language() -> Language:
    """Return the language of whoever looks at the page."""
    return cast("Language", app.storage.user.get(_KEY, "zh"))


def speak_to_browser() -> None:
    """Tell the browser and its screen reader which language the page is in."""
    if language() == "en":
        ui.run_javascript("document.documentElement.lang = 'en-US'")


def choose_language(chosen: Language) -> None:
    """Remember the language for this person."""
    app.storage.user[_KEY] = chosen


def say(key: str, **values: object) -> str:
    """Return the text of `key` in the person's language, with `{name}` filled in.

    A key that is not in the word list is a mistake of ours and raises KeyError.
    """
    text = WORDS[key][0 if language() == "zh" else 1]
    for name, value in values.items():
        text = text.replace("{" + name + "}", str(value))
    return text


def say_or_self(prefix: str, value: str) -> str:
    """Return the text of `prefix.value`, or the value where it is a name that people made (a channel, a warehouse)."""
    key = f"{prefix}.{value}"
    return say(key) if key in WORDS else value


def label(of: Label) -> str:
    """Return a label of the vocabulary in the person's language."""
    return of.zh if language() == "zh" else of.en
