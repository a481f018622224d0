"""Pickup by script over HTTP: paid, brought to the point, fetched by the buyer; nothing is shipped."""

import pytest

from engine.orders.pickup import PickupPoint
from tests.api.conftest import Site
from tests.api.scripts import FULFILLING, Script, script

pytestmark = pytest.mark.asyncio(loop_scope="module")

POINT = PickupPoint(id="PP-1", name="文三路自提点", region="330106", detail="文三路 2 号")


async def pickup(site: Site) -> Script:
    await site.oms.pickup_points.keep([POINT])
    return await script(site, "pickup", shipping_method="pickup", pickup_point=POINT.id)


async def test_an_order_is_paid_lies_at_its_point_and_is_fetched(site: Site) -> None:
    order = await pickup(site)
    on_hand, reserved = await order.stock("A-1")
    await order.refuses_all(*FULFILLING, ("pickup-readiness", "warehouse"))

    await order.pay()
    await order.refuses_all(*FULFILLING[1:], ("pickup-readiness", "warehouse"))
    await order.do("allocation", "warehouse")
    await order.refuses_all(("shipments", "warehouse"), ("receipt", "customer"), ("completion", "customer"))
    await order.do("pickup-readiness", "warehouse")
    assert await order.stands() == ("confirmed", "paid", "ready_for_pickup")
    ready = await order.views()
    await order.refuses_all(("pickup-readiness", "warehouse"), ("shipments", "warehouse"), ("refusal", "customer"))

    await order.do("receipt", "customer")
    assert ready != await order.views()
    assert await order.stock("A-1") == (on_hand - 2, reserved - 2)
    await order.do("completion", "customer")
    assert await order.views() == ("交易成功", "交易成功", "已完成")
    await order.refuses_all(*FULFILLING, ("pickup-readiness", "warehouse"))


async def test_what_nobody_fetches_is_cancelled_and_free_again(site: Site) -> None:
    order = await pickup(site)
    _, reserved = await order.stock("A-1")
    await order.pay()
    await order.do("allocation", "warehouse")
    await order.do("pickup-readiness", "warehouse")

    await order.do("cancellation", "customer_service", reason="未取件")

    assert (await order.stock("A-1"))[1] == reserved - 2
    assert await order.money() == (order.payable, order.payable)
    await order.refuses_all(*FULFILLING, ("pickup-readiness", "warehouse"))
