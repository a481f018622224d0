"""Free stock while an order is planned: what one child is promised is not offered to the next."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from engine.errors import FieldProblem, OutOfStock
from engine.orders.catalogue import StockLevel, Warehouse
from engine.orders.order import LineItem


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


def check_stock(lines: Sequence[LineItem], warehouses: Sequence[Warehouse], free: FreeStock) -> None:
    """See that the open warehouses together have what is asked for. Raises OutOfStock naming each SKU that lacks."""
    wanted: defaultdict[str, int] = defaultdict(int)
    for line in lines:
        wanted[line.sku] += line.quantity
    open_ones = [warehouse.id for warehouse in warehouses if warehouse.status == "open"]
    short: dict[str, int] = {}
    for sku, quantity in wanted.items():
        available = sum([free.units(sku, warehouse) for warehouse in open_ones])
        if available < quantity:
            short[sku] = available
    refusals = [
        OutOfStock(sku, wanted[sku], available, path=f"lines[{int(_first(lines, sku).id) - 1}].sku")
        for sku, available in short.items()
    ]
    if refusals:
        problems: list[FieldProblem] = [problem for refusal in refusals for problem in refusal.problems]
        refusals[0].problems = tuple(problems)
        raise refusals[0]


def _first(lines: Sequence[LineItem], sku: str) -> LineItem:
    return next(line for line in lines if line.sku == sku)
