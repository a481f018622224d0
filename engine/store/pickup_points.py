"""Pickup points as rows."""

import sqlite3
from typing import Final

from engine.errors import NotFound
from engine.orders.pickup import PickupPoint
from engine.store.engine import PooledEngine
from engine.store.tables_stock import PickupPointRow

_COLUMNS: Final = ", ".join(PickupPoint.__struct_fields__)
_ONE: Final = f"SELECT {_COLUMNS} FROM pickup_points WHERE id = ?"  # noqa: S608  # names of ours


def read_pickup_point(connection: sqlite3.Connection, point: str) -> PickupPoint | None:
    """Return one point; None where there is none of this id."""
    row = connection.execute(_ONE, (point,)).fetchone()
    return PickupPoint(**dict(zip(PickupPoint.__struct_fields__, row, strict=True))) if row else None


class PickupPointRepository:
    """Points by id."""

    def __init__(self, engine: PooledEngine) -> None:
        self._engine = engine

    async def get(self, point: str) -> PickupPoint:
        """Return one point. Raises NotFound."""
        found = await self._engine.read(lambda connection: read_pickup_point(connection, point))
        if found is None:
            raise NotFound("pickup point", point)
        return found

    async def list(self, after: str | None, limit: int, region: str | None = None) -> tuple[PickupPoint, ...]:
        """Return points by id, those after one; in the regions whose code begins with `region`."""
        query = PickupPointRow.select().order_by(PickupPointRow.id).limit(limit)
        if after is not None:
            query = query.where(PickupPointRow.id > after)
        if region is not None:
            query = query.where(PickupPointRow.region.like(f"{region}%"))
        return tuple(PickupPoint(**row) for row in await query)

    async def keep(self, points: tuple[PickupPoint, ...]) -> None:
        """Add points, or put them in the place of those with the same ids."""
        rows = [PickupPointRow(**{name: getattr(each, name) for name in each.__struct_fields__}) for each in points]
        others = [column for column in PickupPointRow.all_columns() if column is not PickupPointRow.id]
        if rows:
            await PickupPointRow.insert(*rows).on_conflict(target=PickupPointRow.id, action="DO UPDATE", values=others)
