"""Make the tables of webhooks, and of what is to be sent to them."""

from typing import Final

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from engine.store.raw_migration import raw_migration

ID: Final = "2026-11-22T18:16:00:000016"
DESCRIPTION: Final = "Make the tables of webhooks"

# By hand: Piccolo knows no keys of several columns.
TABLES: Final = (
    """CREATE TABLE webhooks (
        id TEXT PRIMARY KEY, url TEXT NOT NULL, events TEXT NOT NULL, place BIGINT NOT NULL,
        made_at TIMESTAMPTZ NOT NULL, made_by TEXT NOT NULL, reason TEXT NOT NULL, ended_at TIMESTAMPTZ)""",
    """CREATE TABLE webhook_deliveries (
        webhook TEXT NOT NULL, event BIGINT NOT NULL, order_no TEXT NOT NULL, name TEXT NOT NULL, state TEXT NOT NULL,
        tries BIGINT NOT NULL, next_at TIMESTAMPTZ NOT NULL, tried_at TIMESTAMPTZ, said TEXT,
        PRIMARY KEY (webhook, event)) {by_key}""",
    "CREATE INDEX webhook_deliveries_by_state ON webhook_deliveries (webhook, state, order_no, event)",
)


async def forwards() -> MigrationManager:
    return raw_migration(ID, DESCRIPTION, TABLES, ("DROP TABLE webhook_deliveries", "DROP TABLE webhooks"))
