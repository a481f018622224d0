"""Calls to place orders, each with a channel order id of its own."""

import hashlib
from itertools import count
from typing import Any

import msgspec

from engine.orders.request import CustomerInfo, OrderRequest, RequestLine
from engine.services.app import Oms
from engine.services.views import OrderView
from tests.builders import an_order_request

_NUMBERS = count(1)


def a_request(*lines: RequestLine, **changes: Any) -> OrderRequest:
    """Return a request with a channel order id and a customer of its own."""
    number = next(_NUMBERS)
    own = {"channel_order_id": f"T-{number}", "customer": CustomerInfo(id=f"C-{number}")}
    return an_order_request(*lines, **{**own, **changes})


def hash_of(request: OrderRequest) -> str:
    return hashlib.sha256(msgspec.json.encode(request, order="deterministic")).hexdigest()


async def place(oms: Oms, request: OrderRequest, key: str | None = None, actor: str = "tests") -> OrderView:
    """Place an order and return it."""
    return (await oms.orders.place(request, actor=actor, idempotency_key=key, body_hash=hash_of(request)))[0]


async def place_again(oms: Oms, request: OrderRequest, key: str | None = None) -> tuple[OrderView, bool]:
    """Place an order and tell whether it was there before."""
    return await oms.orders.place(request, actor="tests", idempotency_key=key, body_hash=hash_of(request))
