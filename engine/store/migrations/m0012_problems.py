"""Let the orders that have stuck be found without reading those that are done."""

from typing import Final

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from engine.store.raw_migration import raw_migration

ID: Final = "2026-11-22T18:12:00:000012"
DESCRIPTION: Final = "Make the index of orders that are not done"

# By hand: Piccolo knows no index over some of the rows. Each question names one of these states as it stands here, so
# that a database sees that the index answers it; new rows are put at its end.
INDEXES: Final = (
    """CREATE INDEX orders_not_done ON orders (received_at) WHERE order_state = 'awaiting_payment'
        OR order_state = 'awaiting_confirmation' OR order_state = 'confirmed'""",
)
BACK: Final = ("DROP INDEX orders_not_done",)


async def forwards() -> MigrationManager:
    return raw_migration(ID, DESCRIPTION, INDEXES, BACK)
