"""What orders bring to each metric: the rejected ones for each asked for, the freight for each placed."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec

from engine.evaluation.guardrails.tally import Moments
from engine.evaluation.guardrails.verdict import thresholds
from engine.evaluation.rollouts.document import Guardrail, Metric, Rollout


class Totals(msgspec.Struct, frozen=True, kw_only=True):
    """The orders of one customer on one side, or one of them. Amounts are winsorised, in minor units.

    `orders` were asked for, `placed` of them accepted; `slow` counts orders above each threshold of the rollout.
    """

    side: str
    subject: str
    orders: int = 1
    placed: int = 1
    error: int = 0
    reject: int = 0
    review: int = 0
    shortage: int = 0
    cancel: int = 0
    returned: int = 0
    parcels: int = 0
    freight: int = 0
    discount: int = 0
    slow: tuple[int, ...] = ()


_OF_ASKED: Final[Mapping[Metric, str]] = {
    Metric.ERROR_RATE: "error",
    Metric.REJECT_RATE: "reject",
    Metric.REVIEW_RATE: "review",
    Metric.SHORTAGE_RATE: "shortage",
}
_OF_PLACED: Final[Mapping[Metric, str]] = {
    Metric.CANCEL_RATE: "cancel",
    Metric.RETURN_RATE: "returned",
    Metric.PARCELS_PER_ORDER: "parcels",
    Metric.FREIGHT_PER_ORDER: "freight",
    Metric.DISCOUNT_PER_ORDER: "discount",
}


class Measure(msgspec.Struct, frozen=True):
    """How one guardrail measures: `minor` minor units make a major one; `slow` is the place of its threshold."""

    guardrail: Guardrail
    minor: int
    slow: int = 0

    def of(self, totals: Totals) -> tuple[float, float]:
        """Return what was brought, and how often."""
        metric = self.guardrail.metric
        if metric is Metric.SLOW_RATE:
            return totals.slow[self.slow], totals.orders
        if metric in _OF_ASKED:
            return getattr(totals, _OF_ASKED[metric]), totals.orders
        brought = getattr(totals, _OF_PLACED[metric])
        return (brought / self.minor if metric.is_money else brought), totals.placed


def measures_of(rollout: Rollout, minor: int) -> tuple[Measure, ...]:
    """Return how each guardrail of a rollout measures. `minor` minor units make a major one of its currency."""
    places = {above: place for place, above in enumerate(thresholds(rollout))}
    return tuple(Measure(each, minor, places.get(each.above_ms or 0, 0)) for each in rollout.guardrails)


def moments_of(measure: Measure, customers: Iterable[Totals]) -> Moments:
    """Return the sums over customers, each given once."""
    pairs: Sequence[tuple[float, float]] = [measure.of(each) for each in customers]
    return Moments(
        customers=len(pairs),
        x=sum(x for x, _ in pairs),
        w=sum(w for _, w in pairs),
        xx=sum(x * x for x, _ in pairs),
        ww=sum(w * w for _, w in pairs),
        xw=sum(x * w for x, w in pairs),
    )
