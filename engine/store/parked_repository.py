"""Payloads that wait for a person: parked, repaired, placed, or dropped with a reason."""

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, Literal

import msgspec

from engine.errors import NotFound
from engine.intake.reason import Reason
from engine.store.documents import json_text
from engine.store.engine import PooledEngine
from engine.store.tables_intake import ParkedRow

State = Literal["parked", "placed", "dropped"]
STATES: Final[tuple[State, ...]] = ("parked", "placed", "dropped")
_SAME: Final = "SELECT id FROM parked_payloads WHERE channel = ? AND body_hash = ?"
_REASONS: Final = msgspec.json.Decoder(tuple[Reason, ...])
# The same payload again is the same entry; one that was dropped by a person is parked once more.
_PARK: Final = """INSERT INTO parked_payloads (id, channel, body_hash, payload, reasons, state, attempts, received_at,
    changed_at, actor) VALUES (?, ?, ?, ?, ?, 'parked', 1, ?, ?, ?)
    ON CONFLICT (channel, body_hash) DO UPDATE SET reasons = excluded.reasons, state = 'parked',
    attempts = parked_payloads.attempts + 1, changed_at = excluded.changed_at
    WHERE parked_payloads.state <> 'placed' RETURNING id"""


class Parked(msgspec.Struct, frozen=True, kw_only=True):
    """One payload that waits, or waited. `payload` is JSON text as it came or was repaired."""

    id: str
    channel: str
    payload: str
    reasons: tuple[Reason, ...]
    state: State = "parked"
    attempts: int = 1
    order_no: str | None = None
    received_at: datetime
    changed_at: datetime
    actor: str
    note: str | None = None


class ParkedRepository:
    """The parking place."""

    def __init__(self, engine: PooledEngine) -> None:
        self._engine = engine

    async def park(self, parked: Parked, body_hash: str) -> str:
        """Park a payload, or note one more attempt where the same waits already. Return the id under which it waits."""
        row = (
            *(parked.id, parked.channel, body_hash, parked.payload, json_text(parked.reasons)),
            *(parked.received_at, parked.changed_at, parked.actor),
        )

        def work(connection: sqlite3.Connection) -> str:
            found = connection.execute(_PARK, row).fetchone() or connection.execute(_SAME, row[1:3]).fetchone()
            return str(found[0])

        return await self._engine.write(work)

    async def get(self, place: str) -> Parked:
        """Return one payload. Raises NotFound."""
        rows = await ParkedRow.select().where(ParkedRow.id == place)
        if not rows:
            raise NotFound("parked payload", place)
        return _parked(rows[0])

    async def list(
        self, *, channel: str | None = None, states: Sequence[State] = ("parked",), after: str = "", limit: int = 50
    ) -> tuple[Parked, ...]:
        """Return payloads as they came, those after one."""
        query = ParkedRow.select().where(ParkedRow.id > after).order_by(ParkedRow.id).limit(limit)
        if channel is not None:
            query = query.where(ParkedRow.channel == channel)
        query = query.where(ParkedRow.state.is_in(list(states)))
        return tuple(_parked(row) for row in await query)

    async def count(self) -> int:
        """Return how many wait."""
        return int(await ParkedRow.count().where(ParkedRow.state == "parked"))

    async def settle(
        self, place: str, state: State, *, at: datetime, order_no: str | None = None, note: str | None = None
    ) -> None:  # fmt: skip
        """Say what became of a payload that waited."""
        await ParkedRow.update(
            {ParkedRow.state: state, ParkedRow.order_no: order_no, ParkedRow.note: note, ParkedRow.changed_at: at}
        ).where((ParkedRow.id == place) & (ParkedRow.state == "parked"))

    async def repair(self, place: str, payload: str, *, at: datetime, note: str) -> None:
        """Put a repaired payload in the place of the one that waits."""
        await ParkedRow.update(
            {
                ParkedRow.payload: payload, ParkedRow.note: note,
                ParkedRow.changed_at: at,
            }
        ).where((ParkedRow.id == place) & (ParkedRow.state == "parked"))  # fmt: skip

    async def fail_again(self, place: str, reasons: Sequence[Reason], *, at: datetime) -> None:
        """Note why a payload still cannot be placed."""
        await ParkedRow.update(
            {
                ParkedRow.reasons: json_text(tuple(reasons)), ParkedRow.attempts: ParkedRow.attempts + 1,
                ParkedRow.changed_at: at,
            }
        ).where((ParkedRow.id == place) & (ParkedRow.state == "parked"))  # fmt: skip


def _parked(row: Mapping[str, Any]) -> Parked:
    values = {name: row[name] for name in Parked.__struct_fields__}
    return Parked(**{**values, "reasons": _REASONS.decode(row["reasons"])})
