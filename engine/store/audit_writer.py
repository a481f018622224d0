"""Adds to the audit from within a transaction over a plain connection, in the same chain as everything else."""

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

import msgspec

from engine.store.audit_trail import AUDIT, BEGINNING, AuditEvent, Kept
from engine.store.documents import json_text

_COUNT: Final = "SELECT number FROM markers WHERE name = ?"
_LAST: Final = "SELECT hash FROM audit_entries ORDER BY number DESC LIMIT 1"
_ENTRY: Final = """INSERT INTO audit_entries (number, at, actor, action, subject, data, previous, hash)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""
_COUNTED: Final = "UPDATE markers SET number = ? WHERE name = ?"


def note_deeds(connection: sqlite3.Connection, events: Sequence[AuditEvent], *, actor: str, at: datetime) -> None:
    """Add entries; they stand where the transaction does."""
    if not events:
        return
    (number,) = connection.execute(_COUNT, (AUDIT,)).fetchone()
    last = connection.execute(_LAST).fetchone()
    previous = str(last[0]) if last else BEGINNING
    for event in events:
        number += 1
        kept = Kept(
            number=number,
            at=at.astimezone(UTC),
            actor=actor,
            action=event.action,
            subject=event.subject,
            data=json_text(event.data),
            previous=previous,
            hash="",
        )
        previous = kept.right_hash
        connection.execute(_ENTRY, (*msgspec.structs.astuple(kept)[:-1], previous))
    connection.execute(_COUNTED, (number, AUDIT))
