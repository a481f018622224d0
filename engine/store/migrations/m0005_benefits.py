"""Make the tables of coupons and points, and of what each order used of them."""

from typing import Final

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from engine.store.raw_migration import raw_migration

ID: Final = "2026-11-22T18:05:00:000005"
DESCRIPTION: Final = "Make the tables of coupons and points"

# By hand: Piccolo knows no keys of several columns, and no conditions that the database itself keeps.
TABLES: Final = (
    """CREATE TABLE coupons (
        id TEXT PRIMARY KEY, kind TEXT NOT NULL, title TEXT NOT NULL, customer TEXT, scope TEXT NOT NULL,
        valid_from TIMESTAMPTZ, valid_to TIMESTAMPTZ, uses BIGINT CHECK (uses > 0),
        used BIGINT NOT NULL CHECK (used >= 0), is_void BOOLEAN NOT NULL, CHECK (uses IS NULL OR used <= uses))""",
    "CREATE INDEX coupons_by_customer ON coupons (customer, id)",
    """CREATE TABLE point_lots (
        customer TEXT NOT NULL, id TEXT NOT NULL, granted BIGINT NOT NULL CHECK (granted > 0),
        points_left BIGINT NOT NULL CHECK (points_left >= 0 AND points_left <= granted), expires_at TIMESTAMPTZ,
        reason TEXT NOT NULL, granted_at TIMESTAMPTZ NOT NULL, granted_by TEXT NOT NULL,
        PRIMARY KEY (customer, id)) {by_key}""",
    """CREATE TABLE benefit_uses (
        shard SMALLINT NOT NULL, order_no TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('coupon', 'points')),
        benefit TEXT NOT NULL, customer TEXT, units BIGINT NOT NULL CHECK (units > 0), given_back SMALLINT NOT NULL,
        PRIMARY KEY (shard, order_no, kind, benefit),
        FOREIGN KEY (shard, order_no) REFERENCES orders (shard, order_no)) {by_key}""",
)
BACK: Final = ("DROP TABLE benefit_uses", "DROP TABLE point_lots", "DROP TABLE coupons")


async def forwards() -> MigrationManager:
    return raw_migration(ID, DESCRIPTION, TABLES, BACK)
