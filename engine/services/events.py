"""The event log as readers see it: page by page, from any place on."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from engine.store.event_log import EventLog


class LoggedEventView(msgspec.Struct, frozen=True, kw_only=True):
    """One event. `id` grows with the log and is given once; `data` carries ids and amounts, no personal values."""

    id: int
    order_no: str
    name: str
    at: datetime
    actor: str
    data: Mapping[str, object]


class EventPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the log. Ask with `after=next` for what follows, now or later; `has_more`: there is more already."""

    items: tuple[LoggedEventView, ...]
    next: int
    has_more: bool


class EventService:
    """Reading the log. Who keeps `next` and asks again gets every event at least once, and each order's in order."""

    def __init__(self, log: EventLog) -> None:
        self._log = log

    async def after(self, event_id: int = 0, limit: int = 100, order_no: str | None = None) -> EventPage:
        """Return the events that follow one. Raises NotFound where `order_no` is no order number."""
        found = await self._log.after(event_id, limit + 1, order_no)
        page = found[:limit]
        return EventPage(
            items=tuple(
                LoggedEventView(
                    id=each.id,
                    order_no=each.event.order_no,
                    name=each.event.name,
                    at=each.event.at,
                    actor=each.event.actor,
                    data=each.event.data,
                )
                for each in page
            ),
            next=page[-1].id if page else event_id,
            has_more=len(found) > limit,
        )

    async def last(self) -> int:
        """Return the id of the newest event: where a reader begins who wants only what is still to come."""
        return await self._log.last()
