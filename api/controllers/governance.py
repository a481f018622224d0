"""Governance: releases and taking them back, freezes, grants, and the audit."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED
from msgspec import Meta

from api.access import SCOPE
from api.bodies import JsonBody
from api.call import Call
from api.controllers.draft_bodies import Reason, WhyBody
from api.operation import ApiOperation, asks
from api.queries import LARGEST, Limit, Query, read_query
from engine.orders.request import Wire
from engine.services.app import Oms
from engine.services.audit import Anchor, Verification
from engine.services.releases import ReleaseView
from engine.store.audit_trail import AuditEntry
from engine.store.freeze_repository import Freeze
from engine.store.grant_repository import Grant

_READ = {SCOPE: "rules:read"}
_PUBLISH = {SCOPE: "rules:publish"}
_AUDIT = {SCOPE: "audit:read"}

AnyRequest = Request[Any, Any, Any]
Name = Annotated[str, Meta(min_length=1, max_length=100)]


class ReleaseQuery(Query, frozen=True, kw_only=True):
    """Which page of the releases."""

    before: Annotated[int, Meta(ge=1, le=LARGEST, description="only releases before this one")] | None = None
    limit: Limit = 50


class AuditQuery(Query, frozen=True, kw_only=True):
    """From which entry on."""

    after: Annotated[int, Meta(ge=0, le=LARGEST, description="`next` of the page before; 0 begins with the first")] = 0
    limit: Annotated[int, Meta(ge=1, le=1_000, description="how many at most")] = 100


class VerificationQuery(Query, frozen=True, kw_only=True):
    """What was written down elsewhere."""

    anchor: Annotated[str, Meta(max_length=90, description="NUMBER:HASH of an earlier verification")] | None = None


class FreezeBody(Wire, frozen=True, kw_only=True):
    """From `starts` up to `ends` nothing is promoted."""

    starts: Annotated[datetime, Meta(tz=True)]
    ends: Annotated[datetime, Meta(tz=True)]
    reason: Reason


class GrantBody(Wire, frozen=True, kw_only=True):
    """Who may do what to changes of which kind (`freight`, `list`, `rollout`) in which market; `*`: every one."""

    person: Name
    action: Name
    kind: Name = "*"
    market: Name = "*"


class AuditPage(msgspec.Struct, frozen=True, kw_only=True):
    """Entries, the oldest first. `next`: what to ask after; it never ends, new entries follow."""

    items: tuple[AuditEntry, ...]
    next: int


class ReleaseController(Controller):
    """Releases. Each names one version of every set and list; numbers only grow."""

    path = "/v1/releases"
    tags = ("releases",)

    @get("/", operation_class=asks(ReleaseQuery), opt=_READ)
    async def list_releases(self, request: AnyRequest, oms: NamedDependency[Oms]) -> tuple[ReleaseView, ...]:
        """List the releases with who made them, why, and what each changed; the newest first."""
        query = read_query(request, ReleaseQuery)
        return await oms.governance.releases.list(query.before, query.limit)

    @get("/{number:int}", operation_class=ApiOperation, opt=_READ)
    async def get_release(self, number: FromPath[int], oms: NamedDependency[Oms]) -> ReleaseView:
        """Return one release."""
        return await oms.governance.releases.get(number)

    @post(
        "/{number:int}/rollback",
        status_code=HTTP_201_CREATED,
        dto=JsonBody[WhyBody],
        return_dto=None,
        operation_class=ApiOperation,
        opt=_PUBLISH,
    )
    async def roll_back(
        self, number: FromPath[int], data: JSONBody[WhyBody], call: NamedDependency[Call]
    ) -> ReleaseView:
        """Take back what a release changed, by a new release with the versions from before it. No freeze stops it."""
        return await call.oms.governance.releases.roll_back(number, actor=call.actor, reason=data.reason)

    @post(
        "/{number:int}/restoration",
        status_code=HTTP_201_CREATED,
        dto=JsonBody[WhyBody],
        return_dto=None,
        operation_class=ApiOperation,
        opt=_PUBLISH,
    )
    async def restore(self, number: FromPath[int], data: JSONBody[WhyBody], call: NamedDependency[Call]) -> ReleaseView:
        """Put in force every version that a release had, by a new release."""
        return await call.oms.governance.releases.restore(number, actor=call.actor, reason=data.reason)


class FreezeController(Controller):
    """Freezes: times in which nothing is promoted."""

    path = "/v1/freezes"
    tags = ("releases",)

    @get("/", operation_class=ApiOperation, opt=_READ)
    async def list_freezes(self, oms: NamedDependency[Oms]) -> tuple[Freeze, ...]:
        """List every freeze, the last to begin first."""
        return await oms.governance.freezes.list()

    @post("/", dto=JsonBody[FreezeBody], return_dto=None, operation_class=ApiOperation, opt=_PUBLISH)
    async def make_freeze(self, data: JSONBody[FreezeBody], call: NamedDependency[Call]) -> Freeze:
        """Promote nothing from one time to another. Taking back is always possible."""
        return await call.oms.governance.freezes.make(
            starts=data.starts, ends=data.ends, reason=data.reason, actor=call.actor
        )

    @post(
        "/{freeze_id:str}/lift",
        status_code=HTTP_200_OK,
        dto=JsonBody[WhyBody],
        return_dto=None,
        operation_class=ApiOperation,
        opt=_PUBLISH,
    )
    async def lift(self, freeze_id: FromPath[str], data: JSONBody[WhyBody], call: NamedDependency[Call]) -> Freeze:
        """End a freeze early."""
        return await call.oms.governance.freezes.lift(freeze_id, actor=call.actor, reason=data.reason)


class GrantController(Controller):
    """Grants: who may approve or publish what."""

    path = "/v1/grants"
    tags = ("releases",)

    @get("/", operation_class=ApiOperation, opt=_READ)
    async def list_grants(self, oms: NamedDependency[Oms]) -> tuple[Grant, ...]:
        """List every grant. While there is none for an action, its scope is enough."""
        return await oms.governance.permissions.all()

    @post("/", dto=JsonBody[GrantBody], return_dto=None, operation_class=ApiOperation, opt={SCOPE: "rules:grant"})
    async def give(self, data: JSONBody[GrantBody], call: NamedDependency[Call]) -> Grant:
        """Let a person approve or publish changes of a kind, in a market."""
        grant = _grant(data)
        await call.oms.governance.permissions.give(grant, actor=call.actor)
        return grant

    @post(
        "/revocation",
        status_code=HTTP_200_OK,
        dto=JsonBody[GrantBody],
        return_dto=None,
        operation_class=ApiOperation,
        opt={SCOPE: "rules:grant"},
    )
    async def take(self, data: JSONBody[GrantBody], call: NamedDependency[Call]) -> Grant:
        """Take a grant away."""
        grant = _grant(data)
        await call.oms.governance.permissions.take(grant, actor=call.actor)
        return grant


class AuditController(Controller):
    """The audit: who did what, each entry chained to the one before."""

    path = "/v1/audit"
    tags = ("audit",)

    @get("/", operation_class=asks(AuditQuery), opt=_AUDIT)
    async def list_entries(self, request: AnyRequest, oms: NamedDependency[Oms]) -> AuditPage:
        """Return the entries that follow one, the oldest first."""
        query = read_query(request, AuditQuery)
        items = await oms.governance.audit.entries(query.after, query.limit)
        return AuditPage(items=items, next=items[-1].number if items else query.after)

    @get("/verification", operation_class=asks(VerificationQuery), opt=_AUDIT)
    async def verify(self, request: AnyRequest, oms: NamedDependency[Oms]) -> Verification:
        """Say whether every entry is as it was written, and name the first that is not."""
        anchor = read_query(request, VerificationQuery).anchor
        return await oms.governance.audit.verify([Anchor.parse(anchor)] if anchor else [])


def _grant(body: GrantBody) -> Grant:
    return Grant(person=body.person, action=body.action, kind=body.kind, market=body.market)
