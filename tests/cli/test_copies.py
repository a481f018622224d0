"""Copies of the database: whole, checked, and never in the place of something else by accident."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.errors import Conflict, InvalidInput, NotFound
from engine.store.sqlite_backup import back_up, restore
from tests.cli.conftest import OmsHere

NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Return a database with one order in it."""
    file = tmp_path / "oms.sqlite"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript("CREATE TABLE orders (number TEXT); INSERT INTO orders VALUES ('first');")
    return file


def orders(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        return [number for (number,) in connection.execute("SELECT number FROM orders")]


def test_a_copy_holds_what_was_committed_while_somebody_writes(database: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    with closing(sqlite3.connect(database, isolation_level=None)) as writer:
        writer.execute("PRAGMA journal_mode = WAL")
        writer.execute("INSERT INTO orders VALUES ('second')")
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("INSERT INTO orders VALUES ('not yet')")

        size = back_up(database, copy)
        writer.execute("ROLLBACK")

    assert orders(copy) == ["first", "second"]
    assert size == copy.stat().st_size
    assert [file.name for file in tmp_path.glob("copy*")] == ["copy"]


def test_a_copy_never_takes_the_place_of_a_file(database: Path, tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("precious")

    with pytest.raises(Conflict, match="is there already"):
        back_up(database, tmp_path / "precious")

    assert (tmp_path / "precious").read_text() == "precious"


def test_what_was_there_is_kept_beside_what_is_put_back(database: Path, tmp_path: Path) -> None:
    back_up(database, tmp_path / "copy")
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("INSERT INTO orders VALUES ('later')")

    kept = restore(tmp_path / "copy", database, NOW)

    assert orders(database) == ["first"]
    assert kept == tmp_path / "oms.sqlite.before-20261122T083000"
    assert orders(kept) == ["first", "later"]


def test_a_database_in_use_is_left_alone(database: Path, tmp_path: Path) -> None:
    back_up(database, tmp_path / "copy")
    with closing(sqlite3.connect(database)) as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("SELECT * FROM orders").fetchall()

        with pytest.raises(Conflict, match="stop oms serve"):
            restore(tmp_path / "copy", database, NOW)

    assert orders(database) == ["first"]


def test_a_damaged_copy_is_refused(database: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.executemany("INSERT INTO orders VALUES (?)", [("x" * 500,)] * 200)
    back_up(database, copy)
    content = bytearray(copy.read_bytes())
    content[9_000:30_000] = b"\0" * 21_000
    copy.write_bytes(content)

    with pytest.raises(InvalidInput, match=r"damaged|no database"):
        restore(copy, database, NOW)

    assert len(orders(database)) == 201


@pytest.mark.parametrize("content", [b"", b"no database at all" * 100])
def test_a_file_of_something_else_is_refused(database: Path, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "other").write_bytes(content)

    with pytest.raises(InvalidInput):
        restore(tmp_path / "other", database, NOW)

    assert orders(database) == ["first"]


def test_a_file_that_is_not_there_is_named(database: Path, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="nowhere"):
        restore(tmp_path / "nowhere", database, NOW)


def test_the_commands_say_what_they_did(tmp_path: Path, oms_here: OmsHere) -> None:
    assert "no database" in oms_here("backup", "copy").stderr
    assert oms_here("migrate").stdout.endswith("the database is up to date\n")
    assert oms_here("migrate").stdout == "the database is up to date\n"
    assert oms_here("backup", "copy").stdout.startswith("copy: ")
    assert oms_here("restore", "copy").returncode == 0
    assert oms_here("backup", "copy").returncode == 1
