"""Coupons and points: what buyers may have taken off. How much it is, the promotion rules say."""

from datetime import datetime
from typing import Annotated, Any, Final

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED
from msgspec import Meta

from api.access import SCOPE
from api.bodies import JsonBody
from api.call import Write
from api.controllers.catalogue_views import Items, page
from api.operation import ApiOperation, asks, shows
from api.queries import PageQuery, Part, read_query
from engine.orders.benefits import Coupon, PointLot
from engine.orders.request import Id, Text, Wire
from engine.services.app import Oms
from engine.services.benefits import CouponView, PointsView

_READ: Final = {SCOPE: "orders:read"}
_WRITE: Final = {SCOPE: "catalogue:write"}
_MOST_AT_ONCE: Final = 1000

Instant = Annotated[datetime, Meta(tz=True)]

COUPONS: Final[dict[str, Any]] = {
    "coupons": [
        {
            "id": "CP-10",
            "kind": "off_10",
            "title": "十元券",
            "customer": "C-1",
            "scope": ["A-1"],
            "valid_from": "2026-11-01T00:00:00+08:00",
            "valid_to": "2027-11-01T00:00:00+08:00",
        }
    ]
}
POINTS: Final[dict[str, Any]] = {"id": "welcome", "points": 500, "expires_at": "2099-12-31T00:00:00+08:00"}


class CouponBody(Wire, frozen=True, kw_only=True):
    """One coupon. `uses`: how often it may be used, null as often as wanted."""

    id: Id
    kind: Id
    title: Text = ""
    customer: Id | None = None
    scope: Annotated[tuple[Id, ...], Meta(max_length=500)] = ()
    valid_from: Instant | None = None
    valid_to: Instant | None = None
    uses: Annotated[int, Meta(ge=1, le=10**12)] | None = 1
    is_void: bool = False


class CouponsBody(Wire, frozen=True, kw_only=True):
    """Coupons to be added, or put in the place of those with the same id: all of them or none."""

    coupons: Annotated[tuple[CouponBody, ...], Meta(min_length=1, max_length=_MOST_AT_ONCE)]


class GrantBody(Wire, frozen=True, kw_only=True):
    """Points to be granted at once. `id` names the grant: the same one counts once."""

    id: Id
    points: Annotated[int, Meta(ge=1, le=10**12)]
    expires_at: Instant | None = None
    reason: Text = ""


class CouponQuery(PageQuery, frozen=True, kw_only=True):
    """Which page of the coupons, and of whom."""

    customer: Part | None = None


class BenefitController(Controller):
    """Coupons and points."""

    path = "/v1"
    tags = ("coupons and points",)

    @get("/coupons", operation_class=asks(CouponQuery), opt=_READ)
    async def list_coupons(self, request: Request[Any, Any, Any], oms: NamedDependency[Oms]) -> Items:
        """List the coupons, by id, page by page; `customer`: only those that are theirs."""
        query = read_query(request, CouponQuery)
        found = await oms.benefits.coupons(query.after, query.limit + 1, query.customer)
        return page(found, query.limit, lambda coupon: coupon, lambda coupon: str(coupon.id))

    @post(
        "/coupons",
        status_code=HTTP_200_OK,
        dto=JsonBody[CouponsBody],
        return_dto=None,
        operation_class=shows(COUPONS),
        opt=_WRITE,
    )
    async def keep_coupons(self, data: JSONBody[CouponsBody], oms: NamedDependency[Oms]) -> tuple[CouponView, ...]:
        """Import coupons: all of them or none. How often one was used stays as it is."""
        await oms.benefits.keep([Coupon(**msgspec.structs.asdict(each)) for each in data.coupons])
        return tuple([await oms.benefits.coupon(each.id) for each in data.coupons])

    @get("/coupons/{coupon:str}", operation_class=ApiOperation, opt=_READ)
    async def get_coupon(self, coupon: FromPath[str], oms: NamedDependency[Oms]) -> CouponView:
        """Return one coupon with its state: free, used or void."""
        return await oms.benefits.coupon(coupon)

    @get("/customers/{customer:str}/points", operation_class=ApiOperation, opt=_READ)
    async def get_points(self, customer: FromPath[str], oms: NamedDependency[Oms]) -> PointsView:
        """Return the points that a customer can use now, and the grants that they come from."""
        return await oms.benefits.points(customer)

    @post(
        "/customers/{customer:str}/points",
        status_code=HTTP_201_CREATED,
        dto=JsonBody[GrantBody],
        return_dto=None,
        operation_class=shows(POINTS),
        opt=_WRITE,
    )
    async def grant_points(
        self, customer: FromPath[str], data: JSONBody[GrantBody], write: NamedDependency[Write]
    ) -> Response[PointsView]:
        """Grant a customer points: 201, or 200 where the same grant came before."""
        lot = PointLot(
            customer=customer,
            id=data.id,
            granted=data.points,
            left=data.points,
            expires_at=data.expires_at,
            reason=data.reason,
        )
        points, is_new = await write.oms.benefits.grant(lot, actor=write.actor)
        return Response(points, status_code=HTTP_201_CREATED if is_new else HTTP_200_OK)
