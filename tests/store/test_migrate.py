"""Migrations: forwards, backwards, twice, and by two processes at once."""

import asyncio
import sqlite3
from functools import partial

import pytest

from engine.store.binding import TABLES
from engine.store.engine import PooledEngine
from engine.store.migrate import migrate, migrate_back, migration_modules, pending


def tables_in(connection: sqlite3.Connection) -> set[str]:
    rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    return {name for (name,) in rows}


def columns_in(table: str, connection: sqlite3.Connection) -> set[str]:
    return {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}


async def test_an_empty_database_gets_every_table_with_every_column(empty_engine: PooledEngine) -> None:
    ran = await migrate(empty_engine)

    assert len(ran) == len(migration_modules())
    for table in TABLES:
        wanted = {column._meta.db_column_name for column in table._meta.columns}  # noqa: SLF001 - Piccolo's description of a table
        name = table._meta.tablename  # noqa: SLF001 - the same
        assert await empty_engine.read(partial(columns_in, name)) == wanted, name


async def test_a_second_run_changes_nothing(engine: PooledEngine) -> None:
    assert await migrate(engine) == ()
    assert await pending() == ()


async def test_every_migration_can_be_taken_back_and_made_again(engine: PooledEngine) -> None:
    forwards = await engine.read(tables_in)

    back = await migrate_back(engine, len(migration_modules()))
    assert await engine.read(tables_in) == {"migration"}

    assert await migrate(engine) == tuple(reversed(back))
    assert await engine.read(tables_in) == forwards


async def test_one_migration_can_be_taken_back_alone(engine: PooledEngine) -> None:
    last = migration_modules()[-1]

    assert await migrate_back(engine, 1) == (last.DESCRIPTION,)
    assert [module.ID for module in await pending()] == [last.ID]


async def test_two_starts_at_once_migrate_once(empty_engine: PooledEngine) -> None:
    first, second = await asyncio.gather(migrate(empty_engine), migrate(empty_engine))

    assert sorted(map(len, (first, second))) == [0, len(migration_modules())]


async def test_the_database_itself_refuses_to_reserve_more_than_there_is(engine: PooledEngine) -> None:
    def oversell(connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA defer_foreign_keys = ON")
        connection.execute("INSERT INTO stock_levels (sku, warehouse, on_hand, reserved) VALUES ('A-1', 'HZ', 1, 2)")

    with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        await engine.write(oversell)
