"""Pickup points over HTTP: kept as master data, and ordered to."""

from typing import Any

import pytest

from tests.api.conftest import Site, an_order

pytestmark = pytest.mark.asyncio(loop_scope="module")

POINT = {"name": "公园路自提点", "region": "310118", "detail": "公园路 1 号", "hours": "08:00-20:00"}


async def keep(site: Site, point: str, **changes: Any) -> Any:
    return await site.client.put(f"/v1/pickup-points/{point}", json={**POINT, **changes})


async def test_points_are_kept_and_found_by_region(site: Site) -> None:
    assert (await keep(site, "ZT-SH-01")).json()["hours"] == "08:00-20:00"
    await keep(site, "ZT-HZ-01", region="330106", name="文三路自提点")

    every = (await site.client.get("/v1/pickup-points", params={"limit": 1})).json()
    assert ([point["id"] for point in every["items"]], every["next"]) == (["ZT-HZ-01"], "ZT-HZ-01")
    rest = (await site.client.get("/v1/pickup-points", params={"after": every["next"]})).json()
    assert [point["id"] for point in rest["items"]] == ["ZT-SH-01"]
    found = (await site.client.get("/v1/pickup-points", params={"region": "3301"})).json()["items"]
    assert [point["name"] for point in found] == ["文三路自提点"]
    assert (await site.client.get("/v1/pickup-points/none")).status_code == 404


async def test_an_order_to_a_point_has_its_address_and_pays_no_freight(site: Site) -> None:
    await keep(site, "ZT-SH-01")
    body = an_order("pickup-1", order_type="pickup", pickup_point="ZT-SH-01", address={})

    answer = await site.client.post("/v1/orders", json=body)

    assert answer.status_code == 201, answer.text
    order = answer.json()
    assert (order["region"], order["amounts"]["freight"]) == ("上海市/市辖区/青浦区", "0.00")
    assert order["pickup_point"] == "ZT-SH-01"
    assert {each["warehouse"] for child in order["children"] for each in child["allocations"]} == {"SH"}


async def test_a_point_that_is_closed_takes_no_orders(site: Site) -> None:
    await keep(site, "ZT-OLD", status="closed")
    body = an_order("pickup-2", order_type="pickup", pickup_point="ZT-OLD")

    answer = await site.client.post("/v1/orders", json=body)

    assert answer.status_code == 422
    assert [error["path"] for error in answer.json()["errors"]] == ["pickup_point"]


@pytest.mark.parametrize("region", ["330000", "999999", "33"])
async def test_a_point_lies_in_a_district(site: Site, region: str) -> None:
    answer = await keep(site, "ZT-X", region=region)

    assert answer.status_code == 422
    assert [error["path"] for error in answer.json()["errors"]] == ["region"]
