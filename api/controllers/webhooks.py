"""Webhooks: subscribers that are told of events, and what became of what they were to be told."""

from typing import Annotated, Any, Literal

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED
from msgspec import Meta

from api.access import SCOPE
from api.bodies import JsonBody
from api.call import Call
from api.controllers.rollouts import DeedRequest, Reason
from api.examples import DEED, WEBHOOK
from api.operation import ApiOperation, asks, shows
from api.queries import LARGEST, Limit, Query, read_query
from engine.orders.request import Wire
from engine.services.app import Oms
from engine.services.webhooks import DeliveryPage, NewWebhook, WebhookView
from engine.store.webhook_repository import Delivery

_SCOPE = {SCOPE: "webhooks:write"}


class WebhookRequest(Wire, frozen=True, kw_only=True):
    """Where to, of which events (names, or patterns with `*`), and why."""

    url: Annotated[str, Meta(min_length=8, max_length=2_000)]
    events: Annotated[tuple[Annotated[str, Meta(min_length=1, max_length=64)], ...], Meta(min_length=1, max_length=50)]
    reason: Reason


class DeliveryQuery(Query, frozen=True, kw_only=True):
    """Which deliveries."""

    state: Annotated[
        Literal["waiting", "delivered", "dead"] | None, Meta(description="in one state only; dead: given up")
    ] = None
    after: Annotated[int, Meta(ge=0, le=LARGEST, description="`next` of the page before; 0: from the first")] = 0
    limit: Limit = 50


class WebhookController(Controller):
    """Webhooks."""

    path = "/v1/webhooks"
    tags = ("events",)

    @get("/", operation_class=ApiOperation, opt=_SCOPE)
    async def list_webhooks(self, oms: NamedDependency[Oms]) -> tuple[WebhookView, ...]:
        """Return all subscribers, the newest first."""
        return await oms.webhooks.list()

    @post(
        "/",
        status_code=HTTP_201_CREATED,
        dto=JsonBody[WebhookRequest],
        return_dto=None,
        operation_class=shows(WEBHOOK),
        opt=_SCOPE,
    )
    async def make_webhook(self, data: JSONBody[WebhookRequest], call: NamedDependency[Call]) -> NewWebhook:
        """Tell an address of events from now on. The secret that its signatures are made with is shown this once."""
        return await call.oms.webhooks.make(data.url, data.events, actor=call.actor, reason=data.reason)

    @get("/{webhook:str}", operation_class=ApiOperation, opt=_SCOPE)
    async def get_webhook(self, webhook: FromPath[str], oms: NamedDependency[Oms]) -> WebhookView:
        """Return a subscriber, with how many events wait for it, were taken, and were given up."""
        return await oms.webhooks.get(webhook)

    @get("/{webhook:str}/deliveries", operation_class=asks(DeliveryQuery), opt=_SCOPE)
    async def list_deliveries(
        self, webhook: FromPath[str], request: Request[Any, Any, Any], oms: NamedDependency[Oms]
    ) -> DeliveryPage:
        """Return what became of its events, the oldest first; `state=dead` are those that were given up."""
        query = read_query(request, DeliveryQuery)
        return await oms.webhooks.deliveries(webhook, query.state, query.after, query.limit)

    @post(
        "/{webhook:str}/deliveries/{event:int}/retry",
        status_code=HTTP_200_OK,
        dto=JsonBody[DeedRequest],
        return_dto=None,
        operation_class=shows(DEED),
        opt=_SCOPE,
    )
    async def try_again(
        self, webhook: FromPath[str], event: FromPath[int], data: JSONBody[DeedRequest], call: NamedDependency[Call]
    ) -> Delivery:
        """Send an event again that was given up."""
        return await call.oms.webhooks.try_again(webhook, event, actor=call.actor, reason=data.reason)

    @post(
        "/{webhook:str}/end",
        status_code=HTTP_200_OK,
        dto=JsonBody[DeedRequest],
        return_dto=None,
        operation_class=shows(DEED),
        opt=_SCOPE,
    )
    async def end_webhook(
        self, webhook: FromPath[str], data: JSONBody[DeedRequest], call: NamedDependency[Call]
    ) -> WebhookView:
        """Tell a subscriber nothing more. What still waits is not sent."""
        return await call.oms.webhooks.end(webhook, actor=call.actor, reason=data.reason)
