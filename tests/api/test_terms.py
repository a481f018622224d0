"""The terms of an order over HTTP: by when it is paid and until when its buyer may cancel, by region and category."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from engine.orders.catalogue import StockLevel
from tests.api.conftest import Site
from tests.api.scripts import Script, script
from tests.builders import a_sku, a_warehouse

pytestmark = pytest.mark.asyncio(loop_scope="module")

TIBET = {"province": "西藏自治区", "city": "拉萨市", "district": "城关区", "detail": "北京东路 1 号"}
WHY = "before the node"


async def a_shop_with(site: Site, sku: str, **changes: Any) -> None:
    """Put 100 units of a SKU into a warehouse that can ship anything."""
    await site.oms.catalogue.keep(
        skus=[a_sku(sku, **changes)], warehouses=[a_warehouse("HZ", capabilities=("cold_chain",))]
    )
    await site.oms.catalogue.receive([StockLevel(sku=sku, warehouse="HZ", on_hand=100)], actor="tests")


async def an_order_for(site: Site, sku: str = "A-1", **changes: Any) -> Script:
    return await script(site, lines=[{"sku": sku, "quantity": 1, "unit_price": "19.90"}], **changes)


async def terms(order: Script) -> dict[str, Any]:
    told: dict[str, Any] = (await order.seen())["terms"]
    return told


async def test_an_order_says_by_when_it_is_paid_and_until_when_it_may_be_cancelled(site: Site) -> None:
    order = await an_order_for(site)
    told = await terms(order)
    placed = datetime.fromisoformat((await order.seen())["received_at"])

    assert datetime.fromisoformat(told["pay_by"]) - placed == timedelta(minutes=30)
    assert told["cancel_until"] == "shipped"
    assert "terms" in [decision["kind"] for decision in (await order.seen())["decisions"]]


async def test_a_buyer_cancels_goods_made_for_one_at_no_time_and_customer_service_does(site: Site) -> None:
    await a_shop_with(site, "MADE", category="定制")
    order = await an_order_for(site, "MADE")

    assert (await terms(order))["cancel_until"] == "never"
    assert WHY in await order.refused("cancellation", "customer", reason="不想要了")
    await order.do("cancellation", "customer_service", reason="客户投诉")


async def test_a_buyer_cancels_frozen_goods_until_they_are_paid(site: Site) -> None:
    await a_shop_with(site, "ICE", temperature="frozen")
    paid, unpaid = await an_order_for(site, "ICE"), await an_order_for(site, "ICE")
    await paid.pay()

    assert WHY in await paid.refused("cancellation", "customer", reason="不想要了")
    await unpaid.do("cancellation", "customer", reason="不想要了")


async def test_what_goes_far_is_cancelled_until_a_warehouse_has_it(site: Site) -> None:
    near, far = await an_order_for(site), await an_order_for(site, address=TIBET)
    for order in (near, far):
        await order.pay()
        await order.do("allocation", "warehouse", child=1)

    assert [(await terms(order))["cancel_until"] for order in (near, far)] == ["shipped", "allocated"]
    assert WHY in await far.refused("cancellation", "customer", reason="不想要了")
    await near.do("cancellation", "customer", reason="不想要了")
    await far.do("cancellation", "customer_service", reason="客户来电")


async def test_a_received_order_says_when_it_is_completed_by_itself(site: Site) -> None:
    order = await an_order_for(site)
    assert (await terms(order))["complete_after"] == "P7D"
    await order.pay()
    for verb in ("allocation", "shipments"):
        await order.do(verb, "warehouse", child=1)
    assert (await order.seen())["children"][0]["completes_at"] is None
    await order.do("receipt", "customer", child=1)

    told = await order.seen()
    received = next(event["at"] for event in told["timeline"] if event["name"] == "ChildReceived")
    completes = datetime.fromisoformat(told["children"][0]["completes_at"])
    assert completes == datetime.fromisoformat(received) + timedelta(days=7)
