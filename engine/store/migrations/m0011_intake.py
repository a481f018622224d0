"""Make the tables of intake: mappings, codes of goods, linked customers, and payloads that wait for a person."""

from typing import Final

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from engine.store.raw_migration import raw_migration

ID: Final = "2026-11-22T18:11:00:000011"
DESCRIPTION: Final = "Make the tables of intake"

# By hand: Piccolo knows no keys of several columns, and no index over some of the rows.
TABLES: Final = (
    """CREATE TABLE channel_mappings (
        channel TEXT NOT NULL, version BIGINT NOT NULL CHECK (version > 0), text TEXT NOT NULL, at TIMESTAMPTZ NOT NULL,
        actor TEXT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (channel, version))""",
    """CREATE TABLE goods_codes (
        channel TEXT NOT NULL, code TEXT NOT NULL, parts TEXT NOT NULL, at TIMESTAMPTZ NOT NULL, actor TEXT NOT NULL,
        PRIMARY KEY (channel, code)) {by_key}""",
    """CREATE TABLE customer_links (
        channel TEXT NOT NULL, channel_customer TEXT NOT NULL, customer_id TEXT NOT NULL, at TIMESTAMPTZ NOT NULL,
        actor TEXT NOT NULL, PRIMARY KEY (channel, channel_customer)) {by_key}""",
    """CREATE TABLE parked_payloads (
        id TEXT PRIMARY KEY, channel TEXT NOT NULL, body_hash TEXT NOT NULL, payload TEXT NOT NULL,
        reasons TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('parked', 'placed', 'dropped')),
        attempts BIGINT NOT NULL, order_no TEXT, received_at TIMESTAMPTZ NOT NULL, changed_at TIMESTAMPTZ NOT NULL,
        actor TEXT NOT NULL, note TEXT, UNIQUE (channel, body_hash))""",
    "CREATE INDEX parked_open ON parked_payloads (channel, id) WHERE state = 'parked'",
)
NAMES: Final = ("parked_payloads", "customer_links", "goods_codes", "channel_mappings")


async def forwards() -> MigrationManager:
    return raw_migration(ID, DESCRIPTION, TABLES, tuple(f"DROP TABLE {name}" for name in NAMES))
