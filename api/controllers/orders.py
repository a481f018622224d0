"""Orders: place one, find some, look at one and at its decisions."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_201_CREATED

from api.access import SCOPE
from api.bodies import JsonBody
from api.call import Write
from api.controllers.order_query import OrderQuery
from api.examples import ORDER
from api.idempotency import replay_header
from api.operation import ApiOperation, asks, shows
from api.queries import read_query
from engine.decisions.record import DecisionRecord
from engine.encoding import content_hash
from engine.orders.request import OrderRequest
from engine.services.app import Oms
from engine.services.customer_views import CustomerOrderView
from engine.services.views import OrderView, Page


class OrderController(Controller):
    """Orders."""

    path = "/v1/orders"
    tags = ("orders",)

    @post(
        "/",
        status_code=HTTP_201_CREATED,
        dto=JsonBody[OrderRequest],
        return_dto=None,
        operation_class=shows(ORDER),
        opt={SCOPE: "orders:write"},
    )
    async def place_order(
        self,
        data: JSONBody[OrderRequest],
        write: NamedDependency[Write],
    ) -> Response[OrderView]:
        """Place an order: number, statuses, children, amounts step by step, decisions."""
        order, replayed = await write.oms.orders.place(
            data, actor=write.actor, idempotency_key=write.idempotency_key, body_hash=content_hash(data)
        )
        write.metrics.count_order(order, replayed=replayed)
        return Response(order, headers=replay_header(replayed=replayed))

    @get("/", operation_class=asks(OrderQuery), opt={SCOPE: "orders:read"})
    async def list_orders(self, request: Request[Any, Any, Any], oms: NamedDependency[Oms]) -> Page:
        """Find orders, newest first, page by page: `next` of one page is `after` of the following one."""
        query = read_query(request, OrderQuery)
        return await oms.orders.list(query.filter, query.after, query.limit, with_total=query.with_total)

    @get("/{number:str}", operation_class=ApiOperation, opt={SCOPE: "orders:read"})
    async def get_order(self, number: FromPath[str], oms: NamedDependency[Oms]) -> OrderView:
        """Return one order with its time line and decisions."""
        return await oms.orders.get(number)

    @get("/{number:str}/customer-view", operation_class=ApiOperation, opt={SCOPE: "orders:read"})
    async def get_customer_view(self, number: FromPath[str], oms: NamedDependency[Oms]) -> CustomerOrderView:
        """Return what the buyer may see of an order: plain words, and no reason why it waits."""
        return await oms.orders.customer_view(number)

    @get("/{number:str}/decisions", operation_class=ApiOperation, opt={SCOPE: "orders:read"})
    async def list_decisions(self, number: FromPath[str], oms: NamedDependency[Oms]) -> tuple[DecisionRecord, ...]:
        """Return the decisions of an order: facts, answer, and the rules that made it."""
        return await oms.orders.decisions(number)
