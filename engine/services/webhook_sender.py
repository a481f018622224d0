"""The round of the webhooks: what has happened is put down, and sent until it is taken or given up."""

import asyncio
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import httpx
import structlog

from engine.encoding import to_json
from engine.errors import OmsError
from engine.services.webhook_signature import HEADER, signature
from engine.services.webhooks import secret_of, wants
from engine.store.webhook_repository import DEAD, DELIVERED, WAITING, Due, Webhook, WebhookRepository

LOG: Final = structlog.get_logger(__name__)
MOST_TRIES: Final = 16  # over three to five hours
FIRST_PAUSE: Final = timedelta(seconds=2)
LONGEST_PAUSE: Final = timedelta(hours=1)
SECONDS: Final = 10.0  # so long a subscriber may take to answer
LEASE: Final = timedelta(seconds=60)  # so long a delivery belongs to the worker that has taken it
AT_ONCE: Final = 8  # deliveries to one subscriber
ROUND_SECONDS: Final = 1.0  # a round waits so long for slow subscribers, who go on beside the next one
_PAGE: Final = 100
_LONGEST: Final = 200  # characters kept of what was answered


class WebhookSender:
    """Sends in order for each order. A subscriber that is slow or away holds up nobody but itself."""

    def __init__(
        self,
        webhooks: WebhookRepository,
        key: str,
        clock: Callable[[], datetime],
        *,
        first_pause: timedelta = FIRST_PAUSE,
        most_tries: int = MOST_TRIES,
    ) -> None:
        self._webhooks = webhooks
        self._key = key
        self._clock = clock
        self._first_pause = first_pause
        self._most_tries = most_tries
        self._busy: dict[str, asyncio.Task[None]] = {}
        self._client: httpx.AsyncClient | None = None

    async def round(self) -> None:
        """Send what is due to every subscriber; those that are still busy with it go on beside the next round."""
        for name, task in list(self._busy.items()):
            if task.done():
                del self._busy[name]
                if error := task.exception():
                    LOG.error("webhook_round_broke", webhook=name, error=repr(error))
        for webhook in await self._webhooks.all():
            if webhook.ended_at is None and webhook.id not in self._busy:
                self._busy[webhook.id] = asyncio.create_task(self._serve(webhook))
        if self._busy:
            await asyncio.wait(self._busy.values(), timeout=ROUND_SECONDS)

    async def close(self) -> None:
        """Send nothing more. What was not answered yet is sent again later."""
        for task in self._busy.values():
            task.cancel()
        await asyncio.gather(*self._busy.values(), return_exceptions=True)
        if self._client is not None:
            await self._client.aclose()

    async def _serve(self, webhook: Webhook) -> None:
        try:
            await self._webhooks.put_down(webhook, lambda name: wants(webhook.events, name), self._clock())
            while due := await self._webhooks.due(webhook.id, self._clock(), _PAGE):
                for start in range(0, len(due), AT_ONCE):
                    await asyncio.gather(*(self._deliver(webhook, each) for each in due[start : start + AT_ONCE]))
        except OmsError as error:
            LOG.warning("webhook_round_missed", webhook=webhook.id, error=str(error))

    async def _deliver(self, webhook: Webhook, due: Due) -> None:
        now = self._clock()
        if not await self._webhooks.claim(webhook.id, due, at=now, until=now + LEASE):
            return
        is_taken, said = await self._send(webhook, due)
        tries = due.tries + 1
        state = DELIVERED if is_taken else DEAD if tries >= self._most_tries else WAITING
        if state == DEAD:
            LOG.error("webhook_given_up", webhook=webhook.id, event_id=due.event, said=said)
        await self._webhooks.settle(
            webhook.id, due, state=state, next_at=self._clock() + pause_after(tries, self._first_pause), said=said
        )

    async def _send(self, webhook: Webhook, due: Due) -> tuple[bool, str]:
        """Send one event, and return whether it was taken and what was answered."""
        body = body_of(webhook, due)
        headers = {
            "Content-Type": "application/json",
            "OMS-Event": due.name,
            "OMS-Event-Id": str(due.event),
            HEADER: signature(secret_of(self._key, webhook.id), body, self._clock()),
        }
        if self._client is None:
            self._client = httpx.AsyncClient(timeout=SECONDS, follow_redirects=False, trust_env=False)
        try:
            async with asyncio.timeout(SECONDS):
                async with self._client.stream("POST", webhook.url, content=body, headers=headers) as answer:
                    return answer.is_success, f"HTTP {answer.status_code}"
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            return False, f"{type(error).__name__}: {error}"[:_LONGEST]


def body_of(webhook: Webhook, due: Due) -> bytes:
    """Return what is sent: the event as `/v1/events` shows it, and the webhook that it is sent to."""
    return to_json(
        {
            "webhook": webhook.id,
            "id": due.event,
            "order_no": due.order_no,
            "name": due.name,
            "at": due.at,
            "actor": due.actor,
            "data": due.data,
        }
    )


def pause_after(tries: int, first: timedelta = FIRST_PAUSE) -> timedelta:
    """Return how long to wait after so many tries: twice as long each time, an hour at most, half of it by chance.

    By chance, so that what failed together does not come back together.
    """
    longest = min(first * (1 << min(tries - 1, 30)), LONGEST_PAUSE)
    return longest / 2 + longest / 2 * (secrets.randbelow(1_000) / 1_000)
