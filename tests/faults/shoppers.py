"""Clients that order over HTTP at the same time, and remember what they were told."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import httpx
import msgspec

KEY = "a-key-for-tests"  # the one that `served` starts with


class Told(msgspec.Struct):
    """What one order was answered: the status and the body; no status where the server went away."""

    key: str
    status: int | None
    body: Mapping[str, Any]


def an_order(number: int, sku: str, quantity: int = 1) -> dict[str, Any]:
    """Return the body of an order; its number makes its channel order id and its idempotency key."""
    return {
        "channel": "app",
        "channel_order_id": f"T-{number}",
        "currency": "CNY",
        "customer": {"id": f"C-{number}"},
        "address": {"province": "浙江省", "city": "杭州市", "district": "西湖区", "detail": f"{number} 号"},
        "lines": [{"sku": sku, "quantity": quantity, "unit_price": "19.90"}],
        "payment": {"method": "alipay"},
    }


async def shop(
    address: str,
    orders: Iterable[dict[str, Any]],
    clients: int,
    after_each: Callable[[int], None] = lambda _: None,
) -> list[Told]:
    """Let clients place the orders, each once; `after_each` is told how many were answered 201 so far."""
    told: list[Told] = []
    waiting = iter(orders)

    async def client() -> None:
        headers = {"Authorization": f"Bearer {KEY}"}
        async with httpx.AsyncClient(base_url=address, headers=headers, timeout=30) as http:
            for order in waiting:
                told.append(await _place(http, order))
                after_each(sum(each.status == httpx.codes.CREATED for each in told))

    await asyncio.gather(*[client() for _ in range(clients)])
    return told


async def _place(http: httpx.AsyncClient, order: dict[str, Any]) -> Told:
    key = order["channel_order_id"]
    try:
        answer = await http.post("/v1/orders", json=order, headers={"Idempotency-Key": key})
    except httpx.TransportError:  # the server is gone; nobody knows whether the order stands
        return Told(key, None, {})
    return Told(key, answer.status_code, answer.json())
