"""Make the look-ups that find orders by buyer, merchant and time, and the counts of orders that risk rules ask for."""

from typing import Final

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from engine.store.raw_migration import raw_migration

ID: Final = "2026-11-22T17:30:00:000003"
DESCRIPTION: Final = "Make the look-ups by buyer, merchant, time and subject"

# By hand: Piccolo knows no keys of several columns. Each is distributed by its own first column one day.
TABLES: Final = (
    """CREATE TABLE buyer_orders (
        buyer TEXT NOT NULL, placed_at TIMESTAMPTZ NOT NULL, order_no TEXT NOT NULL, shard SMALLINT NOT NULL,
        PRIMARY KEY (buyer, placed_at, order_no)) {by_key}""",
    """CREATE TABLE merchant_orders (
        merchant TEXT NOT NULL, placed_at TIMESTAMPTZ NOT NULL, order_no TEXT NOT NULL, shard SMALLINT NOT NULL,
        PRIMARY KEY (merchant, placed_at, order_no)) {by_key}""",
    """CREATE TABLE time_orders (
        placed_at TIMESTAMPTZ NOT NULL, order_no TEXT NOT NULL, shard SMALLINT NOT NULL,
        PRIMARY KEY (placed_at, order_no)) {by_key}""",
    """CREATE TABLE velocity_entries (
        subject TEXT NOT NULL, at TIMESTAMPTZ NOT NULL, order_no TEXT NOT NULL, amount BIGINT NOT NULL,
        promo_quantity BIGINT NOT NULL, PRIMARY KEY (subject, at, order_no)) {by_key}""",
)
NAMES: Final = ("velocity_entries", "time_orders", "merchant_orders", "buyer_orders")


async def forwards() -> MigrationManager:
    return raw_migration(ID, DESCRIPTION, TABLES, tuple(f"DROP TABLE {name}" for name in NAMES))
