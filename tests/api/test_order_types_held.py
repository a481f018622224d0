"""A held order by script over HTTP: planned and reserved, but what the hold blocks cannot happen; neutrally told."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from tests.api.conftest import Site
from tests.api.scripts import FULFILLING, Script, a_receipt, script
from tests.api.test_order_types_agreed import worker_at

pytestmark = pytest.mark.asyncio(loop_scope="module")

TRUSTED = "      - id: trusted\n"
SUSPECT = (
    "      - {id: suspect, when: {customer.id: C-suspect}, "
    "then: {action: review, queue: 反欺诈, reason: 可疑, blocks: [release, payment]}}\n"
)
MANY = [{"sku": "A-1", "quantity": 1000, "unit_price": "19.90"}]


async def held(site: Site, customer: str) -> Script:
    """Place an order of somebody known that the risk rules hold for its size."""
    await script(site, customer={"id": customer})
    order = await script(site, lines=MANY, customer={"id": customer})
    assert order.placed["status"]["review"] == "held"
    return order


async def test_a_held_order_may_be_paid_and_waits_neutrally(site: Site) -> None:
    order = await held(site, "C-held-1")
    reasons = order.placed["hold_reasons"]
    assert order.placed["blocks"] == ["release"]
    assert await order.views() == ("审核中", "异常订单", "未确认")

    await order.pay()
    assert (await order.views())[0] == "等待接单"
    await order.refuses_all(*FULFILLING, ("confirmation", "merchant"), child=1)

    page = msgspec.json.encode(await order.customer()).decode()
    seen = await order.seen()
    private = (*reasons, seen["hold_queue"], "held", "review", "OrderHeld", "risk")
    assert [word for word in private if word in page] == []
    assert seen["hold_reasons"] == reasons, "those who work on it see why"
    told = await order.refused("completion", "customer", child=1)
    assert [word for word in (*reasons, "held", "review", "risk") if word in told] == []

    await order.do("cancellation", "customer", reason="等太久")
    assert await order.money() == (order.payable, order.payable)
    assert await order.views() == ("退款成功", "交易关闭", "已取消")


async def test_a_held_order_that_is_rejected_says_no_more_than_that_it_is_closed(site: Site) -> None:
    order = await held(site, "C-held-2")
    _, reserved = await order.stock("A-1")
    await order.pay()

    await order.do("cancellation", "risk", reason="反欺诈")

    assert (await order.stock("A-1"))[1] == reserved - 1000
    page = await order.customer()
    assert page["status"] == "退款成功"
    assert "反欺诈" not in msgspec.json.encode(page).decode()


async def test_a_hold_that_blocks_payment_takes_no_money_and_lets_no_time_run_out(site: Site) -> None:
    text = await site.oms.rules.text("risk-default")
    await site.oms.rules.publish(text.replace(TRUSTED, SUSPECT + TRUSTED), actor="analyst", reason="试用")
    order = await script(site, customer={"id": "C-suspect"})
    assert order.placed["blocks"] == ["release", "payment"]
    later = worker_at(site, lambda: datetime.now(UTC) + timedelta(hours=1))
    await later.run()  # the other orders of these tests are timed out
    _, reserved = await order.stock("A-1")

    await order.refused("payments", "payment", **a_receipt(), amount=order.payable)
    await order.refuses_all(*FULFILLING, ("confirmation", "merchant"))
    assert await later.run() == 0

    assert await order.stands() == ("awaiting_payment", "unpaid", "none")
    assert await order.money() == ("0.00", "0.00")
    assert (await order.stock("A-1"))[1] == reserved, "its stock stays reserved"
    assert (await order.views())[0] == "审核中"
