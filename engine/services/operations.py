"""The operations on orders as use cases: payment, cancellation, time-out and the way of the goods."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from engine.orders.change import Change
from engine.orders.number import parent_of
from engine.orders.operation_requests import CancellationRequest, PaymentRequest, amount_of, check_currency
from engine.orders.operations.cancel import CancelCause, cancel
from engine.orders.operations.pay import Receipt, pay
from engine.orders.order import LineQuantity
from engine.services.operation_runner import OperationRunner
from engine.services.operation_views import OperationView
from engine.services.roles import Caller
from engine.store.change_repository import Standing

Done = tuple[OperationView, bool]  # with whether the same call did it before


class OperationService:
    """What callers do to orders after they were placed. `number` is the order's own or a child's.

    Every one of them raises NotFound, IllegalMove (with the legal moves), IdempotencyConflict and StaleWrite.
    """

    def __init__(self, runner: OperationRunner) -> None:
        self._run = runner.carry_out

    async def pay(self, number: str, asked: PaymentRequest, caller: Caller) -> Done:
        """Take money for an order or one of its children; the same payment again changes nothing.

        Money that the order has no use for (it is cancelled, late, too much) becomes a refund at once. Raises
        InvalidInput for an amount that cannot be, Conflict where the payment came before with other contents.
        """

        def operation(found: Standing, now: datetime) -> Change:
            order = found.order
            check_currency(asked.currency, order.currency)
            receipt = Receipt(
                payment_no=asked.payment_no,
                method=asked.method,
                subject=number,
                amount=amount_of(asked.amount, order.currency),
                at=asked.at or now,
            )
            return pay(order, receipt, known=found.money.payments, actor=caller.actor, now=now)

        return await self._run("pay", number, operation, caller)

    async def cancel(self, number: str, asked: CancellationRequest, caller: Caller) -> Done:
        """Cancel all that is left of an order or a child, or some units of a child's lines; stock and money go back.

        Raises InvalidInput for units that are not there.
        """

        def operation(found: Standing, now: datetime) -> Change:
            return cancel(
                found.order,
                cause=cast("CancelCause", caller.actor.role),
                reason=asked.reason,
                child=child_in(number),
                units=_units(asked),
                actor=caller.actor,
                now=now,
            )

        return await self._run("cancel", number, operation, caller)


def child_in(number: str) -> str | None:
    """Return the number where it is a child's, None for an order's own."""
    return number if parent_of(number) != number else None


def _units(asked: CancellationRequest) -> Sequence[LineQuantity]:
    return tuple(LineQuantity(line=each.line, quantity=each.quantity) for each in asked.lines)
