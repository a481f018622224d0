"""Pickup points: where buyers may fetch their orders."""

from typing import Annotated, Any, Literal

import msgspec
from litestar import Controller, Request, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK
from msgspec import Meta

from api.access import SCOPE
from api.bodies import JsonBody
from api.controllers.catalogue_views import Items, page
from api.operation import ApiOperation, asks
from api.queries import PageQuery, read_query
from engine.orders.pickup import PickupPoint
from engine.orders.request import Text, Wire
from engine.services.app import Oms


class PointQuery(PageQuery, frozen=True, kw_only=True):
    """Which page, and in which region."""

    region: Annotated[str, Meta(pattern=r"^\d{2,6}$", description="a region's code, or its beginning: 3301")] | None = (
        None
    )


class PickupPointBody(Wire, frozen=True, kw_only=True):
    """A point; its id stands in the address of the call."""

    name: Annotated[str, Meta(min_length=1, max_length=100)]
    region: Annotated[str, Meta(pattern=r"^\d{6}$")]
    detail: Annotated[str, Meta(min_length=1, max_length=200)]
    postcode: Annotated[str, Meta(max_length=16)] | None = None
    hours: Text | None = None
    status: Literal["open", "closed"] = "open"


class PickupPointController(Controller):
    """Pickup points."""

    path = "/v1/pickup-points"
    tags = ("master data",)

    @get("/", operation_class=asks(PointQuery), opt={SCOPE: "catalogue:read"})
    async def list_points(self, request: Request[Any, Any, Any], oms: NamedDependency[Oms]) -> Items:
        """List pickup points, by id, page by page."""
        query = read_query(request, PointQuery)
        found = await oms.pickup_points.list(query.after, query.limit + 1, query.region)
        return page(found, query.limit, lambda point: point, lambda point: str(point.id))

    @get("/{point:str}", operation_class=ApiOperation, opt={SCOPE: "catalogue:read"})
    async def get_point(self, point: FromPath[str], oms: NamedDependency[Oms]) -> PickupPoint:
        """Return one pickup point."""
        return await oms.pickup_points.get(point)

    @put(
        "/{point:str}",
        status_code=HTTP_200_OK,
        dto=JsonBody[PickupPointBody],
        return_dto=None,
        operation_class=ApiOperation,
        opt={SCOPE: "catalogue:write"},
    )
    async def keep_point(
        self, point: FromPath[str], data: JSONBody[PickupPointBody], oms: NamedDependency[Oms]
    ) -> PickupPoint:
        """Add a pickup point, or change the one of this id; the next order sees it."""
        await oms.pickup_points.keep([PickupPoint(id=point, **msgspec.structs.asdict(data))])
        return await oms.pickup_points.get(point)
