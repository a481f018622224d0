"""Master data over HTTP."""

from typing import Any

import pytest

from tests.api.conftest import WAREHOUSES, Site, an_order

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def get(site: Site, path: str, **query: Any) -> Any:
    answer = await site.client.get(f"/v1/{path}", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_warehouses_stand_where_they_stand(site: Site) -> None:
    found = {warehouse["warehouse"]: warehouse for warehouse in await get(site, "warehouses")}

    assert set(found) == set(WAREHOUSES)
    assert found["HZ"]["region"] == "浙江省/杭州市/萧山区"
    assert found["HZ"]["cost"] == "6.00"


async def test_the_catalogue_is_paged_and_its_prices_are_amounts(site: Site) -> None:
    first = await get(site, "catalogue", limit=2)
    rest = await get(site, "catalogue", limit=2, after=first["next"])

    assert [sku["sku"] for sku in first["items"] + rest["items"]] == ["A-1", "A-2", "RARE"]
    assert rest["next"] is None
    assert first["items"][0]["price"] == "19.90"


async def test_the_catalogue_is_searched_by_a_part_of_a_name(site: Site) -> None:
    assert [sku["sku"] for sku in (await get(site, "catalogue", text="rare"))["items"]] == ["RARE"]
    assert (await get(site, "catalogue/A-2"))["merchant_id"] == "M-2"


async def test_stock_is_what_is_on_hand_less_what_is_reserved(site: Site) -> None:
    await site.client.post("/v1/orders", json=an_order("stock-1"))

    levels = await get(site, "stock", sku="A-1")

    assert sum(level["reserved"] for level in levels) == 2
    assert all(level["on_hand"] == level["free"] + level["reserved"] for level in levels)


async def test_customers_come_with_their_orders(site: Site) -> None:
    await site.client.post("/v1/orders", json=an_order("customer-1"))

    (customer,) = (await get(site, "customers"))["items"]

    assert (customer["id"], customer["orders_placed"]) == ("C-1", 2)
    assert await get(site, "customers/C-1") == customer


async def test_regions_are_found_by_name_and_by_code(site: Site) -> None:
    by_name = await get(site, "regions", text="西湖")
    by_code = await get(site, "regions", text="330106")

    assert (
        by_name[0]
        == by_code[0]
        == {
            "code": "330106",
            "name": "西湖区",
            "level": "district",
            "path": "浙江省/杭州市/西湖区",
        }
    )


async def test_lists_are_named_with_their_size(site: Site) -> None:
    found = {one["id"]: one for one in await get(site, "lists")}

    assert found["region.remote"]["members"] == 4


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("stock", {"sku": "none"}, 404),
        ("stock", {}, 422),
        ("catalogue/none", {}, 404),
        ("customers/none", {}, 404),
        ("regions", {"text": ""}, 422),
        ("catalogue", {"limit": 500}, 422),
        ("catalogue", {"page": 2}, 422),
    ],
)
async def test_what_cannot_be_answered_says_why(site: Site, path: str, query: dict[str, Any], status: int) -> None:
    answer = await site.client.get(f"/v1/{path}", params=query)

    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
