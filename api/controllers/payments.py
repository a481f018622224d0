"""Money and cancellation: payments, what is collected, presale, group, and the end of what is not wanted."""

from typing import Final

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.acting import answered, caller_of, verb
from api.call import Write
from api.examples import CANCELLATION, PAYMENT
from engine.orders.actor import Role
from engine.orders.operation_requests import (
    BalanceRequest,
    CancellationRequest,
    GroupRequest,
    MoveRequest,
    PaymentRequest,
)
from engine.orders.status import Move
from engine.services.operation_views import OperationView
from engine.services.roles import roles_of

# Buyers pay a provider; what came in is told by the provider's callback, or noted by customer service.
PAYING: Final[tuple[Role, ...]] = ("payment", "customer_service")
COLLECTING: Final = roles_of(Move.COLLECT)
CANCELLING: Final = roles_of(Move.CANCEL)
CHANGING: Final = roles_of(Move.CHANGE_BALANCE)
FORFEITING: Final = roles_of(Move.FORFEIT_DEPOSIT)
GROUPING: Final = roles_of(Move.SUCCEED_GROUP, Move.FAIL_GROUP)

Number = FromPath[str]
Answer = Response[OperationView]


class PaymentController(Controller):
    """Money and cancellation of orders and of their children, each by its own number."""

    path = "/v1/orders/{number:str}"
    tags = ("operations",)

    @verb("/payments", PaymentRequest, PAYING, PAYMENT)
    async def take_payment(
        self, number: Number, data: JSONBody[PaymentRequest], write: NamedDependency[Write]
    ) -> Answer:
        """Note money that came in. The same `payment_no` again changes nothing; what is not due becomes a refund."""
        return answered(await write.oms.operations.pay(number, data, caller_of(write, data, PAYING)))

    @verb("/collection", PaymentRequest, COLLECTING, PAYMENT)
    async def collect_payment(
        self, number: Number, data: JSONBody[PaymentRequest], write: NamedDependency[Write]
    ) -> Answer:
        """Note what was collected at the door or paid on account: numbers only, no account moves."""
        return answered(await write.oms.operations.collect(number, data, caller_of(write, data, COLLECTING)))

    @verb("/cancellation", CancellationRequest, CANCELLING, CANCELLATION)
    async def cancel_order(
        self, number: Number, data: JSONBody[CancellationRequest], write: NamedDependency[Write]
    ) -> Answer:
        """Cancel what is left of an order or a child, or some units: stock is free again, money is owed back."""
        return answered(await write.oms.operations.cancel(number, data, caller_of(write, data, CANCELLING)))

    @verb("/balance", BalanceRequest, CHANGING, {"balance": "100.00"})
    async def change_balance(
        self, number: Number, data: JSONBody[BalanceRequest], write: NamedDependency[Write]
    ) -> Answer:
        """Change the balance of a presale before it is paid."""
        return answered(await write.oms.operations.change_balance(number, data, caller_of(write, data, CHANGING)))

    @verb("/deposit-forfeiture", MoveRequest, FORFEITING)
    async def forfeit_deposit(
        self, number: Number, data: JSONBody[MoveRequest], write: NamedDependency[Write]
    ) -> Answer:
        """Let the deposit of a presale lapse whose balance was not paid in time; the worker does it by itself too."""
        return answered(await write.oms.operations.forfeit_deposit(number, caller_of(write, data, FORFEITING)))

    @verb("/group-result", GroupRequest, GROUPING, {"succeeded": True})
    async def settle_group(self, number: Number, data: JSONBody[GroupRequest], write: NamedDependency[Write]) -> Answer:
        """Say whether the group of a group-buy order came about; if not, it is cancelled and the money owed back."""
        return answered(await write.oms.operations.settle_group(number, data, caller_of(write, data, GROUPING)))
