"""What the demo did, in figures, and how a person reads them."""

from collections import Counter
from decimal import Decimal

from rich.console import Console
from rich.table import Table

from engine.demo.invoices import InvoiceReport
from engine.demo.row_kinds import RowKind
from engine.services.views import OrderView


class Summary:
    """Counts that grow with every order."""

    def __init__(self) -> None:
        self.placed = 0
        self.again = 0
        self.held = 0
        self.children = 0
        self.refused: Counter[str] = Counter()
        self.by_warehouse: Counter[str] = Counter()
        self.freight: dict[str, Decimal] = {}
        self.seconds = 0.0

    def count(self, order: OrderView, *, was_there: bool) -> None:
        """Count an order that stands: placed just now, or before."""
        if was_there:
            self.again += 1
            return
        self.placed += 1
        self.held += order.status.review == "held"
        self.children += len(order.children)
        self.by_warehouse.update(each.warehouse for child in order.children for each in child.allocations)
        freight = self.freight.get(order.currency, Decimal(0))
        self.freight[order.currency] = freight + Decimal(order.amounts.freight)

    @property
    def rate(self) -> float:
        """Orders a second, refused ones too."""
        done = self.placed + self.again + self.refused.total()
        return done / self.seconds if self.seconds else 0.0


def show_summary(summary: Summary, report: InvoiceReport, console: Console) -> None:
    """Print the figures: orders, refusals by reason, parcels by warehouse, and the rows that are no orders."""
    table = Table(show_header=False, box=None, padding=(0, 2))
    table.add_row("已下单 placed", f"{summary.placed}")
    table.add_row("待审核 held", f"{summary.held}")
    table.add_row("未接受 refused", f"{summary.refused.total()}")
    for code, count in summary.refused.most_common():
        table.add_row("", f"{count}  {code}")
    table.add_row("子订单 children", f"{summary.children}")
    table.add_row(
        "各仓包裹 parcels", ", ".join(f"{place} {count}" for place, count in summary.by_warehouse.most_common())
    )
    table.add_row("运费 freight", ", ".join(f"{amount} {currency}" for currency, amount in summary.freight.items()))
    table.add_row("每秒 orders/s", f"{summary.rate:.0f}  ({summary.seconds:.1f} s)")
    others = {kind: count for kind, count in report.counts.items() if kind is not RowKind.ORDER_LINE and count}
    table.add_row("非订单行 other rows", ", ".join(f"{count} {kind.value}" for kind, count in others.items()))
    console.print(table)
