"""Ranking of warehouses: the keys one after the other, the first that differs decides."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from operator import itemgetter
from typing import Final

import msgspec

from engine.decisions.warehouse_vocabulary import WAREHOUSE_FACTS
from engine.evaluation.facts import Facts, FactType

OUTCOMES: Final = ("backorder", "manual", "cancel")  # what may happen when stock does not suffice
_ORDERED: Final = (FactType.INTEGER, FactType.DECIMAL, FactType.MONEY, FactType.TEXT)
SCORE: Final = "score"
_FIRST: Final = itemgetter(0)
RANKING_KEYS: Final = (SCORE, *(path for path, item in WAREHOUSE_FACTS.items() if item.type in _ORDERED))


class Choose(msgspec.Struct, frozen=True, kw_only=True):
    """How warehouses are chosen: `order` of keys (`-` turns one round), how many may ship, what if none can."""

    order: tuple[str, ...] = ("-score", "wh.cost", "wh.id")
    max_parcels: int = 1
    on_none: str = "backorder"


def read_choose(given: object) -> Choose:
    """Return the setting. Raises ValueError with what is wrong and what is allowed."""
    if not isinstance(given, Mapping):
        raise ValueError("choose is a mapping with order, max_parcels and on_none")  # noqa: TRY004 - the contract of SettingKind.read
    unknown = [str(key) for key in given if key not in {"order", "max_parcels", "on_none"}]
    if unknown:
        raise ValueError(f"choose has no {', '.join(unknown)}; allowed: order, max_parcels, on_none")
    return Choose(
        order=_order(given.get("order")),
        max_parcels=_parcels(given.get("max_parcels", 1)),
        on_none=_outcome(given.get("on_none", "backorder")),
    )


def ranked(warehouses: Sequence[Facts], scores: Mapping[str, int], order: Sequence[str]) -> tuple[Facts, ...]:
    """Return the warehouses, best first. One that lacks a key comes after those that have it; ties keep their order."""
    found = list(warehouses)
    # Sorting is stable: by the last key first, so that the first key has the last word.
    for key in reversed(order):
        path = key.removeprefix("-")
        valued = [(_value(warehouse, scores, path), warehouse) for warehouse in found]
        known = [(_comparable(value), warehouse) for value, warehouse in valued if value is not None]
        known.sort(key=_FIRST, reverse=key.startswith("-"))
        found = [warehouse for _, warehouse in known]
        if len(known) < len(valued):
            found += [warehouse for value, warehouse in valued if value is None]
    return tuple(found)


def _order(given: object) -> tuple[str, ...]:
    if not isinstance(given, list | tuple) or not given:
        raise ValueError("choose.order is a list of at least one key, such as [-score, wh.cost, wh.id]")
    keys = tuple(str(key) for key in given)
    for key in keys:
        if key.removeprefix("-") not in RANKING_KEYS:
            raise ValueError(
                f"choose.order: {key} is no key; allowed, each also with - before it: {', '.join(RANKING_KEYS)}"
            )
    return keys


def _parcels(given: object) -> int:
    text = str(given)
    if isinstance(given, bool) or not text.isdecimal() or int(text) < 1:
        raise ValueError(f"choose.max_parcels is {given!r}; allowed: a whole number from 1")
    return int(text)


def _outcome(given: object) -> str:
    if given not in OUTCOMES:
        raise ValueError(f"choose.on_none is {given!r}; allowed: {', '.join(OUTCOMES)}")
    return str(given)


def _value(warehouse: Facts, scores: Mapping[str, int], path: str) -> object:
    return scores.get(str(warehouse["wh.id"]), 0) if path == SCORE else warehouse.get(path)


def _comparable(value: object) -> int | Decimal | str:
    return value if isinstance(value, int | Decimal) else str(value)
