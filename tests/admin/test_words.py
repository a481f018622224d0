"""Every text of the admin stands in both languages, and nothing is said that is not in the list."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import admin
from admin.words import WORDS

SOURCES = sorted(Path(admin.__file__).parent.rglob("*.py"))


@pytest.mark.parametrize("key", sorted(WORDS))
def test_a_text_stands_in_both_languages(key: str) -> None:
    chinese, english = WORDS[key]

    assert chinese.strip()
    assert english.strip()
    assert not any("一" <= sign <= "鿿" for sign in english)


@pytest.mark.parametrize("key", sorted(WORDS))
def test_both_languages_fill_in_the_same_values(key: str) -> None:
    chinese, english = WORDS[key]

    assert placeholders(chinese) == placeholders(english)


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_whatever_a_page_says_is_in_the_list(source: Path) -> None:
    assert [key for key in keys_said(source) if key not in WORDS] == []


def test_no_text_is_left_over() -> None:
    said = {key for source in SOURCES for key in keys_said(source)}
    spoken_by_prefix = {f"{prefix}." for source in SOURCES for prefix in prefixes_said(source)}

    assert [key for key in WORDS if key not in said and not key.startswith(tuple(spoken_by_prefix))] == []


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_no_page_carries_chinese_text_of_its_own(source: Path) -> None:
    if source.name == "language.py" or source.parent.name == "words":
        return
    assert [text for text in texts_of(source) if any("一" <= sign <= "鿿" for sign in text)] == []


def placeholders(text: str) -> set[str]:
    return {part.split("}")[0] for part in text.split("{")[1:]}


def texts_of(source: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def keys_said(source: Path) -> Iterator[str]:
    """Yield the literal keys that a file says: all of its dotted words that look like one."""
    places = {key.split(".")[0] for key in WORDS}
    if source.parent.name == "words":
        return
    for text in texts_of(source):
        if text in WORDS or (" " not in text and text.split(".")[0] in places and "." in text and text[-1] != "."):
            yield text


def prefixes_said(source: Path) -> Iterator[str]:
    """Yield the prefixes of keys that are put together: `say_or_self("state", …)`, `f"nav.{key}"`."""
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say_or_self":
            yield str(getattr(node.args[0], "value", ""))
        if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
            yield str(node.values[0].value).rstrip(".")
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "choice":
            yield str(getattr(node.args[3], "value", ""))
