"""Intake: payloads of channels in their own shapes, what waits for a person, and what helps it on."""

from typing import Annotated, Any

import msgspec
from litestar import Controller, Request, Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED, HTTP_202_ACCEPTED
from msgspec import Meta

from api.access import SCOPE
from api.bodies import RULES_BYTES, JsonBody
from api.call import Call
from api.controllers.intake_views import (
    CodeView,
    Drop,
    Link,
    MappingBody,
    MappingView,
    ParkedView,
    Parts,
    Repair,
    TakenView,
    parked_view,
    taken_view,
)
from api.idempotency import replay_header
from api.operation import ApiOperation, asks
from api.queries import PageQuery, read_query
from engine.services.app import Oms

_WRITE = {SCOPE: "orders:write"}
_MASTER = {SCOPE: "catalogue:write"}
_CSV = "text/csv"

AnyRequest = Request[Any, Any, Any]


class ParkedQuery(PageQuery, frozen=True, kw_only=True):
    """Those of one channel; with those that were settled."""

    channel: Annotated[str, Meta(max_length=64)] | None = None
    with_settled: bool = False


class ChannelController(Controller):
    """What channels send, and how it is read."""

    path = "/v1/channels/{channel:str}"
    tags = ("intake",)

    @post("/orders", status_code=HTTP_201_CREATED, request_max_body_size=RULES_BYTES, operation_class=ApiOperation,
          opt=_WRITE)  # fmt: skip
    async def take_orders(
        self, channel: FromPath[str], request: AnyRequest, call: NamedDependency[Call]
    ) -> Response[TakenView | tuple[TakenView, ...]]:
        """Take a channel's own payload (JSON, or CSV with many orders): 201 the order, 202 where it waits and why."""
        body = await request.body()
        if (request.headers.get("content-type") or "").startswith(_CSV):
            text = body.decode("utf-8", errors="replace")
            many = await call.oms.intake.take_csv(channel, text, actor=call.actor)
            return Response(tuple(taken_view(taken) for taken in many), status_code=HTTP_200_OK)
        taken = await call.oms.intake.take(channel, body, actor=call.actor)
        status = HTTP_201_CREATED if taken.order is not None else HTTP_202_ACCEPTED
        headers = replay_header(replayed=taken.is_replay)
        return Response(taken_view(taken), status_code=status, headers=headers)

    @get("/mapping", operation_class=ApiOperation, opt={SCOPE: "catalogue:read"})
    async def get_mapping(self, channel: FromPath[str], oms: NamedDependency[Oms]) -> MappingView:
        """Return how the channel's payloads are read."""
        kept = await oms.intake.mappings.kept(channel)
        return MappingView(
            channel=kept.channel, version=kept.version, yaml=kept.text, actor=kept.actor, reason=kept.reason, at=kept.at
        )

    @put("/mapping", dto=JsonBody[MappingBody], return_dto=None, operation_class=ApiOperation, opt=_MASTER)
    async def put_mapping(
        self, channel: FromPath[str], data: JSONBody[MappingBody], call: NamedDependency[Call]
    ) -> tuple[TakenView, ...]:
        """Put a mapping in force, and return what became of the payloads that waited."""
        taken = await call.oms.intake.put_mapping(channel, data.yaml, actor=call.actor, reason=data.reason)
        return tuple(taken_view(each) for each in taken)

    @get("/codes", operation_class=asks(PageQuery), opt={SCOPE: "catalogue:read"})
    async def list_codes(
        self, channel: FromPath[str], request: AnyRequest, oms: NamedDependency[Oms]
    ) -> tuple[CodeView, ...]:
        """List the channel's codes of goods, by code; the last one is `after` of the next page."""
        query = read_query(request, PageQuery)
        found = await oms.intake.codes(channel, query.after or "", query.limit)
        return tuple(CodeView(code=code, parts=parts) for code, parts in found)

    @put("/codes/{code:str}", dto=JsonBody[Parts], return_dto=None, operation_class=ApiOperation, opt=_MASTER)
    async def put_code(
        self, channel: FromPath[str], code: FromPath[str], data: JSONBody[Parts], call: NamedDependency[Call]
    ) -> tuple[TakenView, ...]:
        """Say what a code is, and return what became of the payloads that waited for it."""
        taken = await call.oms.intake.put_code(channel, code, data.parts, actor=call.actor)
        return tuple(taken_view(each) for each in taken)

    @put("/customers/{channel_customer:str}", dto=JsonBody[Link], return_dto=None, operation_class=ApiOperation,
         opt=_MASTER)  # fmt: skip
    async def link_customer(
        self, channel: FromPath[str], channel_customer: FromPath[str], data: JSONBody[Link], call: NamedDependency[Call]
    ) -> Link:
        """Say who a channel's customer is: his orders of every channel land on one customer."""
        await call.oms.intake.link_customer(channel, channel_customer, data.customer_id, actor=call.actor)
        return data


class ParkedController(Controller):
    """Payloads that wait for a person."""

    path = "/v1/parked"
    tags = ("intake",)

    @get("/", operation_class=asks(ParkedQuery), opt={SCOPE: "orders:read"})
    async def list_parked(self, request: AnyRequest, oms: NamedDependency[Oms]) -> tuple[ParkedView, ...]:
        """List what waits, as it came; the last one's id is `after` of the next page."""
        query = read_query(request, ParkedQuery)
        found = await oms.intake.parked(
            channel=query.channel, after=query.after or "", limit=query.limit, with_settled=query.with_settled
        )
        return tuple(parked_view(each) for each in found)

    @get("/{place:str}", operation_class=ApiOperation, opt={SCOPE: "orders:read"})
    async def get_parked(self, place: FromPath[str], oms: NamedDependency[Oms]) -> ParkedView:
        """Return one payload that waits or waited."""
        return parked_view(await oms.intake.parked_one(place))

    @put("/{place:str}", dto=JsonBody[Repair], return_dto=None, operation_class=ApiOperation, opt=_WRITE)
    async def repair(
        self, place: FromPath[str], data: JSONBody[Repair], call: NamedDependency[Call]
    ) -> TakenView:  # fmt: skip
        """Put a repaired payload in its place and try it."""
        text = msgspec.json.encode(data.payload).decode()
        return taken_view(await call.oms.intake.repair(place, text, actor=call.actor, reason=data.reason))

    @post("/{place:str}/replay", status_code=HTTP_200_OK, operation_class=ApiOperation, opt=_WRITE)
    async def replay(self, place: FromPath[str], call: NamedDependency[Call]) -> TakenView:
        """Try a payload once more."""
        return taken_view(await call.oms.intake.replay(place, actor=call.actor))

    @post("/{place:str}/drop", status_code=HTTP_200_OK, dto=JsonBody[Drop], return_dto=None,
          operation_class=ApiOperation, opt=_WRITE)  # fmt: skip
    async def drop(
        self, place: FromPath[str], data: JSONBody[Drop], call: NamedDependency[Call]
    ) -> ParkedView:  # fmt: skip
        """Say that a payload will never be an order, and why."""
        return parked_view(await call.oms.intake.drop(place, actor=call.actor, reason=data.reason))
