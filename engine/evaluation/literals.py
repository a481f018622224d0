"""Values of the vocabulary's types as text, both ways."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Final

import msgspec

from engine.errors import InvalidInput
from engine.evaluation.facts import FactType, Value
from engine.evaluation.findings import mistake
from engine.evaluation.wording import hint, joined, say
from engine.geography.region_errors import AmbiguousRegion, UnknownRegion
from engine.geography.regions import RegionTree
from engine.money import exponent, minor_units, money_text

_INTEGER: Final = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_DECIMAL: Final = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})(\.[0-9]{1,18})?")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DATETIME: Final = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}:[0-9]{2})(:[0-9]{2}(?:\.[0-9]{1,6})?)?(Z|[-+][0-9]{2}:[0-9]{2})?"
)
_DURATION: Final = re.compile(
    r"(?P<sign>-?)(?=[0-9])(?:(?P<d>[0-9]{1,6})d)?(?:(?P<h>[0-9]{1,7})h)?(?:(?P<m>[0-9]{1,9})m)?"
    r"(?:(?P<s>[0-9]{1,10})(?:\.(?P<us>[0-9]{1,6}))?s)?"
)
_LONGEST_REGION: Final = 60  # no path is half as long, and looking for what is near takes the longer the text is
_MONEY_DIGITS: Final = 15  # major units; in minor units that stays below 2^62


class Units(msgspec.Struct, frozen=True):
    """What amounts and regions are written in."""

    currency: str
    regions: RegionTree


def read_literal(text: str, fact_type: FactType, units: Units) -> Value:
    """Return text as a value of the type (money: minor units; regions: their code). Raises RuleSetError."""
    return _READERS[fact_type](text.strip() if fact_type not in _TEXTUAL else text, units)


def literal_text(value: Value, fact_type: FactType, units: Units) -> str:  # noqa: PLR0911  # one return a type
    """Return a value as canonical text: money with its decimals, regions by official path."""
    match fact_type, value:
        case FactType.MONEY, int():
            return money_text(value, units.currency)
        case FactType.REGION, str():
            return units.regions.path(value)
        case _, bool():
            return "true" if value else "false"
        case _, Decimal():
            return format(value, "f")
        case _, timedelta():
            return duration_text(value)
        case _, date():
            return value.isoformat()
        case _:
            return str(value)


def duration_text(value: timedelta) -> str:
    """Return a duration in whole units, the largest first: `1d12h`, `90s` is `1m30s`."""
    if value < timedelta():
        return f"-{duration_text(-value)}"
    minutes, seconds = divmod(value.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    parts = [f"{value.days}d" if value.days else "", f"{hours}h" if hours else "", f"{minutes}m" if minutes else ""]
    if value.microseconds:
        parts.append(f"{seconds}.{value.microseconds:06d}".rstrip("0") + "s")
    elif seconds:
        parts.append(f"{seconds}s")
    return "".join(parts) or "0s"


def _text(text: str, _: Units) -> str:
    return text


def _integer(text: str, _: Units) -> int:
    if not _INTEGER.fullmatch(text):
        raise mistake(say("not_an_integer", text=text), code="type")
    return int(text)


def _decimal(text: str, _: Units) -> Decimal:
    if not _DECIMAL.fullmatch(text):
        raise mistake(say("not_a_number", text=text), code="type")
    return Decimal(text)


def _money(text: str, units: Units) -> int:
    digits = text.partition(".")[0].lstrip("+-")
    if not _DECIMAL.fullmatch(text) or len(digits) > _MONEY_DIGITS:
        raise mistake(say("not_an_amount", text=text), code="type")
    try:
        return minor_units(text, units.currency)
    except InvalidInput:
        decimals = exponent(units.currency)
        words = say("too_many_decimals", text=text, currency=units.currency, decimals=decimals)
        raise mistake(words, code="type") from None


def _boolean(text: str, _: Units) -> bool:
    if text not in {"true", "false"}:
        raise mistake(say("not_a_boolean", text=text), code="type", allowed=("true", "false"))
    return text == "true"


def _date(text: str, _: Units) -> date:
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass  # refused below, with the text
    raise mistake(say("not_a_date", text=text), code="type")


def _datetime(text: str, _: Units) -> datetime:
    match = _DATETIME.fullmatch(text)
    if match is None:
        raise mistake(say("not_an_instant", text=text), code="type")
    if match.group(4) is None:
        raise mistake(say("no_zone", text=text), code="type")
    try:
        instant = datetime.fromisoformat(text)
        instant.astimezone(UTC)  # refuses years that a zone moves out of the calendar
    except (ValueError, OverflowError):
        raise mistake(say("not_an_instant", text=text), code="type") from None
    return instant


def _duration(text: str, _: Units) -> timedelta:
    return duration_of(text)


def duration_of(text: str) -> timedelta:
    """Return the length of time that a text such as `1d12h` stands for. Raises RuleSetError."""
    match = _DURATION.fullmatch(text)
    if match is None:
        raise mistake(say("not_a_duration", text=text), code="type")
    fraction = (match["us"] or "").ljust(6, "0")
    try:
        length = timedelta(
            days=int(match["d"] or 0),
            hours=int(match["h"] or 0),
            minutes=int(match["m"] or 0),
            seconds=int(match["s"] or 0),
            microseconds=int(fraction),
        )
    except OverflowError:
        raise mistake(say("not_a_duration", text=text), code="type") from None
    return -length if match["sign"] else length


def _texts(text: str, _: Units) -> tuple[str, ...]:
    raise mistake(say("not_a_list", text=text), code="type")


def _region(text: str, units: Units) -> str:
    if len(text) > _LONGEST_REGION:
        raise mistake(say("unknown_region", text=text))
    try:
        return units.regions.parse(text).code
    except UnknownRegion as error:
        near = hint(error.suggestions[0] if error.suggestions else None)
        raise mistake(joined(say("unknown_region", text=text), near), allowed=error.suggestions) from None
    except AmbiguousRegion as error:
        raise mistake(say("ambiguous_region", text=text), allowed=error.candidates) from None


_TEXTUAL: Final = frozenset({FactType.TEXT, FactType.TOKEN})
_READERS: Final[dict[FactType, Callable[[str, Units], Value]]] = {
    FactType.TEXT: _text,
    FactType.TOKEN: _text,
    FactType.INTEGER: _integer,
    FactType.DECIMAL: _decimal,
    FactType.MONEY: _money,
    FactType.BOOLEAN: _boolean,
    FactType.DATE: _date,
    FactType.DATETIME: _datetime,
    FactType.DURATION: _duration,
    FactType.TEXTS: _texts,
    FactType.REGION: _region,
}
