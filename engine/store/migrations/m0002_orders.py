"""Make the tables of orders: keys and joins carry the shard, so that the tables can be distributed as they are."""

from typing import Final

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from engine.store.raw_migration import raw_migration

ID: Final = "2026-11-22T17:30:00:000002"
DESCRIPTION: Final = "Make the tables of orders"

STATES: Final = """order_state TEXT NOT NULL, review_state TEXT NOT NULL, payment_state TEXT NOT NULL,
        fulfillment_state TEXT NOT NULL, after_sale_state TEXT NOT NULL"""

# By hand: Piccolo knows no keys of several columns, and its checks cannot be made on SQLite.
TABLES: Final = (
    f"""CREATE TABLE orders (
        shard SMALLINT NOT NULL, order_no TEXT NOT NULL, channel TEXT NOT NULL, channel_order_id TEXT NOT NULL,
        order_type TEXT NOT NULL, source TEXT NOT NULL, currency TEXT NOT NULL,
        placed_at TIMESTAMPTZ NOT NULL, received_at TIMESTAMPTZ NOT NULL, day DATE NOT NULL,
        customer_id TEXT, tags TEXT NOT NULL, country TEXT NOT NULL, province TEXT, city TEXT, region TEXT NOT NULL,
        goods BIGINT NOT NULL, discount BIGINT NOT NULL, freight BIGINT NOT NULL, payable BIGINT NOT NULL,
        {STATES}, hold_queue TEXT, remark TEXT, release BIGINT NOT NULL,
        child_count SMALLINT NOT NULL, warehouses TEXT NOT NULL, version BIGINT NOT NULL,
        PRIMARY KEY (shard, order_no),
        CHECK (payable = goods - discount + freight), CHECK (shard >= 0 AND shard < 32)) {{by_key}}""",
    """CREATE TABLE order_snapshots (
        shard SMALLINT NOT NULL, order_no TEXT NOT NULL, hash TEXT NOT NULL, document TEXT NOT NULL,
        PRIMARY KEY (shard, order_no), FOREIGN KEY (shard, order_no) REFERENCES orders (shard, order_no))""",
    f"""CREATE TABLE child_orders (
        shard SMALLINT NOT NULL, order_no TEXT NOT NULL, child_no TEXT NOT NULL, merchant TEXT NOT NULL,
        outcome TEXT NOT NULL, goods BIGINT NOT NULL, discount BIGINT NOT NULL, freight BIGINT NOT NULL,
        {STATES}, document TEXT NOT NULL,
        PRIMARY KEY (shard, order_no, child_no),
        FOREIGN KEY (shard, order_no) REFERENCES orders (shard, order_no)) {{by_key}}""",
    """CREATE TABLE order_lines (
        shard SMALLINT NOT NULL, order_no TEXT NOT NULL, line TEXT NOT NULL, sku TEXT NOT NULL, name TEXT NOT NULL,
        merchant TEXT NOT NULL, category TEXT NOT NULL, quantity BIGINT NOT NULL CHECK (quantity > 0),
        unit_price BIGINT NOT NULL CHECK (unit_price >= 0), discount BIGINT NOT NULL, freight BIGINT NOT NULL,
        PRIMARY KEY (shard, order_no, line),
        FOREIGN KEY (shard, order_no) REFERENCES orders (shard, order_no)) {by_key}""",
    """CREATE TABLE allocations (
        shard SMALLINT NOT NULL, order_no TEXT NOT NULL, child_no TEXT NOT NULL, line TEXT NOT NULL,
        sku TEXT NOT NULL, warehouse TEXT NOT NULL, quantity BIGINT NOT NULL CHECK (quantity > 0),
        state TEXT NOT NULL CHECK (state IN ('reserved', 'released', 'shipped')),
        PRIMARY KEY (shard, order_no, child_no, warehouse, line),
        FOREIGN KEY (shard, order_no, child_no) REFERENCES child_orders (shard, order_no, child_no)) {by_key}""",
    """CREATE TABLE decisions (
        shard SMALLINT NOT NULL, order_no TEXT NOT NULL, position SMALLINT NOT NULL, id TEXT NOT NULL,
        kind TEXT NOT NULL, set_id TEXT NOT NULL, version BIGINT NOT NULL, release BIGINT NOT NULL,
        side TEXT NOT NULL, at TIMESTAMPTZ NOT NULL, document TEXT NOT NULL,
        PRIMARY KEY (shard, order_no, position))""",
    """CREATE TABLE events (
        id {serial}, shard SMALLINT NOT NULL, order_no TEXT NOT NULL, name TEXT NOT NULL, at TIMESTAMPTZ NOT NULL,
        actor TEXT NOT NULL, data TEXT NOT NULL)""",
    "CREATE INDEX events_by_order ON events (shard, order_no)",
    """CREATE TABLE refusals (
        shard SMALLINT NOT NULL, order_no TEXT NOT NULL, channel TEXT NOT NULL, channel_order_id TEXT NOT NULL,
        customer_id TEXT, code TEXT NOT NULL, message TEXT NOT NULL, at TIMESTAMPTZ NOT NULL,
        PRIMARY KEY (shard, order_no))""",
    "CREATE INDEX refusals_by_time ON refusals (at)",
    """CREATE TABLE returns (
        shard SMALLINT NOT NULL, return_no TEXT NOT NULL, order_no TEXT NOT NULL, line TEXT NOT NULL,
        quantity BIGINT NOT NULL CHECK (quantity > 0), type TEXT NOT NULL, reason TEXT NOT NULL,
        opened BOOLEAN, received_at TIMESTAMPTZ, requested_at TIMESTAMPTZ NOT NULL,
        allowed BOOLEAN NOT NULL, action TEXT NOT NULL, answer TEXT NOT NULL,
        PRIMARY KEY (shard, return_no), FOREIGN KEY (shard, order_no) REFERENCES orders (shard, order_no))""",
    "CREATE INDEX returns_by_order ON returns (shard, order_no)",
)
NAMES: Final = (
    "returns",
    "refusals",
    "events",
    "decisions",
    "allocations",
    "order_lines",
    "child_orders",
    "order_snapshots",
    "orders",
)


async def forwards() -> MigrationManager:
    return raw_migration(ID, DESCRIPTION, TABLES, tuple(f"DROP TABLE {name}" for name in NAMES))
