"""The way of the goods of a child order as use cases: set aside, shipped, received, refused, back."""

from collections.abc import Callable
from datetime import datetime

from engine.errors import InvalidInput
from engine.orders.change import Change
from engine.orders.operation_requests import AllocationRequest, ShipmentRequest
from engine.orders.operations.deliver import allocate, deliver_virtual, make_ready, receive, ship
from engine.orders.operations.refuse import refuse_delivery, return_goods
from engine.orders.order import Allocation, LineQuantity, Order
from engine.services.operation_runner import OperationRunner
from engine.services.operations import Done, child_in
from engine.services.roles import Caller
from engine.store.change_repository import Standing

OnChild = Callable[[Order, str, datetime], Change]


class DeliveryService:
    """What happens to one child order on its way. An order with one child may be called by its own number.

    Every one of them raises NotFound, IllegalMove (with the legal moves), InvalidInput where an order has several
    children, IdempotencyConflict and StaleWrite.
    """

    def __init__(self, runner: OperationRunner) -> None:
        self._runner = runner

    async def allocate(self, number: str, asked: AllocationRequest, caller: Caller) -> Done:
        """Set the goods aside. Raises InvalidInput (`found`) where the missing units are not named, StockGone."""
        found = tuple(
            Allocation(
                warehouse=each.warehouse,
                lines=tuple(LineQuantity(line=share.line, quantity=share.quantity) for share in each.lines),
            )
            for each in asked.found
        )

        def operation(order: Order, child: str, now: datetime) -> Change:
            return allocate(order, child, found=found, actor=caller.actor, now=now)

        return await self._on_child("allocate", number, operation, caller)

    async def make_ready(self, number: str, caller: Caller) -> Done:
        """Say that the goods lie at the pickup point."""

        def operation(order: Order, child: str, now: datetime) -> Change:
            return make_ready(order, child, actor=caller.actor, now=now)

        return await self._on_child("make_ready", number, operation, caller)

    async def ship(self, number: str, asked: ShipmentRequest, caller: Caller) -> Done:
        """Say that the goods have left: they are on hand no more."""

        def operation(order: Order, child: str, now: datetime) -> Change:
            carried = {"carrier": asked.carrier, "tracking_no": asked.tracking_no}
            return ship(order, child, **carried, actor=caller.actor, now=now)

        return await self._on_child("ship", number, operation, caller)

    async def receive(self, number: str, caller: Caller) -> Done:
        """Say that the buyer has the goods: brought to them, or fetched at the pickup point."""

        def operation(order: Order, child: str, now: datetime) -> Change:
            return receive(order, child, actor=caller.actor, now=now)

        return await self._on_child("receive", number, operation, caller)

    async def deliver(self, number: str, caller: Caller) -> Done:
        """Deliver what is nothing to ship."""

        def operation(order: Order, child: str, now: datetime) -> Change:
            return deliver_virtual(order, child, actor=caller.actor, now=now)

        return await self._on_child("deliver", number, operation, caller)

    async def refuse(self, number: str, caller: Caller) -> Done:
        """Say that the buyer did not take the goods; money that was paid is owed back when they are here again."""

        def operation(order: Order, child: str, now: datetime) -> Change:
            return refuse_delivery(order, child, actor=caller.actor, now=now)

        return await self._on_child("refuse", number, operation, caller)

    async def return_goods(self, number: str, caller: Caller) -> Done:
        """Say that goods that nobody took are in stock again."""

        def operation(order: Order, child: str, now: datetime) -> Change:
            return return_goods(order, child, actor=caller.actor, now=now)

        return await self._on_child("return_goods", number, operation, caller)

    async def _on_child(self, name: str, number: str, operation: OnChild, caller: Caller) -> Done:
        def on_child(found: Standing, now: datetime) -> Change:
            return operation(found.order, child_in(number) or _only_child(found.order), now)

        return await self._runner.carry_out(name, number, on_child, caller)


def _only_child(order: Order) -> str:
    """Return the one child of an order. Raises InvalidInput that names them where there are several."""
    numbers = [child.number for child in order.children]
    if len(numbers) > 1:
        raise InvalidInput.at("order_no", f"{order.number} has {len(numbers)} children; call one of them", numbers)
    return numbers[0]
