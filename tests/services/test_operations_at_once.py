"""Everybody at once on one order: whatever the order of events, money and stock add up and nothing happens twice."""

import asyncio
import random
from collections.abc import Awaitable, Callable

import pytest

from engine.errors import Conflict, IdempotencyConflict
from engine.money import minor_units
from engine.orders.actor import Actor, Role
from engine.orders.operation_requests import AllocationRequest, CancellationRequest, PaymentRequest, ShipmentRequest
from engine.services.app import Oms
from engine.services.operation_views import OperationView
from engine.services.operations import Done
from engine.services.roles import Caller
from engine.services.views import OrderView
from engine.store.change_repository import ChangeRepository
from tests.builders import a_line
from tests.services.calls import a_request, place

REASON = CancellationRequest(reason="不要了")


def by(role: Role, key: str | None = None) -> Caller:
    return Caller(actor=Actor(name=f"api:{role}", role=role), idempotency_key=key, body_hash="same")


def payment(number: str, amount: str) -> PaymentRequest:
    return PaymentRequest(payment_no=number, method="alipay", amount=amount)


async def attempt(deed: Awaitable[Done]) -> OperationView | None:
    """Do it; None where it is refused, by what it is or because others were faster."""
    try:
        return (await deed)[0]
    except Conflict:
        return None


def everybody(oms: Oms, order: OrderView, turn: int) -> list[Callable[[], Awaitable[Done]]]:
    """Return what all of them want of an order: pay it twice over, cancel it whole and in part, ship it."""
    number, payable = order.order_no, order.amounts.payable
    first, second = payment(f"{turn}-a", payable), payment(f"{turn}-b", payable)
    return [
        lambda: oms.operations.pay(number, first, by("payment")),
        lambda: oms.operations.pay(number, first, by("payment")),
        lambda: oms.operations.pay(number, second, by("payment")),
        lambda: oms.operations.cancel(number, REASON, by("customer")),
        lambda: oms.operations.cancel(order.children[0].order_no, REASON, by("customer_service")),
        lambda: oms.deliveries.allocate(order.children[0].order_no, AllocationRequest(), by("warehouse")),
        lambda: oms.deliveries.ship(order.children[0].order_no, ShipmentRequest(), by("warehouse")),
        lambda: oms.deliveries.ship(order.children[-1].order_no, ShipmentRequest(), by("warehouse")),
    ]


def cents(text: str) -> int:
    return minor_units(text, "CNY")


async def audit(oms: Oms, order: OrderView, told: list[OperationView | None]) -> None:
    """Hold an order against itself after the storm."""
    after = await oms.orders.get(order.order_no)
    changed = [view for view in told if view is not None and view.changed]
    assert after.version == 1 + len(changed), "every change stands, and no other"
    assert sorted(view.version for view in changed) == list(range(2, after.version + 1))
    numbers = [each.payment_no for each in after.payments]
    assert len(numbers) == len(set(numbers))
    paid, refunded = cents(after.settlement.paid), cents(after.settlement.refunded)
    assert paid == sum(cents(each.amount) for each in after.payments)
    assert refunded == sum(cents(each.amount) for each in after.refunds) <= paid
    living = [child for child in after.children if child.status.order != "cancelled"]
    wanted = sum(cents(child.payable) for child in living if child.status.payment == "paid")
    assert paid - refunded == wanted
    assert await oms.catalogue.disagreements() == ()


@pytest.mark.parametrize("seed", range(6))
async def test_everybody_at_once_leaves_money_and_stock_right(oms: Oms, seed: int) -> None:
    chance = random.Random(seed)
    for turn in range(3):
        order = await place(oms, a_request(a_line("A-1", 2), a_line("B-1", 1)))
        deeds = everybody(oms, order, seed * 100 + turn)
        chance.shuffle(deeds)

        told = await asyncio.gather(*(attempt(deed()) for deed in deeds))

        await audit(oms, order, list(told))


async def test_a_call_sent_ten_times_at_once_is_done_once_and_answered_the_same(oms: Oms) -> None:
    order = await place(oms, a_request())
    asked = payment("once", order.amounts.payable)

    answers = await asyncio.gather(
        *(oms.operations.pay(order.order_no, asked, by("payment", "key-1")) for _ in range(10))
    )

    assert sum(not replayed for _, replayed in answers) == 1
    assert len({str(view) for view, _ in answers}) == 1
    assert (await oms.orders.get(order.order_no)).version == 2


async def test_a_key_stands_for_one_call_on_one_order(oms: Oms) -> None:
    first, second = await place(oms, a_request()), await place(oms, a_request())
    await oms.operations.pay(first.order_no, payment("P-1", first.amounts.payable), by("payment", "key-1"))

    with pytest.raises(IdempotencyConflict):
        await oms.operations.pay(second.order_no, payment("P-1", second.amounts.payable), by("payment", "key-1"))

    assert ChangeRepository(oms._engine).read(second.order_no).money.payments == ()  # noqa: SLF001 - behind the use case
