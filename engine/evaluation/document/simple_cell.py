"""A cell as operator and value, where it is as simple as that: `> 500.00` is more than, 500.00."""

import re
from enum import StrEnum
from typing import Final

import msgspec

_TWO_SIGNS: Final = re.compile(r"(>=|<=|!=|>|<|=)\s*([^,()\[\]{}\"]+)")
_ONE_OF: Final = re.compile(r"\[([^\[\]{}\"]+)\]")
_PARTS: Final = re.compile(r"\{(any|all|none): \[([^\[\]{}\"]+)\]\}")
_WORD: Final = re.compile(r"[^,()\[\]{}\"<>=!@-][^,()\[\]{}\"]*")
_LIST: Final = re.compile(r"@([\w.-]+)")
_NOT_LIST: Final = re.compile(r"not\(@([\w.-]+)\)")


class Operator(StrEnum):
    """What a condition asks. `OTHER`: more than an operator and a value; its text says it."""

    ANYTHING = "anything"
    IS = "is"
    IS_NOT = "is_not"
    MORE = "more"
    AT_LEAST = "at_least"
    LESS = "less"
    AT_MOST = "at_most"
    ONE_OF = "one_of"
    IN_LIST = "in_list"
    NOT_IN_LIST = "not_in_list"
    HAS_ANY = "has_any"
    HAS_ALL = "has_all"
    HAS_NONE = "has_none"
    PRESENT = "present"
    MISSING = "missing"
    OTHER = "other"


_SIGNS: Final = {
    "!=": Operator.IS_NOT,
    ">": Operator.MORE,
    ">=": Operator.AT_LEAST,
    "<": Operator.LESS,
    "<=": Operator.AT_MOST,
}
_NAMES: Final = {"any": Operator.HAS_ANY, "all": Operator.HAS_ALL, "none": Operator.HAS_NONE}
_WORDS: Final = {"-": Operator.ANYTHING, "present": Operator.PRESENT, "missing": Operator.MISSING}
WITHOUT_VALUE: Final = frozenset(_WORDS.values())


class SimpleCell(msgspec.Struct, frozen=True):
    """An operator and its value; several values of `one of` and of tags are parted by `, `."""

    operator: Operator
    value: str = ""

    @property
    def text(self) -> str:
        """The cell as it is typed."""
        if not self.value and self.operator not in WITHOUT_VALUE:
            return "-"
        signs = {operator: sign for sign, operator in _SIGNS.items()}
        names = {operator: name for name, operator in _NAMES.items()}
        words = {operator: word for word, operator in _WORDS.items()}
        if self.operator in words:
            return words[self.operator]
        if self.operator in signs:
            return f"{signs[self.operator]} {self.value}"
        if self.operator in names:
            return f"{{{names[self.operator]}: [{self.value}]}}"
        written = {
            Operator.ONE_OF: f"[{self.value}]",
            Operator.IN_LIST: f"@{self.value}",
            Operator.NOT_IN_LIST: f"not(@{self.value})",
        }
        return written.get(self.operator, self.value)


def simple_cell(text: str) -> SimpleCell:
    """Return a cell as operator and value; as `OTHER` where it is more than that. Its text is the same cell again."""
    if text in _WORDS:
        return SimpleCell(_WORDS[text])
    for form in (_by_sign, _by_name, _by_list):
        found = form(text)
        if found is not None and found.text == text:
            return found
    is_word = _WORD.fullmatch(text) is not None and ".." not in text and not text.startswith("like ")
    return SimpleCell(Operator.IS if is_word else Operator.OTHER, text)


def _by_sign(text: str) -> SimpleCell | None:
    match = _TWO_SIGNS.fullmatch(text)
    return SimpleCell(_SIGNS[match[1]], match[2]) if match and match[1] in _SIGNS else None


def _by_name(text: str) -> SimpleCell | None:
    tags, values = _PARTS.fullmatch(text), _ONE_OF.fullmatch(text)
    if tags:
        return SimpleCell(_NAMES[tags[1]], tags[2])
    return SimpleCell(Operator.ONE_OF, values[1]) if values and ".." not in text else None


def _by_list(text: str) -> SimpleCell | None:
    inside, outside = _LIST.fullmatch(text), _NOT_LIST.fullmatch(text)
    if inside:
        return SimpleCell(Operator.IN_LIST, inside[1])
    return SimpleCell(Operator.NOT_IN_LIST, outside[1]) if outside else None
