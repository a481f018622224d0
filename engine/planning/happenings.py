"""The events of an order that is placed: what its time line and its outbox say."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from engine.decisions.promotion import Gift
from engine.decisions.record import DecisionRecord
from engine.orders.event import OrderEvent
from engine.orders.order import Order
from engine.orders.status import ReviewState
from engine.planning.deliberation import Failure


def events_of(
    order: Order,
    records: Sequence[DecisionRecord],
    failures: Sequence[Failure],
    now: datetime,
    actor: str,
    missed: Sequence[Gift] = (),
) -> tuple[OrderEvent, ...]:
    """Return the events in the order in which they are told. They carry ids and amounts, no personal values.

    `missed` are gifts that the rules give and that have run out.
    """

    def event(name: str, **data: object) -> OrderEvent:
        return OrderEvent(name=name, order_no=order.number, at=now, actor=actor, data=data)

    def told() -> Iterator[OrderEvent]:
        yield event(
            "OrderPlaced",
            channel=order.channel,
            channel_order_id=order.channel_order_id,
            payable=order.amounts.payable.text,
            currency=order.currency,
            children=[child.number for child in order.children],
            release=order.release,
        )
        if order.status.review is ReviewState.HELD:
            yield event(
                "OrderHeld", queue=order.hold_queue, reasons=list(order.hold_reasons), blocks=list(order.blocks)
            )
        for child in order.children:
            if child.outcome != "allocated":
                yield event("AllocationMissed", child=child.number, outcome=child.outcome)
        for gift in missed:
            yield event("GiftMissed", sku=gift.sku, quantity=gift.quantity, rule=gift.id)
        for failure in failures:
            yield event("DecisionFailed", kind=failure.kind, subject=failure.subject, message=failure.message)
        for record in records:
            if record.alarms:
                yield event("DecisionAlarmed", decision=record.id, alarms=list(record.alarms))

    return tuple(told())
