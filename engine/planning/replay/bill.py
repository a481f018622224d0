"""The bill of change: what a candidate would have changed in many orders, added up. Bills add up to bills."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Final, TypeVar

import msgspec

from engine.planning.replay.changes import Difference, Figures, OrderChange, change_of, figures_of
from engine.planning.replay.outcome import Outcome
from engine.planning.replay.situation import Situation

T = TypeVar("T")

MOST_AFFECTED: Final = 20
MOST_PATTERNS: Final = 500  # distinct changes that are told one by one


class Sums(msgspec.Struct, frozen=True, kw_only=True):
    """Sums over orders. Amounts are minor units by currency, each with what it was and what it would have been."""

    orders: int = 0
    changed: int = 0
    freight: Mapping[str, tuple[int, int]] = {}
    discount: Mapping[str, tuple[int, int]] = {}


class Pattern(msgspec.Struct, frozen=True, kw_only=True):
    """One distinct change: the same rules answered before, and the same after. `example` is the first order's."""

    kind: str
    rules_before: tuple[str, ...]
    rules_after: tuple[str, ...]
    count: int
    order_no: str
    example: Difference


class Bill(msgspec.Struct, frozen=True, kw_only=True):
    """What would have been other. Pairs are (before, after); `cuts` are sums by what is cut, then by its value.

    `skipped` are orders of which too little was kept to decide again, `patterns` the distinct changes by their key.
    """

    total: Sums = Sums()
    skipped: int = 0
    held: tuple[int, int] = (0, 0)
    refused: tuple[int, int] = (0, 0)
    parcels: tuple[int, int] = (0, 0)
    load: Mapping[str, tuple[int, int]] = {}
    kinds: Mapping[str, int] = {}
    cuts: Mapping[str, Mapping[str, Sums]] = {}
    affected: tuple[OrderChange, ...] = ()
    patterns: Mapping[str, Pattern] = {}
    untold: int = 0  # changes of patterns beyond the most that are told
    customers: frozenset[str] = frozenset()
    first_at: datetime | None = None
    last_at: datetime | None = None


def bill_of(situation: Situation, before: Outcome, after: Outcome) -> Bill:
    """Return the bill of one order."""
    change = change_of(situation, before, after)
    figures = (figures_of(before), figures_of(after))
    facts = situation.case.facts
    return Bill(
        total=_sums(situation.currency, change is not None, figures[0], figures[1]),
        held=(int(before.is_held), int(after.is_held)),
        refused=(int(before.refused is not None), int(after.refused is not None)),
        parcels=(before.parcel_total, after.parcel_total),
        load={
            name: (before.parcels.get(name, 0), after.parcels.get(name, 0))
            for name in {*before.parcels, *after.parcels}
        },
        kinds=dict.fromkeys((each.kind for each in change.differences), 1) if change else {},
        cuts=_cuts(situation, change, before, after),
        affected=(change,) if change else (),
        patterns=_patterns(change),
        customers=frozenset({str(facts.get("customer.id") or situation.order_no)}),
        first_at=situation.at,
        last_at=situation.at,
    )


def together(bills: Iterable[Bill]) -> Bill:
    """Return one bill over the orders of all: in whatever order and grouping they come, it says the same."""
    found = list(bills)
    patterns, untold = _together_patterns(found)
    starts = [bill.first_at for bill in found if bill.first_at is not None]
    ends = [bill.last_at for bill in found if bill.last_at is not None]
    affected = [change for bill in found for change in bill.affected]
    affected.sort(key=lambda change: (*(-part for part in change.weight), change.order_no))
    return Bill(
        total=_added(bill.total for bill in found),
        skipped=sum(bill.skipped for bill in found),
        held=_pair(bill.held for bill in found),
        refused=_pair(bill.refused for bill in found),
        parcels=_pair(bill.parcels for bill in found),
        load=_by_name((bill.load for bill in found), _pair),
        kinds=_by_name((bill.kinds for bill in found), sum),
        cuts=_by_name((bill.cuts for bill in found), lambda cuts: _by_name(cuts, _added)),
        affected=tuple(affected[:MOST_AFFECTED]),
        patterns=patterns,
        untold=untold,
        customers=frozenset().union(*(bill.customers for bill in found)),
        first_at=min(starts, default=None),
        last_at=max(ends, default=None),
    )


