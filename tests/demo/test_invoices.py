"""Every row of the source is an order line or counted by name as what else it is."""

import gzip
from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from engine.demo.build_extract import extract
from engine.demo.invoices import InvoiceReport, read_invoices, sort_out
from engine.demo.retail_rows import raw_rows
from engine.demo.row_kinds import MOST_LINES, RowKind
from engine.errors import NotFound


def a_row(**values: str) -> dict[str, str]:
    row = {
        "InvoiceNo": "536365",
        "StockCode": "85123A",
        "Description": "WHITE HANGING HEART T-LIGHT HOLDER",
        "Quantity": "6",
        "InvoiceDate": "2010-12-01 08:26:00",
        "UnitPrice": "2.55",
        "CustomerID": "17850.0",
        "Country": "United Kingdom",
    }
    return row | values


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ({}, RowKind.ORDER_LINE),
        ({"InvoiceNo": "C536379", "Quantity": "-1"}, RowKind.CANCELLATION),
        ({"InvoiceNo": "C536379", "StockCode": "POST", "Quantity": "-1"}, RowKind.CANCELLATION),
        ({"InvoiceNo": "A563185", "StockCode": "B", "CustomerID": ""}, RowKind.BAD_DEBT),
        ({"StockCode": "B"}, RowKind.BAD_DEBT),
        ({"StockCode": "POST"}, RowKind.POSTAGE),
        ({"StockCode": "DOT", "CustomerID": ""}, RowKind.POSTAGE),
        ({"StockCode": "C2"}, RowKind.POSTAGE),
        ({"StockCode": "BANK CHARGES"}, RowKind.FEE),
        ({"StockCode": "AMAZONFEE"}, RowKind.FEE),
        ({"StockCode": "CRUK"}, RowKind.FEE),
        ({"StockCode": "D"}, RowKind.DISCOUNT),
        ({"StockCode": "M"}, RowKind.MANUAL),
        ({"StockCode": "m"}, RowKind.MANUAL),
        ({"StockCode": "S"}, RowKind.SAMPLE),
        ({"StockCode": "PADS", "UnitPrice": "0.001"}, RowKind.GIVEAWAY),
        ({"StockCode": "gift_0001_20"}, RowKind.GIFT_VOUCHER),
        ({"StockCode": "DCGSSGIRL"}, RowKind.ORDER_LINE),
        ({"Quantity": "-9", "UnitPrice": "0.0", "CustomerID": "", "Description": "damages"}, RowKind.STOCK_ADJUSTMENT),
        ({"Quantity": "0"}, RowKind.STOCK_ADJUSTMENT),
        ({"UnitPrice": "0.0"}, RowKind.ZERO_PRICE),
        ({"UnitPrice": "-1.5"}, RowKind.ZERO_PRICE),
        ({"CustomerID": ""}, RowKind.NO_CUSTOMER),
        ({"Quantity": "six"}, RowKind.MALFORMED),
        ({"UnitPrice": "2,55"}, RowKind.MALFORMED),
        ({"UnitPrice": "NaN"}, RowKind.MALFORMED),
        ({"InvoiceDate": "yesterday"}, RowKind.MALFORMED),
    ],
)
def test_a_row_is_counted_as_what_it_is(values: dict[str, str], kind: RowKind) -> None:
    report = sort_out([a_row(**values)])

    assert {counted for counted, rows in report.counts.items() if rows} == {kind}
    assert len(report.invoices) == (kind is RowKind.ORDER_LINE)


def test_a_short_row_is_malformed_and_not_fatal() -> None:
    report = sort_out([{"InvoiceNo": "536365"}, a_row()])

    assert report.counts[RowKind.MALFORMED] == report.counts[RowKind.ORDER_LINE] == 1


def test_an_invoice_keeps_its_rows_as_they_stand() -> None:
    report = sort_out(
        [
            a_row(InvoiceNo="2", InvoiceDate="2011-07-01 09:00:00"),
            a_row(InvoiceNo="1", UnitPrice="2.1", StockCode="85123a", Description=" HEART   HOLDER "),
            a_row(InvoiceNo="1", UnitPrice="2.55", InvoiceDate="2010-12-01 08:27:00"),
            a_row(InvoiceNo="1", StockCode="POST"),
        ]
    )

    first, second = report.invoices
    assert (first.no, second.no) == ("1", "2")
    assert first.customer == "17850"
    assert first.at == datetime(2010, 12, 1, 8, 26, tzinfo=UTC)
    assert second.at == datetime(2011, 7, 1, 8, tzinfo=UTC)  # summer time in London
    assert [(line.stock_code, line.unit_price) for line in first.lines] == [
        ("85123A", Decimal("2.1")),
        ("85123A", Decimal("2.55")),
    ]
    assert first.lines[0].description == "HEART HOLDER"


