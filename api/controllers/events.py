"""The event log: what has happened to all orders, in the order in which it was committed."""

from typing import Annotated, Any

from litestar import Controller, Request, get
from litestar.di import NamedDependency
from msgspec import Meta

from api.access import SCOPE
from api.operation import asks
from api.queries import LARGEST, Query, read_query
from engine.services.app import Oms
from engine.services.events import EventPage

_MOST: int = 1_000


class EventQuery(Query, frozen=True, kw_only=True):
    """From which place of the log on."""

    after: Annotated[
        int, Meta(ge=0, le=LARGEST, description="`next` of the page before; 0 begins with the first event")
    ] = 0
    limit: Annotated[int, Meta(ge=1, le=_MOST, description="how many at most")] = 100
    order_no: Annotated[str, Meta(min_length=1, max_length=64, description="of one order only")] | None = None


class EventController(Controller):
    """The event log."""

    path = "/v1/events"
    tags = ("events",)

    @get("/", operation_class=asks(EventQuery), opt={SCOPE: "orders:read"})
    async def list_events(self, request: Request[Any, Any, Any], oms: NamedDependency[Oms]) -> EventPage:
        """Return the events that follow one, the oldest first. Keep `next` and ask with it again, now or later."""
        query = read_query(request, EventQuery)
        return await oms.events.after(query.after, query.limit, query.order_no)
