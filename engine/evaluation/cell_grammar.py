"""From the text of a condition cell to its parts."""

import re
from typing import Final

from engine.evaluation.cell_parts import (
    Begins,
    CellTest,
    Comparison,
    Item,
    Known,
    Listed,
    Not,
    Operand,
    Param,
    Plain,
    Quoted,
    Range,
    Word,
)
from engine.evaluation.conditions import Op
from engine.evaluation.findings import mistake
from engine.evaluation.wording import say

_DEEPEST: Final = 10  # not(not(..))
_OPS: Final = tuple(sorted(Op, key=len, reverse=True))
_OP_CHARACTERS: Final = "<>=!"
_MISTAKEN_OPS: Final = {
    "==": "=", "=>": ">=", "=<": "<=", "<>": "!=", "=!": "!=", "≥": ">=", "≤": "<=", "≠": "!=", "＞": ">", "＜": "<",
    "＝": "=", "！": "!=", "~": "like",
}  # fmt: skip
_SPECIAL: Final = frozenset(',()[]"')
_WORD: Final = re.compile(r'[^,()\[\]"]+')
_RANGE_WORD: Final = re.compile(r'(?:(?!\.\.)[^,()\[\]"])+')
_QUOTED: Final = re.compile(r'"((?:[^"\\]|\\["\\])*)"')
_NAME: Final = re.compile(r"[^\s,()\[\]\"]+")
_PARAM_IN_RANGE: Final = re.compile(r"(?:(?!\.\.)[^\s,()\[\]\"])+")
_THOUSANDS: Final = re.compile(r",[0-9]{3}(?![0-9])")
_TEST_LIKE: Final = re.compile(r"[<>=!\[(]|not\s*\(|like\s|(?:-|present|missing)$")
_ESCAPED: Final = re.compile(r'\\(["\\])')


def parse_tests(text: str) -> tuple[CellTest, ...]:
    """Return the tests of a cell's text. Raises RuleSetError."""
    if not text.strip():
        raise mistake(say("empty_cell"))
    scanner = _Scanner(text)
    tests = scanner.tests(0)
    scanner.end()
    return tests


def parse_item(text: str) -> Item:
    """Return one item of a list of values. Raises RuleSetError where it is a test instead of a value."""
    stripped = text.strip()
    if not stripped:
        raise mistake(say("empty_item"))
    if stripped[0] == '"' and _QUOTED.fullmatch(stripped):
        return Plain(_quoted(stripped))
    if stripped[0] == "$" and _NAME.fullmatch(stripped):
        return Plain(Param(stripped[1:]))
    if stripped[0] == "@" and _NAME.fullmatch(stripped):
        return Listed(stripped[1:])
    if _TEST_LIKE.match(stripped):
        raise mistake(say("test_in_list", item=stripped))
    return Plain(Quoted(stripped) if stripped[0] in "$@" or not _SPECIAL.isdisjoint(stripped) else Word(stripped))


def is_bare_item(text: str) -> bool:
    """Tell whether quoted text may stand in a list without its quotes and still be taken for quoted text."""
    if not text or text != text.strip() or _SPECIAL.isdisjoint(text) or text[0] in '$@"':
        return False
    return not _TEST_LIKE.match(text)


