"""Replays as callers see them: amounts in major units as decimal text, pairs as what it was and what it would be."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

import msgspec

from engine.evaluation.guardrails.sequence import customers_needed
from engine.money import money_text
from engine.planning.replay import Bill, OrderChange
from engine.planning.replay.bill import Pattern, Sums
from engine.planning.replay.changes import Difference

_MOST_CUT: Final = 100  # values of one cut that are told, those with the most changes first
_USUAL_SHARE: Final = 0.02  # of refused orders, where there are fewer
_RISE: Final = 0.03  # what a guardrail is to catch: three points
_SEQUENTIAL: Final = 3  # so many times as many customers the test asks for that may be looked at all the time


class MoneyChange(msgspec.Struct, frozen=True, kw_only=True):
    """An amount before and after, and the difference."""

    currency: str
    before: str
    after: str
    difference: str


class CountChange(msgspec.Struct, frozen=True, kw_only=True):
    """A count before and after."""

    before: int
    after: int


class SumsView(msgspec.Struct, frozen=True, kw_only=True):
    """Sums over the orders of one value (a city, a channel, a tag, a merchant)."""

    value: str
    orders: int
    changed: int
    freight: tuple[MoneyChange, ...]
    discount: tuple[MoneyChange, ...]


class LoadView(msgspec.Struct, frozen=True, kw_only=True):
    """Parcels of one warehouse."""

    warehouse: str
    before: int
    after: int


class ChangeView(msgspec.Struct, frozen=True, kw_only=True):
    """One order that would be decided otherwise, with both answers and the rules that made them."""

    order_no: str
    freight: MoneyChange
    discount: MoneyChange
    parcels: CountChange
    held: tuple[bool, bool]
    refused: tuple[str | None, str | None]
    differences: tuple[Difference, ...]


class PatternView(msgspec.Struct, frozen=True, kw_only=True):
    """One distinct change with an example: the same rules answered before, and the same after."""

    kind: str
    rules_before: tuple[str, ...]
    rules_after: tuple[str, ...]
    count: int
    order_no: str
    example: Difference


class JudgingView(msgspec.Struct, frozen=True, kw_only=True):
    """How long a rollout at this percentage needs until its guardrails can judge a rise of three points.

    `hours` is where one looks once, `hours_at_most` where one looks all the time, as the watcher does.
    """

    percent: float
    customers_a_side: int
    customers_an_hour: float
    hours: float
    hours_at_most: float


class BillView(msgspec.Struct, frozen=True, kw_only=True):
    """The bill of change. `kinds` count the changed orders by kind of decision; `skipped` were kept too sparsely."""

    orders: int
    changed: int
    skipped: int
    from_at: datetime | None
    to_at: datetime | None
    freight: tuple[MoneyChange, ...]
    discount: tuple[MoneyChange, ...]
    held: CountChange
    refused: CountChange
    parcels: CountChange
    load: tuple[LoadView, ...]
    kinds: Mapping[str, int]
    cities: tuple[SumsView, ...]
    channels: tuple[SumsView, ...]
    tags: tuple[SumsView, ...]
    merchants: tuple[SumsView, ...]
    affected: tuple[ChangeView, ...]
    patterns: tuple[PatternView, ...]
    untold: int
    judging: JudgingView | None


class ReplayRowView(msgspec.Struct, frozen=True, kw_only=True):
    """A replay and how far it is. `state`: running, done, cancelled, failed; `failure` says why."""

    id: str
    candidate: str
    state: str
    asked_at: datetime
    asked_by: str
    orders: int
    done: int
    failure: str | None


class ReplayView(ReplayRowView, frozen=True, kw_only=True):
    """A replay with what it found, once it is done."""

    bill: BillView | None


def bill_view(bill: Bill, percent: float, city_name: Callable[[str], str]) -> BillView:
    """Return a bill as it is answered; cities by their names."""
    return BillView(
        orders=bill.total.orders,
        changed=bill.total.changed,
        skipped=bill.skipped,
        from_at=bill.first_at,
        to_at=bill.last_at,
        freight=_money(bill.total.freight),
        discount=_money(bill.total.discount),
        held=_count(bill.held),
        refused=_count(bill.refused),
        parcels=_count(bill.parcels),
        load=tuple(LoadView(warehouse=name, before=pair[0], after=pair[1]) for name, pair in bill.load.items()),
        kinds=bill.kinds,
        cities=_cut(bill.cuts.get("city", {}), city_name),
        channels=_cut(bill.cuts.get("channel", {}), str),
        tags=_cut(bill.cuts.get("tag", {}), str),
        merchants=_cut(bill.cuts.get("merchant", {}), str),
        affected=tuple(_change(change) for change in bill.affected),
        patterns=tuple(_pattern(each) for each in sorted(bill.patterns.values(), key=lambda each: -each.count)),
        untold=bill.untold,
        judging=_judging(bill, percent),
    )


def _cut(cut: Mapping[str, Sums], name: Callable[[str], str]) -> tuple[SumsView, ...]:
    ranked = sorted(cut.items(), key=lambda entry: (-entry[1].changed, -entry[1].orders, entry[0]))
    return tuple(
        SumsView(
            value=name(value),
            orders=sums.orders,
            changed=sums.changed,
            freight=_money(sums.freight),
            discount=_money(sums.discount),
        )
        for value, sums in ranked[:_MOST_CUT]
    )


def _money(amounts: Mapping[str, tuple[int, int]]) -> tuple[MoneyChange, ...]:
    return tuple(_one(currency, *pair) for currency, pair in amounts.items())


def _one(currency: str, before: int, after: int) -> MoneyChange:
    return MoneyChange(
        currency=currency,
        before=money_text(before, currency),
        after=money_text(after, currency),
        difference=money_text(after - before, currency),
    )


def _count(pair: tuple[int, int]) -> CountChange:
    return CountChange(before=pair[0], after=pair[1])


def _change(change: OrderChange) -> ChangeView:
    before, after = change.before, change.after
    return ChangeView(
        order_no=change.order_no,
        freight=_one(change.currency, before.freight, after.freight),
        discount=_one(change.currency, before.discount, after.discount),
        parcels=CountChange(before=before.parcels, after=after.parcels),
        held=(before.held, after.held),
        refused=(before.refused, after.refused),
        differences=change.differences,
    )


def _pattern(pattern: Pattern) -> PatternView:
    return PatternView(**{name: getattr(pattern, name) for name in PatternView.__struct_fields__})


def _judging(bill: Bill, percent: float) -> JudgingView | None:
    """Return how long it takes; None where the orders tell no rate, as they were placed in one moment."""
    if bill.first_at is None or bill.last_at is None or bill.last_at <= bill.first_at:
        return None
    share = max(_USUAL_SHARE, bill.refused[0] / bill.total.orders)
    if share + _RISE > 1:
        return None
    needed = customers_needed(share, share + _RISE)
    an_hour = len(bill.customers) / ((bill.last_at - bill.first_at) / timedelta(hours=1))
    hours = needed / (an_hour * percent / 100)
    return JudgingView(
        percent=percent,
        customers_a_side=needed,
        customers_an_hour=round(an_hour, 2),
        hours=round(hours, 1),
        hours_at_most=round(hours * _SEQUENTIAL, 1),
    )
