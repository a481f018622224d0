"""Values of a payload in the form that an order request has; what cannot be converted says what would do."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from engine.errors import InvalidInput
from engine.intake.cleansing import clean_text
from engine.intake.mapping import Conversion
from engine.money import minor_units, money_text
from engine.orders.tokens import plain_phone

_FORMATS: Final = (
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y%m%d%H%M%S",
    "%Y年%m月%d日 %H:%M:%S",
    "%Y年%m月%d日 %H:%M",
    "%Y-%m-%d",
    "%Y/%m/%d",
)
_SECONDS_DIGITS: Final = 10
_MILLISECONDS_DIGITS: Final = 13
_MARKS: Final = re.compile(r"^(?:CNY|RMB|USD|EUR|GBP|[¥￥$€£])\s*|\s*(?:元|CNY|RMB)$|(?<=\d),(?=\d{3})")
_TRUE: Final = frozenset({"true", "1", "yes", "y", "是"})
_FALSE: Final = frozenset({"false", "0", "no", "n", "否"})


class Surroundings(msgspec.Struct, frozen=True, kw_only=True):
    """What a value cannot say by itself: the currency of amounts, and the zone of times without one."""

    currency: str
    zone: str


class Inconvertible(ValueError):
    """A value that cannot be converted: the code of the reason, and what would do."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


def convert(value: object, conversion: Conversion, around: Surroundings) -> object:
    """Return a value converted. Raises Inconvertible."""
    return _CONVERSIONS[conversion](value, around)


def _text(value: object, around: Surroundings) -> str:
    del around
    if isinstance(value, (Mapping, list, tuple)):
        raise Inconvertible("not_an_order", "a single value is wanted here, not a list or an object")
    if isinstance(value, bool):
        return "true" if value else "false"
    return clean_text(format(value, "f") if isinstance(value, Decimal) else str(value))


def _texts(value: object, around: Surroundings) -> list[str]:
    """Return a list of texts: a JSON list, or one text with commas between."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_text(item, around) for item in value]
    return [part.strip() for part in re.split("[,，;；]", _text(value, around)) if part.strip()]


def _integer(value: object, around: Surroundings) -> int:
    text = _text(value, around).replace(",", "")
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise Inconvertible("not_a_number", f"{text!r} is not a number") from None
    if not number.is_finite() or number != number.to_integral_value():
        raise Inconvertible("not_a_number", f"{text} is not a whole number")
    return int(number)


def _major(value: object, around: Surroundings) -> str:
    text = _MARKS.sub("", _text(value, around))
    try:
        return money_text(minor_units(text, around.currency), around.currency)
    except InvalidInput as error:
        raise Inconvertible("not_an_amount", str(error)) from None


def _minor(value: object, around: Surroundings) -> str:
    try:
        return money_text(_integer(value, around), around.currency)
    except Inconvertible as error:
        raise Inconvertible("not_an_amount", f"{error}; minor units are wanted") from None


def _instant(value: object, around: Surroundings) -> str:
    text = _text(value, around)
    if text.isdecimal() and len(text) in {_SECONDS_DIGITS, _MILLISECONDS_DIGITS}:
        seconds = int(text) / (1 if len(text) == _SECONDS_DIGITS else 1000)
        return datetime.fromtimestamp(seconds, UTC).astimezone(ZoneInfo(around.zone)).isoformat()
    found = _read_instant(text)
    if found is None:
        raise Inconvertible("not_a_time", f"{text!r} is not a time; write it like 2026-11-11T00:03:00+08:00")
    return (found if found.tzinfo is not None else found.replace(tzinfo=ZoneInfo(around.zone))).isoformat()


def _read_instant(text: str) -> datetime | None:
    for form in _FORMATS:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007  # the zone is that of the mapping
        except ValueError:
            continue
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _phone(value: object, around: Surroundings) -> str:
    return plain_phone(_text(value, around))


def _flag(value: object, around: Surroundings) -> bool:
    text = _text(value, around).lower()
    if text in _TRUE | _FALSE:
        return text in _TRUE
    raise Inconvertible("unknown_word", f"{text!r} is neither yes nor no")


_CONVERSIONS: Final[Mapping[Conversion, Callable[[object, Surroundings], object]]] = {
    "text": _text,
    "texts": _texts,
    "integer": _integer,
    "major": _major,
    "minor": _minor,
    "instant": _instant,
    "phone": _phone,
    "flag": _flag,
}
CONVERSIONS: Final = tuple(_CONVERSIONS)
