"""An order that a decision refused, as it is kept."""

from datetime import datetime

import msgspec

from engine.decisions.record import DecisionRecord
from engine.errors import OmsError, OrderNotAccepted, OutOfStock, Refused, Undeliverable
from engine.planning.samples import Sample


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """What was refused and what the caller was told. `keys`: (scope, key) under which the same call is known again."""

    order_no: str  # the number it would have had
    shard: int
    channel: str
    channel_order_id: str
    customer_id: str | None
    answer: "Answer"
    at: datetime
    body_hash: str
    keys: tuple[tuple[str, str], ...] = ()
    decisions: tuple[DecisionRecord, ...] = ()
    samples: tuple[Sample, ...] = ()  # what the order says in rollouts


class Answer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A refusal in words: enough to give the same answer again."""

    code: str
    message: str
    decision: str | None = None


def answer_of(error: Refused) -> Answer:
    """Return a refusal as it is kept."""
    decision = error.decision if isinstance(error, OrderNotAccepted) else None
    return Answer(code=error.code, message=str(error), decision=decision)


def error_of(answer: Answer) -> OmsError:
    """Return the error that was answered before."""
    if answer.code == OrderNotAccepted.code:
        return OrderNotAccepted(answer.message, answer.decision or "")
    kinds = {kind.code: kind for kind in (Undeliverable, Refused)}
    return kinds.get(answer.code, Refused)(answer.message)


def is_final(error: Refused) -> bool:
    """Tell whether the same call gets the same refusal again; what is out of stock today may be there tomorrow."""
    return not isinstance(error, OutOfStock)
