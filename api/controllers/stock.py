"""Stock: what lies where, what may be promised, and what people do with it; every change with a reason."""

from typing import Annotated, Any

import msgspec
from litestar import Controller, Request, Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED
from msgspec import Meta

from api.access import SCOPE
from api.bodies import JsonBody
from api.call import Write
from api.controllers.catalogue_views import Items, StockView, page, stock_view
from api.idempotency import replay_header
from api.operation import ApiOperation, asks
from api.queries import LARGEST, Limit, PageQuery, Part, Query, read_query
from engine.encoding import content_hash
from engine.orders.request import Wire
from engine.orders.stock import (
    BookingKind,
    Reason,
    SalesLevelRequest,
    StockArrival,
    StockBooking,
    StockHold,
    StockTransfer,
)
from engine.services.app import Oms
from engine.services.stock import StockOverview
from engine.store.stock_repository import Done

_READ = {SCOPE: "catalogue:read"}
_WRITE = {SCOPE: "catalogue:write"}

AnyRequest = Request[Any, Any, Any]


class StockQuery(Query, frozen=True, kw_only=True):
    """Of which SKU."""

    sku: Annotated[str, Meta(min_length=1, max_length=64)]


class MovementQuery(Query, frozen=True, kw_only=True):
    """Which page of the ledger."""

    after: Annotated[int, Meta(ge=1, le=LARGEST, description="`next` of the page before")] | None = None
    limit: Limit = 50


class TransferQuery(PageQuery, frozen=True, kw_only=True):
    """Which page of the transfers, and of which SKU."""

    sku: Part | None = None


class WhyBody(Wire, frozen=True, kw_only=True):
    """Why."""

    reason: Reason


