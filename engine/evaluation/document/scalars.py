"""Scalars of YAML 1.2: which plain text is a value, and which text must be quoted to stay text."""

import re
from decimal import Decimal
from typing import Final

import yaml

_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEANS: Final = {"true": True, "false": False}
_INTEGER: Final = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_DECIMAL: Final = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})\.[0-9]{1,18}")

_INDICATORS: Final = frozenset(",:#[]{}@$&*!|>%\"'`")
# `<` and `=` begin a test of a cell, which is quoted as its sisters with `>` are.
_FIRSTS: Final = ("-", "?", "...", "<", "=")
# What other readers take for a number, boolean or null: numbers of YAML 1.2, y and n of YAML 1.1.
_LOOKALIKE: Final = re.compile(
    r"[-+]?[0-9][0-9_]*|0[oxb][0-9a-fA-F_]+|[-+]?(\.[0-9_]+|[0-9][0-9_]*(\.[0-9_]*)?)([eE][-+]?[0-9]+)?"
    r"|[-+]?\.(inf|nan)|y|n|yes|no|on|off|true|false|null|~"
    r"|[0-9a-f]{32}",  # a token: some are numbers, so all of a list are quoted alike
    re.IGNORECASE,
)
_UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_YAML_1_1: Final = yaml.resolver.Resolver()
_TEXT_TAG: Final = "tag:yaml.org,2002:str"
_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def core_value(text: str) -> object:
    """Return what plain text is: None, bool, int, Decimal, or the text itself.

    Numbers are plain ones of up to 18 digits: `0571`, `1e3`, `0x1f`, `NO` and `12:30` are text.
    """
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    if text in _NULLS:
        return None
    if _INTEGER.fullmatch(text):
        return int(text)
    return Decimal(text) if _DECIMAL.fullmatch(text) else text


def is_text(text: str) -> bool:
    """Tell whether plain text is just text to us."""
    return isinstance(core_value(text), str)


def must_quote(text: str) -> bool:
    """Tell whether text needs quotes in order to be the same text to every reader of YAML, 1.1 and 1.2."""
    return (
        not text
        or text != text.strip()
        or not _INDICATORS.isdisjoint(text)
        or text.startswith(_FIRSTS)
        or _LOOKALIKE.fullmatch(text) is not None
        or _UNPRINTABLE.search(text) is not None
        or not is_text(text)
        or _tag_of_yaml_1_1(text) != _TEXT_TAG
    )


def quoted(text: str) -> str:
    """Return the text in double quotes, on one line."""
    inner = "".join(_ESCAPES.get(char, char) for char in text)
    return f'"{_UNPRINTABLE.sub(_escape, inner)}"'


def scalar_text(text: str, *, plain: bool) -> str:
    """Return the canonical writing of a scalar: a plain value as it is, text in quotes only where it must."""
    if plain and not is_text(text):
        return text or "null"
    return quoted(text) if must_quote(text) else text


def _tag_of_yaml_1_1(text: str) -> object:
    return _YAML_1_1.resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]  # its stub has no types


def _escape(match: re.Match[str]) -> str:
    code = ord(match.group())
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"  # noqa: PLR2004  # what \x can hold
