"""What a caller asks for of the review queue: the wire form of a claim and of a verdict."""

from typing import Annotated

from msgspec import Meta

from engine.orders.operation_requests import Reason
from engine.orders.request import Id, Wire
from engine.orders.review import Cause, Verdict

_MOST_AT_ONCE = 100


class ClaimRequest(Wire, frozen=True, kw_only=True):
    """Which review of the order: that of its hold, or of a problem."""

    cause: Cause = Cause.HOLD


class VerdictRequest(ClaimRequest, frozen=True, kw_only=True):
    """What comes of an order, and why; the reason is kept for the audit and never shown to the buyer."""

    verdict: Verdict
    reason: Reason


class VerdictsRequest(VerdictRequest, frozen=True, kw_only=True):
    """The same of several orders."""

    orders: Annotated[tuple[Id, ...], Meta(min_length=1, max_length=_MOST_AT_ONCE)]