class StockController(Controller):
    """Stock beside orders. Orders reserve, release and ship by themselves."""

    path = "/v1/stock"
    tags = ("stock",)

    @get("/", operation_class=asks(StockQuery), opt=_READ)
    async def list_stock(self, request: AnyRequest, oms: NamedDependency[Oms]) -> tuple[StockView, ...]:
        """Return the stock of a SKU in every warehouse that has it."""
        return tuple(map(stock_view, await oms.catalogue.stock(read_query(request, StockQuery).sku)))

    @get("/transfers", operation_class=asks(TransferQuery), opt=_READ)
    async def list_transfers(self, request: AnyRequest, oms: NamedDependency[Oms]) -> Items:
        """List transfers between warehouses, the newest first, page by page."""
        query = read_query(request, TransferQuery)
        found = await oms.stock.transfers(query.sku, query.after, query.limit + 1)
        return page(found, query.limit, lambda transfer: transfer, lambda transfer: str(transfer.transfer_no))

    @get("/{sku:str}", operation_class=ApiOperation, opt=_READ)
    async def get_stock(self, sku: FromPath[str], oms: NamedDependency[Oms]) -> StockOverview:
        """Return the stock of a SKU: levels, what can be promised to whom, what is held and on its way."""
        return await oms.stock.of(sku)

    @get("/{sku:str}/movements", operation_class=asks(MovementQuery), opt=_READ)
    async def list_movements(self, request: AnyRequest, sku: FromPath[str], oms: NamedDependency[Oms]) -> Items:
        """List the movements of a SKU, the newest first, page by page: who, why, for which order."""
        query = read_query(request, MovementQuery)
        found = await oms.stock.movements(sku, query.after, query.limit + 1)
        return page(found, query.limit, lambda movement: movement, lambda movement: str(movement.id))

    @post("/receipts", status_code=HTTP_201_CREATED, dto=JsonBody[StockBooking], return_dto=None,
          operation_class=ApiOperation, opt=_WRITE)  # fmt: skip
    async def receive(self, data: JSONBody[StockBooking], write: NamedDependency[Write]) -> Response[Done]:
        """Book goods that arrived."""
        return await _book("receive", data, write)

    @post("/adjustments", status_code=HTTP_201_CREATED, dto=JsonBody[StockBooking], return_dto=None,
          operation_class=ApiOperation, opt=_WRITE)  # fmt: skip
    async def adjust(self, data: JSONBody[StockBooking], write: NamedDependency[Write]) -> Response[Done]:
        """Correct what is on hand by a difference."""
        return await _book("adjust", data, write)

    @post("/counts", status_code=HTTP_201_CREATED, dto=JsonBody[StockBooking], return_dto=None,
          operation_class=ApiOperation, opt=_WRITE)  # fmt: skip
    async def count(self, data: JSONBody[StockBooking], write: NamedDependency[Write]) -> Response[Done]:
        """Book what was counted; the difference goes to the ledger."""
        return await _book("count", data, write)

    @post("/damages", status_code=HTTP_201_CREATED, dto=JsonBody[StockBooking], return_dto=None,
          operation_class=ApiOperation, opt=_WRITE)  # fmt: skip
    async def damage(self, data: JSONBody[StockBooking], write: NamedDependency[Write]) -> Response[Done]:
        """Write off units that are broken or lost."""
        return await _book("damage", data, write)

    @post("/holds", status_code=HTTP_201_CREATED, dto=JsonBody[StockHold], return_dto=None,
          operation_class=ApiOperation, opt=_WRITE)  # fmt: skip
    async def hold(self, data: JSONBody[StockHold], write: NamedDependency[Write]) -> Response[Done]:
        """Take free units out of sale where they lie; `reference` of the answer is the number of the hold."""
        return _answer(await write.oms.stock.hold(data, **_call(write, data)))

    @post("/holds/{hold_no:str}/release", status_code=HTTP_200_OK, dto=JsonBody[WhyBody], return_dto=None,
          operation_class=ApiOperation, opt=_WRITE)  # fmt: skip
    async def lift(
        self, hold_no: FromPath[str], data: JSONBody[WhyBody], write: NamedDependency[Write]
    ) -> Response[Done]:
        """Let held units be sold again."""
        return _answer(await write.oms.stock.lift(hold_no, data.reason, **_call(write, data)))

    @post("/transfers", status_code=HTTP_201_CREATED, dto=JsonBody[StockTransfer], return_dto=None,
          operation_class=ApiOperation, opt=_WRITE)  # fmt: skip
    async def send(self, data: JSONBody[StockTransfer], write: NamedDependency[Write]) -> Response[Done]:
        """Send free units to another warehouse; `reference` of the answer is the number of the transfer."""
        return _answer(await write.oms.stock.send(data, **_call(write, data)))

    @post("/transfers/{transfer_no:str}/arrival", status_code=HTTP_200_OK, dto=JsonBody[StockArrival], return_dto=None,
          operation_class=ApiOperation, opt=_WRITE)  # fmt: skip
    async def arrive(
        self, transfer_no: FromPath[str], data: JSONBody[StockArrival], write: NamedDependency[Write]
    ) -> Response[Done]:
        """Book what came of a transfer, and what is lost; the rest is still on its way."""
        return _answer(await write.oms.stock.arrive(transfer_no, data, **_call(write, data)))

    @put("/{sku:str}/sales-level", status_code=HTTP_200_OK, dto=JsonBody[SalesLevelRequest], return_dto=None,
         operation_class=ApiOperation, opt=_WRITE)  # fmt: skip
    async def set_sales_level(
        self, sku: FromPath[str], data: JSONBody[SalesLevelRequest], write: NamedDependency[Write]
    ) -> Response[StockOverview]:
        """Say what may be promised of a SKU, or to a channel: safety stock, units set aside, quota, not for sale."""
        seen, replayed = await write.oms.stock.set_sales_level(sku, data, **_call(write, data))
        return Response(seen, headers=replay_header(replayed=replayed))


async def _book(kind: BookingKind, booking: StockBooking, write: Write) -> Response[Done]:
    return _answer(await write.oms.stock.book(kind, booking, **_call(write, booking)))


def _call(write: Write, body: msgspec.Struct) -> dict[str, Any]:
    return {"actor": write.actor, "key": write.idempotency_key, "body_hash": content_hash(body)}


def _answer(done: tuple[Done, bool]) -> Response[Done]:
    return Response(done[0], headers=replay_header(replayed=done[1]))