class _Scanner:
    """Walks over the text of one cell."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def tests(self, depth: int) -> tuple[CellTest, ...]:
        found = [self._test(depth)]
        while self._skip(","):
            self._check_thousands(found[-1])
            found.append(self._test(depth))
        return tuple(found)

    def end(self) -> None:
        if self._rest():
            raise mistake(say("left_over", rest=self._rest()))

    def _test(self, depth: int) -> CellTest:
        rest = self._rest()
        if not rest or rest[0] in ",)":
            raise mistake(say("test_missing", text=self._text.strip()))
        if rest[0] in "[(":
            return self._range()
        if rest[0] == "@":
            return Listed(self._name("list_name_missing"))
        self._check_operator(rest)
        for op in _OPS:
            if rest.startswith(op):
                self._at += len(op)
                return Comparison(op, self._operand(_WORD))
        if re.match(r"not\s*\(", rest):
            return self._not(depth)
        if re.match(r"like\b", rest):
            return self._like()
        operand = self._operand(_WORD)
        return self._plain(operand)

    def _plain(self, operand: Operand) -> CellTest:
        if operand in (Word("present"), Word("missing")):
            return Known(operand == Word("present"))
        if operand == Word("-"):
            raise mistake(say("dash_among_tests"))
        return Plain(operand)

    def _check_operator(self, rest: str) -> None:
        for wrong, right in _MISTAKEN_OPS.items():
            if rest.startswith(wrong):
                raise mistake(say("mistaken_operator", found=wrong, instead=right), allowed=tuple(Op))

    def _check_thousands(self, before: CellTest) -> None:
        """Refuse `>= 1,500`, which would mean: at least 1, or 500."""
        if not isinstance(before, Comparison) or before.op in {Op.EQ, Op.NE}:
            return
        comma = self._text.rfind(",", 0, self._at)
        if comma == self._at - 1 and _THOUSANDS.match(self._text, comma):
            raise mistake(say("thousands", text=self._text.strip()))

    def _range(self) -> Range:
        start = self._at
        low_closed = self._take() == "["
        low = None if self._rest().startswith("..") else self._operand(_RANGE_WORD)
        if not self._skip(".."):
            raise mistake(say("not_a_range", text=self._text[start:].strip()))
        high = None if self._rest()[:1] in {"]", ")"} else self._operand(_RANGE_WORD)
        close = self._take()
        if close not in {"]", ")"}:
            raise mistake(say("not_a_range", text=self._text[start:].strip()))
        if low is None and high is None:
            raise mistake(say("range_without_ends"))
        return Range(low, high, low_closed, close == "]")

    def _not(self, depth: int) -> Not:
        if depth == _DEEPEST:
            raise mistake(say("not_too_deep", limit=_DEEPEST))
        self._at = self._text.index("(", self._at) + 1
        tests = self.tests(depth + 1)
        if not self._skip(")"):
            raise mistake(say("not_unclosed", text=self._text.strip()))
        return Not(tests)

    def _like(self) -> Begins:
        self._at += len("like")
        operand = self._operand(_WORD) if self._rest()[:1] not in {"", ",", ")"} else Word("")
        text = "" if isinstance(operand, Param) else operand.text
        if not text.endswith("*") or "*" in text[:-1] or text == "*":
            raise mistake(say("like_form", text=text))
        return Begins(text[:-1])

    def _operand(self, word: re.Pattern[str]) -> Operand:
        rest = self._rest()
        if rest[:1] == '"':
            match = _QUOTED.match(self._text, self._at)
            if match is None:
                raise mistake(say("quote_unclosed", text=self._text.strip()))
            self._at = match.end()
            return _quoted(match.group())
        if rest[:1] == "$":
            return Param(self._name("param_name_missing", _PARAM_IN_RANGE if word is _RANGE_WORD else _NAME))
        if rest[:1] and rest[0] in _OP_CHARACTERS:
            raise mistake(say("mistaken_operator", found=rest[:2], instead=" ".join(Op)), allowed=tuple(Op))
        match = word.match(self._text, self._at)
        if match is None or not match.group().strip():
            raise mistake(say("operand_missing", text=self._text.strip()))
        self._at = match.end()
        if self._rest()[:1] in {"(", '"', "["}:
            raise mistake(say("needs_quotes", text=self._text.strip()))
        return Word(match.group().strip())

    def _name(self, missing: str, pattern: re.Pattern[str] = _NAME) -> str:
        self._rest()
        match = pattern.match(self._text, self._at + 1)
        if match is None:
            raise mistake(say(missing))
        self._at = match.end()
        return match.group()

    def _rest(self) -> str:
        """Skip spaces, and return what is left."""
        while self._at < len(self._text) and self._text[self._at].isspace():
            self._at += 1
        return self._text[self._at :]

    def _take(self) -> str:
        char = self._rest()[:1]
        self._at += 1
        return char

    def _skip(self, sign: str) -> bool:
        if not self._rest().startswith(sign):
            return False
        self._at += len(sign)
        return True


def _quoted(text: str) -> Quoted:
    return Quoted(_ESCAPED.sub(r"\1", text[1:-1]))
