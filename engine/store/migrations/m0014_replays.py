"""Make the table of replays."""

from typing import Final

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from engine.store.raw_migration import raw_migration

ID: Final = "2026-11-22T18:14:00:000014"
DESCRIPTION: Final = "Make the table of replays"

TABLES: Final = (
    """CREATE TABLE replays (
        id TEXT PRIMARY KEY, candidate TEXT NOT NULL, state TEXT NOT NULL, asked_at TIMESTAMPTZ NOT NULL,
        asked_by TEXT NOT NULL, request TEXT NOT NULL, orders BIGINT NOT NULL, done BIGINT NOT NULL,
        seen_at TIMESTAMPTZ NOT NULL, is_to_stop BOOLEAN NOT NULL, failure TEXT, result TEXT)""",
    "CREATE INDEX replays_by_time ON replays (asked_at)",
)


async def forwards() -> MigrationManager:
    return raw_migration(ID, DESCRIPTION, TABLES, ("DROP TABLE replays",))
