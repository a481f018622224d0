"""A rush for a few hot goods with kill -9 in the middle: sold to the last unit, and not one more."""

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest

from config.settings import read_settings
from engine.services.app import Oms
from engine.services.views import OrderFilter
from tests.cli.served import served
from tests.faults.shoppers import Told, an_order, shop
from tests.services.conftest import stock

HOT = ("H-1", "H-2", "H-3")


class Rush(msgspec.Struct, frozen=True):
    """How many come at once, how often they try in all, and how many units of each SKU there are."""

    clients: int
    attempts: int
    units: int

    @property
    def sold_out_at(self) -> int:
        return len(HOT) * self.units


async def prepare(folder: Path, rush: Rush) -> None:
    """Put the units of each SKU into two warehouses, a third of them in the nearer one."""
    oms = await Oms.open(read_settings({"OMS_DATA_DIR": str(folder / "data")}))
    near = rush.units // 3
    levels = {(sku, place): units for sku in HOT for place, units in (("HZ", near), ("SH", rush.units - near))}
    await stock(oms, levels)
    await oms.close()


def attempts_of(rush: Rush) -> list[dict[str, Any]]:
    """Return the orders in a mixed order; every SKU is wanted more often than there are units."""
    orders = [an_order(number, HOT[number % len(HOT)]) for number in range(rush.attempts)]
    random.Random(20_261_122).shuffle(orders)
    return orders


def run_to_the_kill(folder: Path, rush: Rush, orders: Sequence[dict[str, Any]]) -> list[Told]:
    """Let them rush, and kill the server when two fifths of the units are sold."""
    with served(folder, "--only", "api") as server:

        def kill(accepted: int) -> None:
            if accepted >= rush.sold_out_at * 2 // 5:
                server.process.kill()

        told = asyncio.run(shop(server.address, orders, rush.clients, kill))
        server.process.wait(30)
    return told


async def audit(folder: Path, told: Sequence[Told]) -> Counter[str]:
    """Hold every order that was answered 201 and all stock against the database; return the units reserved by SKU."""
    oms = await Oms.open(read_settings({"OMS_DATA_DIR": str(folder / "data")}))
    for each in told:
        if each.status == 201:
            assert (await oms.orders.get(each.body["order_no"])).channel_order_id == each.key
    assert await oms.catalogue.disagreements() == ()
    reserved: Counter[str] = Counter()
    for sku in HOT:
        reserved[sku] = (await oms.stock.of(sku)).reserved
    assert (await oms.orders.list(OrderFilter(), with_total=True)).total == reserved.total(), "nothing leaked"
    await oms.close()
    return reserved


def rush_for(folder: Path, rush: Rush) -> tuple[list[Told], list[Told]]:
    """Rush, kill, rush again with the same calls; return what was told before and after."""
    asyncio.run(prepare(folder, rush))
    orders = attempts_of(rush)

    before = run_to_the_kill(folder, rush, orders)
    there = asyncio.run(audit(folder, before))
    accepted = sum(told.status == 201 for told in before)
    assert accepted <= there.total() < rush.sold_out_at
    assert any(told.status is None for told in before), "the server was killed too late to tell anything"

    with served(folder, "--only", "api") as server:
        after = asyncio.run(shop(server.address, orders, rush.clients))
    assert Counter(told.status for told in after) == {
        201: rush.sold_out_at,
        422: rush.attempts - rush.sold_out_at,
    }
    assert {told.body["type"] for told in after if told.status == 422} == {"/errors/out_of_stock"}
    assert asyncio.run(audit(folder, [*before, *after])) == dict.fromkeys(HOT, rush.units)
    first = {told.key: told.body for told in before if told.status == 201}
    assert {told.key: told.body for told in after if told.key in first} == first, "the first answers, once more"
    return before, after


def test_forty_clients_buy_three_hot_goods_to_the_last_unit(tmp_path: Path) -> None:
    rush_for(tmp_path, Rush(40, 250, 50))


@pytest.mark.prove
def test_two_hundred_clients_make_five_thousand_attempts_on_three_thousand_units(tmp_path: Path) -> None:
    before, after = rush_for(tmp_path, Rush(200, 5_000, 1_000))

    print(  # noqa: T201 - the record of a proof says its figures
        f"before the kill: {dict(Counter(str(told.status) for told in before))}; "
        f"after: {dict(Counter(str(told.status) for told in after))}"
    )
