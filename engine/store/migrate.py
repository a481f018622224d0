"""Runs the migrations of the package, forwards and backwards; an embedded database does it by itself when it starts."""

import contextlib
import importlib
import io
import pkgutil
from collections.abc import Awaitable, Callable
from typing import Any, Final, Protocol, cast

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.apps.migrations.tables import Migration
from piccolo.engine.base import Engine

from engine.store import migrations
from engine.store.raw_migration import APP

EVERY: Final = "all"


class MigrationModule(Protocol):
    """A module of `engine/store/migrations/`."""

    ID: str
    DESCRIPTION: str
    forwards: Callable[[], Awaitable[MigrationManager]]


def migration_modules() -> tuple[MigrationModule, ...]:
    """Return the migrations in the order of their ids."""
    names = [found.name for found in pkgutil.iter_modules(migrations.__path__)]
    found = [cast("MigrationModule", importlib.import_module(f"{migrations.__name__}.{name}")) for name in names]
    return tuple(sorted(found, key=lambda module: module.ID))


async def migrate(engine: Engine[Any]) -> tuple[str, ...]:
    """Run what has not run yet, all of it or nothing, and return the descriptions. Of two processes one waits."""
    if await pending() == ():
        return ()
    async with engine.transaction():
        if not await Migration.table_exists():
            await Migration.create_table()
        todo = await pending()
        for module in todo:
            await _run(await module.forwards(), backwards=False)
            await Migration.insert(Migration(name=module.ID, app_name=APP))
    return tuple(module.DESCRIPTION for module in todo)


async def migrate_back(engine: Engine[Any], count: int) -> tuple[str, ...]:
    """Take the last `count` migrations back, with the data of their tables, and return the descriptions."""
    async with engine.transaction():
        ran = await _ran()
        todo = [module for module in reversed(migration_modules()) if module.ID in ran][:count]
        for module in todo:
            await _run(await module.forwards(), backwards=True)
            await Migration.delete().where((Migration.name == module.ID) & (Migration.app_name == APP))
    return tuple(module.DESCRIPTION for module in todo)


async def pending() -> tuple[MigrationModule, ...]:
    """Return the migrations that have not run on the bound database yet."""
    ran = await _ran()
    return tuple(module for module in migration_modules() if module.ID not in ran)


async def _ran() -> frozenset[str]:
    if not await Migration.table_exists():
        return frozenset()
    return frozenset(await Migration.get_migrations_which_ran(app_name=APP))


async def _run(manager: MigrationManager, *, backwards: bool) -> None:
    with contextlib.redirect_stdout(io.StringIO()):  # Piccolo prints its progress; ours is told by the caller
        await manager.run(backwards=backwards)
