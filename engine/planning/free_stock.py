"""Free stock while an order is planned: what one child is promised is not offered to the next."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from engine.errors import FieldProblem, OutOfStock
from engine.orders.catalogue import StockLevel, Warehouse
from engine.orders.order import LineItem
from engine.orders.sales_level import SalesLevels, available_to_promise, is_for_sale
from engine.planning.snapshot import Snapshot


class FreeStock:
    """Units that can still be promised, by SKU and warehouse."""

    __slots__ = ("_free",)

    def __init__(self, stock: Mapping[tuple[str, str], StockLevel]) -> None:
        self._free = {place: level.on_hand - level.reserved for place, level in stock.items()}

    def units(self, sku: str, warehouse: str) -> int:
        """Return the units that are free and not yet promised."""
        return max(0, self._free.get((sku, warehouse), 0))

    def promise(self, sku: str, warehouse: str, quantity: int) -> None:
        """Set units aside for a child of this order."""
        self._free[sku, warehouse] = self._free.get((sku, warehouse), 0) - quantity


def check_stock(
    lines: Sequence[LineItem],
    warehouses: Sequence[Warehouse],
    free: FreeStock,
    sales: SalesLevels = MappingProxyType({}),
    channel: str = "",
) -> None:
    """See that a channel can be promised what is asked for. Raises OutOfStock naming each SKU that lacks.

    What can be promised of a SKU is what is free in the open warehouses together, less what its sales levels keep.
    """
    wanted: defaultdict[str, int] = defaultdict(int)
    for line in lines:
        wanted[line.sku] += line.quantity
    open_ones = [warehouse.id for warehouse in warehouses if warehouse.status == "open"]
    refusals: list[OutOfStock] = []
    for sku, quantity in wanted.items():
        lying = available = sum([free.units(sku, warehouse) for warehouse in open_ones])
        if sku in sales:
            available = available_to_promise(lying, channel, sales[sku])
        if available < quantity:
            path = f"lines[{int(_first(lines, sku).id) - 1}].sku"
            refusals.append(OutOfStock(sku, quantity, available, path, _reason(sku, lying, quantity, sales, channel)))
    if refusals:
        problems: list[FieldProblem] = [problem for refusal in refusals for problem in refusal.problems]
        refusals[0].problems = tuple(problems)
        raise refusals[0]


def available(snapshot: Snapshot, sku: str, channel: str) -> int:
    """Return the units of a SKU that a channel can be promised."""
    free, open_ones = FreeStock(snapshot.stock), [each.id for each in snapshot.warehouses if each.status == "open"]
    lying = sum([free.units(sku, warehouse) for warehouse in open_ones])
    return available_to_promise(lying, channel, snapshot.sales.get(sku, ()))


def _reason(sku: str, lying: int, wanted: int, sales: SalesLevels, channel: str) -> str | None:
    """Say why a SKU that lies there cannot be promised; None where it does not lie there."""
    if lying < wanted:
        return None
    return f"kept back from {channel}" if is_for_sale(channel, sales[sku]) else f"not for sale in {channel}"


def _first(lines: Sequence[LineItem], sku: str) -> LineItem:
    return next(line for line in lines if line.sku == sku)
