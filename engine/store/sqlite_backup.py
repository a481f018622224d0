"""Copies of an embedded database: taken while it is served, put back while nobody uses it."""

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from engine.errors import Conflict, InvalidInput, NotFound

_PAGES_A_STEP: Final = 4_096  # 16 MB, then others may write
_OURS: Final = "orders"  # a table that every database of ours has
_BESIDE: Final = ("-wal", "-shm")


def back_up(database: Path, copy: Path) -> int:
    """Write a whole and consistent copy of a database that may be in use, and return its size in bytes.

    Raises NotFound where there is no database, Conflict where the copy's file is there already.
    """
    if not database.is_file():
        raise NotFound("database", database)
    if copy.exists():
        raise Conflict(f"{copy} is there already; name a new file")
    part = copy.with_name(copy.name + ".part")
    part.unlink(missing_ok=True)
    with _opened(database) as source, _opened(part, create=True) as target:
        source.backup(target, pages=_PAGES_A_STEP)
        target.execute("PRAGMA journal_mode = DELETE")  # one file, nothing beside it
    check_copy(part)
    _settle(part, copy)
    return copy.stat().st_size


def restore(copy: Path, database: Path, at: datetime) -> Path | None:
    """Put a copy in the place of the database, which is kept beside it: return where, None where there was none.

    Raises InvalidInput where the copy is damaged or none of ours, Conflict where the database is in use.
    """
    check_copy(copy)
    database.parent.mkdir(parents=True, exist_ok=True)
    part = database.with_name(database.name + ".part")
    part.unlink(missing_ok=True)
    with _opened(copy) as source, _opened(part, create=True) as target:
        source.backup(target)
    kept = _set_aside(database, at) if database.exists() else None
    _settle(part, database)
    return kept


def check_copy(copy: Path) -> None:
    """Raise NotFound or InvalidInput where a file is no sound database of ours."""
    if not copy.is_file():
        raise NotFound("file", copy)
    try:
        with _opened(copy) as connection:
            (state,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
            found = connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (_OURS,)).fetchone()
    except sqlite3.DatabaseError as error:
        raise InvalidInput(f"{copy} is no database: {error}") from None
    if state != "ok":
        raise InvalidInput(f"{copy} is damaged: {state}")
    if found is None:
        raise InvalidInput(f"{copy} is a database, but none of this system: it has no table {_OURS}")


def _set_aside(database: Path, at: datetime) -> Path:
    _be_alone(database)
    kept = database.with_name(f"{database.name}.before-{at:%Y%m%dT%H%M%S}")
    database.rename(kept)
    for suffix in _BESIDE:
        database.with_name(database.name + suffix).unlink(missing_ok=True)
    return kept


def _be_alone(database: Path) -> None:
    """Write the log back into the file. SQLite allows that only to the last connection: so nobody else has one."""
    with _opened(database) as connection:
        try:
            connection.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.OperationalError:
            raise Conflict(f"{database} is in use; stop oms serve, then restore") from None


def _settle(part: Path, file: Path) -> None:
    """Give a finished file its name; it is on the disk before anybody sees it."""
    with part.open("rb") as written:
        os.fsync(written.fileno())
    part.replace(file)


@contextlib.contextmanager
def _opened(file: Path, *, create: bool = False) -> Iterator[sqlite3.Connection]:
    mode = "rwc" if create else "rw"
    with contextlib.closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode={mode}", uri=True)) as connection:
        yield connection
