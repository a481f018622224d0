"""Replays: the bill of change of a candidate, over orders of the past."""

from collections.abc import Mapping
from typing import Annotated, Any

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_202_ACCEPTED
from msgspec import Meta

from api.access import SCOPE
from api.bodies import RULES_BYTES, JsonBody
from api.call import Call
from api.examples import REPLAY
from api.operation import ApiOperation, shows
from engine.orders.request import Id, Wire
from engine.services.app import Oms
from engine.services.replay_request import MOST_ORDERS, USUAL_PERCENT, ReplayRequest
from engine.services.replay_views import ReplayRowView, ReplayView

Block = Mapping[str, Any]


class StartRequest(Wire, frozen=True, kw_only=True):
    """A candidate: the text of a set or a list (`yaml`), or a kept version of a set (`set` and `version`).

    It is run over the orders of the `last` time (`30d`, `12h`), or the newest `orders`; over all without either.
    `audience` narrows them, as in rollouts. `percent` is that of the first step, for telling how long judging takes.
    """

    yaml: str | None = None
    set: Id | None = None
    version: Annotated[int, Meta(ge=1)] | None = None
    last: Annotated[str, Meta(min_length=1, max_length=40)] | None = None
    orders: Annotated[int, Meta(ge=1, le=MOST_ORDERS)] | None = None
    audience: Annotated[tuple[Block, ...], Meta(min_length=1, max_length=100)] | None = None
    percent: Annotated[float, Meta(gt=0, le=100)] = USUAL_PERCENT


class ReplayController(Controller):
    """Replays."""

    path = "/v1/replays"
    tags = ("replays",)
    request_max_body_size = RULES_BYTES

    @post(
        "/",
        status_code=HTTP_202_ACCEPTED,
        dto=JsonBody[StartRequest],
        return_dto=None,
        operation_class=shows(REPLAY),
        opt={SCOPE: "rules:write"},
    )
    async def start(self, data: JSONBody[StartRequest], call: NamedDependency[Call]) -> ReplayView:
        """Begin a replay. It runs on; ask for it again to see how far it is, and what it found."""
        asked = ReplayRequest(**{name: getattr(data, name) for name in StartRequest.__struct_fields__})
        return await call.oms.replays.start(asked, actor=call.actor)

    @get("/", operation_class=ApiOperation, opt={SCOPE: "rules:read"})
    async def list_replays(self, oms: NamedDependency[Oms]) -> tuple[ReplayRowView, ...]:
        """Return the newest 50 replays, without what they found."""
        return await oms.replays.list()

    @get("/{replay:str}", operation_class=ApiOperation, opt={SCOPE: "rules:read"})
    async def get_replay(self, replay: FromPath[str], oms: NamedDependency[Oms]) -> ReplayView:
        """Return a replay: how far it is, and the bill of change once it is done."""
        return await oms.replays.get(replay)

    @post(
        "/{replay:str}/cancel", status_code=HTTP_202_ACCEPTED, operation_class=ApiOperation, opt={SCOPE: "rules:write"}
    )
    async def cancel(self, replay: FromPath[str], oms: NamedDependency[Oms]) -> ReplayView:
        """Let a replay stop; it does so within a second. Nothing is found then."""
        return await oms.replays.cancel(replay)
