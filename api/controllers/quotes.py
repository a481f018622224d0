"""Quotes: the same plan as placing, without placing."""

from litestar import Controller, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from litestar.status_codes import HTTP_200_OK

from api.access import SCOPE
from api.bodies import JsonBody
from api.examples import ORDER
from api.operation import shows
from engine.orders.request import OrderRequest
from engine.services.app import Oms
from engine.services.views import QuoteView


class QuoteController(Controller):
    """Quotes."""

    path = "/v1/quotes"
    tags = ("orders",)

    @post(
        "/",
        status_code=HTTP_200_OK,
        dto=JsonBody[OrderRequest],
        return_dto=None,
        operation_class=shows(ORDER),
        opt={SCOPE: "orders:read"},
    )
    async def quote_order(self, data: JSONBody[OrderRequest], oms: NamedDependency[Oms]) -> QuoteView:
        """Return price, freight, split and warehouses of an order that is not placed."""
        return await oms.orders.quote(data)
