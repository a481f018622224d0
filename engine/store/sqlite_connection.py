"""How a connection to an SQLite file is opened: WAL, foreign keys, and which failures only mean "not now"."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Literal

from engine.errors import Unavailable
from engine.store.sqlite_instants import adapt_instants

Durability = Literal["normal", "full"]

_STATEMENTS_KEPT: Final = 512
_BUSY_MILLISECONDS: Final = 20  # the writer waits longer by trying again; it never holds up the event loop for long
_WAL_PAGES: Final = 24_000  # 96 MB, more than two intervals of the checkpointer: then a commit helps it
_AWAY: Final = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
    }
)
_PRIMARY_CODE: Final = 0xFF


def connect(file: Path, *, durability: Durability = "normal", read_only: bool = False) -> sqlite3.Connection:
    """Return a connection in autocommit mode: every transaction is begun by its own statement.

    `normal` keeps every commit when the process dies (kill -9) and may lose the last ones when the machine loses power;
    `full` waits for the disk at each commit and loses none (https://www.sqlite.org/pragma.html#pragma_synchronous).
    """
    adapt_instants()
    try:
        connection = sqlite3.connect(
            file,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=_STATEMENTS_KEPT,
            detect_types=sqlite3.PARSE_DECLTYPES,
        )
        connection.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA synchronous = {durability.upper()}")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA cache_size = -32768")
        connection.execute(f"PRAGMA wal_autocheckpoint = {_WAL_PAGES}")
        connection.execute("PRAGMA journal_size_limit = 100663296")
        if read_only:
            connection.execute("PRAGMA query_only = ON")
    except sqlite3.OperationalError as error:
        raise Unavailable(f"the database {file} cannot be opened: {error}") from error
    return connection


def rows_of(connection: sqlite3.Connection, sql: str, values: Sequence[object] = ()) -> list[dict[str, object]]:
    """Run one statement and return its rows by column name."""
    cursor = connection.execute(sql, values)
    if cursor.description is None:
        return []
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def is_busy(error: BaseException) -> bool:
    """Tell whether another process holds the write lock."""
    return isinstance(error, sqlite3.OperationalError) and error.sqlite_errorcode & _PRIMARY_CODE == sqlite3.SQLITE_BUSY


def named(error: BaseException) -> BaseException:
    """Return the error as ours where the database is away (locked, full, read-only, unreadable), else as it is."""
    if isinstance(error, sqlite3.OperationalError) and error.sqlite_errorcode & _PRIMARY_CODE in _AWAY:
        away = Unavailable(f"the database is not to be written or read now: {error}")
        away.__cause__ = error
        return away
    return error
