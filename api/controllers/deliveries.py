"""The way of the goods: confirmed, set aside, shipped, received, or refused and back; one verb for each move."""

from typing import Final

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.acting import answered, caller_of, verb
from api.call import Write
from engine.orders.operation_requests import AllocationRequest, MoveRequest, ShipmentRequest
from engine.orders.status import Move
from engine.services.operation_views import OperationView
from engine.services.roles import roles_of

CONFIRMING: Final = roles_of(Move.CONFIRM)
ALLOCATING: Final = roles_of(Move.ALLOCATE)
READYING: Final = roles_of(Move.MAKE_READY)
SHIPPING: Final = roles_of(Move.SHIP)
DELIVERING: Final = roles_of(Move.DELIVER)
RECEIVING: Final = roles_of(Move.RECEIVE, Move.PICK_UP)
REFUSING: Final = roles_of(Move.REFUSE)
RETURNING: Final = roles_of(Move.RETURN_GOODS)
COMPLETING: Final = roles_of(Move.COMPLETE)

Number = FromPath[str]
Answer = Response[OperationView]


class DeliveryController(Controller):
    """Children of orders on their way, each by its own number; an order with one child may be called by its own."""

    path = "/v1/orders/{number:str}"
    tags = ("operations",)

    @verb("/confirmation", MoveRequest, CONFIRMING)
    async def confirm_order(self, number: Number, data: JSONBody[MoveRequest], write: NamedDependency[Write]) -> Answer:
        """Accept an order for delivery, where its type is not accepted by itself."""
        return answered(await write.oms.operations.confirm(number, caller_of(write, data, CONFIRMING)))

    @verb("/allocation", AllocationRequest, ALLOCATING)
    async def allocate_child(
        self, number: Number, data: JSONBody[AllocationRequest], write: NamedDependency[Write]
    ) -> Answer:
        """Set the goods of a child aside; one that waits for stock says where the missing units were `found`."""
        return answered(await write.oms.deliveries.allocate(number, data, caller_of(write, data, ALLOCATING)))

    @verb("/pickup-readiness", MoveRequest, READYING)
    async def make_ready(self, number: Number, data: JSONBody[MoveRequest], write: NamedDependency[Write]) -> Answer:
        """Say that the goods lie at the pickup point."""
        return answered(await write.oms.deliveries.make_ready(number, caller_of(write, data, READYING)))

    @verb("/shipments", ShipmentRequest, SHIPPING, {"carrier": "sf", "tracking_no": "SF1234567890"})
    async def ship_child(
        self, number: Number, data: JSONBody[ShipmentRequest], write: NamedDependency[Write]
    ) -> Answer:
        """Say that the goods of a child have left."""
        return answered(await write.oms.deliveries.ship(number, data, caller_of(write, data, SHIPPING)))

    @verb("/delivery", MoveRequest, DELIVERING)
    async def deliver_child(self, number: Number, data: JSONBody[MoveRequest], write: NamedDependency[Write]) -> Answer:
        """Deliver what is nothing to ship."""
        return answered(await write.oms.deliveries.deliver(number, caller_of(write, data, DELIVERING)))

    @verb("/receipt", MoveRequest, RECEIVING)
    async def receive_child(self, number: Number, data: JSONBody[MoveRequest], write: NamedDependency[Write]) -> Answer:
        """Say that the buyer has the goods, brought or fetched."""
        return answered(await write.oms.deliveries.receive(number, caller_of(write, data, RECEIVING)))

    @verb("/refusal", MoveRequest, REFUSING)
    async def refuse_child(self, number: Number, data: JSONBody[MoveRequest], write: NamedDependency[Write]) -> Answer:
        """Say that the buyer did not take the goods."""
        return answered(await write.oms.deliveries.refuse(number, caller_of(write, data, REFUSING)))

    @verb("/returned-goods", MoveRequest, RETURNING)
    async def return_goods(self, number: Number, data: JSONBody[MoveRequest], write: NamedDependency[Write]) -> Answer:
        """Say that goods that nobody took are in stock again."""
        return answered(await write.oms.deliveries.return_goods(number, caller_of(write, data, RETURNING)))

    @verb("/completion", MoveRequest, COMPLETING)
    async def complete_order(
        self, number: Number, data: JSONBody[MoveRequest], write: NamedDependency[Write]
    ) -> Answer:
        """Close an order, or a child, that was received and settled."""
        return answered(await write.oms.operations.complete(number, caller_of(write, data, COMPLETING)))
