"""kill -9 of the server in the middle of a rush: what was answered is there, and the books agree."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from config.settings import read_settings
from engine.services.app import Oms
from engine.services.views import OrderFilter
from tests.cli.served import Served, served
from tests.faults.shoppers import Told, an_order, shop
from tests.services.conftest import stock

CLIENTS = 16
SKU = "A-1"


async def prepare(folder: Path, levels: Mapping[tuple[str, str], int]) -> None:
    oms = await Oms.open(read_settings({"OMS_DATA_DIR": str(folder / "data")}))
    await stock(oms, levels)
    await oms.close()


async def audit(folder: Path, told: Sequence[Told]) -> tuple[int, int]:
    """Hold every answered order and all stock against the database; return the orders there and the units left."""
    oms = await Oms.open(read_settings({"OMS_DATA_DIR": str(folder / "data")}))
    for each in told:
        if each.status == 201:
            order = await oms.orders.get(each.body["order_no"])
            assert order.channel_order_id == each.key
            assert order.amounts.payable == each.body["amounts"]["payable"]
            assert [decision.id for decision in order.decisions] == [one["id"] for one in each.body["decisions"]]
    assert await oms.catalogue.disagreements() == ()
    levels = await oms.catalogue.stock(SKU)
    orders = (await oms.orders.list(OrderFilter(), with_total=True)).total
    await oms.close()
    assert orders == sum(level.reserved for level in levels), "one unit is reserved for each order, and none beside"
    return orders, sum(level.free for level in levels)


def rush_and_kill(server: Served, orders: Sequence[dict[str, object]], after: int) -> list[Told]:
    """Place orders, and kill the server when so many were accepted."""

    def kill(accepted: int) -> None:
        if accepted >= after:
            server.process.kill()

    told = asyncio.run(shop(server.address, orders, CLIENTS, kill))
    server.process.wait(30)
    return told


def test_a_rush_for_twenty_units_with_a_kill_in_the_middle_sells_exactly_twenty(tmp_path: Path) -> None:
    asyncio.run(prepare(tmp_path, {(SKU, "HZ"): 20}))
    orders = [an_order(number, SKU) for number in range(60)]

    with served(tmp_path, "--only", "api") as server:
        before = rush_and_kill(server, orders, after=8)
    there, left = asyncio.run(audit(tmp_path, before))
    accepted = sum(told.status == 201 for told in before)
    assert 8 <= accepted <= there <= 20
    assert left == 20 - there
    assert any(told.status is None for told in before), "the server was killed too late to tell anything"

    with served(tmp_path, "--only", "api") as server:
        again = asyncio.run(shop(server.address, orders, CLIENTS))

    assert Counter(told.status for told in again) == {201: 20, 422: 40}
    assert {told.body["type"] for told in again if told.status == 422} == {"/errors/out_of_stock"}
    assert asyncio.run(audit(tmp_path, [*before, *again])) == (20, 0)
    first = {told.key: told.body for told in before if told.status == 201}
    assert {told.key: told.body for told in again if told.key in first} == first, "the first answers, once more"


@pytest.mark.prove
def test_twenty_kills_under_load_lose_and_double_nothing(tmp_path: Path) -> None:
    asyncio.run(prepare(tmp_path, {(SKU, "HZ"): 100_000}))
    told: list[Told] = []

    for round_ in range(20):
        orders = [an_order(number, SKU) for number in range(round_ * 200, (round_ + 1) * 200)]
        with served(tmp_path, "--only", "api") as server:
            told += rush_and_kill(server, orders, after=40 + 37 * round_ % 120)
        asyncio.run(audit(tmp_path, told))

    lost = [each.key for each in told if each.status is None]
    assert lost
    with served(tmp_path, "--only", "api") as server:
        again = asyncio.run(shop(server.address, [an_order(int(key[2:]), SKU) for key in lost], CLIENTS))
    assert {each.status for each in again} == {201}
    assert asyncio.run(audit(tmp_path, [*told, *again])) == (4_000, 96_000)
