"""The event log over HTTP: every event once and in order, from any place on."""

import asyncio
from typing import Any

import pytest

from tests.api.conftest import Site, an_order_of

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def log(site: Site, **query: Any) -> Any:
    answer = await site.client.get("/v1/events", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def place(site: Site, order_id: str) -> str:
    answer = await site.client.post("/v1/orders", json=an_order_of(order_id))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["order_no"])


async def test_a_reader_who_keeps_its_place_misses_nothing_while_orders_come_in(site: Site) -> None:
    start = (await log(site, limit=1000))["next"]
    read: list[dict[str, Any]] = []
    placed: list[str] = []

    async def shop() -> None:
        placed.extend([await place(site, f"event-{number}") for number in range(20)])

    async def listen() -> None:
        place_in_log = start
        while len({event["order_no"] for event in read}) < 20:
            page = await log(site, after=place_in_log, limit=3)
            read.extend(page["items"])
            place_in_log = page["next"]
            await asyncio.sleep(0)

    await asyncio.wait_for(asyncio.gather(shop(), listen()), 60)

    ids = [event["id"] for event in read]
    assert ids == sorted(set(ids))
    assert [event["order_no"] for event in read if event["name"] == "OrderPlaced"] == placed


async def test_events_of_one_order_are_those_of_its_time_line(site: Site) -> None:
    number = await place(site, "event-one")

    page = await log(site, order_no=number)
    order = (await site.client.get(f"/v1/orders/{number}")).json()

    assert [event["id"] for event in page["items"]] == [event["id"] for event in order["timeline"]]
    assert {event["order_no"] for event in page["items"]} == {number}
    assert (await log(site, order_no=order["children"][0]["order_no"])) == page
    assert page["has_more"] is False


async def test_the_end_of_the_log_is_a_place_to_wait_at(site: Site) -> None:
    await place(site, "event-end")
    first = await log(site, limit=1)
    assert (len(first["items"]), first["has_more"]) == (1, True)
    end = (await log(site, limit=1000))["next"]

    assert await log(site, after=end) == {"items": [], "next": end, "has_more": False}
    assert await site.oms.events.last() == end


@pytest.mark.parametrize(
    ("query", "status"),
    [({"after": -1}, 422), ({"limit": 0}, 422), ({"limit": 1001}, 422), ({"from": 1}, 422), ({"order_no": "no"}, 404)],
)
async def test_a_place_that_cannot_be_is_refused(site: Site, query: dict[str, Any], status: int) -> None:
    assert (await site.client.get("/v1/events", params=query)).status_code == status


async def test_three_readers_of_their_own_pace_get_every_event_and_one_that_fell_over_gets_some_twice(
    site: Site,
) -> None:
    start = (await log(site, limit=1000))["next"]
    for number in range(6):
        await place(site, f"event-three-{number}")
    every = (await log(site, after=start, limit=1000))["items"]
    places = {"finance": start, "logistics": start, "customer care": start}
    read: dict[str, list[int]] = {reader: [] for reader in places}

    for limit, reader in ((1, "finance"), (4, "logistics"), (100, "customer care")):
        has_fallen = False
        while (page := await log(site, after=places[reader], limit=limit))["items"]:
            read[reader] += [event["id"] for event in page["items"]]
            if reader == "logistics" and not has_fallen:
                has_fallen = True  # it fell over before it kept its place
                continue
            places[reader] = page["next"]

    ids = [event["id"] for event in every]
    assert read["finance"] == read["customer care"] == ids
    assert read["logistics"] == ids[:4] + ids, "the same ids once more: it can tell"


async def test_a_payment_that_is_told_twice_happened_once(site: Site) -> None:
    number = await place(site, "event-paid")
    order = (await site.client.get(f"/v1/orders/{number}")).json()
    paid = {"payment_no": "P-event-1", "method": "alipay", "amount": order["amounts"]["payable"]}

    for _ in range(2):
        answer = await site.client.post(f"/v1/orders/{number}/payments", json=paid)
        assert answer.status_code in (200, 201), answer.text

    names = [event["name"] for event in (await log(site, order_no=number))["items"]]
    assert names.count("PaymentReceived") == names.count("OrderPaid") == names.count("OrderPlaced") == 1
