"""kill -9 in the middle of payments, cancellations and shipments: nothing is half done, nothing answered is lost."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from config.settings import read_settings
from engine.money import minor_units
from engine.services.app import Oms
from engine.services.views import OrderView
from tests.cli.served import Served, served
from tests.faults.shoppers import KEY, an_order, shop
from tests.faults.test_kill import prepare

CLIENTS = 16
SKU = "A-1"


class Step(msgspec.Struct, frozen=True):
    """One call of one order's way, and the states in which the order may be once it was answered."""

    verb: str
    body: dict[str, Any]
    state: str


def way(number: int, payable: str) -> list[Step]:
    """Return the way of an order: every third is cancelled, every third paid, every third shipped and received."""
    payment = {"payment_no": f"P-{number}", "method": "alipay", "amount": payable}
    paid = Step("payments", payment, "paid")
    if number % 3 == 0:
        return [paid, Step("cancellation", {"reason": "不要了"}, "cancelled")]
    if number % 3 == 1:
        return [paid, Step("payments", payment, "paid")]
    return [
        paid,
        Step("allocation", {}, "allocated"),
        Step("shipments", {}, "shipped"),
        Step("receipt", {}, "received"),
    ]


async def walk(
    address: str, orders: Sequence[tuple[str, list[Step]]], after_each: Callable[[int], None] = lambda _: None
) -> dict[str, str]:
    """Move orders at the same time; return how far each was answered to be. A call is repeated under its own key."""
    answered: dict[str, str] = {}
    waiting = iter(orders)
    done = 0

    async def client() -> None:
        nonlocal done
        headers = {"Authorization": f"Bearer {KEY}"}
        async with httpx.AsyncClient(base_url=address, headers=headers, timeout=30) as http:
            for number, steps in waiting:
                for place, step in enumerate(steps):
                    key = {"Idempotency-Key": f"{number}-{place}"}
                    answer = await http.post(f"/v1/orders/{number}/{step.verb}", json=step.body, headers=key)
                    assert answer.status_code == 200, answer.text
                    answered[number] = step.state
                    done += 1
                    after_each(done)

    await asyncio.gather(*[client() for _ in range(CLIENTS)], return_exceptions=True)
    return answered


def states(order: OrderView) -> set[str]:
    """Return all that an order can be said to be: what it is now, and what it was on the way there."""
    status = order.status
    found = {str(status.order), str(status.payment), str(status.fulfillment)}
    if order.payments:
        found.add("paid")
    reached = ("allocated", "shipped", "received")
    if status.fulfillment in reached:
        found |= set(reached[: reached.index(status.fulfillment) + 1])
    return found


async def audit(folder: Path, numbers: Sequence[str], answered: dict[str, str]) -> list[OrderView]:
    """Hold every order against itself, the stock and what was answered; return the orders."""
    oms = await Oms.open(read_settings({"OMS_DATA_DIR": str(folder / "data")}))
    orders = [await oms.orders.get(number) for number in numbers]
    for order in orders:
        paid, refunded = (minor_units(text, "CNY") for text in (order.settlement.paid, order.settlement.refunded))
        assert paid == sum(minor_units(each.amount, "CNY") for each in order.payments)
        assert refunded == sum(minor_units(each.amount, "CNY") for each in order.refunds)
        assert paid - refunded == (0 if order.status.order == "cancelled" else paid)
        names = [event.name for event in order.timeline]
        assert names.count("PaymentReceived") == len(order.payments) <= 1
        assert names.count("OrderCancelled") == (order.status.order == "cancelled")
        if order.order_no in answered:
            assert answered[order.order_no] in states(order), order.order_no
    assert await oms.catalogue.disagreements() == ()
    (level,) = await oms.catalogue.stock(SKU)
    shipped = sum(order.status.fulfillment in ("shipped", "received") for order in orders)
    cancelled = sum(order.status.order == "cancelled" for order in orders)
    assert level.reserved == len(orders) - shipped - cancelled
    assert level.on_hand == 10_000 - shipped
    await oms.close()
    return orders


def kill_after(server: Served, count: int) -> Callable[[int], None]:
    def kill(done: int) -> None:
        if done >= count:
            server.process.kill()

    return kill


def rush(folder: Path, count: int, kills: Sequence[int]) -> None:
    """Place orders, move them all with kills in between, and see that in the end each is where its way leads."""
    asyncio.run(prepare(folder, {(SKU, "HZ"): 10_000}))
    with served(folder, "--only", "api") as server:
        told = asyncio.run(shop(server.address, [an_order(number, SKU) for number in range(count)], CLIENTS))
    placed = sorted(told, key=lambda each: int(each.key[2:]))
    ways = [
        (each.body["order_no"], way(int(each.key[2:]), each.body["amounts"]["payable"]))
        for each in placed
        if each.status == 201
    ]
    assert len(ways) == count
    numbers = [number for number, _ in ways]
    for after in kills:
        with served(folder, "--only", "api") as server:
            answered = asyncio.run(walk(server.address, ways, kill_after(server, after)))
            server.process.wait(30)
        asyncio.run(audit(folder, numbers, answered))

    with served(folder, "--only", "api") as server:
        answered = asyncio.run(walk(server.address, ways))

    orders = asyncio.run(audit(folder, numbers, answered))
    assert len(answered) == count
    for order, (_, steps) in zip(orders, ways, strict=True):
        assert steps[-1].state in states(order)


def test_a_kill_in_the_middle_of_operations_leaves_nothing_half_done(tmp_path: Path) -> None:
    rush(tmp_path, 45, kills=[50])


@pytest.mark.prove
def test_ten_kills_in_the_middle_of_operations_leave_nothing_half_done(tmp_path: Path) -> None:
    rush(tmp_path, 600, kills=[40 + 120 * turn for turn in range(10)])
