"""Received orders are completed by themselves: once each, however many workers there are."""

import asyncio
from datetime import UTC, datetime, timedelta

from engine.orders.actor import Actor
from engine.orders.operation_requests import AllocationRequest, ShipmentRequest
from engine.services.app import Oms
from engine.services.roles import Caller
from engine.services.views import OrderView
from tests.services.calls import a_request, place
from tests.services.test_timeouts import pay, worker_at
from tests.services.test_worker import rows

WAREHOUSE = Caller(actor=Actor(name="api:wms", role="warehouse"))
BUYER = Caller(actor=Actor(name="api:app", role="customer"))


def in_days(days: float) -> datetime:
    return datetime.now(UTC) + timedelta(days=days)


async def a_received_order(oms: Oms) -> OrderView:
    order = await place(oms, a_request())
    await pay(oms, order)
    await oms.deliveries.allocate(order.order_no, AllocationRequest(), WAREHOUSE)
    await oms.deliveries.ship(order.order_no, ShipmentRequest(), WAREHOUSE)
    await oms.deliveries.receive(order.order_no, BUYER)
    return await oms.orders.get(order.order_no)


async def test_a_received_order_is_completed_after_a_week_and_not_before(oms: Oms) -> None:
    order = await a_received_order(oms)
    received = next(event.at for event in order.timeline if event.name == "ChildReceived")
    assert order.children[0].completes_at == received + timedelta(days=7)

    assert await worker_at(oms, lambda: in_days(6.9)).run() == 0
    assert await worker_at(oms, lambda: in_days(7.1)).run() == 1

    completed = await oms.orders.get(order.order_no)
    assert completed.status.order == "completed"
    assert (completed.timeline[-1].name, completed.timeline[-1].actor) == ("OrderCompleted", "system")
    assert rows(oms, "order_timers") == 0
    assert await worker_at(oms, lambda: in_days(30)).run() == 0, "a second round finds nothing to do"


async def test_several_workers_at_once_complete_every_order_once(oms: Oms) -> None:
    orders = [await a_received_order(oms) for _ in range(8)]

    await asyncio.gather(*(worker_at(oms, lambda: in_days(8)).run() for _ in range(3)))

    for order in orders:
        names = [event.name for event in (await oms.orders.get(order.order_no)).timeline]
        assert names.count("OrderCompleted") == 1
    assert rows(oms, "order_timers") == 0


async def test_an_order_that_its_buyer_completed_has_no_timer_any_more(oms: Oms) -> None:
    order = await a_received_order(oms)

    await oms.operations.complete(order.order_no, BUYER)

    assert rows(oms, "order_timers") == 0


async def test_rules_that_change_later_do_not_move_what_was_promised(oms: Oms) -> None:
    before = await place(oms, a_request())
    text = (await oms.rules.text("terms-default")).replace("complete_after: 7d", "complete_after: 3d")
    await oms.rules.publish(text, actor="analyst", reason="三天完成")
    after = await place(oms, a_request())

    assert (before.terms.complete_after, after.terms.complete_after) == (timedelta(days=7), timedelta(days=3))
