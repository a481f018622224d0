"""Master data: warehouses, SKUs, customers. Each change moves the marker that tells every process to read again."""

from collections.abc import Sequence
from typing import Final

from piccolo.columns import Column
from piccolo.table import Table

from engine.errors import NotFound
from engine.orders.catalogue import Customer, Sku, Warehouse
from engine.store.catalogue_rows import customer_from, row_of, sku_from, warehouse_from
from engine.store.engine import PooledEngine
from engine.store.tables_catalogue import CustomerRow, MarkerRow, SkuRow, WarehouseRow

CATALOGUE: Final = "catalogue"


class CatalogueRepository:
    """What is sold, where it lies, who buys."""

    def __init__(self, engine: PooledEngine) -> None:
        self._engine = engine

    async def warehouses(self) -> tuple[Warehouse, ...]:
        """Return every warehouse, by id."""
        return tuple(warehouse_from(row) for row in await WarehouseRow.select().order_by(WarehouseRow.id))

    async def skus(self, after: str | None, limit: int, text: str | None = None) -> tuple[Sku, ...]:
        """Return SKUs by id, those after one; `text` is part of an id or a name."""
        query = SkuRow.select().order_by(SkuRow.id).limit(limit)
        if after is not None:
            query = query.where(SkuRow.id > after)
        if text:
            query = query.where(SkuRow.id.like(f"%{text}%") | SkuRow.name.like(f"%{text}%"))
        return tuple(sku_from(row) for row in await query)

    async def sku(self, sku_id: str) -> Sku:
        """Return one SKU. Raises NotFound."""
        rows = await SkuRow.select().where(SkuRow.id == sku_id)
        if not rows:
            raise NotFound("SKU", sku_id)
        return sku_from(rows[0])

    async def customers(self, after: str | None, limit: int) -> tuple[Customer, ...]:
        """Return customers by id, those after one."""
        query = CustomerRow.select().order_by(CustomerRow.id).limit(limit)
        if after is not None:
            query = query.where(CustomerRow.id > after)
        return tuple(customer_from(row) for row in await query)

    async def customer(self, customer_id: str) -> Customer:
        """Return one customer. Raises NotFound."""
        rows = await CustomerRow.select().where(CustomerRow.id == customer_id)
        if not rows:
            raise NotFound("customer", customer_id)
        return customer_from(rows[0])

    async def keep(
        self,
        *,
        warehouses: Sequence[Warehouse] = (),
        skus: Sequence[Sku] = (),
        customers: Sequence[Customer] = (),
    ) -> None:
        """Add master data, or put it in the place of what has the same id. All of it or nothing."""
        async with self._engine.transaction():
            await _upsert(WarehouseRow, WarehouseRow.id, [WarehouseRow(**row_of(each)) for each in warehouses])
            await _upsert(SkuRow, SkuRow.id, [SkuRow(**row_of(each)) for each in skus])
            await _upsert(CustomerRow, CustomerRow.id, [CustomerRow(**row_of(each)) for each in customers])
            await MarkerRow.update({MarkerRow.number: MarkerRow.number + 1}).where(MarkerRow.name == CATALOGUE)

    async def is_empty(self) -> bool:
        """Tell whether there is no SKU yet."""
        return not await SkuRow.exists()


_ROWS_AT_ONCE: Final = 500  # well below the 32,766 values that SQLite binds in one statement


async def _upsert(table: type[Table], key: Column, rows: Sequence[Table]) -> None:
    others = [column for column in table.all_columns() if column._meta.name != key._meta.name]  # noqa: SLF001  # documented
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        query = table.insert(*rows[start : start + _ROWS_AT_ONCE])
        await query.on_conflict(target=key, action="DO UPDATE", values=others)
