"""Pickup points: places where a buyer fetches an order; its address is then the point's."""

from typing import Final

import msgspec

from engine.errors import FieldProblem, InvalidInput
from engine.orders.request import Address, OrderRequest

PICKUP: Final = "pickup"


class PickupPoint(msgspec.Struct, frozen=True, kw_only=True):
    """A point. `region` is the code of its district, `detail` the rest of its address, `hours` a text for buyers."""

    id: str
    name: str
    region: str
    detail: str
    postcode: str | None = None
    hours: str | None = None
    status: str = "open"  # open, closed

    @property
    def address(self) -> Address:
        """Where it is, as an order keeps it."""
        return Address(region_code=self.region, detail=f"{self.detail} {self.name}", postcode=self.postcode)


def at_point(request: OrderRequest, point: PickupPoint | None) -> OrderRequest:
    """Return the request with the address of the point that it names; where it names none, as it is.

    Whatever address the buyer gave, goods are sent to the point and nothing is delivered. Raises InvalidInput where the
    point is not known or closed.
    """
    if request.pickup_point is None:
        return request
    if point is None or point.status != "open":
        what = "is closed" if point else "is not known"
        message = f"the pickup point {request.pickup_point} {what}; GET /v1/pickup-points lists those that are open"
        raise InvalidInput(message, [FieldProblem(path="pickup_point", message=message)])
    return msgspec.structs.replace(request, address=point.address, shipping_method=PICKUP)
