"""A migration whose statements are written by hand, in the words of whichever database it runs on."""

from collections.abc import Sequence
from typing import Final

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from engine.store.dialect import spoken
from engine.store.tables_catalogue import MarkerRow

APP: Final = "oms"


def raw_migration(
    migration_id: str, description: str, forwards: Sequence[str], backwards: Sequence[str]
) -> MigrationManager:
    """Return a Piccolo migration that runs these statements one by one, and those to take it back."""
    manager = MigrationManager(migration_id=migration_id, app_name=APP, description=description)

    async def go() -> None:
        await _run(forwards)

    async def go_back() -> None:
        await _run(backwards)

    manager.add_raw(go)
    manager.add_raw_backwards(go_back)
    return manager


async def _run(statements: Sequence[str]) -> None:
    for statement in statements:
        query = MarkerRow.raw(statement)
        await MarkerRow.raw(spoken(statement, query.engine_type))
