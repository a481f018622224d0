"""Make the queue of orders that a person has to look at, with what was said of each."""

from typing import Final

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from engine.store.raw_migration import raw_migration

ID: Final = "2026-11-22T18:07:00:000007"
DESCRIPTION: Final = "Make the tables of the review queue"

# By hand: Piccolo knows no keys of several columns, and no index over some of the rows. The queue is read by its order
# (what is due first), over all shards: only what is open stands in that index, which stays small.
TABLES: Final = (
    """CREATE TABLE reviews (
        shard SMALLINT NOT NULL, order_no TEXT NOT NULL, cause TEXT NOT NULL, queue TEXT NOT NULL,
        reasons TEXT NOT NULL, blocks TEXT NOT NULL, since TIMESTAMPTZ NOT NULL, review_from TIMESTAMPTZ,
        due TIMESTAMPTZ NOT NULL, reviewers SMALLINT NOT NULL CHECK (reviewers > 0), agreed TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('open', 'asked', 'cleared', 'rejected', 'resolved', 'withdrawn')),
        claimed_by TEXT, claimed_until TIMESTAMPTZ, closed_at TIMESTAMPTZ, version BIGINT NOT NULL,
        PRIMARY KEY (shard, order_no, cause),
        FOREIGN KEY (shard, order_no) REFERENCES orders (shard, order_no)) {by_key}""",
    "CREATE INDEX reviews_open ON reviews (due, order_no, cause) WHERE closed_at IS NULL",
    """CREATE TABLE review_notes (
        shard SMALLINT NOT NULL, order_no TEXT NOT NULL, cause TEXT NOT NULL, position BIGINT NOT NULL,
        at TIMESTAMPTZ NOT NULL, person TEXT NOT NULL, action TEXT NOT NULL, reason TEXT NOT NULL,
        PRIMARY KEY (shard, order_no, cause, position),
        FOREIGN KEY (shard, order_no, cause) REFERENCES reviews (shard, order_no, cause)) {by_key}""",
    # Orders that are held already enter the queue they were held for; they are due at once.
    """INSERT INTO reviews
        (shard, order_no, cause, queue, reasons, blocks, since, due, reviewers, agreed, state, version)
        SELECT shard, order_no, 'hold', COALESCE(hold_queue, '人工审核'), '[]', '["release"]', received_at, received_at,
        1, '[]', 'open', 1 FROM orders WHERE review_state = 'held' AND order_state <> 'cancelled'""",
)
BACK: Final = ("DROP TABLE review_notes", "DROP TABLE reviews")


async def forwards() -> MigrationManager:
    return raw_migration(ID, DESCRIPTION, TABLES, BACK)
