"""The worker: other processes' releases come into force, and what is old is forgotten."""

import asyncio
from datetime import timedelta

import pytest

from config.settings import Settings
from engine.services import upkeep
from engine.services.app import Oms
from engine.store.engine import PooledEngine
from engine.worker import Worker
from tests.builders import NOW
from tests.services.calls import a_request, place, place_again


def rows(oms: Oms, table: str) -> int:
    engine: PooledEngine = oms._engine  # noqa: SLF001 - the test looks behind the use cases
    count = engine.read_here(lambda connection: connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone())  # noqa: S608 - a name of ours
    return int(count[0])


async def test_a_release_of_another_process_comes_into_force_though_nobody_orders(oms: Oms, settings: Settings) -> None:
    other = await Oms.open(settings)
    work = asyncio.create_task(Worker(oms, follow_every=0.05).run())
    text = (await other.rules.text("risk-default")).replace("默认风控审核", "新的风控审核")

    release = (await other.rules.publish(text, actor="analyst", reason="新版")).version
    await asyncio.sleep(1)

    books = oms._books  # noqa: SLF001 - what this process has in memory
    assert (release, books.current.release) == (2, 2)
    work.cancel()
    await other.close()


async def test_counts_and_keys_are_forgotten_when_nothing_asks_for_them_any_more(
    oms: Oms, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = a_request(placed_at=NOW - timedelta(days=400))
    first = await place(oms, request, "key-1")
    await place(oms, a_request(), "key-2")
    assert await oms.upkeep.forget() == 0, "it was received just now"

    monkeypatch.setattr(upkeep, "COUNTS_KEPT", timedelta(hours=-2))
    monkeypatch.setattr(upkeep, "KEYS_KEPT", timedelta(hours=-2))
    assert await oms.upkeep.forget() > 0

    assert rows(oms, "velocity_entries") == 0
    assert rows(oms, "idempotency_keys") == 2, "channel order ids are known for ever"
    again, was_there = await place_again(oms, request)
    assert (again.order_no, was_there) == (first.order_no, True)


async def test_an_order_is_timed_out_when_the_rules_say_so_though_nobody_calls(oms: Oms) -> None:
    text = (await oms.rules.text("terms-default")).replace("30m", "1s")
    await oms.rules.publish(text, actor="analyst", reason="演示超时")
    order = await place(oms, a_request())
    assert order.terms.pay_by is not None
    assert (order.terms.pay_by - order.received_at).total_seconds() == 1

    work = asyncio.create_task(Worker(oms, due_every=0.05).run())
    for _ in range(200):
        await asyncio.sleep(0.1)
        if (await oms.orders.get(order.order_no)).status.order == "cancelled":
            break
    work.cancel()

    assert (await oms.orders.get(order.order_no)).timeline[-1].data["cause"] == "timeout"
    assert await oms.catalogue.disagreements() == ()
