"""What a fact might be instead: values at the edges of what rules name, each with how far away it is."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final, Literal

import msgspec

from engine.evaluation.facts import Fact, FactType
from engine.evaluation.named_values import Named
from engine.evaluation.run import Circumstances

How = Literal["=", "!=", "<=", ">=", "missing", "with", "without"]

SOMETHING_ELSE: Final = "…"  # a text that no rule names
_FURTHER: Final = 1.0  # a change to another word, place or truth
_UNKNOWN: Final = 2.0  # a fact that would have to be missing
_MOST_PLACES: Final = 40
_NEXT: Final[Mapping[FactType, Any]] = {
    FactType.INTEGER: 1,
    FactType.MONEY: 1,
    FactType.DECIMAL: Decimal("0.000001"),
    FactType.DATE: timedelta(days=1),
    FactType.DATETIME: timedelta(microseconds=1),
    FactType.DURATION: timedelta(microseconds=1),
}


class Alternative(msgspec.Struct, frozen=True):
    """A value that a fact might have; `how` says it with `told`: at most 500, anything but that, without this tag."""

    value: Any
    how: How
    told: Any
    distance: float


def alternatives(
    fact: Fact, now: Any, named: Named, others: Mapping[str, Any], circumstances: Circumstances
) -> Iterator[Alternative]:
    """Yield what a fact might be instead of what it is now. `others` are the values it is compared with, by path."""
    values = [*named.values, *(others[path] for path in named.facts if others.get(path) is not None)]
    match fact.type:
        case FactType.BOOLEAN:
            found: Iterator[Alternative] = (Alternative(one, "=", one, _FURTHER) for one in (True, False))
        case FactType.TEXTS:
            found = _tags(now or (), named, circumstances)
        case FactType.REGION:
            found = _places(now, values, named, circumstances)
        case FactType.TEXT | FactType.TOKEN:
            found = _words(fact, now, values, named, circumstances)
        case kind:
            found = _numbers(kind, now, values)
    for one in found:
        if one.value != now and _may_be(fact, one.value):
            yield one
    if fact.nullable and now is not None:
        yield Alternative(None, "missing", None, _UNKNOWN)


def _may_be(fact: Fact, value: Any) -> bool:
    if fact.minimum is not None and isinstance(value, int | Decimal) and value < fact.minimum:
        return False
    return fact.values is None or not isinstance(value, str) or value in fact.values


def _numbers(kind: FactType, now: Any, values: list[Any]) -> Iterator[Alternative]:
    step = _NEXT[kind]
    for value in dict.fromkeys(near for one in values for near in (one - step, one, one + step)):
        if now is None:
            yield Alternative(value, "=", value, _FURTHER)
        elif value != now:
            yield Alternative(value, "<=" if value < now else ">=", value, _distance(now, value))


def _distance(now: Any, value: Any) -> float:
    """Return how far a value lies from another, as a share of it; of times, in weeks. Never a whole step further."""
    share: float
    match now:
        case date():  # a datetime is a date, too
            share = abs(value - now) / timedelta(weeks=1)
        case timedelta():
            share = abs(value - now) / (abs(now) + timedelta(hours=1))
        case _:
            share = float(abs(value - now) / (abs(now) + 1))
    return share / (1 + share)


def _words(
    fact: Fact, now: Any, values: list[Any], named: Named, circumstances: Circumstances
) -> Iterator[Alternative]:
    listed = (next(iter(circumstances.lists[name].members), None) for name in named.lists)
    for value in dict.fromkeys([*values, *(fact.values or ()), *(str(one) for one in listed if one is not None)]):
        yield Alternative(value, "=", value, _FURTHER)
    if now is not None:
        yield Alternative(SOMETHING_ELSE, "!=", now, _FURTHER)


def _places(now: Any, values: list[Any], named: Named, circumstances: Circumstances) -> Iterator[Alternative]:
    regions = circumstances.regions
    listed = [str(code) for name in named.lists for code in circumstances.lists[name].members]
    known = [code for code in dict.fromkeys([*values, *listed]) if code in regions][:_MOST_PLACES]
    for code in known:
        yield Alternative(code, "=", code, _FURTHER)
    inside = {ancestor for code in known for ancestor in regions.ancestors(code)}
    home = regions.ancestors(now)[-1] if now in regions else None
    elsewhere = (region.code for region in regions.children(home) if region.code not in inside)
    code = next(elsewhere, None)
    if now is not None and code is not None:
        yield Alternative(code, "!=", now, _FURTHER)


def _tags(now: tuple[str, ...], named: Named, circumstances: Circumstances) -> Iterator[Alternative]:
    listed = (str(tag) for name in named.lists for tag in list(circumstances.lists[name].members)[:1])
    for tag in dict.fromkeys([*named.tags, *listed]):
        if tag not in now:
            yield Alternative((*now, tag), "with", tag, _FURTHER)
    for tag in now:
        yield Alternative(tuple(one for one in now if one != tag), "without", tag, _FURTHER)
