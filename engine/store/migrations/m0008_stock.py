"""Make the tables of sales levels, transfers, holds and pickup points; the ledger says more, counts have a currency."""

from typing import Final

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from engine.store.raw_migration import raw_migration

ID: Final = "2026-11-22T18:08:00:000008"
DESCRIPTION: Final = "Make the tables of sales levels, transfers, holds and pickup points"

# By hand: Piccolo knows no keys of several columns. A check cannot be changed in place on SQLite, so the ledger is made
# anew; nothing refers to the numbers of its rows, and they are given again in the same order.
_OLD_KINDS: Final = "'receive', 'count', 'reserve', 'release', 'ship'"
_NEW_KINDS: Final = "'adjust', 'damage', 'transfer_out', 'transfer_in', 'hold', 'unhold', 'restock'"
_COLUMNS: Final = "at, sku, warehouse, kind, on_hand, reserved, order_no, actor, reason"


def _ledger(name: str, kinds: str, more: str) -> str:
    return f"""CREATE TABLE {name} (
        id {{serial}}, at TIMESTAMPTZ NOT NULL, sku TEXT NOT NULL, warehouse TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ({kinds})),
        on_hand BIGINT NOT NULL, reserved BIGINT NOT NULL, order_no TEXT, actor TEXT NOT NULL, reason TEXT{more})"""


_INDEX: Final = "CREATE INDEX stock_movements_by_stock ON stock_movements (sku, warehouse, id)"
TABLES: Final = (
    _ledger("new_movements", f"{_OLD_KINDS}, {_NEW_KINDS}", ", reference TEXT"),
    f"INSERT INTO new_movements ({_COLUMNS}) SELECT {_COLUMNS} FROM stock_movements ORDER BY id",  # noqa: S608  # names of ours
    "DROP TABLE stock_movements",
    "ALTER TABLE new_movements RENAME TO stock_movements",
    _INDEX,
    "CREATE INDEX stock_movements_by_reference ON stock_movements (reference) WHERE reference IS NOT NULL",
    """CREATE TABLE sales_levels (
        sku TEXT NOT NULL REFERENCES skus (id), channel TEXT NOT NULL, for_sale BOOLEAN NOT NULL,
        safety BIGINT NOT NULL CHECK (safety >= 0), set_aside BIGINT NOT NULL CHECK (set_aside >= 0),
        quota BIGINT CHECK (quota >= 0), sold BIGINT NOT NULL, at TIMESTAMPTZ NOT NULL, actor TEXT NOT NULL,
        reason TEXT NOT NULL, PRIMARY KEY (sku, channel)) {by_key}""",
    "INSERT INTO markers (name, number) VALUES ('sales_levels', 0)",
    """CREATE TABLE stock_transfers (
        transfer_no TEXT PRIMARY KEY, sku TEXT NOT NULL REFERENCES skus (id),
        source TEXT NOT NULL REFERENCES warehouses (id), target TEXT NOT NULL REFERENCES warehouses (id),
        quantity BIGINT NOT NULL CHECK (quantity > 0), arrived BIGINT NOT NULL CHECK (arrived >= 0),
        lost BIGINT NOT NULL CHECK (lost >= 0), state TEXT NOT NULL CHECK (state IN ('in_transit', 'arrived')),
        sent_at TIMESTAMPTZ NOT NULL, closed_at TIMESTAMPTZ, actor TEXT NOT NULL, reason TEXT NOT NULL,
        CHECK (arrived + lost <= quantity), CHECK (source <> target)) {by_key}""",
    "CREATE INDEX stock_transfers_by_sku ON stock_transfers (sku, transfer_no)",
    """CREATE TABLE stock_holds (
        hold_no TEXT PRIMARY KEY, sku TEXT NOT NULL, warehouse TEXT NOT NULL,
        quantity BIGINT NOT NULL CHECK (quantity > 0), at TIMESTAMPTZ NOT NULL, actor TEXT NOT NULL,
        reason TEXT NOT NULL, FOREIGN KEY (sku, warehouse) REFERENCES stock_levels (sku, warehouse)) {by_key}""",
    "CREATE INDEX stock_holds_by_stock ON stock_holds (sku, warehouse)",
    """CREATE TABLE pickup_points (
        id TEXT PRIMARY KEY, name TEXT NOT NULL, region TEXT NOT NULL, detail TEXT NOT NULL, postcode TEXT,
        hours TEXT, status TEXT NOT NULL CHECK (status IN ('open', 'closed'))) {by_key}""",
    "ALTER TABLE velocity_entries ADD COLUMN currency TEXT NOT NULL DEFAULT 'CNY'",
    """CREATE TABLE velocity_corrections (
        order_no TEXT PRIMARY KEY, orders BIGINT NOT NULL, amount BIGINT NOT NULL, promo_quantity BIGINT NOT NULL)
        {by_key}""",
)
BACK: Final = (
    "DROP TABLE velocity_corrections",
    "ALTER TABLE velocity_entries DROP COLUMN currency",
    "DROP TABLE pickup_points",
    "DROP TABLE stock_holds",
    "DROP TABLE stock_transfers",
    "DELETE FROM markers WHERE name = 'sales_levels'",
    "DROP TABLE sales_levels",
    _ledger("old_movements", _OLD_KINDS, ""),
    f"""INSERT INTO old_movements ({_COLUMNS}) SELECT at, sku, warehouse,
        CASE WHEN kind IN ({_OLD_KINDS}) THEN kind WHEN on_hand > 0 THEN 'receive' WHEN on_hand < 0 THEN 'count'
        WHEN reserved > 0 THEN 'reserve' ELSE 'release' END,
        on_hand, reserved, order_no, actor, reason FROM stock_movements ORDER BY id""",  # noqa: S608  # names of ours
    "DROP TABLE stock_movements",
    "ALTER TABLE old_movements RENAME TO stock_movements",
    _INDEX,
)


async def forwards() -> MigrationManager:
    return raw_migration(ID, DESCRIPTION, TABLES, BACK)