def test_an_invoice_longer_than_an_order_may_be_is_counted_and_left_out() -> None:
    long = [a_row(InvoiceNo="1")] * (MOST_LINES + 1)
    longest = [a_row(InvoiceNo="2")] * MOST_LINES

    report = sort_out([*long, *longest])

    assert [invoice.no for invoice in report.invoices] == ["2"]
    assert report.counts[RowKind.OVERSIZED] == MOST_LINES + 1
    assert report.counts[RowKind.ORDER_LINE] == MOST_LINES


def test_cancellations_of_goods_by_a_customer_are_kept() -> None:
    report = sort_out(
        [
            a_row(InvoiceNo="C1", Quantity="-1"),
            a_row(InvoiceNo="C1", StockCode="POST", Quantity="-1"),
            a_row(InvoiceNo="C2", CustomerID="", Quantity="-1"),
        ]
    )

    assert [(one.no, one.lines[0].quantity, len(one.lines)) for one in report.cancellations] == [("C1", -1, 1)]
    assert report.counts[RowKind.CANCELLATION] == 3


def assert_it_adds_up(report: InvoiceReport) -> None:
    lines = [line for invoice in report.invoices for line in invoice.lines]
    assert sum(report.counts.values()) == report.rows
    assert len(lines) == report.counts[RowKind.ORDER_LINE]
    assert all(line.quantity > 0 and line.unit_price > 0 for line in lines)
    assert all(invoice.customer and 1 <= len(invoice.lines) <= MOST_LINES for invoice in report.invoices)
    assert all(line.quantity < 0 for one in report.cancellations for line in one.lines)
    assert [invoice.at for invoice in report.invoices] == sorted(invoice.at for invoice in report.invoices)
    assert len({invoice.no for invoice in report.invoices}) == len(report.invoices)


def test_the_extract_adds_up_and_holds_enough_orders(report: InvoiceReport) -> None:
    assert_it_adds_up(report)
    assert len(report.invoices) >= 2600
    assert report.counts == Counter(
        {
            RowKind.MALFORMED: 0,
            RowKind.BAD_DEBT: 3,
            RowKind.CANCELLATION: 1398,
            RowKind.POSTAGE: 321,
            RowKind.FEE: 0,
            RowKind.DISCOUNT: 0,
            RowKind.MANUAL: 53,
            RowKind.SAMPLE: 0,
            RowKind.GIVEAWAY: 1,
            RowKind.GIFT_VOUCHER: 9,
            RowKind.STOCK_ADJUSTMENT: 181,
            RowKind.ZERO_PRICE: 155,
            RowKind.NO_CUSTOMER: 20381,
            RowKind.OVERSIZED: 496,
            RowKind.ORDER_LINE: 56928,
        }
    )


def test_the_extract_is_whole_days_of_the_source(retail_folder: Path) -> None:
    days = [row["InvoiceDate"][:10] for row in raw_rows()]
    cut = [row for row in raw_rows(retail_folder) if days[0] <= row["InvoiceDate"][:10] <= days[-1]]

    assert list(raw_rows()) == cut


def test_the_whole_data_set_adds_up(retail_folder: Path) -> None:
    report = read_invoices(retail_folder)

    assert_it_adds_up(report)
    assert report.rows == 541_909
    assert len(report.invoices) == 18_376
    assert report.counts[RowKind.MALFORMED] == 0
    assert report.counts[RowKind.CANCELLATION] == 9_288


def test_a_folder_is_read_file_by_file_in_the_order_of_names(tmp_path: Path) -> None:
    header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
    january = '1,1000,"CUP, RED",1,2011-01-31 10:00:00,1.5,7.0,France\n'
    february = "2,1001,MUG,1,2011-02-01 10:00:00,1.5,7.0,France\n3,1001,MUG,1,2011-02-02 10:00:00,1.5,7.0,France\n"
    (tmp_path / "2011-02.csv.gz").write_bytes(gzip.compress((header + february).encode()))
    (tmp_path / "2011-01.csv.gz").write_bytes(gzip.compress((header + january).encode()))

    report = read_invoices(tmp_path)
    lines = list(extract(tmp_path, datetime(2011, 1, 31, tzinfo=UTC).date(), datetime(2011, 2, 1, tzinfo=UTC).date()))

    assert [invoice.no for invoice in report.invoices] == ["1", "2", "3"]
    assert report.invoices[0].lines[0].description == "CUP, RED"
    assert lines == [header, january, "2,1001,MUG,1,2011-02-01 10:00:00,1.5,7.0,France\n"]


def test_a_folder_without_data_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=str(tmp_path)):
        read_invoices(tmp_path)
