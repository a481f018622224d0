"""The audit: every deed is noted with it or not at all, and whoever changes an entry afterwards is found out."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from engine.errors import InvalidInput
from engine.services.audit import Anchor, AuditNames, AuditService
from engine.store.audit_trail import AuditEvent, AuditFilter, AuditTrail
from engine.store.binding import bind
from engine.store.engine import PooledEngine
from engine.store.migrate import migrate

AT = datetime(2026, 11, 22, 9, 30, 0, 123456, tzinfo=UTC)


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[PooledEngine]:
    engine = PooledEngine(tmp_path / "oms.sqlite")
    bind(engine)
    await migrate(engine)
    yield engine
    await engine.close()


async def note(engine: PooledEngine, *subjects: str, at: datetime = AT) -> None:
    async with engine.transaction():
        events = [AuditEvent(action="draft_saved", subject=subject, data={"原因": "调价"}) for subject in subjects]
        await AuditTrail(engine).note(events, actor="api:wang", at=at)


async def run(engine: PooledEngine, sql: str, *values: Any) -> int:
    def work(connection: sqlite3.Connection) -> int:
        return connection.execute(sql, values).rowcount

    return await engine.write(work)


async def test_entries_are_narrowed_to_who_what_when_and_to_what(engine: PooledEngine) -> None:
    audit = AuditService(AuditTrail(engine))
    await note(engine, "freight/100%", "freight/a_b", "risk/x")
    await note(engine, "freight/late", at=AT + timedelta(hours=1))
    async with engine.transaction():
        await AuditTrail(engine).note([AuditEvent(action="key_made", subject="freight/k")], actor="cli:li", at=AT)

    async def found(**wanted: Any) -> list[int]:
        return [entry.number for entry in await audit.find(AuditFilter(**wanted))]

    assert await found() == [5, 4, 3, 2, 1]
    assert await found(subject="freight/", actor="api:wang") == [4, 2, 1]
    assert await found(subject="freight/100%") == [1]
    assert await found(action="key_made") == [5]
    assert await found(at_from=AT + timedelta(minutes=1)) == [4]
    assert await found(at_to=AT + timedelta(minutes=1)) == [5, 3, 2, 1]
    assert [entry.number for entry in await audit.find(AuditFilter(), before=4, limit=2)] == [3, 2]
    assert await audit.names() == AuditNames(actors=("api:wang", "cli:li"), actions=("draft_saved", "key_made"))


async def test_an_export_has_what_fits_with_the_hashes_that_prove_it(engine: PooledEngine) -> None:
    audit = AuditService(AuditTrail(engine))
    await note(engine, "a", "b", "c")

    lines = [msgspec.json.decode(line) for line in (await audit.export(AuditFilter(subject="b"))).splitlines()]

    assert [(line["number"], line["subject"], line["data"]) for line in lines] == [(2, "b", {"原因": "调价"})]
    assert lines[0]["hash"] == (await audit.entries())[1].hash


async def test_entries_follow_each_other_and_verify(engine: PooledEngine) -> None:
    audit = AuditService(AuditTrail(engine))
    await note(engine, "a", "b")
    await note(engine, "c", at=AT + timedelta(seconds=1))

    entries = await audit.entries()
    verification = await audit.verify()

    assert [(entry.number, entry.subject, entry.actor) for entry in entries] == [
        (1, "a", "api:wang"),
        (2, "b", "api:wang"),
        (3, "c", "api:wang"),
    ]
    assert entries[0].data == {"原因": "调价"}
    assert entries[1].previous == entries[0].hash
    assert (verification.ok, verification.entries, verification.head) == (True, 3, entries[2].hash)
    assert [entry.number for entry in await audit.entries(after=1, limit=1)] == [2]


async def test_an_empty_audit_verifies(engine: PooledEngine) -> None:
    assert (await AuditService(AuditTrail(engine)).verify()).ok


@pytest.mark.parametrize(
    ("sql", "number", "what"),
    [
        ("UPDATE audit_entries SET actor = 'api:li' WHERE number = 2", 2, "changed"),
        ("UPDATE audit_entries SET data = '{}' WHERE number = 2", 2, "changed"),
        ("UPDATE audit_entries SET at = '2026-11-23 00:00:00+00:00' WHERE number = 2", 2, "changed"),
        ("UPDATE audit_entries SET hash = previous WHERE number = 2", 2, "changed"),
        ("UPDATE audit_entries SET previous = hash WHERE number = 2", 2, "follow"),
        ("DELETE FROM audit_entries WHERE number = 2", 2, "gone"),
        ("DELETE FROM audit_entries WHERE number = 3", 3, "gone"),
        ("DELETE FROM audit_entries", 1, "gone"),
        ("UPDATE audit_entries SET number = 9 WHERE number = 3", 3, "gone"),
    ],
)
async def test_whoever_touches_an_entry_is_found_out(engine: PooledEngine, sql: str, number: int, what: str) -> None:
    await note(engine, "a", "b", "c")

    assert await run(engine, sql) >= 1
    found = await AuditService(AuditTrail(engine)).verify()

    assert not found.ok
    assert found.tampering is not None
    assert (found.tampering.number, what in found.tampering.what) == (number, True)
    assert found.entries == number - 1


async def test_a_last_entry_that_was_taken_away_is_still_missed_when_others_follow(engine: PooledEngine) -> None:
    await note(engine, "a", "b")
    await run(engine, "DELETE FROM audit_entries WHERE number = 2")
    await note(engine, "c")

    found = await AuditService(AuditTrail(engine)).verify()

    assert not found.ok
    assert found.tampering is not None
    assert found.tampering.number == 2


async def test_a_chain_that_was_rewritten_whole_is_found_out_by_an_anchor_kept_elsewhere(engine: PooledEngine) -> None:
    audit = AuditService(AuditTrail(engine))
    await note(engine, "a", "b")
    anchor = Anchor.parse(f"2:{(await audit.verify()).head}")
    for sql in ("DELETE FROM audit_entries", "UPDATE markers SET number = 0 WHERE name = 'audit'"):
        await run(engine, sql)
    await note(engine, "a", "other", "c")

    assert (await audit.verify()).ok
    found = await audit.verify([anchor])
    assert found.tampering is not None
    assert (found.ok, found.tampering.number) == (False, 2)


@pytest.mark.parametrize("text", ["", "7", "x:abc", "7:"])
def test_an_anchor_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="NUMBER:HASH"):
        Anchor.parse(text)


async def test_a_deed_that_fails_leaves_no_entry(engine: PooledEngine) -> None:
    trail = AuditTrail(engine)

    async def deed() -> None:
        async with engine.transaction():
            await trail.note([AuditEvent(action="draft_saved", subject="a")], actor="api:wang", at=AT)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await deed()

    assert await trail.count() == 0
    assert await trail.after(0, 10) == ()


async def test_nothing_is_noted_outside_a_transaction(engine: PooledEngine) -> None:
    with pytest.raises(RuntimeError, match="in the transaction"):
        await AuditTrail(engine).note([AuditEvent(action="draft_saved", subject="a")], actor="api:wang", at=AT)


async def test_deeds_at_the_same_time_make_one_chain(engine: PooledEngine) -> None:
    await asyncio.gather(*(note(engine, f"s{number}") for number in range(20)))

    verification = await AuditService(AuditTrail(engine)).verify()

    assert (verification.ok, verification.entries) == (True, 20)
