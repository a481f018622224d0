"""Coupons and points over HTTP: imported, used by orders, refused by name."""

import asyncio
from collections import Counter
from typing import Any

import httpx
import msgspec
import pytest

from engine.orders.catalogue import Customer
from tests.api.conftest import Site, an_order

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def keep(site: Site, **coupon: Any) -> httpx.Response:
    return await site.client.post("/v1/coupons", json={"coupons": [{"kind": "off_10", **coupon}]})


async def place(site: Site, order_id: str, **changes: Any) -> httpx.Response:
    return await site.client.post("/v1/orders", json=an_order(order_id, **changes))


def problems(answer: httpx.Response) -> dict[str, str]:
    return {problem["path"]: problem["message"] for problem in answer.json()["errors"]}


async def test_a_coupon_is_imported_used_once_and_refused_the_second_time(site: Site) -> None:
    assert (await keep(site, id="ONCE", scope=["A-1"])).json()[0]["state"] == "free"

    first = await place(site, "once-1", coupon="ONCE")
    second = await place(site, "once-2", coupon="ONCE")

    assert first.status_code == 201
    assert first.json()["amounts"]["discount"] == "10.00"
    row = first.json()["discounts"][0]
    assert (row["kind"], row["id"], row["source"]) == ("coupon", "ONCE", "promotion-double-11@1/ten-coupon")
    assert (second.status_code, second.json()["type"]) == (422, "/errors/benefit_not_usable")
    assert problems(second) == {"coupon": "coupon ONCE was used already"}
    assert (await site.client.get("/v1/coupons/ONCE")).json()["state"] == "used"


async def test_a_coupon_that_many_orders_want_at_once_is_used_by_one(site: Site) -> None:
    await keep(site, id="RACED")

    answers = await asyncio.gather(*(place(site, f"raced-{number}", coupon="RACED") for number in range(8)))

    assert Counter(answer.status_code for answer in answers) == {201: 1, 422: 7}
    assert {answer.json().get("type") for answer in answers} == {None, "/errors/benefit_not_usable"}


async def test_points_are_granted_once_used_in_part_and_told(site: Site) -> None:
    grant = {"id": "welcome", "points": 500, "reason": "注册"}
    assert (await site.client.post("/v1/customers/C-P/points", json=grant)).status_code == 201
    assert (await site.client.post("/v1/customers/C-P/points", json=grant)).status_code == 200

    order = await place(site, "points-1", customer={"id": "C-P"}, points=500)
    left = (await site.client.get("/v1/customers/C-P/points")).json()

    assert order.json()["amounts"]["discount"] == "3.98"  # a tenth of 39.80
    assert (left["balance"], left["lots"][0]["left"]) == (102, 102)
    refused = await place(site, "points-2", customer={"id": "C-P"}, points=103)
    assert problems(refused) == {"points": "103 points wanted, 102 can be used"}


async def test_a_stale_price_and_a_stale_discount_are_named_with_the_present_ones(site: Site) -> None:
    line = {"sku": "A-1", "quantity": 2, "unit_price": "18.00"}
    stale = await place(site, "stale-1", lines=[line])
    told = await place(site, "stale-2", discounts=[{"kind": "coupon", "id": "CP-9", "amount": "12.00"}])

    assert (stale.status_code, told.status_code) == (422, 422)
    assert stale.json()["errors"] == [
        {
            "path": "lines[0].unit_price",
            "message": "18.00 is not the price of A-1; it is 19.90 now",
            "allowed": ["19.90"],
        }
    ]
    assert told.json()["errors"] == [
        {
            "path": "discounts[0].amount",
            "message": "12.00 is not what CP-9 takes off; it is 10.00 now",
            "allowed": ["10.00"],
        }
    ]


async def test_a_platforms_price_and_discount_stand_as_they_are(site: Site) -> None:
    line = {"sku": "A-1", "quantity": 2, "unit_price": "18.00"}
    given = [{"kind": "shop_coupon", "id": "TB-1", "amount": "3.33"}]
    order = (await place(site, "platform-1", channel="taobao", lines=[line], discounts=given)).json()

    assert order["amounts"]["payable"] == "40.67"  # 36.00 - 3.33 + 8.00
    assert order["discounts"][0]["source"] == "channel"


async def test_a_channel_that_nobody_knows_is_checked_like_our_own(site: Site) -> None:
    line = {"sku": "A-1", "quantity": 2, "unit_price": "0.01"}

    assert set(problems(await place(site, "stranger-1", channel="my-own-shop", lines=[line]))) == {
        "lines[0].unit_price"
    }


async def test_the_amounts_are_told_step_by_step(site: Site) -> None:
    placed = (await place(site, "steps-1", coupon="CP-9")).json()

    assert [(each["step"], each["amount"], each["after"]) for each in placed["amounts"]["steps"]] == [
        ("goods", "39.80", "39.80"),
        ("coupon", "-10.00", "29.80"),
        ("freight", "8.00", "37.80"),
        ("payable", "37.80", "37.80"),
    ]
    again = (await site.client.get(f"/v1/orders/{placed['order_no']}")).json()
    assert again["amounts"] == placed["amounts"]


