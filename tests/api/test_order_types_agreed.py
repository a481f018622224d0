"""Presale and group-buy by script over HTTP: two payments and a deposit at stake; a group that comes about or not."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from engine.services.due_work import DueService
from engine.services.operation_runner import OperationRunner
from engine.store.change_repository import ChangeRepository
from engine.store.order_timers import TimerRepository
from tests.api.conftest import Site
from tests.api.scripts import FULFILLING, Script, a_receipt, script

pytestmark = pytest.mark.asyncio(loop_scope="module")


def worker_at(site: Site, clock: Callable[[], datetime]) -> DueService:
    """Return the round of a worker whose clock shows another time."""
    engine = site.oms._engine  # noqa: SLF001 - a worker beside this one, on the same database
    return DueService(OperationRunner(ChangeRepository(engine), clock), TimerRepository(engine), clock)


def days_from_now(days: float) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).isoformat()


async def presale(site: Site, *, begins: float = -1, ends: float = 3, deposit: str = "10.00", **changes: Any) -> Script:
    """Place a presale whose balance is paid between two days from now."""
    asked = {"deposit": deposit, "balance_from": days_from_now(begins), "balance_by": days_from_now(ends)}
    return await script(site, "presale", presale=asked, **changes)


async def test_a_presale_pays_deposit_and_balance_and_is_delivered(site: Site) -> None:
    order = await presale(site)
    terms = (await order.seen())["presale"]
    assert float(terms["deposit"]) + float(terms["balance"]) == pytest.approx(float(order.payable))
    assert await order.views() == ("待付款", "等待买家付款", "已锁定")
    await order.refuses_all(*FULFILLING, ("confirmation", "merchant"), ("deposit-forfeiture", "merchant"))
    too_little = await order.post("payments", "payment", **a_receipt(), amount="9.99")
    assert (too_little.status_code, too_little.json()["errors"][0]["allowed"]) == (422, ["10.00"])

    deposit = await order.pay("10.00")
    assert deposit["payments"][0]["kind"] == "deposit"
    assert await order.stands() == ("awaiting_confirmation", "deposit_paid", "none")
    assert (await order.views())[1] == "定金已付"
    await order.refused("payments", "payment", **a_receipt(), amount=terms["balance"])
    await order.refused("cancellation", "customer", reason="不要了")
    await order.refuses_all(*FULFILLING)

    await order.do("confirmation", "merchant")
    await order.refuses_all(*FULFILLING, ("confirmation", "merchant"), ("deposit-forfeiture", "merchant"))
    balance = await order.pay(terms["balance"])
    assert balance["payments"][0]["kind"] == "balance"
    assert balance["status"]["payment"] == "paid"
    assert await order.money() == (order.payable, "0.00")

    for verb, by in (("allocation", "warehouse"), ("shipments", "warehouse"), ("receipt", "customer")):
        await order.do(verb, by)  # type: ignore[arg-type]  # roles by name
    await order.do("completion", "customer")
    assert await order.views() == ("交易成功", "交易成功", "已完成")
    await order.refuses_all(*FULFILLING, ("balance", "merchant"), ("deposit-forfeiture", "merchant"))


async def test_the_balance_of_a_presale_is_changed_before_it_is_paid(site: Site) -> None:
    order = await presale(site)
    await order.pay("10.00")
    await order.do("confirmation", "merchant")

    changed = await order.do("balance", "merchant", balance="20.00")

    assert changed["payable"] == "30.00"
    seen = await order.seen()
    assert (seen["presale"]["balance"], seen["amounts"]["payable"]) == ("20.00", "30.00")
    assert sum(float(child["payable"]) for child in seen["children"]) == pytest.approx(30)
    too_much = await order.post("balance", "merchant", balance="9999.00")
    assert (too_much.status_code, too_much.json()["errors"][0]["path"]) == (422, "balance")
    await order.pay("20.00")
    assert await order.stands() == ("confirmed", "paid", "none")
    assert await order.money() == ("30.00", "0.00")
    await order.refused("balance", "merchant", balance="19.00")


async def test_a_deposit_is_forfeited_when_the_balance_is_not_paid_in_time(site: Site) -> None:
    order = await presale(site, begins=1, ends=2)
    _, reserved = await order.stock("A-1")
    await order.pay("10.00")
    await order.do("confirmation", "merchant")
    early = await order.refused("payments", "payment", **a_receipt(), amount="30.00")
    assert "from the agreed day on" in early
    await order.refused("deposit-forfeiture", "merchant")

    three_days_on = worker_at(site, lambda: datetime.now(UTC) + timedelta(days=3))
    assert await three_days_on.run() >= 1

    assert await order.stands() == ("cancelled", "forfeited", "none")
    assert await order.money() == ("10.00", "0.00"), "the deposit is kept"
    assert (await order.stock("A-1"))[1] == reserved - 2
    assert (await order.views())[0] == "交易失败"
    late = await order.pay("30.00")
    assert [refund["amount"] for refund in late["refunds"]] == ["30.00"]


async def test_a_deposit_is_owed_back_when_nobody_confirmed_the_presale_in_time(site: Site) -> None:
    order = await presale(site, begins=1, ends=2)
    _, reserved = await order.stock("A-1")
    await order.pay("10.00")

    rounds = [worker_at(site, lambda: datetime.now(UTC) + timedelta(days=3)) for _ in range(2)]
    assert sum(await asyncio.gather(*(each.run() for each in rounds))) >= 1

    assert await order.stands() == ("cancelled", "refunded", "none")
    assert await order.money() == ("10.00", "10.00")
    assert [refund["amount"] for refund in (await order.seen())["refunds"]] == ["10.00"], "once, of two workers"
    assert (await order.stock("A-1"))[1] == reserved - 2


async def test_a_deposit_that_is_not_paid_in_time_cancels_the_presale(site: Site) -> None:
    order = await presale(site)

    await worker_at(site, lambda: datetime.now(UTC) + timedelta(days=2)).run()

    assert await order.stands() == ("cancelled", "unpaid", "none")


async def test_a_group_that_comes_about_is_delivered(site: Site) -> None:
    order = await script(site, "group_buy", group="G-1")
    await order.refuses_all(*FULFILLING, ("group-result", "merchant"), ("confirmation", "merchant"))

    await order.pay()
    assert await order.stands() == ("awaiting_group", "paid", "none")
    await order.refuses_all(*FULFILLING, ("confirmation", "merchant"))
    waiting = await order.views()

    await order.do("group-result", "merchant", succeeded=True)
    assert await order.stands() == ("confirmed", "paid", "none")
    assert waiting != await order.views()
    await order.refused("group-result", "merchant", succeeded=False)
    for verb, by in (("allocation", "warehouse"), ("shipments", "warehouse"), ("receipt", "customer")):
        await order.do(verb, by)  # type: ignore[arg-type]  # roles by name
    await order.do("completion", "customer")
    await order.refuses_all(*FULFILLING, ("group-result", "merchant"))


async def test_a_group_that_does_not_come_about_gives_everybody_the_money_back(site: Site) -> None:
    order = await script(site, "group_buy", group="G-2")
    _, reserved = await order.stock("A-1")
    await order.pay()

    failed = await order.do("group-result", "merchant", succeeded=False)

    assert failed["settlement"] == {"paid": order.payable, "refunded": order.payable, "kept": "0.00"}
    assert (await order.stock("A-1"))[1] == reserved - 2
    assert (await order.views())[0] == "退款成功"
    await order.refuses_all(*FULFILLING, ("group-result", "merchant"), ("cancellation", "customer_service"))