def _sums(currency: str, is_changed: bool, before: Figures, after: Figures) -> Sums:  # noqa: FBT001 - one of four plain figures
    return Sums(
        orders=1,
        changed=int(is_changed),
        freight={currency: (before.freight, after.freight)},
        discount={currency: (before.discount, after.discount)},
    )


def _cuts(
    situation: Situation, change: OrderChange | None, before: Outcome, after: Outcome
) -> Mapping[str, Mapping[str, Sums]]:
    """Return the order's sums by its city, channel and tags whole; by merchant only what is the merchant's own."""
    facts: Mapping[str, Any] = situation.case.facts
    whole = _sums(situation.currency, change is not None, figures_of(before), figures_of(after))
    merchants = dict.fromkeys(item.merchant for item in situation.case.items.values())
    return {
        "city": {str(facts["address.city"]): whole},
        "channel": {str(facts["channel"]): whole},
        "tag": dict.fromkeys(map(str, facts.get("customer.tags") or ()), whole),
        "merchant": {
            merchant: Sums(
                orders=1,
                changed=int(change is not None),
                freight={situation.currency: (before.freight.get(merchant, 0), after.freight.get(merchant, 0))},
                discount={situation.currency: (before.discount.get(merchant, 0), after.discount.get(merchant, 0))},
            )
            for merchant in merchants
        },
    }


def _patterns(change: OrderChange | None) -> Mapping[str, Pattern]:
    found: dict[str, Pattern] = {}
    for difference in change.differences if change is not None else ():
        kind, before, after = difference.pattern
        key = f"{kind}: {', '.join(before)} → {', '.join(after)}"
        known = found.get(key)
        found[key] = Pattern(
            kind=kind,
            rules_before=before,
            rules_after=after,
            count=known.count + 1 if known else 1,
            order_no=change.order_no if change else "",
            example=known.example if known else difference,
        )
    return found


def _together_patterns(bills: list[Bill]) -> tuple[Mapping[str, Pattern], int]:
    """Return the distinct changes with their counts; each one's example is that of the lowest order number."""
    found: dict[str, Pattern] = {}
    untold = sum(bill.untold for bill in bills)
    for bill in bills:
        for key, pattern in bill.patterns.items():
            known = found.get(key)
            if known is None:
                if len(found) >= MOST_PATTERNS:
                    untold += pattern.count
                    continue
                found[key] = pattern
            else:
                example = min(known, pattern, key=lambda each: each.order_no)
                found[key] = msgspec.structs.replace(example, count=known.count + pattern.count)
    return found, untold


def _added(sums: Iterable[Sums]) -> Sums:
    every = list(sums)
    return Sums(
        orders=sum(each.orders for each in every),
        changed=sum(each.changed for each in every),
        freight=_by_name((each.freight for each in every), _pair),
        discount=_by_name((each.discount for each in every), _pair),
    )


def _pair(pairs: Iterable[tuple[int, int]]) -> tuple[int, int]:
    before = after = 0
    for first, second in pairs:
        before += first
        after += second
    return before, after


def _by_name(mappings: Iterable[Mapping[str, T]], add: Callable[[Iterable[T]], T]) -> dict[str, T]:
    """Return what has the same name added up, the names in their order."""
    gathered: dict[str, list[T]] = {}
    for mapping in mappings:
        for name, value in mapping.items():
            gathered.setdefault(name, []).append(value)
    return {name: add(gathered[name]) for name in sorted(gathered)}
