"""`oms migrate`, `oms backup` and `oms restore`: the database."""

from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from pathlib import Path

import uvloop

from config.logging import set_up_logging
from config.settings import Settings
from engine.cli.command import DONE, Command
from engine.cli.session import settings_now
from engine.errors import Unavailable
from engine.services.app import open_engine
from engine.store.migrate import migrate
from engine.store.sqlite_backup import back_up, restore


def migrate_database(_given: Namespace) -> int:
    """Bring the database up to date and print each change."""
    settings = settings_now()
    set_up_logging(settings.log)
    for description in uvloop.run(_migrate(settings)):
        print(description)
    print("the database is up to date")
    return DONE


async def _migrate(settings: Settings) -> tuple[str, ...]:
    engine = open_engine(settings)
    try:
        return await migrate(engine)
    finally:
        await engine.close()


def back_up_database(given: Namespace) -> int:
    """Copy the database into a new file; the server may go on."""
    size = back_up(_database(settings_now()), given.file)
    print(f"{given.file}: {size:,} bytes")
    return DONE


def restore_database(given: Namespace) -> int:
    """Put a copy in the place of the database; the server must be stopped."""
    database = _database(settings_now())
    kept = restore(given.file, database, datetime.now(UTC))
    print(f"{database} is now {given.file}" + (f"; what was there is {kept}" if kept else ""))
    return DONE


def _database(settings: Settings) -> Path:
    if settings.sqlite_file is None:
        raise Unavailable("only an SQLite database is copied by oms; use the tools of the database server")
    return settings.sqlite_file


def _file(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="the copy")


MIGRATE = Command(name="migrate", help="bring the database up to date", run=migrate_database)
BACKUP = Command(name="backup", help="copy the database into a file", run=back_up_database, arguments=_file)
RESTORE = Command(name="restore", help="put a copy in the place of the database", run=restore_database, arguments=_file)
