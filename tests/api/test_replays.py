"""The bill of change over HTTP: asked for, looked at, cancelled."""

import asyncio
from typing import Any

import pytest

from tests.api.conftest import Site, an_order

pytestmark = pytest.mark.asyncio(loop_scope="module")

CEILING = "      - id: ceiling\n"
XIHU = (
    "      - {id: xihu, when: {address.district: 浙江省/杭州市/西湖区}, then: {op: add, amount: -1.00, reason: 减免}}\n"
)


async def begin(site: Site, **asked: Any) -> dict[str, Any]:
    answer = await site.client.post("/v1/replays", json=asked)
    assert answer.status_code == 202, answer.text
    view: dict[str, Any] = answer.json()
    return view


async def ended(site: Site, view: dict[str, Any]) -> dict[str, Any]:
    async with asyncio.timeout(120):
        while view["state"] == "running":
            await asyncio.sleep(0.1)
            view = (await site.client.get(f"/v1/replays/{view['id']}")).json()
    return view


async def test_a_replay_is_begun_looked_at_and_answers_the_bill(site: Site) -> None:
    placed = await site.client.post("/v1/orders", json=an_order("replayed-1"))
    assert placed.status_code == 201, placed.text
    text = await site.oms.rules.text("freight-standard")

    view = await ended(site, await begin(site, yaml=text.replace(CEILING, XIHU + CEILING, 1)))

    bill = view["bill"]
    assert (view["state"], view["done"], bill["orders"], bill["changed"]) == ("done", 1, 1, 1)
    assert bill["freight"] == [
        {"currency": "CNY", "before": placed.json()["amounts"]["freight"], "after": "7.00", "difference": "-1.00"}
    ]
    (affected,) = bill["affected"]
    assert affected["order_no"] == placed.json()["order_no"]
    assert affected["differences"][0]["after"]["answer"]["fee"] == "7.00"
    assert [row["id"] for row in (await site.client.get("/v1/replays")).json()] == [view["id"]]


async def test_a_replay_is_cancelled(site: Site) -> None:
    view = await begin(site, set="freight-standard", version=1, orders=1)
    cancelled = await site.client.post(f"/v1/replays/{view['id']}/cancel")
    assert cancelled.status_code == 202, cancelled.text
    assert (await ended(site, view))["state"] == "cancelled"
    again = await site.client.post(f"/v1/replays/{view['id']}/cancel")
    assert (again.status_code, again.json()["type"]) == (409, "/errors/conflict")


async def test_what_is_asked_wrongly_is_named(site: Site) -> None:
    answer = await site.client.post("/v1/replays", json={"set": "freight-standard", "version": 1, "last": "ever"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"] == "last"
    assert (await site.client.get("/v1/replays/none")).status_code == 404
    reader = await site.with_scopes("rules:read")
    refused = await site.stranger.post("/v1/replays", json={"set": "freight-standard", "version": 1}, headers=reader)
    assert refused.status_code == 403
