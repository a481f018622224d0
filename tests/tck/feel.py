"""The part of FEEL that stands in unary tests: literals, names, comparisons, intervals, lists, `not`."""

import re
from enum import StrEnum
from typing import Final, NoReturn

import msgspec


class Outside(Exception):
    """The format has nothing for this; the words say what."""


class Sort(StrEnum):
    """The types of FEEL, by the names that a literal makes them with."""

    NUMBER = "number"
    STRING = "string"
    BOOLEAN = "boolean"
    DATE = "date"
    TIME = "time"
    DATE_AND_TIME = "date and time"
    DAYS_AND_TIME = "days and time duration"
    YEARS_AND_MONTHS = "years and months duration"


class Literal(msgspec.Struct, frozen=True):
    """A value: its text without quotes."""

    sort: Sort
    text: str


class Name(msgspec.Struct, frozen=True):
    """The name of an input, fields joined by dots."""

    text: str


class Comparison(msgspec.Struct, frozen=True):
    """`op value`."""

    op: str
    value: Literal | Name


class Interval(msgspec.Struct, frozen=True):
    """`[a..b)`."""

    low: Literal | Name
    high: Literal | Name
    low_closed: bool
    high_closed: bool


class AnyOf(msgspec.Struct, frozen=True):
    """Tests of which one must hold: `a, b`, `(a, b)` or `[a, b]`. `is_list`: written as a list."""

    tests: tuple["UnaryTest", ...]
    is_list: bool = False


class Not(msgspec.Struct, frozen=True):
    """`not(a, b)`."""

    tests: tuple["UnaryTest", ...]


UnaryTest = Literal | Name | Comparison | Interval | AnyOf | Not

_TOKEN: Final = re.compile(
    r"""\s*(?:
        (?P<string>"(?:[^"\\]|\\.)*")
      | (?P<number>-?[0-9]+(?:\.[0-9]+)?(?!\.[0-9]))
      | (?P<sign>\.\.|<=|>=|!=|[-<>=\[\](){},:+*/@])
      | (?P<word>[^\W\d]\w*(?:\.[^\W\d]\w*)*)
    )""",
    re.VERBOSE,
)
_MADE_BY: Final = {
    ("date",): Sort.DATE,
    ("time",): Sort.TIME,
    ("date", "and", "time"): Sort.DATE_AND_TIME,
    ("duration",): Sort.DAYS_AND_TIME,
}
_AT: Final = (
    (re.compile(r"-?P"), Sort.DAYS_AND_TIME),
    (re.compile(r"\d{4}-\d\d-\d\dT"), Sort.DATE_AND_TIME),
    (re.compile(r"\d{4}-\d\d-\d\d$"), Sort.DATE),
    (re.compile(r"\d\d:"), Sort.TIME),
)
_COMPARISONS: Final = ("<=", ">=", "!=", "<", ">", "=")


def unary_tests(text: str) -> AnyOf | None:
    """Return the tests of a cell; None of `-`. Raises Outside."""
    if text.strip() == "-":
        return None
    parser = _Parser(text)
    tests = parser.tests()
    parser.end()
    return AnyOf(tests)


def sum_of(text: str) -> tuple[Literal | Name, ...]:
    """Return the terms of `a + b`, an expression that an output says; most have one. Raises Outside."""
    parser = _Parser(text)
    terms = [parser.value()]
    while parser.takes("+"):
        terms.append(parser.value())
    parser.end()
    return tuple(terms)


def in_expression(text: str) -> tuple[Literal | None, UnaryTest]:
    """Return both sides of `value in test`; None for null on the left. Raises Outside."""
    parser = _Parser(text)
    value = None if parser.takes("null") else parser.value()
    if isinstance(value, Name) or not parser.takes("in"):
        raise Outside(f"`{text}` is no `value in test`")
    test = parser.test()
    parser.end()
    return value, test


class _Parser:
    """Reads tokens from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens: list[str] = []
        at = 0
        while text[at:].strip():
            match = _TOKEN.match(text, at)
            if match is None:
                raise Outside(f"`{text[at:].strip()}` is no FEEL that is known here")
            self._tokens.append(match.group().strip())
            at = match.end()
        self._at = 0

    def end(self) -> None:
        if self._next():
            self._refuse()

    def tests(self) -> tuple[UnaryTest, ...]:
        found = [self.test()]
        while self.takes(","):
            found.append(self.test())
        return tuple(found)

    def test(self) -> UnaryTest:
        for op in _COMPARISONS:
            if self.takes(op):
                return Comparison(op, self.value())
        if self._peek("not", "("):
            self._at += 2
            tests = self.tests()
            self._expect(")")
            return Not(tests)
        return self._bracketed() if self._next() in {"(", "["} else self.value()

    def value(self) -> Literal | Name:
        token = self._next()
        if token == "null":
            raise Outside("null as an end or a value: a cell has no null, only `present` and `missing`")
        if token in {"{", "["}:
            raise Outside(
                "a context as a value"
                if token == "{"
                else "a list as a value: no test compares a fact with a whole list"
            )
        for words, sort in _MADE_BY.items():
            if self._peek(*words, "("):
                self._at += len(words) + 1
                text = self._string()
                self._expect(")")
                return _dated(sort, text)
        self._at += 1
        if token == "@":
            text = self._string()
            return _dated(next(sort for form, sort in _AT if form.match(text)), text)
        if token[:1] == '"':
            return Literal(Sort.STRING, token[1:-1].replace('\\"', '"').replace("\\\\", "\\"))
        if token in {"true", "false"}:
            return Literal(Sort.BOOLEAN, token)
        if token[:1].isdigit() or token[:1] == "-":
            return Literal(Sort.NUMBER, token)
        return self._name(token) if token[:1].isalpha() else self._refuse()

    def takes(self, token: str) -> bool:
        if self._next() != token:
            return False
        self._at += 1
        return True

    def _name(self, first: str) -> Name:
        words = [first]
        while (token := self._next())[:1].isalpha() and token != "in":
            words.append(token)
            self._at += 1
        if self._next() == "(":
            raise Outside(f"`{' '.join(words)}(…)` is a function: a cell and an output hold values, not calls")
        return Name(" ".join(words))

    def _bracketed(self) -> UnaryTest:
        opening = self._next()
        self._at += 1
        first = self.test()
        if isinstance(first, Literal | Name) and self.takes(".."):
            high = self.value()
            closing = self._next()
            self._at += 1
            return Interval(first, high, opening == "[", closing == "]")
        found = [first]
        while self.takes(","):
            found.append(self.test())
        self._expect("]" if opening == "[" else ")")
        return AnyOf(tuple(found), is_list=opening == "[")

    def _string(self) -> str:
        token = self._next()
        self._at += 1
        return token[1:-1] if token[:1] == '"' else self._refuse()

    def _next(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _peek(self, *tokens: str) -> bool:
        return tuple(self._tokens[self._at : self._at + len(tokens)]) == tokens

    def _expect(self, token: str) -> None:
        if not self.takes(token):
            self._refuse()

    def _refuse(self) -> NoReturn:
        raise Outside(f"`{self._text}` is no FEEL that is known here (at `{self._next()}`)")


def _dated(sort: Sort, text: str) -> Literal:
    is_months = sort is Sort.DAYS_AND_TIME and text.endswith(("Y", "M")) and "T" not in text
    return Literal(Sort.YEARS_AND_MONTHS if is_months else sort, text)
