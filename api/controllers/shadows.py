"""Shadows: candidates asked about live orders without deciding any."""

from typing import Annotated, Any

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED
from msgspec import Meta

from api.access import SCOPE
from api.bodies import JsonBody
from api.call import Call
from api.controllers.rollouts import DeedRequest, Reason
from api.examples import DEED, SHADOW
from api.operation import ApiOperation, asks, shows
from api.queries import Limit, Query, read_query
from engine.orders.request import Id, Wire
from engine.services.app import Oms
from engine.services.shadow_views import DisagreementPage, ShadowView

_MOST = 2**53


class ShadowQuery(Query, frozen=True, kw_only=True):
    """Which shadows."""

    all: Annotated[bool, Meta(description="those that have ended too")] = False


class DisagreementQuery(Query, frozen=True, kw_only=True):
    """From which disagreement on."""

    after: Annotated[int, Meta(ge=0, le=_MOST, description="`next` of the page before; 0 begins with the first")] = 0
    limit: Limit = 50


class ShadowRequest(Wire, frozen=True, kw_only=True):
    """The id of an approved draft, or a kept version (`target` and `version`), and why."""

    draft: Id | None = None
    target: Id | None = None
    version: Annotated[int, Meta(ge=1, le=_MOST)] | None = None
    reason: Reason

    def __post_init__(self) -> None:
        """Refuse both and neither."""
        if (self.target is None) is not (self.version is None) or (self.draft is None) is (self.target is None):
            raise ValueError("give either draft, or target and version")


class ShadowController(Controller):
    """Shadows."""

    path = "/v1/shadows"
    tags = ("rollouts",)

    @get("/", operation_class=asks(ShadowQuery), opt={SCOPE: "rules:read"})
    async def list_shadows(self, request: Request[Any, Any, Any], oms: NamedDependency[Oms]) -> tuple[ShadowView, ...]:
        """Return the shadows that run, the newest first."""
        return await oms.shadows.list(all_states=read_query(request, ShadowQuery).all)

    @get("/{shadow:str}", operation_class=ApiOperation, opt={SCOPE: "rules:read"})
    async def get_shadow(self, shadow: FromPath[str], oms: NamedDependency[Oms]) -> ShadowView:
        """Return a shadow: how many orders it was asked about, and in how many it comes to something else."""
        return await oms.shadows.get(shadow)

    @get("/{shadow:str}/disagreements", operation_class=asks(DisagreementQuery), opt={SCOPE: "rules:read"})
    async def list_disagreements(
        self, shadow: FromPath[str], request: Request[Any, Any, Any], oms: NamedDependency[Oms]
    ) -> DisagreementPage:
        """Return the answers that come out otherwise, with both and the rules that made them, the first found first."""
        query = read_query(request, DisagreementQuery)
        return await oms.shadows.disagreements(shadow, query.after, query.limit)

    @post(
        "/",
        status_code=HTTP_201_CREATED,
        dto=JsonBody[ShadowRequest],
        return_dto=None,
        operation_class=shows(SHADOW),
        opt={SCOPE: "rules:write"},
    )
    async def start_shadow(self, data: JSONBody[ShadowRequest], call: NamedDependency[Call]) -> ShadowView:
        """Ask a candidate about every order from now on. One that is asked already is answered as it stands."""
        shadows = call.oms.shadows
        if data.target is not None and data.version is not None:
            return await shadows.start_version(data.target, data.version, actor=call.actor, reason=data.reason)
        return await shadows.start_draft(data.draft or "", actor=call.actor, reason=data.reason)

    @post(
        "/{shadow:str}/stop",
        status_code=HTTP_200_OK,
        dto=JsonBody[DeedRequest],
        return_dto=None,
        operation_class=shows(DEED),
        opt={SCOPE: "rules:write"},
    )
    async def stop_shadow(
        self, shadow: FromPath[str], data: JSONBody[DeedRequest], call: NamedDependency[Call]
    ) -> ShadowView:
        """Ask it no more. What it has found stays."""
        return await call.oms.shadows.stop(shadow, actor=call.actor, reason=data.reason)
