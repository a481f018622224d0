"""Make the tables of master data, with the check that no more is reserved than lies there."""

from typing import Final

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from engine.store.raw_migration import raw_migration

ID: Final = "2026-11-22T17:30:00:000001"
DESCRIPTION: Final = "Make the tables of master data"

# By hand: Piccolo knows no keys of several columns, and its checks cannot be made on SQLite.
TABLES: Final = (
    """CREATE TABLE warehouses (
        id TEXT PRIMARY KEY, name TEXT NOT NULL, region TEXT NOT NULL,
        longitude DOUBLE PRECISION NOT NULL, latitude DOUBLE PRECISION NOT NULL,
        capabilities TEXT NOT NULL, tags TEXT NOT NULL, daily_capacity BIGINT NOT NULL CHECK (daily_capacity > 0),
        ship_hours BIGINT NOT NULL CHECK (ship_hours >= 0), cost BIGINT NOT NULL, priority BIGINT NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('open', 'closed', 'paused'))) {by_key}""",
    """CREATE TABLE skus (
        id TEXT PRIMARY KEY, name TEXT NOT NULL, merchant TEXT NOT NULL, category TEXT NOT NULL,
        price BIGINT NOT NULL CHECK (price >= 0), currency TEXT NOT NULL,
        weight_grams BIGINT NOT NULL CHECK (weight_grams >= 0), volume_cm3 BIGINT NOT NULL CHECK (volume_cm3 >= 0),
        brand TEXT, temperature TEXT NOT NULL, type TEXT NOT NULL, trade TEXT NOT NULL, bonded_zone TEXT,
        presale BOOLEAN NOT NULL, ship_date DATE, is_promo BOOLEAN NOT NULL) {by_key}""",
    """CREATE TABLE stock_levels (
        sku TEXT NOT NULL REFERENCES skus (id), warehouse TEXT NOT NULL REFERENCES warehouses (id),
        on_hand BIGINT NOT NULL, reserved BIGINT NOT NULL,
        PRIMARY KEY (sku, warehouse), CHECK (reserved >= 0 AND reserved <= on_hand)) {by_key}""",
    """CREATE TABLE stock_movements (
        id {serial}, at TIMESTAMPTZ NOT NULL, sku TEXT NOT NULL, warehouse TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('receive', 'count', 'reserve', 'release', 'ship')),
        on_hand BIGINT NOT NULL, reserved BIGINT NOT NULL, order_no TEXT, actor TEXT NOT NULL, reason TEXT)""",
    "CREATE INDEX stock_movements_by_stock ON stock_movements (sku, warehouse, id)",
    """CREATE TABLE customers (
        id TEXT PRIMARY KEY, level TEXT, tags TEXT NOT NULL, name TEXT, orders_placed BIGINT NOT NULL) {by_key}""",
    """CREATE TABLE warehouse_loads (
        warehouse TEXT NOT NULL, day DATE NOT NULL, slot SMALLINT NOT NULL, parcels BIGINT NOT NULL,
        PRIMARY KEY (day, warehouse, slot)) {by_key}""",
    "CREATE TABLE markers (name TEXT PRIMARY KEY, number BIGINT NOT NULL)",
    "INSERT INTO markers (name, number) VALUES ('catalogue', 1), ('release', 0)",
)
NAMES: Final = (
    "markers",
    "warehouse_loads",
    "customers",
    "stock_movements",
    "stock_levels",
    "skus",
    "warehouses",
)


async def forwards() -> MigrationManager:
    return raw_migration(ID, DESCRIPTION, TABLES, tuple(f"DROP TABLE {name}" for name in NAMES))
