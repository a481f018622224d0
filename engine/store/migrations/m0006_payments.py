"""Make the tables of money and of what falls due; keep beside an order what has changed since it was placed."""

from typing import Final

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from engine.store.raw_migration import raw_migration

ID: Final = "2026-11-22T18:06:00:000006"
DESCRIPTION: Final = "Make the tables of payments, refunds and timers"

# By hand: Piccolo knows no keys of several columns. A payment's number is unique for its method over all shards, so
# the look-up that keeps it so is a table of its own, distributed one day by its own first column.
TABLES: Final = (
    """CREATE TABLE payments (
        shard SMALLINT NOT NULL, order_no TEXT NOT NULL, method TEXT NOT NULL, payment_no TEXT NOT NULL,
        subject TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('payment', 'deposit', 'balance', 'collection')),
        amount BIGINT NOT NULL CHECK (amount >= 0), at TIMESTAMPTZ NOT NULL,
        PRIMARY KEY (shard, order_no, method, payment_no),
        FOREIGN KEY (shard, order_no) REFERENCES orders (shard, order_no)) {by_key}""",
    """CREATE TABLE payment_numbers (
        method TEXT NOT NULL, payment_no TEXT NOT NULL, shard SMALLINT NOT NULL, order_no TEXT NOT NULL,
        PRIMARY KEY (method, payment_no)) {by_key}""",
    """CREATE TABLE refunds (
        shard SMALLINT NOT NULL, order_no TEXT NOT NULL, refund_no TEXT NOT NULL, subject TEXT NOT NULL,
        payment_no TEXT, amount BIGINT NOT NULL CHECK (amount >= 0), reason TEXT NOT NULL, at TIMESTAMPTZ NOT NULL,
        number_only BOOLEAN NOT NULL, PRIMARY KEY (shard, order_no, refund_no),
        FOREIGN KEY (shard, order_no) REFERENCES orders (shard, order_no)) {by_key}""",
    """CREATE TABLE order_timers (
        shard SMALLINT NOT NULL, order_no TEXT NOT NULL, kind TEXT NOT NULL, due_at TIMESTAMPTZ NOT NULL,
        tries BIGINT NOT NULL, PRIMARY KEY (shard, order_no, kind),
        FOREIGN KEY (shard, order_no) REFERENCES orders (shard, order_no)) {by_key}""",
    "CREATE INDEX order_timers_by_time ON order_timers (due_at)",
    "ALTER TABLE orders ADD COLUMN present TEXT",
    "ALTER TABLE idempotency_keys ADD COLUMN answer TEXT",
)
BACK: Final = (
    "ALTER TABLE idempotency_keys DROP COLUMN answer",
    "ALTER TABLE orders DROP COLUMN present",
    "DROP TABLE order_timers",
    "DROP TABLE refunds",
    "DROP TABLE payment_numbers",
    "DROP TABLE payments",
)


async def forwards() -> MigrationManager:
    return raw_migration(ID, DESCRIPTION, TABLES, BACK)