@pytest.mark.parametrize(
    ("coupon", "path"),
    [
        ({"id": "BAD", "valid_from": "2026-11-01T00:00:00"}, "coupons[0].valid_from"),
        ({"id": "BAD", "uses": 0}, "coupons[0].uses"),
        (
            {"id": "BAD", "valid_from": "2026-11-02T00:00:00Z", "valid_to": "2026-11-01T00:00:00Z"},
            "coupons[0].valid_to",
        ),
        ({"id": "BAD", "used": 3}, "coupons[0].used"),
    ],
)
async def test_a_wrong_coupon_is_named_and_nothing_is_kept(site: Site, coupon: dict[str, Any], path: str) -> None:
    answer = await keep(site, **coupon)

    assert answer.status_code == 422
    assert set(problems(answer)) == {path}
    assert (await site.client.get("/v1/coupons/BAD")).status_code == 404


async def test_coupons_are_listed_page_by_page_and_by_customer(site: Site) -> None:
    for number in range(3):
        await keep(site, id=f"OWN-{number}", customer="C-OWN")

    first = (await site.client.get("/v1/coupons", params={"customer": "C-OWN", "limit": 2})).json()
    rest = (await site.client.get("/v1/coupons", params={"customer": "C-OWN", "after": first["next"]})).json()

    assert [each["id"] for each in (*first["items"], *rest["items"])] == ["OWN-0", "OWN-1", "OWN-2"]
    assert rest["next"] is None


async def test_a_cancelled_orders_coupon_and_points_are_the_buyers_again(site: Site) -> None:
    await keep(site, id="BACK", customer="C-B")
    await site.client.post("/v1/customers/C-B/points", json={"id": "welcome", "points": 300})
    order = (await place(site, "back-1", customer={"id": "C-B"}, coupon="BACK", points=300)).json()
    assert order["amounts"]["discount"] == "12.98"
    assert (await site.client.get("/v1/customers/C-B/points")).json()["balance"] == 2

    cancelled = await site.client.post(f"/v1/orders/{order['order_no']}/cancellation", json={"reason": "买错了"})

    assert cancelled.status_code == 200, cancelled.text
    assert (await site.client.get("/v1/coupons/BACK")).json()["state"] == "free"
    assert (await site.client.get("/v1/customers/C-B/points")).json()["balance"] == 300
    assert (await place(site, "back-2", customer={"id": "C-B"}, coupon="BACK", points=300)).status_code == 201


async def test_what_a_quote_has_shown_can_be_ordered_as_it_was_shown(site: Site) -> None:
    body = an_order("shown-1", coupon="CP-9")
    quote = (await site.client.post("/v1/quotes", json=body)).json()
    told = [
        {"kind": step["step"], "id": step["id"], "amount": step["amount"].removeprefix("-")}
        for step in quote["amounts"]["steps"]
        if step["source"]
    ]

    order = await site.client.post("/v1/orders", json={**body, "discounts": told, "quote": quote["quote"]})

    assert (order.status_code, order.json()["amounts"]) == (201, quote["amounts"])


async def test_an_order_stays_as_it_was_when_the_goods_change(site: Site) -> None:
    order = (await place(site, "kept-1", coupon="CP-9")).json()
    sku = await site.oms.catalogue.sku("A-1")
    await site.oms.catalogue.keep(skus=[msgspec.structs.replace(sku, name="新名字", price=9999)])
    try:
        again = (await site.client.get(f"/v1/orders/{order['order_no']}")).json()
    finally:
        await site.oms.catalogue.keep(skus=[sku])

    assert (again["lines"], again["amounts"], again["discounts"]) == (
        order["lines"],
        order["amounts"],
        order["discounts"],
    )


async def test_a_gift_is_a_line_that_costs_nothing_with_stock_of_its_own(site: Site) -> None:
    await site.oms.catalogue.keep(customers=[Customer(id="C-GOLD", level="gold")])
    line = {"sku": "A-2", "quantity": 30, "unit_price": "19.90"}

    order = (await place(site, "gift-1", customer={"id": "C-GOLD"}, lines=[line])).json()

    gift = order["lines"][1]
    assert (gift["sku"], gift["quantity"], gift["unit_price"], gift["freight"]) == ("A-1", 1, "0.00", "0.00")
    assert gift["gift_of"] == "promotion-double-11@1/gift-shirt"
    row = next(each for each in order["discounts"] if each["kind"] == "gift")
    assert (row["id"], row["amount"], row["source"]) == ("gift-shirt", "0.00", gift["gift_of"])
    shipped = [line["sku"] for child in order["children"] for each in child["allocations"] for line in each["lines"]]
    assert set(shipped) == {"A-1", "A-2"}
