"""What may be promised is not what lies there: safety stock, what is set aside for a channel, quotas, not for sale."""

import asyncio
from collections import Counter
from typing import Any

import pytest

from engine.errors import InvalidInput, NotFound, OutOfStock
from engine.orders.actor import Actor
from engine.orders.operation_requests import CancellationRequest, UnitsRequest
from engine.orders.stock import SalesLevelRequest, StockBooking, StockLine
from engine.services.app import Oms
from engine.services.roles import Caller
from engine.services.stock import StockOverview
from tests.builders import a_line, a_warehouse
from tests.services.calls import a_request, place
from tests.services.conftest import stock

BUYER = Caller(actor=Actor(name="buyer", role="customer"))


async def set_level(oms: Oms, sku: str = "A-1", **asked: Any) -> StockOverview:
    return (await oms.stock.set_sales_level(sku, SalesLevelRequest(reason="大促备货", **asked), actor="tests"))[0]


@pytest.fixture
async def ten(bare: Oms) -> Oms:
    """Open an application with ten of A-1 in one warehouse."""
    await stock(bare, {("A-1", "HZ"): 10})
    return bare


async def buy(oms: Oms, units: int, channel: str = "app") -> None:
    await place(oms, a_request(a_line("A-1", units), channel=channel))


async def test_safety_stock_lies_there_and_is_promised_to_nobody(ten: Oms) -> None:
    seen = await set_level(ten, safety=3)
    assert (seen.on_hand, seen.sellable, seen.available_to_promise) == (10, 10, 7)

    with pytest.raises(OutOfStock) as refused:
        await buy(ten, 8)
    await buy(ten, 7)

    assert str(refused.value) == "A-1: 8 wanted, 7 available (kept back from app)"
    assert refused.value.problems[0].path == "lines[0].sku"
    left = await ten.stock.of("A-1")
    assert (left.free, left.available_to_promise) == (3, 0)


async def test_what_is_not_for_sale_is_refused_by_name(ten: Oms) -> None:
    await set_level(ten, for_sale=False)

    with pytest.raises(OutOfStock, match=r"1 wanted, 0 available \(not for sale in app\)"):
        await buy(ten, 1)

    await set_level(ten, for_sale=True)
    await set_level(ten, channel="taobao", for_sale=False)
    await buy(ten, 1)
    with pytest.raises(OutOfStock, match="not for sale in taobao"):
        await buy(ten, 1, "taobao")


async def test_what_is_set_aside_for_a_channel_only_that_channel_may_sell(ten: Oms) -> None:
    seen = await set_level(ten, channel="taobao", set_aside=4)
    assert (seen.available_to_promise, seen.by_channel) == (6, {"taobao": 10})

    with pytest.raises(OutOfStock, match="6 available"):
        await buy(ten, 7)
    await buy(ten, 3, "taobao")
    after = await ten.stock.of("A-1")
    assert (after.available_to_promise, after.by_channel) == (6, {"taobao": 7}), "one of the four is still set aside"
    await buy(ten, 6)
    await buy(ten, 1, "taobao")
    assert (await ten.stock.of("A-1")).free == 0


async def test_a_quota_ends_and_can_be_started_again(ten: Oms) -> None:
    await set_level(ten, channel="taobao", quota=2)
    await buy(ten, 2, "taobao")

    with pytest.raises(OutOfStock, match=r"1 wanted, 0 available"):
        await buy(ten, 1, "taobao")
    await buy(ten, 1)
    await set_level(ten, channel="taobao", quota=2, restart=True)
    await buy(ten, 1, "taobao")

    assert [level.sold for level in (await ten.stock.of("A-1")).sales_levels] == [1]


async def test_what_an_order_gives_back_may_be_sold_by_its_channel_again(ten: Oms) -> None:
    await set_level(ten, channel="taobao", quota=4, set_aside=4)
    order = await place(ten, a_request(a_line("A-1", 4), channel="taobao"))
    with pytest.raises(OutOfStock):
        await buy(ten, 1, "taobao")

    one = CancellationRequest(reason="少买一件", lines=(UnitsRequest(line="1", quantity=1),))
    await ten.operations.cancel(order.children[0].order_no, one, BUYER)
    assert (await ten.stock.of("A-1")).by_channel == {"taobao": 1}
    await ten.operations.cancel(order.order_no, CancellationRequest(reason="不要了"), BUYER)

    seen = await ten.stock.of("A-1")
    assert [level.sold for level in seen.sales_levels] == [0]
    assert (seen.available_to_promise, seen.by_channel) == (6, {"taobao": 4})


async def test_only_open_warehouses_count(ten: Oms) -> None:
    await stock(ten, {("A-1", "SH"): 5})
    await set_level(ten, safety=2)
    await ten.catalogue.keep(warehouses=[a_warehouse("SH", status="paused")])

    seen = await ten.stock.of("A-1")

    assert (seen.free, seen.sellable, seen.available_to_promise) == (15, 10, 8)
    with pytest.raises(OutOfStock, match="8 available"):
        await buy(ten, 9)


async def test_many_at_once_are_promised_exactly_what_may_be(ten: Oms) -> None:
    await ten.stock.book(
        "receive",
        StockBooking(lines=(StockLine(sku="A-1", warehouse="HZ", quantity=20),), reason="到货"),
        actor="tests",
    )
    await set_level(ten, safety=5)
    await set_level(ten, channel="taobao", set_aside=10, quota=12)
    ended: Counter[str] = Counter()

    async def try_one(channel: str) -> None:
        try:
            await buy(ten, 1, channel)
            ended[channel] += 1
        except OutOfStock:
            ended["refused"] += 1

    await asyncio.gather(*[try_one("app") for _ in range(40)], *[try_one("taobao") for _ in range(40)])

    seen = await ten.stock.of("A-1")
    assert ended["app"] + ended["taobao"] == seen.reserved == 25, "30 less 5 that are kept"
    assert 10 <= ended["taobao"] <= 12
    assert ended["app"] >= 13
    assert (seen.free, seen.available_to_promise) == (5, 0)
    assert await ten.catalogue.disagreements() == ()


@pytest.mark.parametrize(
    ("asked", "path"),
    [({"channel": "taobao", "safety": 1}, "safety"), ({"set_aside": 1}, "set_aside"), ({"quota": 5}, "quota")],
)
async def test_a_level_that_makes_no_sense_is_refused(ten: Oms, asked: dict[str, Any], path: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        await set_level(ten, **asked)

    assert [problem.path for problem in refused.value.problems] == [path]


async def test_levels_are_of_goods_that_are_known(ten: Oms) -> None:
    with pytest.raises(NotFound):
        await set_level(ten, sku="NO", safety=1)
