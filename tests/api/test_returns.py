"""Returns over HTTP: allowed or not, and why."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio

from tests.api.conftest import Site, an_order

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def order(site: Site) -> dict[str, Any]:
    lines = [{"sku": "A-1", "quantity": 9, "unit_price": "19.90"}]
    placed: dict[str, Any] = (await site.client.post("/v1/orders", json=an_order("returned-1", lines=lines))).json()
    return placed


def a_return(order: dict[str, Any], **changes: Any) -> dict[str, Any]:
    received = datetime.fromisoformat(order["received_at"]) - timedelta(days=1)
    usual = {"order_no": order["order_no"], "line": "1", "quantity": 1, "reason": "quality", "opened": False}
    return {**usual, "received_at": received.isoformat(), **changes}


async def test_broken_goods_may_go_back_at_the_sellers_cost(site: Site, order: dict[str, Any]) -> None:
    answer = await site.client.post("/v1/returns", json=a_return(order))

    found = answer.json()
    assert answer.status_code == 201
    assert (found["allowed"], found["shipping_by"]) == (True, "seller")
    assert found["return_no"].startswith(order["order_no"])
    assert found["decision"]["set"].startswith("return-cn@")


async def test_after_the_window_no_reason_is_not_enough(site: Site) -> None:
    old = (
        await site.client.post("/v1/orders", json=an_order("returned-2", placed_at="2026-03-01T10:00:00+08:00"))
    ).json()
    asked = a_return(old, reason="no_reason", received_at="2026-03-03T10:00:00+08:00")

    found = (await site.client.post("/v1/returns", json=asked)).json()

    assert (found["allowed"], found["action"]) == (False, "reject")
    assert found["reason"]
    assert found["window_days"] >= 7


async def test_a_return_is_asked_for_once_by_its_key(site: Site, order: dict[str, Any]) -> None:
    headers = {"Idempotency-Key": "return-1"}
    first = await site.client.post("/v1/returns", json=a_return(order), headers=headers)
    again = await site.client.post("/v1/returns", json=a_return(order), headers=headers)
    other = await site.client.post("/v1/returns", json=a_return(order, quantity=2), headers=headers)

    assert again.json() == first.json()
    assert again.headers["Idempotent-Replay"] == "true"
    assert other.status_code == 409


@pytest.mark.parametrize(
    ("changes", "status", "path"),
    [
        ({"line": "7"}, 422, "line"),
        ({"quantity": 99}, 422, "quantity"),
        ({"quantity": 0}, 422, "quantity"),
        ({"reason": "boredom"}, 422, "reason"),
        ({"type": "gift"}, 422, "type"),
        ({"received_at": "yesterday"}, 422, "received_at"),
    ],
)
async def test_a_wrong_request_is_answered_with_its_field(
    site: Site, order: dict[str, Any], changes: dict[str, Any], status: int, path: str
) -> None:
    answer = await site.client.post("/v1/returns", json=a_return(order, **changes))

    assert answer.status_code == status, answer.text
    assert answer.json()["errors"][0]["path"] == path


async def test_a_return_of_no_order_is_not_found(site: Site, order: dict[str, Any]) -> None:
    answer = await site.client.post("/v1/returns", json=a_return(order, order_no="26111016A0000000000000X"))

    assert answer.status_code == 404
