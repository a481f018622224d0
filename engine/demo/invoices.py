"""Invoices of the Online Retail data set: every row is a line of one, or counted by name as what else it is."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import msgspec

from engine.demo.retail_rows import raw_rows
from engine.demo.row_kinds import MOST_LINES, RetailRow, RowKind, kind_of, read_row


class InvoiceLine(msgspec.Struct, frozen=True, kw_only=True):
    """One row of an invoice, as it stands: the same SKU may come twice. Cancellations have negative quantities."""

    stock_code: str
    description: str
    quantity: int
    unit_price: Decimal  # in major units


class Invoice(msgspec.Struct, frozen=True, kw_only=True):
    """One invoice of one customer; `at` is the time of its first row, in the shop's zone."""

    no: str
    at: datetime
    customer: str
    country: str
    lines: tuple[InvoiceLine, ...]


class InvoiceReport(msgspec.Struct, frozen=True, kw_only=True):
    """All rows, sorted out: Σ `counts` = `rows`, and Σ lines of `invoices` = `counts[ORDER_LINE]`.

    `invoices` become orders, the earliest first. `cancellations` are those of a known customer, for goods; a
    cancellation of postage or by nobody is counted with them.
    """

    invoices: tuple[Invoice, ...]
    cancellations: tuple[Invoice, ...]
    counts: Mapping[RowKind, int]
    rows: int


def read_invoices(folder: Path | None = None) -> InvoiceReport:
    """Return the packaged extract, or the whole data set from a folder of its files, sorted out.

    Raises NotFound where the folder holds no file.
    """
    return sort_out(raw_rows(folder))


def sort_out(raw: Iterable[Mapping[str, str]]) -> InvoiceReport:
    """Return rows grouped into invoices, and counted by kind."""
    counts: Counter[RowKind] = Counter()
    lines: defaultdict[str, list[RetailRow]] = defaultdict(list)
    cancelled: defaultdict[str, list[RetailRow]] = defaultdict(list)
    for values in raw:
        row = read_row(values)
        kind = RowKind.MALFORMED if row is None else kind_of(row)
        counts[kind] += 1
        if row is not None and kind is RowKind.ORDER_LINE:
            lines[row.invoice].append(row)
        elif row is not None and kind is RowKind.CANCELLATION and _is_of_goods(row):
            cancelled[row.invoice].append(row)
    oversized = [invoice for invoice, rows in lines.items() if len(rows) > MOST_LINES]
    for invoice in oversized:
        dropped = len(lines.pop(invoice))
        counts[RowKind.ORDER_LINE] -= dropped
        counts[RowKind.OVERSIZED] += dropped
    return InvoiceReport(
        invoices=_invoices(lines),
        cancellations=_invoices(cancelled),
        counts={kind: counts[kind] for kind in RowKind},
        rows=counts.total(),
    )


def _is_of_goods(row: RetailRow) -> bool:
    as_sold = msgspec.structs.replace(row, invoice="", quantity=-row.quantity)
    return kind_of(as_sold) is RowKind.ORDER_LINE


def _invoices(rows_by_invoice: Mapping[str, list[RetailRow]]) -> tuple[Invoice, ...]:
    found = [_invoice(no, rows) for no, rows in rows_by_invoice.items()]
    return tuple(sorted(found, key=lambda invoice: (invoice.at, invoice.no)))


def _invoice(no: str, rows: list[RetailRow]) -> Invoice:
    lines = [
        InvoiceLine(
            stock_code=row.stock_code, description=row.description, quantity=row.quantity, unit_price=row.unit_price
        )
        for row in rows
    ]
    first = rows[0]
    return Invoice(no=no, at=first.at, customer=first.customer or "", country=first.country, lines=tuple(lines))
