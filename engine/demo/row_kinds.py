"""What a row of the Online Retail data set is: an order line, or by name what else."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

SHOP_ZONE: Final = ZoneInfo("Europe/London")  # the shop's own clock
MOST_LINES: Final = 200  # what one order may have (`OrderRequest.lines`)


class RowKind(StrEnum):
    """The kinds, in the order in which they are tried: a cancelled postage is a cancellation.

    `ORDER_LINE` becomes a line of an order; every other kind is counted and left out.
    """

    MALFORMED = "malformed"  # a number or a time that cannot be read
    BAD_DEBT = "bad_debt"  # invoice A…, stock code B: book-keeping
    CANCELLATION = "cancellation"  # invoice C…: takes back what was sold; kept as `InvoiceReport.cancellations`
    POSTAGE = "postage"  # POST, DOT, C2: postage and carriage that the customer paid
    FEE = "fee"  # BANK CHARGES, AMAZONFEE, CRUK: what the shop paid
    DISCOUNT = "discount"  # D
    MANUAL = "manual"  # M: an amount put in by hand, with no goods
    SAMPLE = "sample"  # S
    GIVEAWAY = "giveaway"  # PADS: cushion pads that go along for 0.001
    GIFT_VOUCHER = "gift_voucher"  # gift_0001_10 …
    STOCK_ADJUSTMENT = "stock_adjustment"  # no more than zero units: damages, counts, goods thrown away
    ZERO_PRICE = "zero_price"  # nothing or less is charged
    NO_CUSTOMER = "no_customer"  # nobody to send it to
    OVERSIZED = "oversized"  # of an invoice with more lines than one order may have
    ORDER_LINE = "order_line"


CODES: Final[Mapping[str, RowKind]] = {
    "B": RowKind.BAD_DEBT,
    "POST": RowKind.POSTAGE,
    "DOT": RowKind.POSTAGE,
    "C2": RowKind.POSTAGE,
    "BANK CHARGES": RowKind.FEE,
    "AMAZONFEE": RowKind.FEE,
    "CRUK": RowKind.FEE,
    "D": RowKind.DISCOUNT,
    "M": RowKind.MANUAL,
    "S": RowKind.SAMPLE,
    "PADS": RowKind.GIVEAWAY,
}
PREFIXES: Final[Mapping[str, RowKind]] = {"A": RowKind.BAD_DEBT, "C": RowKind.CANCELLATION}  # of the invoice number
VOUCHER: Final = "GIFT_"


class RetailRow(msgspec.Struct, frozen=True, kw_only=True):
    """One row, read. The stock code is in capitals (the source has 85123A and 85123a for the same goods)."""

    invoice: str
    stock_code: str
    description: str
    quantity: int
    at: datetime
    unit_price: Decimal
    customer: str | None
    country: str


def read_row(raw: Mapping[str, str]) -> RetailRow | None:
    """Return the row, or None where a number or the time cannot be read."""
    try:
        row = RetailRow(
            invoice=raw["InvoiceNo"].strip(),
            stock_code=raw["StockCode"].strip().upper(),
            description=" ".join(raw["Description"].split()),
            quantity=int(raw["Quantity"]),
            at=datetime.fromisoformat(raw["InvoiceDate"]).replace(tzinfo=SHOP_ZONE),
            unit_price=Decimal(raw["UnitPrice"]),
            customer=raw["CustomerID"].strip().removesuffix(".0") or None,
            country=raw["Country"].strip(),
        )
    except (ValueError, InvalidOperation, KeyError, AttributeError):
        return None  # the caller counts it as malformed
    return row if row.unit_price.is_finite() else None


def kind_of(row: RetailRow) -> RowKind:
    """Return what a row is by itself. Whether its invoice is oversized shows only in the whole invoice."""
    by_code = RowKind.GIFT_VOUCHER if row.stock_code.startswith(VOUCHER) else CODES.get(row.stock_code)
    named = PREFIXES.get(row.invoice[:1]) or by_code
    if named is not None:
        return named
    if row.quantity <= 0:
        return RowKind.STOCK_ADJUSTMENT
    if row.unit_price <= 0:
        return RowKind.ZERO_PRICE
    return RowKind.ORDER_LINE if row.customer else RowKind.NO_CUSTOMER
