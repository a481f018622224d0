"""Channels' payloads over HTTP: placed, or parked with their reasons, and helped on."""

from typing import Any

import pytest

from tests.api.conftest import Site
from tests.intake.shapes import ERP_CSV, WEB

pytestmark = pytest.mark.asyncio(loop_scope="module")


def a_payload(order_no: str, **item: Any) -> dict[str, Any]:
    items = [{"sku": "A-1", "count": 1, "priceFen": 1990, **item}]
    return {**WEB, "orderNo": order_no, "items": items}


async def test_a_channels_own_payload_is_placed(site: Site) -> None:
    answer = await site.client.post("/v1/channels/web/orders", json=a_payload("W-1"))
    again = await site.client.post("/v1/channels/web/orders", json=a_payload("W-1"))

    assert (answer.status_code, again.status_code) == (201, 201)
    assert answer.json()["order"]["channel_order_id"] == "W-1"
    assert again.headers["Idempotent-Replay"] == "true"


async def test_what_cannot_be_mapped_is_parked_repaired_and_placed(site: Site) -> None:
    answer = await site.client.post("/v1/channels/web/orders", json=a_payload("W-2", priceFen="19.90"))

    parked = answer.json()["parked"]
    assert answer.status_code == 202
    assert [(reason["code"], reason["target"]) for reason in parked["reasons"]] == [
        ("not_an_amount", "lines[0].unit_price")
    ]
    listed = (await site.client.get("/v1/parked", params={"channel": "web"})).json()
    assert parked["id"] in [each["id"] for each in listed]
    repaired = await site.client.put(
        f"/v1/parked/{parked['id']}", json={"payload": a_payload("W-2"), "reason": "the shop sent yuan"}
    )
    assert repaired.json()["order"]["channel_order_id"] == "W-2"
    again = await site.client.post(f"/v1/parked/{parked['id']}/replay")
    assert again.status_code == 409


async def test_a_code_releases_what_waited_for_it(site: Site) -> None:
    parked = (await site.client.post("/v1/channels/web/orders", json=a_payload("W-3", sku="SET"))).json()["parked"]

    released = await site.client.put("/v1/channels/web/codes/SET", json={"parts": [{"sku": "A-1", "quantity": 1}]})

    assert released.json()[0]["order"]["channel_order_id"] == "W-3"
    assert (await site.client.get(f"/v1/parked/{parked['id']}")).json()["state"] == "placed"
    assert (await site.client.get("/v1/channels/web/codes")).json() == [
        {"code": "SET", "parts": [{"sku": "A-1", "quantity": 1}]}
    ]


async def test_a_csv_is_answered_order_by_order(site: Site) -> None:
    answer = await site.client.post(
        "/v1/channels/erp/orders", content=ERP_CSV.encode(), headers={"Content-Type": "text/csv"}
    )

    (taken,) = answer.json()
    assert answer.status_code == 200
    assert [reason["code"] for reason in taken["parked"]["reasons"]] == ["sku_unmapped"]  # B-7 is not sold here


async def test_a_channel_without_a_mapping_is_not_found(site: Site) -> None:
    answer = await site.client.post("/v1/channels/nowhere/orders", json={"a": 1})

    assert answer.status_code == 404


async def test_a_mapping_that_cannot_be_read_is_refused_at_its_line(site: Site) -> None:
    kept = (await site.client.get("/v1/channels/jd/mapping")).json()

    answer = await site.client.put(
        "/v1/channels/jd/mapping",
        json={"yaml": kept["yaml"].replace("channel_order_id:", "chanel_order_id:"), "reason": "a slip"},
    )

    assert (kept["version"], answer.status_code) == (0, 422)
    assert "channel_order_id" in answer.text


async def test_who_may_not_write_orders_may_not_send_them(site: Site) -> None:
    headers = await site.with_scopes("orders:read")

    assert (await site.stranger.post("/v1/channels/web/orders", json={}, headers=headers)).status_code == 403
