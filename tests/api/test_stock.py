"""Stock over HTTP: what lies where, what may be promised, and what people do with it."""

from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest

from tests.api.conftest import Site, an_order_of

pytestmark = pytest.mark.asyncio(loop_scope="module")
NUMBERS: Iterator[int] = count(1)


async def seen(site: Site, sku: str = "A-2") -> Any:
    answer = await site.client.get(f"/v1/stock/{sku}")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def post(site: Site, path: str, body: dict[str, Any], status: int = 201, **headers: str) -> Any:
    answer = await site.client.post(f"/v1/stock/{path}", json=body, headers=headers)
    assert answer.status_code == status, answer.text
    return answer.json()


def a_booking(quantity: int, **changes: Any) -> dict[str, Any]:
    return {"lines": [{"sku": "A-2", "warehouse": "HZ", "quantity": quantity}], "reason": "月末盘点", **changes}


@pytest.mark.parametrize(
    ("verb", "kind", "quantity", "change"),
    [
        ("receipts", "receive", 7, 7),
        ("adjustments", "adjust", -2, -2),
        ("damages", "damage", 3, -3),
    ],
)
async def test_a_booking_answers_with_its_rows_in_the_ledger(
    site: Site, verb: str, kind: str, quantity: int, change: int
) -> None:
    before = await seen(site)

    done = await post(site, verb, a_booking(quantity))

    (row,) = done["movements"]
    assert (row["kind"], row["on_hand"], row["reason"], row["actor"]) == (kind, change, "月末盘点", "api:tests")
    assert (await seen(site))["on_hand"] == before["on_hand"] + change
    newest = (await site.client.get("/v1/stock/A-2/movements", params={"limit": 1})).json()
    assert newest["items"] == [row]
    older = (await site.client.get("/v1/stock/A-2/movements", params={"after": newest["next"]})).json()
    assert row not in older["items"]


async def test_a_count_books_the_difference(site: Site) -> None:
    before = {level["warehouse"]: level["on_hand"] for level in (await seen(site))["levels"]}

    done = await post(site, "counts", a_booking(900))

    assert [row["on_hand"] for row in done["movements"]] == [900 - before["HZ"]]


async def test_a_hold_keeps_units_from_being_sold_until_it_is_released(site: Site) -> None:
    before = await seen(site)
    hold = await post(site, "holds", {"sku": "A-2", "warehouse": "GZ", "quantity": 10, "reason": "包装破损待检"})

    held = await seen(site)
    assert held["held"] == before["held"] + 10
    assert held["available_to_promise"] == before["available_to_promise"] - 10
    await post(site, f"holds/{hold['reference']}/release", {"reason": "检验合格"}, 200)
    assert (await seen(site))["available_to_promise"] == before["available_to_promise"]
    await post(site, f"holds/{hold['reference']}/release", {"reason": "检验合格"}, 404)


async def test_a_transfer_leaves_travels_and_arrives(site: Site) -> None:
    asked = {"sku": "A-2", "source": "SH", "target": "GZ", "quantity": 40, "reason": "华南备货"}
    sent = await post(site, "transfers", asked)
    assert (await seen(site))["in_transit"] == 40

    await post(site, f"transfers/{sent['reference']}/arrival", {"arrived": 38, "lost": 2}, 200)

    found = (await site.client.get("/v1/stock/transfers", params={"sku": "A-2"})).json()["items"][0]
    assert (found["transfer_no"], found["state"], found["arrived"], found["lost"]) == (
        sent["reference"], "arrived", 38, 2,
    )  # fmt: skip
    problem = await post(site, f"transfers/{sent['reference']}/arrival", {"arrived": 1}, 409)
    assert problem["type"] == "/errors/conflict"


async def test_an_order_is_refused_by_what_may_be_promised_where_the_goods_lie(site: Site) -> None:
    answer = await site.client.put("/v1/stock/RARE/sales-level", json={"safety": 1, "reason": "样品不卖"})
    assert answer.status_code == 200, answer.text
    assert (answer.json()["sellable"], answer.json()["available_to_promise"]) == (1, 0)

    refused = await site.client.post("/v1/orders", json=an_order_of("rare-1", sku="RARE"))

    assert (refused.status_code, refused.json()["type"]) == (422, "/errors/out_of_stock")
    assert refused.json()["errors"] == [
        {"path": "lines[0].sku", "message": "RARE: 1 wanted, 0 available (kept back from app)"}
    ]
    await site.client.put("/v1/stock/RARE/sales-level", json={"reason": "可以卖了"})
    assert (await site.client.post("/v1/orders", json=an_order_of("rare-2", sku="RARE"))).status_code == 201


async def test_the_same_call_books_once(site: Site) -> None:
    key = {"Idempotency-Key": f"stock-{next(NUMBERS)}"}
    before = (await seen(site))["on_hand"]
    first = await site.client.post("/v1/stock/receipts", json=a_booking(5), headers=key)
    again = await site.client.post("/v1/stock/receipts", json=a_booking(5), headers=key)
    other = await site.client.post("/v1/stock/receipts", json=a_booking(6), headers=key)

    assert again.json() == first.json()
    assert again.headers["Idempotent-Replay"] == "true"
    assert (other.status_code, other.json()["type"]) == (409, "/errors/idempotency_conflict")
    assert (await seen(site))["on_hand"] == before + 5


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("receipts", a_booking(0), "lines[0].quantity"),
        ("adjustments", {"lines": [], "reason": "x"}, "lines"),
        ("adjustments", {"lines": a_booking(1)["lines"]}, "reason"),
        ("adjustments", a_booking(1, reason=""), "reason"),
        ("counts", {"lines": [{"sku": "A-2", "warehouse": "XX", "quantity": 1}], "reason": "x"}, "lines[0].warehouse"),
        ("damages", {"lines": [{"sku": "NO", "warehouse": "HZ", "quantity": 1}], "reason": "x"}, "lines[0].sku"),
        ("holds", {"sku": "A-2", "warehouse": "HZ", "quantity": 99_999, "reason": "x"}, "quantity"),
        ("transfers", {"sku": "A-2", "source": "HZ", "target": "HZ", "quantity": 1, "reason": "x"}, "target"),
    ],
)
async def test_what_cannot_be_booked_names_the_field(site: Site, path: str, body: dict[str, Any], field: str) -> None:
    problem = await post(site, path, body, 422)

    assert [error["path"] for error in problem["errors"]] == [field]


async def test_only_who_may_write_changes_stock(site: Site) -> None:
    headers = await site.with_scopes("catalogue:read")

    assert (await site.stranger.get("/v1/stock/A-2", headers=headers)).status_code == 200
    answer = await site.stranger.post("/v1/stock/receipts", json=a_booking(1), headers=headers)
    assert answer.status_code == 403
    assert (await site.client.get("/v1/stock/NO")).status_code == 404
