"""Make the tables of rollouts, of what happened to them, and of what orders say for and against their candidates."""

from typing import Final

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from engine.store.raw_migration import raw_migration

ID: Final = "2026-11-22T18:09:00:000009"
DESCRIPTION: Final = "Make the tables of rollouts"

# By hand: Piccolo knows no keys of several columns. Samples are owned by an order, refused ones too.
TABLES: Final = (
    """CREATE TABLE rollouts (
        id TEXT PRIMARY KEY, title TEXT NOT NULL, target TEXT NOT NULL, kind TEXT NOT NULL,
        baseline BIGINT NOT NULL, candidate BIGINT NOT NULL, sha TEXT NOT NULL, text TEXT NOT NULL,
        state TEXT NOT NULL, step SMALLINT NOT NULL, since TIMESTAMPTZ, approved_step SMALLINT NOT NULL,
        approved_by TEXT, planned_at TIMESTAMPTZ NOT NULL, planned_by TEXT NOT NULL, release BIGINT NOT NULL,
        verdict TEXT NOT NULL, version BIGINT NOT NULL)""",
    "CREATE INDEX rollouts_by_state ON rollouts (state)",
    """CREATE TABLE rollout_history (
        rollout TEXT NOT NULL, number BIGINT NOT NULL, at TIMESTAMPTZ NOT NULL, actor TEXT NOT NULL,
        action TEXT NOT NULL, reason TEXT NOT NULL, step SMALLINT NOT NULL, release BIGINT NOT NULL,
        data TEXT NOT NULL, PRIMARY KEY (rollout, number))""",
    """CREATE TABLE rollout_samples (
        shard SMALLINT NOT NULL, order_no TEXT NOT NULL, rollout TEXT NOT NULL, step SMALLINT NOT NULL,
        side TEXT NOT NULL, subject TEXT NOT NULL, at TIMESTAMPTZ NOT NULL, error SMALLINT NOT NULL,
        reject SMALLINT NOT NULL, review SMALLINT NOT NULL, shortage SMALLINT NOT NULL, parcels SMALLINT NOT NULL,
        freight BIGINT NOT NULL, discount BIGINT NOT NULL, micros BIGINT NOT NULL,
        PRIMARY KEY (shard, order_no, rollout)) {by_key}""",
    "CREATE INDEX rollout_samples_by_step ON rollout_samples (rollout, step, at)",
)
NAMES: Final = ("rollout_samples", "rollout_history", "rollouts")


async def forwards() -> MigrationManager:
    return raw_migration(ID, DESCRIPTION, TABLES, tuple(f"DROP TABLE {name}" for name in NAMES))
