"""Returns: whether a line of an order may go back, and on what terms."""

from litestar import Controller, Response, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from litestar.status_codes import HTTP_201_CREATED

from api.access import SCOPE
from api.bodies import JsonBody
from api.call import Write
from api.idempotency import replay_header
from api.operation import ApiOperation
from engine.encoding import content_hash
from engine.orders.return_request import ReturnRequest
from engine.services.views import ReturnView


class ReturnController(Controller):
    """Returns of lines of placed orders."""

    path = "/v1/returns"
    tags = ("returns",)

    @post(
        "/",
        status_code=HTTP_201_CREATED,
        dto=JsonBody[ReturnRequest],
        return_dto=None,
        operation_class=ApiOperation,
        opt={SCOPE: "orders:write"},
    )
    async def request_return(
        self,
        data: JSONBody[ReturnRequest],
        write: NamedDependency[Write],
    ) -> Response[ReturnView]:
        """Ask for a return: allowed or not and why, the window, who pays the way back."""
        answer, replayed = await write.oms.returns.place(
            data, actor=write.actor, idempotency_key=write.idempotency_key, body_hash=content_hash(data)
        )
        return Response(answer, headers=replay_header(replayed=replayed))
