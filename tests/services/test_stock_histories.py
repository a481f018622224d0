"""Stock through any history: buyers, warehouse, merchant and payment provider do what they like, at once or in turn."""

import asyncio
import shutil
from collections import Counter
from collections.abc import Callable, Coroutine
from itertools import count
from pathlib import Path
from typing import Any, Final

import hypothesis
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from engine.errors import OmsError
from engine.orders.actor import Actor, Role
from engine.orders.operation_requests import (
    AllocationRequest,
    CancellationRequest,
    PaymentRequest,
    ShipmentRequest,
    UnitsRequest,
)
from engine.orders.request import PaymentInfo
from engine.orders.stock import (
    BookingKind,
    SalesLevelRequest,
    StockArrival,
    StockBooking,
    StockHold,
    StockLine,
    StockTransfer,
)
from engine.services.app import Oms
from engine.services.roles import Caller
from tests.builders import a_line
from tests.services.calls import a_request, place
from tests.services.conftest import settings_in, stock

WAREHOUSES: Final = ("HZ", "SH")
_NUMBERS: Final = count(1)

goods = st.sampled_from("AB")
places = st.sampled_from(WAREHOUSES)
units = st.integers(1, 6)
which = st.integers(0, 30)


def caller(role: Role) -> Caller:
    return Caller(actor=Actor(name=f"a {role}", role=role))


class Books:
    """One example's own goods over the shared application, and what the test itself knows of them."""

    def __init__(self, oms: Oms) -> None:
        self.oms = oms
        self.goods = {kind: f"{kind}-{next(_NUMBERS)}" for kind in "AB"}
        self.orders: list[str] = []
        self.holds: list[str] = []
        self.transfers: list[str] = []
        self.came: Counter[str] = Counter()
        self.lost: Counter[str] = Counter()

    async def open(self) -> None:
        await stock(self.oms, {(sku, place): 10 for sku in self.goods.values() for place in WAREHOUSES})
        self.came.update(dict.fromkeys(self.goods.values(), 20))

    async def order(self, kind: str, quantity: int, method: str, channel: str) -> None:
        request = a_request(a_line(self.goods[kind], quantity), payment=PaymentInfo(method=method), channel=channel)
        self.orders.append((await place(self.oms, request)).children[0].order_no)

    async def pay(self, number: str) -> None:
        order = await self.oms.orders.get(number)
        asked = PaymentRequest(payment_no=f"P-{next(_NUMBERS)}", method="alipay", amount=order.amounts.payable)
        await self.oms.operations.pay(order.order_no, asked, caller("payment"))

    async def cancel(self, number: str, quantity: int | None) -> None:
        lines = (UnitsRequest(line="1", quantity=quantity),) if quantity else ()
        await self.oms.operations.cancel(number, CancellationRequest(reason="改主意", lines=lines), caller("customer"))

    async def deliver(self, number: str, step: str) -> None:
        ways = self.oms.deliveries
        steps: dict[str, Callable[[], Coroutine[Any, Any, object]]] = {
            "confirm": lambda: self.oms.operations.confirm(number, caller("merchant")),
            "allocate": lambda: ways.allocate(number, AllocationRequest(), caller("warehouse")),
            "ship": lambda: ways.ship(number, ShipmentRequest(), caller("warehouse")),
            "receive": lambda: ways.receive(number, caller("customer")),
            "refuse": lambda: ways.refuse(number, caller("warehouse")),
            "return": lambda: ways.return_goods(number, caller("warehouse")),
        }
        await steps[step]()

    async def book(self, booking: BookingKind, kind: str, where: str, quantity: int) -> None:
        sku = self.goods[kind]
        line = StockLine(sku=sku, warehouse=where, quantity=quantity)
        done, _ = await self.oms.stock.book(booking, StockBooking(lines=(line,), reason="x"), actor="warehouse")
        change = sum(movement.on_hand for movement in done.movements)
        (self.came if change > 0 else self.lost)[sku] += abs(change)

    async def hold(self, kind: str, where: str, quantity: int) -> None:
        asked = StockHold(sku=self.goods[kind], warehouse=where, quantity=quantity, reason="x")
        self.holds.append((await self.oms.stock.hold(asked, actor="warehouse"))[0].reference)

    async def send(self, kind: str, quantity: int) -> None:
        asked = StockTransfer(sku=self.goods[kind], source="HZ", target="SH", quantity=quantity, reason="x")
        self.transfers.append((await self.oms.stock.send(asked, actor="warehouse"))[0].reference)

    async def arrive(self, transfer: str, arrived: int, lost: int) -> None:
        (sku,) = [each.sku for each in await self.oms.stock.transfers() if each.transfer_no == transfer]
        await self.oms.stock.arrive(transfer, StockArrival(arrived=arrived, lost=lost), actor="warehouse")
        self.lost[sku] += lost

    async def balance(self) -> None:
        """See that what came is on hand, on its way, lost or gone with an order, and that all books agree."""
        assert await self.oms.catalogue.disagreements() == ()
        for sku in self.goods.values():
            seen = await self.oms.stock.of(sku)
            assert all(0 <= level.reserved <= level.on_hand for level in seen.levels)
            assert seen.on_hand == seen.free + seen.reserved
            gone = sum(-row.on_hand for row in await self.oms.stock.movements(sku, limit=10_000) if row.order_no)
            assert self.came[sku] == seen.on_hand + seen.in_transit + self.lost[sku] + gone
            assert 0 <= seen.available_to_promise <= seen.sellable


