"""Make the tables of shadows, and of the orders about which a shadow disagrees with what is in force."""

from typing import Final

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from engine.store.raw_migration import raw_migration

ID: Final = "2026-11-22T18:15:00:000015"
DESCRIPTION: Final = "Make the tables of shadows"

# By hand: Piccolo knows no keys of several columns.
TABLES: Final = (
    """CREATE TABLE shadows (
        id TEXT PRIMARY KEY, target TEXT NOT NULL, kind TEXT NOT NULL, sha TEXT NOT NULL, text TEXT NOT NULL,
        draft TEXT, version BIGINT NOT NULL, state TEXT NOT NULL, started_at TIMESTAMPTZ NOT NULL,
        started_by TEXT NOT NULL, reason TEXT NOT NULL, ended_at TIMESTAMPTZ, ended_by TEXT, ended_why TEXT,
        place BIGINT NOT NULL, orders BIGINT NOT NULL, skipped BIGINT NOT NULL, errors BIGINT NOT NULL,
        disagreeing BIGINT NOT NULL, kinds TEXT NOT NULL, kept BIGINT NOT NULL, last_error TEXT)""",
    "CREATE INDEX shadows_by_state ON shadows (state)",
    "CREATE INDEX shadows_by_draft ON shadows (draft, sha)",
    "CREATE INDEX shadows_by_target ON shadows (target, version)",
    """CREATE TABLE shadow_disagreements (
        shadow TEXT NOT NULL, number BIGINT NOT NULL, shard SMALLINT NOT NULL, order_no TEXT NOT NULL, decision TEXT,
        kind TEXT NOT NULL, subject TEXT NOT NULL, document TEXT NOT NULL, PRIMARY KEY (shadow, number)) {by_key}""",
)


async def forwards() -> MigrationManager:
    return raw_migration(ID, DESCRIPTION, TABLES, ("DROP TABLE shadow_disagreements", "DROP TABLE shadows"))
