"""What intake answers, and what it is sent, over HTTP."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from engine.intake.goods_codes import CodePart
from engine.intake.reason import Reason
from engine.orders.request import Id, Text, Wire
from engine.services.intake import Taken
from engine.services.views import OrderView
from engine.store.parked_repository import Parked

Why = Annotated[str, Meta(min_length=2, max_length=500)]


class ParkedView(msgspec.Struct, frozen=True, kw_only=True):
    """A payload that waits for a person, with every reason."""

    id: str
    channel: str
    state: str  # parked, placed, dropped
    reasons: tuple[Reason, ...]
    attempts: int
    order_no: str | None
    received_at: datetime
    changed_at: datetime
    actor: str
    note: str | None
    payload: Any


class TakenView(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of one payload: the order, or the place where it waits."""

    order: OrderView | None = None
    parked: ParkedView | None = None


class Parts(Wire, frozen=True, kw_only=True):
    """What one unit of a channel's code is: a SKU, or several as a bundle."""

    parts: Annotated[tuple[CodePart, ...], Meta(min_length=1, max_length=50)]


class CodeView(msgspec.Struct, frozen=True, kw_only=True):
    """A channel's code and what it is."""

    code: str
    parts: tuple[CodePart, ...]


class Link(Wire, frozen=True, kw_only=True):
    """Who a channel's customer is."""

    customer_id: Id


class MappingBody(Wire, frozen=True, kw_only=True):
    """A mapping as YAML, and why it is changed."""

    yaml: Annotated[str, Meta(max_length=1_000_000)]
    reason: Why


class MappingView(msgspec.Struct, frozen=True, kw_only=True):
    """The mapping of a channel that is in force; version 0 comes with the package."""

    channel: str
    version: int
    yaml: str
    actor: str
    reason: str
    at: datetime | None


class Repair(Wire, frozen=True, kw_only=True):
    """A repaired payload, and what was repaired."""

    payload: dict[str, Any]
    reason: Why


class Drop(Wire, frozen=True, kw_only=True):
    """Why a payload will never be an order."""

    reason: Text


def parked_view(parked: Parked) -> ParkedView:
    """Return a payload that waits."""
    values = {name: getattr(parked, name) for name in Parked.__struct_fields__}
    return ParkedView(**{**values, "payload": msgspec.json.decode(parked.payload)})


def taken_view(taken: Taken) -> TakenView:
    """Return what became of a payload; one that was placed no longer waits."""
    if taken.order is not None:
        return TakenView(order=taken.order)
    return TakenView(parked=parked_view(taken.parked) if taken.parked is not None else None)