async def tried(deed: Coroutine[Any, Any, None]) -> None:
    """Do something that may be refused: then it must have changed nothing, which the books will tell."""
    try:
        await deed
    except OmsError:
        return


class Histories(RuleBasedStateMachine):
    """Every rule is one deed of one person."""

    runner: asyncio.Runner
    oms: Oms

    def __init__(self) -> None:
        super().__init__()
        self.books = Books(self.oms)
        self.runner.run(self.books.open())
        self.do(*[self.books.order(kind, 2, "alipay", "app") for kind in "AABB"])

    def do(self, *deeds: Coroutine[Any, Any, None]) -> None:
        async def at_once() -> None:
            await asyncio.gather(*[tried(deed) for deed in deeds])

        self.runner.run(at_once())

    def an_order(self, position: int) -> str | None:
        return self.books.orders[position % len(self.books.orders)] if self.books.orders else None

    @rule(
        kind=goods, quantity=units, method=st.sampled_from(("alipay", "cod")), channel=st.sampled_from(("app", "web"))
    )
    def somebody_orders(self, kind: str, quantity: int, method: str, channel: str) -> None:
        self.do(self.books.order(kind, quantity, method, channel))

    @rule(kind=goods, quantities=st.lists(units, min_size=2, max_size=6))
    def several_order_at_once(self, kind: str, quantities: list[int]) -> None:
        self.do(*[self.books.order(kind, quantity, "alipay", "app") for quantity in quantities])

    @rule(position=which, quantity=st.none() | units)
    def a_buyer_cancels(self, position: int, quantity: int | None) -> None:
        if number := self.an_order(position):
            self.do(self.books.cancel(number, quantity))

    @rule(position=which)
    def a_buyer_pays(self, position: int) -> None:
        if number := self.an_order(position):
            self.do(self.books.pay(number))

    @rule(position=which)
    def a_buyer_pays_and_cancels_at_once(self, position: int) -> None:
        if number := self.an_order(position):
            self.do(self.books.pay(number), self.books.cancel(number, None))

    @rule(
        position=which,
        step=st.sampled_from(("confirm", "allocate", "ship", "ship", "receive", "refuse", "return")),
        is_twice=st.booleans(),
    )
    def the_warehouse_delivers(self, position: int, step: str, is_twice: bool) -> None:
        if number := self.an_order(position):
            self.do(*[self.books.deliver(number, step) for _ in range(2 if is_twice else 1)])

    @rule(position=which)
    def an_order_goes_all_the_way(self, position: int) -> None:
        if number := self.an_order(position):
            self.do(self.books.pay(number))
            for step in ("confirm", "allocate", "ship"):
                self.do(self.books.deliver(number, step))

    @rule(kind=goods, where=places, booking=st.sampled_from(("receive", "damage", "count", "adjust")), quantity=units)
    def the_warehouse_books(self, kind: str, where: str, booking: BookingKind, quantity: int) -> None:
        self.do(self.books.book(booking, kind, where, -quantity if booking == "adjust" else quantity))

    @rule(kind=goods, where=places, quantity=units)
    def the_warehouse_holds(self, kind: str, where: str, quantity: int) -> None:
        self.do(self.books.hold(kind, where, quantity))

    @rule(position=which)
    def a_hold_is_lifted_twice(self, position: int) -> None:
        if self.books.holds:
            number = self.books.holds[position % len(self.books.holds)]
            self.do(*[self.lift(number), self.lift(number)])

    async def lift(self, number: str) -> None:
        await self.oms.stock.lift(number, "x", actor="warehouse")

    @rule(kind=goods, quantity=units)
    def goods_are_sent(self, kind: str, quantity: int) -> None:
        self.do(self.books.send(kind, quantity))

    @rule(position=which, arrived=st.integers(0, 4), lost=st.integers(0, 2))
    def goods_arrive(self, position: int, arrived: int, lost: int) -> None:
        if self.books.transfers:
            self.do(self.books.arrive(self.books.transfers[position % len(self.books.transfers)], arrived, lost))

    @rule(kind=goods, safety=st.integers(0, 8), channel=st.sampled_from(("", "web")))
    def a_sales_level_is_set(self, kind: str, safety: int, channel: str) -> None:
        self.do(self.set_level(self.books.goods[kind], safety, channel))

    async def set_level(self, sku: str, kept: int, channel: str) -> None:
        asked = {"set_aside": kept, "channel": channel} if channel else {"safety": kept}
        await self.oms.stock.set_sales_level(sku, SalesLevelRequest(reason="x", **asked), actor="merchant")

    @invariant()
    def the_books_balance(self) -> None:
        self.runner.run(self.books.balance())


def live(folder: Path, started: Path, *, examples: int, steps: int) -> None:
    """Live through so many histories in one application."""
    settings = settings_in(folder)
    assert settings.sqlite_file is not None
    shutil.copy(started, settings.sqlite_file)
    with asyncio.Runner() as runner:
        oms = runner.run(Oms.open(settings))
        machine = type("History", (Histories,), {"runner": runner, "oms": oms})
        run_state_machine_as_test(
            machine,
            settings=hypothesis.settings(
                max_examples=examples,
                stateful_step_count=steps,
                deadline=None,
                suppress_health_check=list(hypothesis.HealthCheck),
            ),
        )
        runner.run(oms.close())


def test_whatever_people_do_with_stock_the_books_balance(tmp_path: Path, started: Path) -> None:
    live(tmp_path, started, examples=15, steps=25)


@pytest.mark.prove
def test_three_hundred_long_histories_leave_the_books_balanced(tmp_path: Path, started: Path) -> None:
    live(tmp_path, started, examples=300, steps=40)
