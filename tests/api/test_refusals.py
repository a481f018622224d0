"""Orders that are understood and refused: the reason has a name, and nothing is reserved."""

import pytest

from engine.errors import Unavailable
from engine.orders.request import OrderRequest
from tests.api.conftest import Site, an_order, an_order_of

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def free(site: Site, sku: str) -> int:
    levels = (await site.client.get("/v1/stock", params={"sku": sku})).json()
    return sum(level["free"] for level in levels)


async def test_what_is_not_in_stock_is_named_with_what_is_left(site: Site) -> None:
    assert await free(site, "RARE") == 1

    answer = await site.client.post("/v1/orders", json=an_order_of("rare-2", sku="RARE", quantity=2))

    problem = answer.json()
    assert (answer.status_code, problem["type"]) == (422, "/errors/out_of_stock")
    assert problem["errors"][0]["path"].startswith("lines[0]")
    assert "2" in problem["detail"]
    assert "RARE" in problem["detail"]
    assert await free(site, "RARE") == 1


async def test_the_last_unit_is_sold_once(site: Site) -> None:
    first = await site.client.post("/v1/orders", json=an_order_of("last-1", sku="RARE"))
    second = await site.client.post("/v1/orders", json=an_order_of("last-2", sku="RARE"))

    assert (first.status_code, second.status_code) == (201, 422)
    assert await free(site, "RARE") == 0


async def test_a_region_where_nothing_is_delivered_is_refused(site: Site) -> None:
    island = {"country": "CN", "region_code": "460303", "detail": "永兴路 1 号"}

    answer = await site.client.post("/v1/orders", json=an_order("island-1", address=island))

    assert (answer.status_code, answer.json()["type"]) == (422, "/errors/undeliverable")


async def test_a_refusal_is_given_again_for_the_same_key(site: Site) -> None:
    island = {"country": "CN", "region_code": "460303", "detail": "永兴路 1 号"}
    headers = {"Idempotency-Key": "island"}
    first = await site.client.post("/v1/orders", json=an_order("island-2", address=island), headers=headers)

    again = await site.client.post("/v1/orders", json=an_order("island-2", address=island), headers=headers)

    assert (again.status_code, again.json()["type"]) == (422, "/errors/undeliverable")
    assert again.json()["detail"] == first.json()["detail"]
    assert "Idempotent-Replay" not in first.headers
    assert again.headers["Idempotent-Replay"] == "true"


async def test_a_part_that_is_away_is_told_with_when_to_come_back(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*_: object, **__: object) -> None:
        raise Unavailable("the database is away; try again")

    monkeypatch.setattr(site.oms.orders, "place", away)

    answer = await site.client.post("/v1/orders", json=an_order("away-1"))

    assert (answer.status_code, answer.json()["type"]) == (503, "/errors/unavailable")
    assert int(answer.headers["Retry-After"]) >= 1


async def test_a_bug_of_ours_tells_the_caller_nothing_but_a_number(
    site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def bug(request: OrderRequest, **_: object) -> None:
        raise ZeroDivisionError("a secret of ours")

    monkeypatch.setattr(site.oms.orders, "place", bug)

    answer = await site.client.post("/v1/orders", json=an_order("bug-1"))

    problem = answer.json()
    assert (answer.status_code, problem["type"]) == (500, "/errors/internal_error")
    assert "secret" not in answer.text
    assert "ZeroDivision" not in answer.text
    (record,) = [record for record in caplog.records if record.name == "api.problems"]
    assert problem["detail"].split()[-1] in record.getMessage()
    assert record.exc_info is not None
