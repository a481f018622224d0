"""The operations on whole orders as use cases: money in, cancellation, confirmation, completion, presale and group."""

from datetime import datetime
from typing import cast

from engine.orders.change import Change
from engine.orders.number import parent_of
from engine.orders.operation_requests import (
    BalanceRequest,
    CancellationRequest,
    GroupRequest,
    PaymentRequest,
    amount_of,
    check_currency,
)
from engine.orders.operations.cancel import CancelCause, cancel
from engine.orders.operations.collect import collect
from engine.orders.operations.complete import complete
from engine.orders.operations.confirm import confirm
from engine.orders.operations.group import fail_group, succeed_group
from engine.orders.operations.pay import Receipt, pay
from engine.orders.operations.presale import change_balance, forfeit_deposit
from engine.orders.order import LineQuantity, Order
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
            receipt = _receipt(number, asked, found.order, now)
            return pay(found.order, receipt, known=found.money.payments, actor=caller.actor, now=now)

        return await self._run("pay", number, operation, caller)

    async def collect(self, number: str, asked: PaymentRequest, caller: Caller) -> Done:
        """Note what was collected at the door or paid on account: numbers only. Raises what `pay` raises."""

        def operation(found: Standing, now: datetime) -> Change:
            receipt = _receipt(number, asked, found.order, now)
            return collect(found.order, receipt, known=found.money.payments, actor=caller.actor, now=now)

        return await self._run("collect", number, operation, caller)

    async def cancel(self, number: str, asked: CancellationRequest, caller: Caller) -> Done:
        """Cancel all that is left of an order or a child, or some units of a child's lines; stock and money go back.

        Raises InvalidInput for units that are not there, Conflict where its number came before for something else.
        """

        def operation(found: Standing, now: datetime) -> Change:
            return cancel(
                found.order,
                cause=cast("CancelCause", caller.actor.role),
                reason=asked.reason,
                child=child_in(number),
                units=tuple(LineQuantity(line=each.line, quantity=each.quantity) for each in asked.lines or ()),
                cancellation_no=asked.cancellation_no,
                actor=caller.actor,
                now=now,
            )

        return await self._run("cancel", number, operation, caller)

    async def confirm(self, number: str, caller: Caller) -> Done:
        """Accept an order for delivery, where its type is not accepted by itself."""

        def operation(found: Standing, now: datetime) -> Change:
            return confirm(found.order, actor=caller.actor, now=now)

        return await self._run("confirm", number, operation, caller)

    async def complete(self, number: str, caller: Caller) -> Done:
        """Close an order or a child that was received and settled."""

        def operation(found: Standing, now: datetime) -> Change:
            return complete(found.order, child=child_in(number), actor=caller.actor, now=now)

        return await self._run("complete", number, operation, caller)

    async def change_balance(self, number: str, asked: BalanceRequest, caller: Caller) -> Done:
        """Change the balance of a presale before it is paid. Raises InvalidInput for one out of range."""

        def operation(found: Standing, now: datetime) -> Change:
            order = found.order
            check_currency(asked.currency, order.currency)
            balance = amount_of(asked.balance, order.currency, "balance")
            return change_balance(order, balance, actor=caller.actor, now=now)

        return await self._run("change_balance", number, operation, caller)

    async def forfeit_deposit(self, number: str, caller: Caller) -> Done:
        """Let the deposit of a presale lapse whose balance was not paid in time."""

        def operation(found: Standing, now: datetime) -> Change:
            return forfeit_deposit(found.order, actor=caller.actor, now=now)

        return await self._run("forfeit_deposit", number, operation, caller)

    async def settle_group(self, number: str, asked: GroupRequest, caller: Caller) -> Done:
        """Say of a group-buy order whether its group came about; if not, it is cancelled and the money owed back."""
        settle = succeed_group if asked.succeeded else fail_group

        def operation(found: Standing, now: datetime) -> Change:
            return settle(found.order, actor=caller.actor, now=now)

        return await self._run("settle_group", number, operation, caller)


def child_in(number: str) -> str | None:
    """Return the number where it is a child's, None for an order's own."""
    return number if parent_of(number) != number else None


def _receipt(number: str, asked: PaymentRequest, order: Order, now: datetime) -> Receipt:
    check_currency(asked.currency, order.currency)
    return Receipt(
        payment_no=asked.payment_no,
        method=asked.method,
        subject=number,
        amount=amount_of(asked.amount, order.currency),
        at=asked.at or now,
    )
