"""Transactions: one after the other, each whole or not at all, also where they share a commit."""

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.errors import Unavailable
from engine.store import sqlite_writer
from engine.store.binding import bind
from engine.store.engine import PooledEngine
from engine.store.migrate import migrate
from engine.store.sqlite_connection import connect
from engine.store.tables_catalogue import MarkerRow

Work = Callable[[sqlite3.Connection], None]
SHIPPED = {"catalogue", "release", "sales_levels", "audit"}  # markers that the migrations put


def putting(name: str) -> Work:
    def work(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO markers (name, number) VALUES (?, 1)", (name,))

    return work


async def names(engine: PooledEngine) -> set[str]:
    rows = await engine.read(lambda connection: connection.execute("SELECT name FROM markers").fetchall())
    return {name for (name,) in rows} - SHIPPED


async def test_what_is_written_is_there_when_the_write_returns(engine: PooledEngine) -> None:
    await engine.write(putting("a"))

    assert await names(engine) == {"a"}
    count = engine.read_here(lambda connection: connection.execute("SELECT COUNT(*) FROM markers").fetchone())
    assert count == (len(SHIPPED) + 1,)


async def test_a_work_that_fails_leaves_nothing_behind(engine: PooledEngine) -> None:
    def half(connection: sqlite3.Connection) -> None:
        putting("half")(connection)
        raise ValueError("and then no more")

    with pytest.raises(ValueError, match="no more"):
        await engine.write(half)

    assert await names(engine) == set()


async def test_one_bad_work_never_fails_its_neighbours_in_the_same_commit(engine: PooledEngine) -> None:
    begun = []

    def counted(name: str) -> Work:
        def work(connection: sqlite3.Connection) -> None:
            begun.append(connection.execute("SELECT COUNT(*) FROM markers").fetchone()[0])
            putting(name)(connection)

        return work

    outcomes = await asyncio.gather(
        engine.write(counted("a")), engine.write(counted("a")), engine.write(counted("b")), return_exceptions=True
    )

    assert [type(outcome) for outcome in outcomes] == [type(None), sqlite3.IntegrityError, type(None)]
    assert await names(engine) == {"a", "b"}
    assert begun == [len(SHIPPED), len(SHIPPED) + 1, len(SHIPPED) + 1], "they saw each other's rows: one transaction"


async def test_a_cancelled_work_that_has_not_begun_is_left_out(engine: PooledEngine) -> None:
    task = asyncio.ensure_future(engine.write(putting("cancelled")))
    await asyncio.sleep(0)
    task.cancel()
    await engine.write(putting("other"))

    assert await names(engine) == {"other"}


async def test_forty_read_modify_writes_at_once_lose_nothing(engine: PooledEngine) -> None:
    await engine.write(putting("counter"))

    async def add_one() -> None:
        async with engine.transaction():
            rows = await MarkerRow.select(MarkerRow.number).where(MarkerRow.name == "counter")
            await asyncio.sleep(0)
            await MarkerRow.update({MarkerRow.number: rows[0]["number"] + 1}).where(MarkerRow.name == "counter")

    await asyncio.gather(*[add_one() for _ in range(40)])

    rows = await MarkerRow.select(MarkerRow.number).where(MarkerRow.name == "counter")
    assert rows == [{"number": 41}]


async def test_a_piccolo_transaction_that_fails_is_rolled_back_and_gives_the_writer_back(engine: PooledEngine) -> None:
    async def break_off() -> None:
        async with engine.transaction():
            await MarkerRow.insert(MarkerRow(name="midway", number=1))
            raise ValueError("midway")

    with pytest.raises(ValueError, match="midway"):
        await break_off()
    await asyncio.wait_for(engine.write(putting("after")), timeout=5)

    assert await names(engine) == {"after"}


async def test_a_task_cancelled_while_it_waits_for_the_writer_does_not_keep_it(engine: PooledEngine) -> None:
    async def hold() -> None:
        async with engine.transaction():
            await asyncio.sleep(0.05)

    async def wait() -> None:
        async with engine.transaction():
            await MarkerRow.insert(MarkerRow(name="never", number=1))

    holder, waiter = asyncio.ensure_future(hold()), asyncio.ensure_future(wait())
    await asyncio.sleep(0.01)
    waiter.cancel()
    await holder
    await asyncio.wait_for(engine.write(putting("after")), timeout=5)

    assert await names(engine) == {"after"}


async def test_a_lock_of_another_process_is_waited_for(engine: PooledEngine) -> None:
    other = connect(engine.file)
    other.execute("BEGIN IMMEDIATE")
    asyncio.get_running_loop().call_later(0.1, other.rollback)

    await asyncio.gather(engine.write(putting("a")), engine.write(putting("b")))

    assert await names(engine) == {"a", "b"}
    other.close()


async def test_a_lock_that_is_never_given_back_is_an_error_that_says_so(
    engine: PooledEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_writer, "_BUSY_SECONDS", 0.1)
    other = connect(engine.file)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(Unavailable, match="locked by another process"):
        await engine.write(putting("a"))

    other.rollback()
    other.close()
    await engine.write(putting("b"))
    assert await names(engine) == {"b"}


async def test_a_full_disk_fails_what_was_to_be_written_by_name_and_passes(engine: PooledEngine) -> None:
    limit = await engine.write(lambda connection: connection.execute("PRAGMA page_count").fetchone()[0])
    await engine.write(lambda connection: connection.execute(f"PRAGMA max_page_count = {limit}").fetchone())

    def fill(connection: sqlite3.Connection) -> None:
        rows = [(f"{number}".rjust(2000),) for number in range(200)]
        connection.executemany("INSERT INTO markers (name, number) VALUES (?, 1)", rows)

    with pytest.raises(Unavailable, match="full"):
        await engine.write(fill)
    await engine.write(lambda connection: connection.execute("PRAGMA max_page_count = 100000").fetchone())
    await engine.write(putting("after"))

    assert await names(engine) == {"after"}


async def test_readers_cannot_write(engine: PooledEngine) -> None:
    with pytest.raises(Unavailable, match="readonly"):
        await engine.read(putting("a"))


async def test_with_full_durability_commits_are_made_in_a_thread(tmp_path: Path) -> None:
    engine = PooledEngine(tmp_path / "full.sqlite", durability="full")
    bind(engine)
    await migrate(engine)

    await asyncio.gather(*[engine.write(putting(f"{number}")) for number in range(100)])

    assert len(await names(engine)) == 100
    assert await engine.write(lambda connection: connection.execute("PRAGMA synchronous").fetchone()) == (2,)
    await engine.close()


async def test_a_file_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"nowhere/oms\.sqlite cannot be opened"):
        PooledEngine(tmp_path / "nowhere" / "oms.sqlite")


async def test_works_that_arrive_a_turn_apart_share_a_commit(engine: PooledEngine) -> None:
    commits: list[str] = []
    engine._writer.connection.set_trace_callback(  # noqa: SLF001 - the test looks at the transactions themselves
        lambda statement: commits.append(statement) if statement == "COMMIT" else None
    )

    async def arriving(turns: int) -> None:
        for _ in range(turns):
            await asyncio.sleep(0)
        await engine.write(putting(f"n{turns}"))

    await asyncio.gather(*[arriving(turns) for turns in (0, 2, 4, 6)])

    assert len(commits) == 1
