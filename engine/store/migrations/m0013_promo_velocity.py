"""Make the counts of promotion goods by SKU, and what of them was cancelled."""

from typing import Final

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from engine.store.raw_migration import raw_migration

ID: Final = "2026-11-22T18:13:00:000013"
DESCRIPTION: Final = "Make the counts of promotion goods by SKU"

# By hand: Piccolo knows no keys of several columns. Only lines of promotion goods have rows here.
TABLES: Final = (
    """CREATE TABLE velocity_goods (
        subject TEXT NOT NULL, sku TEXT NOT NULL, at TIMESTAMPTZ NOT NULL, order_no TEXT NOT NULL,
        quantity BIGINT NOT NULL, PRIMARY KEY (subject, sku, at, order_no)) {by_key}""",
    """CREATE TABLE velocity_goods_cancelled (
        order_no TEXT NOT NULL, sku TEXT NOT NULL, quantity BIGINT NOT NULL, PRIMARY KEY (order_no, sku)) {by_key}""",
)


async def forwards() -> MigrationManager:
    return raw_migration(ID, DESCRIPTION, TABLES, ("DROP TABLE velocity_goods_cancelled", "DROP TABLE velocity_goods"))
