"""Rollouts played over real orders: the customers and their invoices are real, what becomes of an order is drawn."""

import os
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

import msgspec

from engine.demo.invoices import read_invoices
from engine.evaluation.guardrails.measures import Measure, Totals, measures_of
from engine.evaluation.guardrails.tally import Tally
from engine.evaluation.guardrails.verdict import Judgement, Watched, judge
from engine.evaluation.rollouts.bucket import bucket_of
from engine.evaluation.rollouts.document import Rollout
from tests.rollouts.documents import part

LOOK_EVERY: Final = 100  # orders between two looks of the watcher
CENTS: Final = 100
_KILOGRAMS_A_UNIT: Final = 0.25
# No rise is tolerated, so that nothing but the test itself keeps equal versions from being told apart.
GUARDRAILS: Final = [
    {"metric": "error_rate", "rise": 0.0001},
    {"metric": "reject_rate", "rise": 0.0001},
    {"metric": "review_rate", "rise": 0.0001},
    {"metric": "shortage_rate", "rise": 0.0001},
    {"metric": "cancel_rate", "rise": 0.0001},
    {"metric": "parcels_per_order", "rise": 0.0001},
    {"metric": "freight_per_order", "rise": 0.0001},
]

Fault = Callable[[Totals, Random], Totals]
Assign = Callable[[str, str], bool]


class Halt(NamedTuple):
    """How one rollout ended: after how many orders (None: it was never halted), and what was said."""

    orders: int | None
    judgement: Judgement


def rollout(guardrails: Sequence[dict[str, object]] = GUARDRAILS, percent: int = 50) -> Rollout:
    return part(percent, guardrails=list(guardrails))


@cache
def real_orders() -> tuple[Totals, ...]:
    """Return the invoices of the packaged extract, or of the whole data set where OMS_RETAIL_DATA names its folder.

    Freight is by weight. A customer has a habit of being rejected, reviewed, short and cancelling that is their own.
    """
    folder = os.environ.get("OMS_RETAIL_DATA")
    random = Random(20111209)
    habits: dict[str, tuple[float, ...]] = {}
    found = []
    for invoice in read_invoices(Path(folder) if folder else None).invoices:
        habit = habits.setdefault(
            invoice.customer,
            tuple(random.betavariate(0.4, 0.4 / mean - 0.4) for mean in (0.001, 0.02, 0.05, 0.03, 0.06)),
        )
        error, reject, review, shortage, cancel = (int(random.random() < chance) for chance in habit)
        kilograms = 1 + int(sum(line.quantity for line in invoice.lines) * _KILOGRAMS_A_UNIT)
        found.append(
            Totals(
                side="",
                subject=invoice.customer,
                placed=1 - reject,
                error=error,
                reject=reject,
                review=review,
                shortage=shortage,
                cancel=cancel * (1 - reject),
                parcels=(1 + (len(invoice.lines) > 20)) * (1 - reject),
                freight=(600 + min(100 * (kilograms - 1), 6000)) * (1 - reject),  # winsorised
            )
        )
    return tuple(found)


def by_bucket(salt: str, customer: str) -> bool:
    """Return whether a customer is on the candidate at fifty percent."""
    return bucket_of(salt, customer) < 5000


def play(
    plan: Rollout, salt: str, orders: Sequence[Totals], fault: Fault | None = None, assign: Assign = by_bucket
) -> Halt:
    """Play a rollout order by order, with a look every hundred, until it is halted or the orders are over."""
    random = Random(salt)
    measures: Sequence[Measure] = measures_of(plan, CENTS)
    pairs = [(Tally(), Tally()) for _ in measures]
    sides: dict[str, bool] = {}
    seen: tuple[set[str], set[str]] = (set(), set())
    judgement: Judgement | None = None
    for number, order in enumerate(orders, start=1):
        customer = order.subject
        inside = sides.get(customer)
        if inside is None:
            inside = sides[customer] = assign(salt, customer)
        seen[not inside].add(customer)
        told = fault(order, random) if fault is not None and inside else order
        for measure, (candidate, control) in zip(measures, pairs, strict=True):
            x, w = measure.of(told)
            (candidate if inside else control).add(customer, x, w)
        if number % LOOK_EVERY == 0:
            judgement = judge(
                plan,
                1,
                Watched(
                    metrics=[(candidate.moments, control.moments) for candidate, control in pairs],
                    customers=(len(seen[0]), len(seen[1])),
                    decisions=number,
                    elapsed=timedelta(),
                ),
            )
            if judgement.verdict in {"roll_back", "pause"}:
                return Halt(number, judgement)
    assert judgement is not None
    return Halt(None, judgement)


def rejects_five_points_more(order: Totals, random: Random) -> Totals:
    if random.random() >= 0.05:
        return order
    return msgspec.structs.replace(order, reject=1, placed=0, freight=0, parcels=0, cancel=0)


def charges_a_tenth_more(order: Totals, _: Random) -> Totals:
    return msgspec.structs.replace(order, freight=order.freight * 110 // 100)


def charges_a_quarter_more(order: Totals, _: Random) -> Totals:
    return msgspec.structs.replace(order, freight=order.freight * 125 // 100)


def errs_in_two_percent(order: Totals, random: Random) -> Totals:
    return msgspec.structs.replace(order, error=1) if random.random() < 0.02 else order
