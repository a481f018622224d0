"""Samples: what an order says for or against the candidates that it is counted with or against."""

from collections.abc import Sequence
from hashlib import blake2b

import msgspec

from engine.decisions.record import DecisionRecord
from engine.errors import OutOfStock, Refused
from engine.orders.order import Order
from engine.orders.pin import SidePin
from engine.orders.status import ReviewState
from engine.planning.plan import Plan


class Sample(msgspec.Struct, frozen=True, kw_only=True):
    """One order in one rollout. `subject` stands for the sticky key: whoever keeps a side counts as one.

    Flags are 0 or 1; amounts in minor units; `micros` is how long the plan took. A refused order has no parcels.
    """

    rollout: str
    step: int
    side: str
    subject: str
    error: int = 0
    reject: int = 0
    review: int = 0
    shortage: int = 0
    parcels: int = 0
    freight: int = 0
    discount: int = 0
    micros: int = 0


def samples_of(plan: Plan, micros: int) -> tuple[Sample, ...]:
    """Return a sample for each rollout in which a placed order counts."""
    order = plan.order
    outcome = Sample(
        rollout="",
        step=0,
        side="",
        subject="",
        error=int(_went_wrong(plan)),
        review=int(order.status.review is ReviewState.HELD),
        shortage=int(any(child.outcome != "allocated" for child in order.children)),
        parcels=max(1, _parcels(order)),
        freight=order.amounts.freight.amount,
        discount=order.amounts.discount.amount,
        micros=micros,
    )
    return _for_each(_asked(order.sides, plan.decisions), outcome)


def samples_of_refused(refused: Refused, micros: int) -> tuple[Sample, ...]:
    """Return a sample for each rollout in which a refused order counts: it had no stock, or it was rejected."""
    short = isinstance(refused, OutOfStock)
    outcome = Sample(
        rollout="",
        step=0,
        side="",
        subject="",
        error=int(any(isinstance(each, DecisionRecord) and each.alarms for each in refused.decisions)),
        reject=int(not short),
        shortage=int(short),
        micros=micros,
    )
    pins = [pin for pin in refused.sides if isinstance(pin, SidePin)]
    made = [each for each in refused.decisions if isinstance(each, DecisionRecord)]
    return _for_each(_asked(pins, made), outcome)


def subject_of(pin: SidePin) -> str:
    """Return what stands for the key of a pin: the same for the same key, and nobody reads a customer from it."""
    return blake2b(f"{pin.rollout}:{pin.key}".encode(), digest_size=12).hexdigest()


def _asked(pins: Sequence[SidePin], made: Sequence[DecisionRecord]) -> list[SidePin]:
    """Return the pins but those whose target was passed over: another set of the kind has decided the order."""
    kinds = {record.kind for record in made}
    sets = {record.set_id for record in made}
    return [pin for pin in pins if pin.target in sets or pin.kind not in kinds]


def _for_each(pins: Sequence[SidePin], outcome: Sample) -> tuple[Sample, ...]:
    return tuple(
        msgspec.structs.replace(outcome, rollout=pin.rollout, step=pin.step, side=pin.side, subject=subject_of(pin))
        for pin in pins
        if pin.is_counted
    )


def _parcels(order: Order) -> int:
    return sum(len(child.allocations) for child in order.children)


def _went_wrong(plan: Plan) -> bool:
    """Tell whether a decision could not be made, or was made with an alarm."""
    return any(event.name in {"DecisionFailed", "DecisionAlarmed"} for event in plan.events)
