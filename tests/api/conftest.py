"""The API over a real application on a database of its own; one for each module of tests."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, NamedTuple, cast

import httpx
import msgspec
import pytest
import pytest_asyncio

from api.app import create_app
from config.settings import read_settings
from engine.orders.catalogue import StockLevel
from engine.orders.event import OrderEvent
from engine.orders.event_catalogue import unknown_parts
from engine.services.app import Oms
from engine.services.keys import ALL_SCOPES
from engine.serving import AsgiApp
from tests.builders import CP_9, a_sku, a_warehouse, an_order_request

HOST = "http://oms.test"
WAREHOUSES = ("HZ", "SH", "GZ")
SKUS = (a_sku("A-1"), a_sku("A-2", merchant="M-2", category="数码"), a_sku("RARE"))


class Site(NamedTuple):
    """The application, a client with a key of every scope, and one without a key."""

    oms: Oms
    client: httpx.AsyncClient
    stranger: httpx.AsyncClient

    async def order_count(self) -> int:
        """Return how many orders there are."""
        answer = await self.client.get("/v1/orders", params={"limit": 1, "with_total": True})
        total: int = answer.json()["total"]
        return total

    async def with_scopes(self, *scopes: str) -> dict[str, str]:
        """Return the header of a new key that has these scopes only."""
        return {"Authorization": f"Bearer {await self.oms.keys.make('limited', scopes)}"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    settings = read_settings({"OMS_DATA_DIR": str(tmp_path_factory.mktemp("data"))})
    oms = await Oms.open(settings)
    try:
        await fill(oms)
        key = await oms.keys.make("tests", ALL_SCOPES)
        # As a server does: what goes wrong inside is answered, not raised through the client.
        transport = httpx.ASGITransport(cast("AsgiApp", create_app(oms, settings)), raise_app_exceptions=False)
        async with (
            httpx.AsyncClient(transport=transport, base_url=HOST, headers={"Authorization": f"Bearer {key}"}) as client,
            httpx.AsyncClient(transport=transport, base_url=HOST) as stranger,
        ):
            yield Site(oms, client, stranger)
            assert await undescribed_events(oms) == set(), "the catalogue of events says all that the log tells"
    finally:
        await oms.close()


async def undescribed_events(oms: Oms) -> set[str]:
    """Return what the log tells and the catalogue of events does not say."""
    found: set[str] = set()
    page = await oms.events.after(0, 1_000)
    while page.items:
        events = [OrderEvent(name=e.name, order_no=e.order_no, at=e.at, actor=e.actor, data=e.data) for e in page.items]
        found.update(unknown_parts(events))
        page = await oms.events.after(page.next, 1_000)
    return found


async def fill(oms: Oms) -> None:
    """Put three SKUs into three warehouses: 1,000 units of each, of RARE one; and the coupon CP-9."""
    await oms.benefits.keep([CP_9])
    await oms.catalogue.keep(skus=SKUS, warehouses=[a_warehouse(name) for name in WAREHOUSES])
    levels = [StockLevel(sku=sku, warehouse=name, on_hand=1000) for sku in ("A-1", "A-2") for name in WAREHOUSES]
    await oms.catalogue.receive([*levels, StockLevel(sku="RARE", warehouse="HZ", on_hand=1)], actor="tests")


def an_order(order_id: str, **changes: Any) -> dict[str, Any]:
    """Return the body of an order that is right."""
    body: dict[str, Any] = msgspec.to_builtins(an_order_request(channel_order_id=order_id))
    return {**body, **changes}


def an_order_of(order_id: str, **line: Any) -> dict[str, Any]:
    """Return the body of an order of one line."""
    return an_order(order_id, lines=[{"sku": "A-1", "quantity": 1, "unit_price": "19.90", **line}])


def read(path: Path) -> str:
    """Return a text file."""
    return path.read_text(encoding="utf-8")
