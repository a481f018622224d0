"""Unpaid orders are timed out: exactly once, whoever else is at work, and against a payment one of the two wins."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from engine.errors import OmsError
from engine.orders.actor import SYSTEM, Actor
from engine.orders.catalogue import StockLevel
from engine.orders.operation_requests import PaymentRequest
from engine.orders.operations.expire import expire
from engine.services.app import Oms
from engine.services.due_work import DueService, wait_after
from engine.services.operation_runner import OperationRunner
from engine.services.roles import Caller
from engine.services.views import OrderView
from engine.store.change_repository import ChangeRepository
from engine.store.order_timers import TimerRepository
from tests.builders import a_line
from tests.services.calls import a_request, place
from tests.services.conftest import free
from tests.services.test_worker import rows

PROVIDER = Caller(actor=Actor(name="api:alipay", role="payment"))
_NUMBERS = count(1)


def worker_at(oms: Oms, clock: Callable[[], datetime]) -> DueService:
    """Return the round of a worker whose clock shows another time."""
    engine = oms._engine  # noqa: SLF001 - a worker beside this one, on the same database
    return DueService(OperationRunner(ChangeRepository(engine), clock), TimerRepository(engine), clock)


def in_an_hour() -> datetime:
    return datetime.now(UTC) + timedelta(hours=1)


async def pay(oms: Oms, order: OrderView, **changes: object) -> str:
    """Pay an order whole and return its payment status."""
    asked = {"payment_no": f"P-{next(_NUMBERS)}", "method": "alipay", "amount": order.amounts.payable, **changes}
    view, _ = await oms.operations.pay(order.order_no, PaymentRequest(**asked), PROVIDER)  # type: ignore[arg-type]  # fields by name
    return view.status.payment


async def test_an_unpaid_order_is_cancelled_after_its_time_and_its_stock_is_free_again(oms: Oms) -> None:
    order = await place(oms, a_request(a_line("A-1", 3)))
    assert await free(oms, "A-1") == 197

    assert await oms.due.run() == 0, "there is still time"
    assert await worker_at(oms, in_an_hour).run() == 1

    assert await free(oms, "A-1") == 200
    assert rows(oms, "warehouse_loads WHERE parcels <> 0") == 0, "nobody has a parcel to send any more"
    late = await oms.orders.get(order.order_no)
    assert (late.status.order, late.status.payment) == ("cancelled", "unpaid")
    assert late.timeline[-1].name == "OrderCancelled"
    assert late.timeline[-1].data["cause"] == "timeout"
    assert await oms.catalogue.disagreements() == ()
    assert await worker_at(oms, in_an_hour).run() == 0, "a second round finds nothing to do"


async def test_a_paid_order_is_not_timed_out(oms: Oms) -> None:
    order = await place(oms, a_request())
    assert await pay(oms, order) == "paid"

    assert await worker_at(oms, in_an_hour).run() == 0
    assert (await oms.orders.get(order.order_no)).status.order == "confirmed"


async def test_two_workers_at_once_time_every_order_out_once(oms: Oms) -> None:
    orders = [await place(oms, a_request()) for _ in range(12)]

    changed = await asyncio.gather(worker_at(oms, in_an_hour).run(), worker_at(oms, in_an_hour).run())

    assert sum(changed) >= 12
    for order in orders:
        names = [event.name for event in (await oms.orders.get(order.order_no)).timeline]
        assert names.count("OrderCancelled") == 1
    assert await free(oms, "A-1") == 200
    assert await oms.catalogue.disagreements() == ()


async def test_a_payment_for_an_order_that_was_timed_out_is_owed_back(oms: Oms) -> None:
    order = await place(oms, a_request())
    await worker_at(oms, in_an_hour).run()

    await pay(oms, order, payment_no="late-1")

    after = await oms.orders.get(order.order_no)
    assert after.status.order == "cancelled"
    assert await free(oms, "A-1") == 200
    assert [event.name for event in after.timeline][-2:] == ["PaymentReceived", "RefundOwed"]


async def test_what_goes_wrong_for_one_order_is_tried_later_and_holds_up_no_other(
    oms: Oms, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = await place(oms, a_request()), await place(oms, a_request())
    worker = worker_at(oms, in_an_hour)
    carry_out = worker._runner.carry_out  # noqa: SLF001 - one order is made to fail

    async def failing(name: str, number: str, *rest: object) -> object:
        if number == first.order_no:
            raise OmsError("the order is in the way")
        return await carry_out(name, number, *rest)  # type: ignore[arg-type]  # as it was called

    monkeypatch.setattr(worker._runner, "carry_out", failing)  # noqa: SLF001 - the same
    assert await worker.run() == 1
    assert (await oms.orders.get(second.order_no)).status.order == "cancelled"
    assert (await oms.orders.get(first.order_no)).status.order == "awaiting_payment"

    monkeypatch.undo()
    assert await worker.run() == 0, "it waits before it is tried again"
    assert await worker_at(oms, lambda: datetime.now(UTC) + timedelta(hours=3)).run() == 1


@pytest.mark.parametrize(("tries", "longest"), [(0, 30), (1, 60), (3, 240), (7, 3600), (1000, 3600)])
def test_what_failed_waits_twice_as_long_each_time_and_never_as_long_as_its_neighbours(
    tries: int, longest: int
) -> None:
    waits = [wait_after(tries).total_seconds() for _ in range(100)]

    assert all(longest / 2 <= wait <= longest for wait in waits)
    assert len({round(wait, 2) for wait in waits}) > 90, "a hundred that fail together do not come back together"


async def time_out(oms: Oms, number: str) -> None:
    """Time one order out, as the round of a worker does when it comes to it."""
    runner = OperationRunner(ChangeRepository(oms._engine), in_an_hour)  # noqa: SLF001 - a worker beside this one
    await runner.carry_out("expire", number, lambda found, now: expire(found.order, now=now), Caller(actor=SYSTEM))


async def race(oms: Oms, rounds: int) -> dict[str, int]:
    """Let a payment and a time-out meet so many times; return how often each won."""
    won = {"paid": 0, "timed out": 0}
    for turn in range(rounds):
        order = await place(oms, a_request())
        contenders = [pay(oms, order), time_out(oms, order.order_no)]
        both = contenders if turn % 2 else reversed(contenders)  # each reads before the other writes
        await asyncio.gather(*both, worker_at(oms, in_an_hour).run())
        after = await oms.orders.get(order.order_no)
        names = [event.name for event in after.timeline]
        has_won = "paid" if after.status.order == "confirmed" else "timed out"
        won[has_won] += 1
        if has_won == "paid":
            assert "OrderCancelled" not in names
            assert after.status.payment == "paid"
        else:
            assert after.status.order == "cancelled"
            assert names.count("OrderCancelled") == 1
            assert names.count("RefundOwed") == 1, "money that came in is owed back, once"
    reserved = sum(level.reserved for level in await oms.catalogue.stock("A-1"))
    assert reserved == 2 * won["paid"], "two units for each order that was paid, none for the others"
    assert await oms.catalogue.disagreements() == ()
    return won


async def test_a_payment_against_a_time_out_has_one_winner_and_the_right_stock(oms: Oms) -> None:
    won = await race(oms, 20)

    assert sum(won.values()) == 20
    assert min(won.values()) > 0, "each of the two wins now and then"


@pytest.mark.prove
async def test_two_hundred_payments_against_time_outs_have_one_winner_each(oms: Oms) -> None:
    await oms.catalogue.receive([StockLevel(sku="A-1", warehouse="HZ", on_hand=300)], actor="tests")

    won = await race(oms, 200)

    assert sum(won.values()) == 200
    assert min(won.values()) > 0, "each of the two wins now and then"
