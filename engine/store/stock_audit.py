"""The audit of stock: levels against the ledger, what orders and holds reserve, what was shipped and transferred."""

import sqlite3
from typing import Final

import msgspec


class Disagreement(msgspec.Struct, frozen=True, kw_only=True):
    """One figure that two places tell differently, of a SKU in a warehouse."""

    what: str
    sku: str
    warehouse: str
    here: int
    there: int


# Each gives SKU, warehouse and the two figures, where they differ.
_CHECKS: Final = {
    "on hand, and the ledger": """SELECT s.sku, s.warehouse, s.on_hand, COALESCE(m.units, 0) FROM stock_levels s
        LEFT JOIN (SELECT sku, warehouse, SUM(on_hand) AS units FROM stock_movements GROUP BY sku, warehouse) m
            ON m.sku = s.sku AND m.warehouse = s.warehouse WHERE s.on_hand <> COALESCE(m.units, 0)""",
    "reserved, and the ledger": """SELECT s.sku, s.warehouse, s.reserved, COALESCE(m.units, 0) FROM stock_levels s
        LEFT JOIN (SELECT sku, warehouse, SUM(reserved) AS units FROM stock_movements GROUP BY sku, warehouse) m
            ON m.sku = s.sku AND m.warehouse = s.warehouse WHERE s.reserved <> COALESCE(m.units, 0)""",
    "reserved, and what orders and holds have": """SELECT s.sku, s.warehouse, s.reserved, COALESCE(a.units, 0)
        FROM stock_levels s LEFT JOIN (SELECT sku, warehouse, SUM(quantity) AS units FROM (
            SELECT sku, warehouse, quantity FROM allocations WHERE state = 'reserved'
            UNION ALL SELECT sku, warehouse, quantity FROM stock_holds) o GROUP BY sku, warehouse) a
            ON a.sku = s.sku AND a.warehouse = s.warehouse WHERE s.reserved <> COALESCE(a.units, 0)""",
    "shipped by the ledger, more by orders": """SELECT s.sku, s.warehouse, COALESCE(m.units, 0), COALESCE(a.units, 0)
        FROM stock_levels s
        LEFT JOIN (SELECT sku, warehouse, -SUM(on_hand) AS units FROM stock_movements WHERE kind = 'ship'
            GROUP BY sku, warehouse) m ON m.sku = s.sku AND m.warehouse = s.warehouse
        LEFT JOIN (SELECT sku, warehouse, SUM(quantity) AS units FROM allocations WHERE state = 'shipped'
            GROUP BY sku, warehouse) a ON a.sku = s.sku AND a.warehouse = s.warehouse
        WHERE COALESCE(m.units, 0) < COALESCE(a.units, 0)""",
    "sent to a warehouse, and come, lost or on the way": """SELECT t.sku, t.target, t.units, COALESCE(m.units, 0)
        FROM (SELECT sku, target, SUM(arrived) AS units FROM stock_transfers GROUP BY sku, target) t
        LEFT JOIN (SELECT sku, warehouse, SUM(on_hand) AS units FROM stock_movements WHERE kind = 'transfer_in'
            GROUP BY sku, warehouse) m ON m.sku = t.sku AND m.warehouse = t.target
        WHERE t.units <> COALESCE(m.units, 0)""",
    "sent from a warehouse, and gone there": """SELECT t.sku, t.source, t.units, COALESCE(m.units, 0)
        FROM (SELECT sku, source, SUM(quantity) AS units FROM stock_transfers GROUP BY sku, source) t
        LEFT JOIN (SELECT sku, warehouse, -SUM(on_hand) AS units FROM stock_movements WHERE kind = 'transfer_out'
            GROUP BY sku, warehouse) m ON m.sku = t.sku AND m.warehouse = t.source
        WHERE t.units <> COALESCE(m.units, 0)""",
}


def read_disagreements(connection: sqlite3.Connection) -> tuple[Disagreement, ...]:
    """Return what does not agree, in one state of the database."""
    return tuple(
        Disagreement(what=what, sku=sku, warehouse=warehouse, here=here, there=there)
        for what, sql in _CHECKS.items()
        for sku, warehouse, here, there in connection.execute(sql)
    )
