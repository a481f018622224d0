"""Webhooks: subscribers that are told of events, each by a signed request of its own."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Final
from urllib.parse import urlsplit

import msgspec

from engine.errors import InvalidInput
from engine.orders.event_catalogue import EVENTS
from engine.store.event_log import EventLog
from engine.store.webhook_repository import DEAD, DELIVERED, WAITING, Delivery, Webhook, WebhookRepository

_PATTERN: Final = re.compile(r"[A-Za-z*]{1,64}")


class WebhookView(msgspec.Struct, frozen=True, kw_only=True):
    """A subscriber, with how many events wait, were taken, and were given up. `behind`: events not looked at yet."""

    id: str
    url: str
    events: tuple[str, ...]
    made_at: datetime
    made_by: str
    reason: str
    ended_at: datetime | None
    waiting: int
    delivered: int
    dead: int
    behind: int


class NewWebhook(msgspec.Struct, frozen=True, kw_only=True):
    """A subscriber that was just made. The secret is shown this once."""

    webhook: WebhookView
    secret: str


class DeliveryPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page of deliveries, the oldest event first. Ask with `after=next` for what follows."""

    items: tuple[Delivery, ...]
    next: int
    has_more: bool


class WebhookService:
    """Makes and ends subscribers, and shows what became of what they were to be told. `key` is the server's secret."""

    def __init__(self, webhooks: WebhookRepository, log: EventLog, key: str, clock: Callable[[], datetime]) -> None:
        self._webhooks = webhooks
        self._log = log
        self._key = key
        self._clock = clock

    async def make(self, url: str, events: Sequence[str], *, actor: str, reason: str) -> NewWebhook:
        """Tell an address of events from now on. Raises InvalidInput for an address or a pattern that cannot be."""
        _check(url, events)
        webhook = Webhook(
            id=f"W-{secrets.token_hex(8)}",
            url=url,
            events=tuple(dict.fromkeys(events)),
            place=await self._log.last(),
            made_at=self._clock(),
            made_by=actor,
            reason=reason,
        )
        await self._webhooks.add(webhook)
        return NewWebhook(webhook=await self._view(webhook), secret=secret_of(self._key, webhook.id))

    async def list(self) -> tuple[WebhookView, ...]:
        """Return all subscribers, the newest first."""
        return tuple([await self._view(each) for each in await self._webhooks.all()])

    async def get(self, webhook_id: str) -> WebhookView:
        """Return a subscriber. Raises NotFound."""
        return await self._view(await self._webhooks.get(webhook_id))

    async def end(self, webhook_id: str, *, actor: str, reason: str) -> WebhookView:
        """Tell it nothing more; what still waits is not sent. Raises Conflict where it has ended, NotFound."""
        webhook = await self._webhooks.get(webhook_id)
        return await self._view(await self._webhooks.end(webhook, actor=actor, reason=reason, at=self._clock()))

    async def deliveries(
        self, webhook_id: str, state: str | None = None, after: int = 0, limit: int = 50
    ) -> DeliveryPage:
        """Return what became of its events, the oldest first. Raises NotFound."""
        await self._webhooks.get(webhook_id)
        found = await self._webhooks.deliveries(webhook_id, state, after, limit + 1)
        page = found[:limit]
        return DeliveryPage(items=page, next=page[-1].event if page else after, has_more=len(found) > limit)

    async def try_again(self, webhook_id: str, event: int, *, actor: str, reason: str) -> Delivery:
        """Send a dead letter again, with as many tries as a new one. Raises Conflict where it is not dead, NotFound."""
        return await self._webhooks.try_again(webhook_id, event, actor=actor, reason=reason, at=self._clock())

    async def _view(self, webhook: Webhook) -> WebhookView:
        counts = await self._webhooks.counts(webhook.id)
        names = ("id", "url", "events", "made_at", "made_by", "reason", "ended_at")
        return WebhookView(
            **{name: getattr(webhook, name) for name in names},
            waiting=counts.get(WAITING, 0),
            delivered=counts.get(DELIVERED, 0),
            dead=counts.get(DEAD, 0),
            behind=max(0, await self._log.last() - webhook.place) if webhook.ended_at is None else 0,
        )


def wants(patterns: Sequence[str], name: str) -> bool:
    """Tell whether a subscriber is to be told of events of this name."""
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def secret_of(key: str, webhook_id: str) -> str:
    """Return the secret of a subscriber: made of the server's own, so that it lies in no table."""
    return "whsec_" + hmac.new(key.encode(), f"webhook:{webhook_id}".encode(), hashlib.sha256).hexdigest()


def _check(url: str, events: Sequence[str]) -> None:
    if not _is_address(url):
        raise InvalidInput.at("url", "has to be an address like https://example.com/oms, without a name and password")
    for place, pattern in enumerate(events):
        if not _PATTERN.fullmatch(pattern) or not any(fnmatchcase(name, pattern) for name in EVENTS):
            raise InvalidInput.at(f"events[{place}]", f"no event is called {pattern}", tuple(EVENTS))


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        is_whole = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return is_whole and parts.username is None and not parts.fragment and url.isascii() and url.isprintable()
