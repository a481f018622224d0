"""Rows of master data and the structs they stand for."""

from collections.abc import Mapping
from typing import Any, Final

from engine.orders.catalogue import Customer, Sku, StockLevel, Warehouse
from engine.store.documents import json_text, texts_from

SKU_COLUMNS: Final = Sku.__struct_fields__
WAREHOUSE_COLUMNS: Final = Warehouse.__struct_fields__
CUSTOMER_COLUMNS: Final = Customer.__struct_fields__
STOCK_COLUMNS: Final = StockLevel.__struct_fields__


def sku_from(row: Mapping[str, Any]) -> Sku:
    return Sku(**{name: row[name] for name in SKU_COLUMNS})


def warehouse_from(row: Mapping[str, Any]) -> Warehouse:
    values = {name: row[name] for name in WAREHOUSE_COLUMNS}
    return Warehouse(**{**values, "capabilities": texts_from(row["capabilities"]), "tags": texts_from(row["tags"])})


def customer_from(row: Mapping[str, Any]) -> Customer:
    values = {name: row[name] for name in CUSTOMER_COLUMNS}
    return Customer(**{**values, "tags": texts_from(row["tags"])})


def stock_from(row: Mapping[str, Any]) -> StockLevel:
    return StockLevel(**{name: row[name] for name in STOCK_COLUMNS})


def row_of(struct: Sku | Warehouse | Customer | StockLevel) -> dict[str, Any]:
    """Return a struct as its row, by column."""
    values = {name: getattr(struct, name) for name in struct.__struct_fields__}
    return {name: json_text(value) if isinstance(value, tuple) else value for name, value in values.items()}
