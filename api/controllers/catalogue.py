"""Master data: warehouses, goods, customers, regions, lists."""

from operator import attrgetter
from typing import Annotated, Any

from litestar import Controller, Request, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Meta

from api.access import SCOPE
from api.controllers.catalogue_views import (
    Items,
    RegionView,
    SkuView,
    WarehouseView,
    page,
    region_view,
    sku_view,
    warehouse_view,
)
from api.operation import ApiOperation, asks
from api.queries import PageQuery, Query, TextPageQuery, read_query
from engine.orders.catalogue import Customer
from engine.services.app import Oms
from engine.services.views import ListRow

_READ = {SCOPE: "catalogue:read"}
_id = attrgetter("id")

AnyRequest = Request[Any, Any, Any]


class RegionQuery(Query, frozen=True, kw_only=True):
    """By words of the path or the beginning of the code: `杭州 西湖`, `3301`."""

    text: Annotated[str, Meta(min_length=1, max_length=64, description="words of its path, or a code's beginning")]
    limit: Annotated[int, Meta(ge=1, le=100)] = 20


class CatalogueController(Controller):
    """Master data."""

    path = "/v1"
    tags = ("master data",)

    @get("/warehouses", operation_class=ApiOperation, opt=_READ)
    async def list_warehouses(self, oms: NamedDependency[Oms]) -> tuple[WarehouseView, ...]:
        """List the warehouses."""
        return tuple(warehouse_view(warehouse) for warehouse in await oms.catalogue.warehouses())

    @get("/catalogue", operation_class=asks(TextPageQuery), opt=_READ)
    async def list_skus(self, request: AnyRequest, oms: NamedDependency[Oms]) -> Items:
        """List what is sold, by SKU, page by page; `text` is part of a SKU or of a name."""
        query = read_query(request, TextPageQuery)
        found = await oms.catalogue.skus(query.after, query.limit + 1, query.text)
        return page(found, query.limit, sku_view, _id)

    @get("/catalogue/{sku:str}", operation_class=ApiOperation, opt=_READ)
    async def get_sku(self, sku: FromPath[str], oms: NamedDependency[Oms]) -> SkuView:
        """Return one SKU."""
        return sku_view(await oms.catalogue.sku(sku))

    @get("/customers", operation_class=asks(PageQuery), opt={SCOPE: "orders:read"})
    async def list_customers(self, request: AnyRequest, oms: NamedDependency[Oms]) -> Items:
        """List the customers, by id, page by page."""
        query = read_query(request, PageQuery)
        found = await oms.catalogue.customers(query.after, query.limit + 1)
        return page(found, query.limit, lambda customer: customer, _id)

    @get("/customers/{customer:str}", operation_class=ApiOperation, opt={SCOPE: "orders:read"})
    async def get_customer(self, customer: FromPath[str], oms: NamedDependency[Oms]) -> Customer:
        """Return one customer."""
        return await oms.catalogue.customer(customer)

    @get("/regions", operation_class=asks(RegionQuery), opt=_READ)
    async def find_regions(self, request: AnyRequest, oms: NamedDependency[Oms]) -> tuple[RegionView, ...]:
        """Find regions by name, path or code, best first."""
        query = read_query(request, RegionQuery)
        return tuple(region_view(region) for region in oms.catalogue.regions(query.text, query.limit))

    @get("/lists", operation_class=ApiOperation, opt={SCOPE: "rules:read"})
    async def list_lists(self, oms: NamedDependency[Oms]) -> tuple[ListRow, ...]:
        """List the reference lists in force."""
        return await oms.catalogue.lists()
