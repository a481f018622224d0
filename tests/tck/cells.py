"""From FEEL's values and unary tests to the facts and condition cells of the format."""

import re
from collections.abc import Callable, Mapping
from datetime import time
from typing import Final

import msgspec

from engine.evaluation.facts import FactType
from tests.tck.feel import AnyOf, Comparison, Interval, Literal, Name, Not, Outside, Sort, UnaryTest, unary_tests

# FEEL's number is a decimal. A time of day has no type of its own here: it is the duration since midnight.
# Years and months are whole months: a duration here is an exact length of time.
TYPES: Final[Mapping[Sort, FactType]] = {
    Sort.NUMBER: FactType.DECIMAL,
    Sort.STRING: FactType.TEXT,
    Sort.BOOLEAN: FactType.BOOLEAN,
    Sort.DATE: FactType.DATE,
    Sort.TIME: FactType.DURATION,
    Sort.DATE_AND_TIME: FactType.DATETIME,
    Sort.DAYS_AND_TIME: FactType.DURATION,
    Sort.YEARS_AND_MONTHS: FactType.INTEGER,
}
_DURATION: Final = re.compile(r"(-?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
_MONTHS: Final = re.compile(r"(-?)P(?:(\d+)Y)?(?:(\d+)M)?")

Place = Callable[[Name], str]  # what a cell writes for the name of another input
Cell = str | list[object]


def value_text(value: Literal) -> str:
    """Return a value as the format writes it, text without quotes. Raises Outside."""
    match value.sort:
        case Sort.TIME:
            return _since_midnight(value.text)
        case Sort.DATE_AND_TIME:
            # A local time of day on a date: every one is read in the same zone, so that their order stays.
            has_zone = value.text.endswith("Z") or value.text[19:20] in {"+", "-"}
            return value.text if has_zone else f"{value.text}Z"
        case Sort.DAYS_AND_TIME:
            return _days_and_time(value.text)
        case Sort.YEARS_AND_MONTHS:
            return _months(value.text)
        case Sort.NUMBER | Sort.STRING | Sort.BOOLEAN | Sort.DATE:
            return value.text


def fact_value(value: Literal) -> object:
    """Return a value as a fact in JSON. Raises Outside."""
    is_plain = value.sort in {Sort.NUMBER, Sort.BOOLEAN}
    return msgspec.json.decode(value.text) if is_plain else value_text(value)


def cell_of(tests: AnyOf | None, place: Place) -> Cell:
    """Return the cell for a column's unary tests; None is `-`. Raises Outside."""
    if tests is None:
        return "-"
    items = flat(tests)
    if tests.is_list and all(isinstance(item, Literal) for item in items):
        return [fact_value(item) for item in items if isinstance(item, Literal)]
    return ", ".join(_written(item, place) for item in items)


def texts_of(allowed: str) -> tuple[str, ...]:
    """Return the values of an output or input that has only these, in their order."""
    tests = unary_tests(allowed)
    return tuple(one.text for one in flat(tests) if isinstance(one, Literal)) if tests is not None else ()


def flat(test: UnaryTest) -> tuple[UnaryTest, ...]:
    """Return the tests of which one must hold, lists of tests opened."""
    return tuple(inner for one in test.tests for inner in flat(one)) if isinstance(test, AnyOf) else (test,)


def sorts_of(test: UnaryTest) -> set[Sort]:
    """Return the types that a test names."""
    match test:
        case Literal(sort=sort):
            return {sort}
        case Name():
            return set()
        case Comparison(value=value):
            return sorts_of(value)
        case Interval(low=low, high=high):
            return sorts_of(low) | sorts_of(high)
        case AnyOf(tests=tests) | Not(tests=tests):
            return {sort for inner in tests for sort in sorts_of(inner)}


def _written(test: UnaryTest, place: Place) -> str:
    match test:
        case Name() | Literal():
            return _operand(test, place)
        case Comparison(op=op, value=value):
            return f"{op} {_operand(value, place)}"
        case Interval(low=low, high=high):
            opening, closing = "[" if test.low_closed else "(", "]" if test.high_closed else ")"
            return f"{opening}{_operand(low, place)}..{_operand(high, place)}{closing}"
        case Not():
            return f"not({', '.join(_written(inner, place) for one in test.tests for inner in flat(one))})"
        case AnyOf():
            return ", ".join(_written(inner, place) for inner in flat(test))


def _operand(value: Literal | Name, place: Place) -> str:
    if isinstance(value, Name):
        return place(value)
    return f'"{_escaped(value.text)}"' if value.sort is Sort.STRING else value_text(value)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _since_midnight(text: str) -> str:
    at = time.fromisoformat(text)
    if at.tzinfo is not None:
        raise Outside(f"`{text}`: a time of day with a zone")
    return f"{at.hour}h{at.minute}m{at.second}s"


def _days_and_time(text: str) -> str:
    match = _DURATION.fullmatch(text)
    if match is None:
        raise Outside(f"`{text}` is no duration that is known here")
    sign, *parts = match.groups()
    return sign + "".join(f"{part}{unit}" for part, unit in zip(parts, "dhms", strict=True) if part)


def _months(text: str) -> str:
    match = _MONTHS.fullmatch(text)
    if match is None:
        raise Outside(f"`{text}` is no duration that is known here")
    sign, years, months = match.groups()
    return f"{sign}{12 * int(years or 0) + int(months or 0)}"
