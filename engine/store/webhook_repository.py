"""Webhooks and their deliveries: put down once for each event, claimed by one worker at a time."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from engine.errors import Conflict, NotFound
from engine.store.audit_trail import AuditEvent, AuditTrail
from engine.store.documents import json_text, object_from, texts_from
from engine.store.engine import PooledEngine
from engine.store.sqlite_connection import rows_of
from engine.store.tables_webhooks import WebhookDeliveryRow, WebhookRow

WAITING: Final = "waiting"
DELIVERED: Final = "delivered"
DEAD: Final = "dead"
MOST_WAITING: Final = 1_000  # of one subscriber; the event log keeps the rest until there is room
_EVENTS: Final = 1_000

_NEW: Final = "SELECT id, order_no, name FROM events WHERE id > ? ORDER BY id LIMIT ?"
# Of each order (and of what belongs to no order) the earliest that waits, and nothing that overtakes it.
_DUE: Final = """SELECT d.event, d.tries, e.order_no, e.name, e.at, e.actor, e.data
    FROM webhook_deliveries d JOIN events e ON e.id = d.event
    WHERE d.webhook = ? AND d.state = ? AND d.next_at <= ? AND NOT EXISTS (
        SELECT 1 FROM webhook_deliveries b
        WHERE b.webhook = d.webhook AND b.state = d.state AND b.order_no = d.order_no AND b.event < d.event)
    ORDER BY d.event LIMIT ?"""
_PUT: Final = """INSERT INTO webhook_deliveries (webhook, event, order_no, name, state, tries, next_at)
    VALUES (?, ?, ?, ?, ?, 0, ?)"""
_CLAIM: Final = """UPDATE webhook_deliveries SET tries = tries + 1, next_at = ?, tried_at = ?
    WHERE webhook = ? AND event = ? AND state = ? AND tries = ?"""
_SETTLE: Final = """UPDATE webhook_deliveries SET state = ?, next_at = ?, said = ?
    WHERE webhook = ? AND event = ? AND state = ? AND tries = ?"""


class Webhook(msgspec.Struct, frozen=True, kw_only=True):
    """A subscriber: an address, and the patterns of names of events that it is told of."""

    id: str
    url: str
    events: tuple[str, ...]
    place: int
    made_at: datetime
    made_by: str
    reason: str
    ended_at: datetime | None = None


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """One event on its way to one subscriber. `said`: what was answered last; `next_at`: when it is tried (again)."""

    webhook: str
    event: int
    order_no: str
    name: str
    state: str
    tries: int
    next_at: datetime
    tried_at: datetime | None
    said: str | None


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """An event that is to be sent now; `tries` were made before."""

    event: int
    tries: int
    order_no: str
    name: str
    at: datetime
    actor: str
    data: Mapping[str, Any]


class WebhookRepository:
    """Webhooks by their id."""

    def __init__(self, engine: PooledEngine) -> None:
        self._engine = engine
        self._audit = AuditTrail(engine)

    async def add(self, webhook: Webhook) -> None:
        """Keep a new subscriber."""
        async with self._engine.transaction():
            values = {**msgspec.structs.asdict(webhook), "events": json_text(webhook.events)}
            await WebhookRow.insert(WebhookRow(**values))
            data = {"url": webhook.url, "events": webhook.events, "reason": webhook.reason}
            await self._note("webhook_made", webhook.id, data, webhook.made_by, webhook.made_at)

    async def end(self, webhook: Webhook, *, actor: str, reason: str, at: datetime) -> Webhook:
        """Tell a subscriber nothing more. Raises Conflict where it has ended."""
        async with self._engine.transaction():
            columns: dict[Any, Any] = {"ended_at": at}
            written = (
                await WebhookRow.update(columns)
                .where((WebhookRow.id == webhook.id) & (WebhookRow.ended_at.is_null()))
                .returning(WebhookRow.id)
            )
            if not written:
                raise Conflict(f"the webhook {webhook.id} has ended already")
            await self._note("webhook_ended", webhook.id, {"reason": reason}, actor, at)
        return msgspec.structs.replace(webhook, ended_at=at)

    async def get(self, webhook_id: str) -> Webhook:
        """Return a subscriber. Raises NotFound."""
        rows = await WebhookRow.select().where(WebhookRow.id == webhook_id)
        if not rows:
            raise NotFound("webhook", webhook_id)
        return _webhook(rows[0])

    async def all(self) -> tuple[Webhook, ...]:
        """Return all subscribers, the newest first."""
        return tuple(map(_webhook, await WebhookRow.select().order_by(WebhookRow.made_at, ascending=False)))

    async def counts(self, webhook_id: str) -> Mapping[str, int]:
        """Return how many deliveries are in which state."""
        sql = "SELECT state, COUNT(*) FROM webhook_deliveries WHERE webhook = ? GROUP BY state"
        return await self._engine.read(lambda connection: dict(connection.execute(sql, (webhook_id,)).fetchall()))

    async def deliveries(self, webhook_id: str, state: str | None, after: int, limit: int) -> tuple[Delivery, ...]:
        """Return deliveries by their event, the oldest first, those after one; in one state, or in any."""
        query = WebhookDeliveryRow.select().where(
            (WebhookDeliveryRow.webhook == webhook_id) & (WebhookDeliveryRow.event > after)
        )
        if state is not None:
            query = query.where(WebhookDeliveryRow.state == state)
        return tuple(Delivery(**row) for row in await query.order_by(WebhookDeliveryRow.event).limit(limit))

    async def put_down(self, webhook: Webhook, wants: Callable[[str], bool], at: datetime) -> None:
        """Put down what has happened since and is wanted, once, as far as there is room."""
        room = MOST_WAITING - (await self.counts(webhook.id)).get(WAITING, 0)
        if room > 0:
            await self._engine.write(lambda connection: _put_down(connection, webhook.id, wants, at, room))

    async def due(self, webhook_id: str, at: datetime, limit: int) -> tuple[Due, ...]:
        """Return what is to be sent now, the oldest first, of each order the earliest only."""
        values = (webhook_id, WAITING, at, limit)
        rows = await self._engine.read(lambda connection: rows_of(connection, _DUE, values))
        return tuple(Due(**{**row, "data": object_from(str(row["data"]))}) for row in rows)  # type: ignore[arg-type]  # columns of the fields' names

    async def claim(self, webhook_id: str, due: Due, *, at: datetime, until: datetime) -> bool:
        """Take a delivery for oneself, until a time; False where another worker has it."""
        values = (until, at, webhook_id, due.event, WAITING, due.tries)
        return await self._engine.write(lambda connection: connection.execute(_CLAIM, values).rowcount == 1)

    async def settle(self, webhook_id: str, due: Due, *, state: str, next_at: datetime, said: str) -> None:
        """Write down what came of a try; where it was claimed anew meanwhile, nothing."""
        values = (state, next_at, said, webhook_id, due.event, WAITING, due.tries + 1)
        await self._engine.write(lambda connection: connection.execute(_SETTLE, values))

    async def try_again(self, webhook_id: str, event: int, *, actor: str, reason: str, at: datetime) -> Delivery:
        """Let a dead letter be sent again. Raises NotFound where there is no such delivery, Conflict where not dead."""
        where = (WebhookDeliveryRow.webhook == webhook_id) & (WebhookDeliveryRow.event == event)
        async with self._engine.transaction():
            rows = await WebhookDeliveryRow.select().where(where)
            if not rows:
                raise NotFound("delivery", f"of event {event} to {webhook_id}")
            if rows[0]["state"] != DEAD:
                raise Conflict(f"the delivery of event {event} is {rows[0]['state']}; only dead letters are sent again")
            columns: dict[Any, Any] = {"state": WAITING, "tries": 0, "next_at": at}
            await WebhookDeliveryRow.update(columns).where(where)
            await self._note("webhook_retried", webhook_id, {"event": event, "reason": reason}, actor, at)
        return Delivery(**{**rows[0], **columns})

    async def _note(self, action: str, subject: str, data: Mapping[str, object], actor: str, at: datetime) -> None:
        await self._audit.note([AuditEvent(action=action, subject=subject, data=data)], actor=actor, at=at)


def _put_down(
    connection: sqlite3.Connection, webhook_id: str, wants: Callable[[str], bool], at: datetime, room: int
) -> None:
    found = connection.execute("SELECT place FROM webhooks WHERE id = ? AND ended_at IS NULL", (webhook_id,)).fetchone()
    rows: Sequence[tuple[int, str, str]] = []
    if found is not None:
        rows = connection.execute(_NEW, (found[0], min(room, _EVENTS))).fetchall()
    if not rows:
        return
    connection.executemany(
        _PUT,
        [(webhook_id, event, order_no, name, WAITING, at) for event, order_no, name in rows if wants(name)],
    )
    connection.execute("UPDATE webhooks SET place = ? WHERE id = ?", (rows[-1][0], webhook_id))


def _webhook(row: Mapping[str, Any]) -> Webhook:
    return Webhook(**{**row, "events": texts_from(row["events"])})
