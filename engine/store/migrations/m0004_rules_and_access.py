"""Make the tables of rule versions and releases, API keys and idempotency keys."""

from typing import Final

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from engine.store.raw_migration import raw_migration

ID: Final = "2026-11-22T17:30:00:000004"
DESCRIPTION: Final = "Make the tables of rules and access"

# By hand: Piccolo knows no keys of several columns.
TABLES: Final = (
    """CREATE TABLE rule_set_versions (
        set_id TEXT NOT NULL, version BIGINT NOT NULL CHECK (version > 0), kind TEXT NOT NULL, title TEXT NOT NULL,
        sha TEXT NOT NULL, text TEXT NOT NULL, rule_count BIGINT NOT NULL, test_count BIGINT NOT NULL,
        published_at TIMESTAMPTZ NOT NULL, published_by TEXT NOT NULL, reason TEXT NOT NULL,
        PRIMARY KEY (set_id, version))""",
    """CREATE TABLE list_versions (
        list_id TEXT NOT NULL, version BIGINT NOT NULL CHECK (version > 0), title TEXT NOT NULL, text TEXT NOT NULL,
        member_count BIGINT NOT NULL, published_at TIMESTAMPTZ NOT NULL, published_by TEXT NOT NULL,
        reason TEXT NOT NULL, PRIMARY KEY (list_id, version))""",
    """CREATE TABLE releases (
        number BIGINT PRIMARY KEY, at TIMESTAMPTZ NOT NULL, actor TEXT NOT NULL, reason TEXT NOT NULL,
        manifest TEXT NOT NULL)""",
    """CREATE TABLE api_keys (
        hash TEXT PRIMARY KEY, name TEXT NOT NULL, scopes TEXT NOT NULL, created_at TIMESTAMPTZ NOT NULL,
        revoked_at TIMESTAMPTZ)""",
    """CREATE TABLE idempotency_keys (
        scope TEXT NOT NULL, key TEXT NOT NULL, body_hash TEXT NOT NULL, shard SMALLINT NOT NULL,
        order_no TEXT NOT NULL, at TIMESTAMPTZ NOT NULL, refusal TEXT, PRIMARY KEY (scope, key)) {by_key}""",
)
NAMES: Final = ("idempotency_keys", "api_keys", "releases", "list_versions", "rule_set_versions")


async def forwards() -> MigrationManager:
    return raw_migration(ID, DESCRIPTION, TABLES, tuple(f"DROP TABLE {name}" for name in NAMES))
