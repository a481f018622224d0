"""Orders that are not paid first, by script over HTTP: at the door, on account, for nothing; and without goods."""

import pytest

from tests.api.conftest import Site
from tests.api.scripts import FULFILLING, a_receipt, script
from tests.builders import a_sku

pytestmark = pytest.mark.asyncio(loop_scope="module")

COD = {"payment": {"method": "cod"}}


async def test_cash_on_delivery_is_shipped_unpaid_collected_at_the_door_and_moves_no_money(site: Site) -> None:
    order = await script(site, "cod", **COD)
    assert await order.stands() == ("awaiting_confirmation", "collectable", "none")
    first = await order.views()
    await order.refuses_all(*FULFILLING, ("payments", "payment"), ("collection", "warehouse"))

    await order.do("confirmation", "merchant")
    await order.refuses_all(*FULFILLING[1:], ("confirmation", "merchant"), ("collection", "warehouse"))
    await order.do("allocation", "warehouse")
    await order.do("shipments", "warehouse")
    assert first != await order.views()
    await order.refuses_all(("payments", "payment"), ("completion", "customer"))

    collected = await order.do("collection", "warehouse", **a_receipt("cash"), amount=order.payable)
    assert [payment["kind"] for payment in collected["payments"]] == ["collection"]
    await order.do("receipt", "customer")
    await order.do("completion", "customer")
    assert await order.stands() == ("completed", "paid", "received")
    assert await order.views() == ("交易成功", "交易成功", "已完成")
    assert (await order.seen())["refunds"] == []


async def test_cash_is_collected_whole_and_what_is_due_is_said(site: Site) -> None:
    order = await script(site, "cod", **COD)
    await order.do("confirmation", "merchant")
    await order.do("allocation", "warehouse")
    await order.do("shipments", "warehouse")

    answer = await order.post("collection", "warehouse", **a_receipt("cash"), amount="1.00")

    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["allowed"] == [order.payable]
    assert await order.money() == ("0.00", "0.00")


async def test_cash_on_delivery_that_is_refused_at_the_door_creates_no_refund(site: Site) -> None:
    order = await script(site, "cod", **COD)
    on_hand, reserved = await order.stock("A-1")
    await order.do("confirmation", "merchant")
    await order.do("allocation", "warehouse")
    await order.do("shipments", "warehouse")

    await order.do("refusal", "customer")
    assert (await order.stands())[2] == "refused"
    await order.refuses_all(("receipt", "customer"), ("refusal", "customer"), ("shipments", "warehouse"))
    await order.do("returned-goods", "warehouse")

    assert await order.stock("A-1") == (on_hand, reserved - 2), "the goods are on hand again"
    assert await order.money() == ("0.00", "0.00")
    await order.refuses_all(*FULFILLING)


async def test_a_business_order_on_account_is_delivered_and_paid_later_in_parts(site: Site) -> None:
    order = await script(site, "b2b", on_account=True)
    assert await order.stands() == ("awaiting_confirmation", "on_account", "none")
    await order.refuses_all(*FULFILLING, ("payments", "payment"))

    await order.do("confirmation", "merchant")
    for verb in ("allocation", "shipments"):
        await order.do(verb, "warehouse")
    await order.do("receipt", "customer")
    await order.do("collection", "payment", **a_receipt("transfer"), amount="10.00")
    rest = f"{float(order.payable) - 10:.2f}"
    await order.do("collection", "payment", **a_receipt("transfer"), amount=rest)

    assert await order.money() == (order.payable, "0.00")
    assert {payment["kind"] for payment in (await order.seen())["payments"]} == {"collection"}
    await order.do("completion", "customer")
    await order.refuses_all(*FULFILLING, ("cancellation", "customer_service"))


async def test_a_business_order_without_an_account_is_paid_first(site: Site) -> None:
    order = await script(site, "b2b")
    await order.refuses_all(*FULFILLING, ("confirmation", "merchant"))

    await order.pay()
    assert await order.stands() == ("awaiting_confirmation", "paid", "none")
    await order.do("confirmation", "merchant")
    assert await order.stands() == ("confirmed", "paid", "none")


@pytest.mark.parametrize("order_type", ["exchange", "reissue"])
async def test_what_is_sent_in_place_of_something_else_asks_for_no_money(site: Site, order_type: str) -> None:
    order = await script(site, order_type)
    assert await order.stands() == ("confirmed", "not_required", "none")
    await order.refuses_all(*FULFILLING[1:], ("payments", "payment"), ("collection", "payment"))

    for verb in ("allocation", "shipments"):
        await order.do(verb, "warehouse")
    await order.do("receipt", "customer")
    await order.do("completion", "customer")
    assert await order.money() == ("0.00", "0.00")
    await order.refuses_all(*FULFILLING)

    other = await script(site, order_type)
    cancelled = await other.do("cancellation", "customer_service", reason="换货报缺")
    assert cancelled["refunds"] == []


async def test_a_virtual_order_is_paid_and_delivered_without_a_warehouse(site: Site) -> None:
    await site.oms.catalogue.keep(skus=[a_sku("V-1", type="virtual", weight_grams=0, volume_cm3=0)])
    order = await script(site, "virtual", lines=[{"sku": "V-1", "quantity": 1, "unit_price": "19.90"}])
    assert order.placed["children"][0]["allocations"] == []
    await order.refuses_all(*FULFILLING, ("delivery", "merchant"))

    await order.pay()
    await order.refuses_all(("allocation", "warehouse"), ("shipments", "warehouse"), ("completion", "customer"))
    await order.refused("cancellation", "customer", reason="不要了")
    await order.do("delivery", "merchant")
    await order.do("completion", "customer")

    assert await order.stands() == ("completed", "paid", "received")
    await order.refuses_all(*FULFILLING, ("delivery", "merchant"))
