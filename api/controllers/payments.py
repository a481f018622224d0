"""Money and cancellation: what ends the waiting of an order, one way or the other."""

from typing import Final

from litestar import Controller, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK

from api.acting import answered, caller_of, open_to
from api.bodies import JsonBody
from api.call import Write
from api.examples import CANCELLATION, PAYMENT
from api.operation import shows
from engine.orders.actor import Role
from engine.orders.operation_requests import CancellationRequest, PaymentRequest
from engine.orders.status import Move
from engine.services.operation_views import OperationView
from engine.services.roles import roles_of

# Buyers pay a provider; what came in is told by the provider's callback, or noted by customer service.
PAYING: Final[tuple[Role, ...]] = ("payment", "customer_service")
CANCELLING: Final = roles_of(Move.CANCEL)


class PaymentController(Controller):
    """Payment and cancellation of orders and of their children, each by its own number."""

    path = "/v1/orders/{number:str}"
    tags = ("operations",)

    @post(
        "/payments",
        status_code=HTTP_200_OK,
        dto=JsonBody[PaymentRequest],
        return_dto=None,
        operation_class=shows(PAYMENT),
        opt=open_to(PAYING),
    )
    async def take_payment(
        self, number: FromPath[str], data: JSONBody[PaymentRequest], write: NamedDependency[Write]
    ) -> Response[OperationView]:
        """Note money that came in. The same `payment_no` again changes nothing; what is not due becomes a refund."""
        return answered(await write.oms.operations.pay(number, data, caller_of(write, data, PAYING)))

    @post(
        "/cancellation",
        status_code=HTTP_200_OK,
        dto=JsonBody[CancellationRequest],
        return_dto=None,
        operation_class=shows(CANCELLATION),
        opt=open_to(CANCELLING),
    )
    async def cancel_order(
        self, number: FromPath[str], data: JSONBody[CancellationRequest], write: NamedDependency[Write]
    ) -> Response[OperationView]:
        """Cancel what is left of an order or a child, or some units: stock is free again, money is owed back."""
        return answered(await write.oms.operations.cancel(number, data, caller_of(write, data, CANCELLING)))
