"""Master data and requests fit each other: what is ordered is known, and most of it is there."""

from collections import Counter
from decimal import Decimal

import msgspec

from engine.demo.invoices import InvoiceReport
from engine.demo.master import SAMPLE, MasterData, demo_master
from engine.demo.requests import order_requests
from engine.demo.warehouses import SITES
from engine.geography.regions import RegionTree, haversine_km
from engine.money import minor_units
from engine.orders.channel import TRUSTED
from engine.orders.intake import complete
from engine.orders.request import OrderRequest


def test_everything_ordered_is_in_the_catalogue_and_everyone_is_a_customer(
    report: InvoiceReport, master: MasterData, tree: RegionTree
) -> None:
    skus = {sku.id: sku for sku in master.skus}
    customers = {customer.id: customer for customer in master.customers}

    for request in order_requests(report.invoices, tree):
        assert all(line.sku in skus for line in request.lines)
        customer = customers[request.customer.id or ""]
        assert (request.customer.level, request.customer.tags) == (customer.level, customer.tags)
    assert len(skus) == len(master.skus) > 2600
    assert min(sku.price for sku in master.skus) > 0


def test_a_request_keeps_basket_prices_and_time_of_its_invoice(report: InvoiceReport, tree: RegionTree) -> None:
    for invoice, request in zip(report.invoices, order_requests(report.invoices, tree), strict=True):
        assert request.channel_order_id == invoice.no
        assert request.placed_at == invoice.at
        assert [(line.sku, line.quantity, Decimal(str(line.unit_price))) for line in request.lines] == [
            (line.stock_code, line.quantity, line.unit_price) for line in invoice.lines
        ]
        assert all(minor_units(Decimal(str(line.unit_price)), request.currency) > 0 for line in request.lines)


def test_requests_go_over_the_wire_as_the_api_reads_them(report: InvoiceReport, tree: RegionTree) -> None:
    requests = list(order_requests(report.invoices[:200], tree))

    assert msgspec.json.decode(msgspec.json.encode(requests), type=list[OrderRequest]) == requests


def test_the_demo_is_the_same_every_time(report: InvoiceReport, master: MasterData, tree: RegionTree) -> None:
    assert demo_master(reversed(report.invoices), tree).skus == master.skus
    assert list(order_requests(report.invoices, tree)) == list(order_requests(report.invoices, tree))


def test_a_part_of_the_invoices_orders_from_the_same_customers(report: InvoiceReport, tree: RegionTree) -> None:
    some = list(order_requests(report.invoices[:300], tree))

    assert some == list(order_requests(report.invoices, tree))[:300]


def test_stock_lies_where_it_may_and_in_several_places(master: MasterData) -> None:
    warehouses = {warehouse.id: warehouse for warehouse in master.warehouses}
    skus = {sku.id: sku for sku in master.skus}
    places = Counter(level.sku for level in master.stock)

    for level in master.stock:
        sku, warehouse = skus[level.sku], warehouses[level.warehouse]
        assert level.on_hand > 0
        assert warehouse.status == "open"
        assert sku.temperature == "ambient" or "cold_chain" in warehouse.capabilities
        assert sku.trade != "bonded" or "bonded" in warehouse.capabilities
    assert set(places) == set(skus)
    assert max(places.values()) <= 5
    assert len({(level.sku, level.warehouse) for level in master.stock}) == len(master.stock)


def test_most_but_not_all_that_is_asked_for_is_there(report: InvoiceReport, master: MasterData) -> None:
    demand: Counter[str] = Counter()
    for invoice in report.invoices:
        for line in invoice.lines:
            demand[line.stock_code] += line.quantity
    supply: Counter[str] = Counter()
    for level in master.stock:
        supply[level.sku] += level.on_hand

    short = [sku for sku, units in demand.items() if supply[sku] < units]
    assert 0.005 < len(short) / len(demand) < 0.03


def test_the_sample_of_the_docs_is_in_hangzhou(master: MasterData) -> None:
    assert next(sku for sku in master.skus if sku.id == "A-1") == SAMPLE
    assert (SAMPLE.weight_grams, SAMPLE.price, SAMPLE.merchant) == (1200, 1990, "M-1")
    assert "HZ" in {level.warehouse for level in master.stock if level.sku == "A-1"}


def test_warehouses_stand_in_their_districts(master: MasterData, tree: RegionTree) -> None:
    assert {warehouse.id for warehouse in master.warehouses} == {site.id for site in SITES}
    for warehouse in master.warehouses:
        assert tree.depth(warehouse.region) == 4
    by_id = {warehouse.id: warehouse for warehouse in master.warehouses}
    hangzhou, shanghai = by_id["HZ"], by_id["SH"]
    apart = haversine_km(hangzhou.longitude, hangzhou.latitude, shanghai.longitude, shanghai.latitude)
    assert 100 < apart < 200  # about 150 km


def test_intake_finds_nothing_wrong_with_any_request(
    report: InvoiceReport, master: MasterData, tree: RegionTree
) -> None:
    skus = {sku.id: sku for sku in master.skus}

    for invoice, request in zip(report.invoices, order_requests(report.invoices, tree), strict=True):
        intake = complete(request, skus, tree, TRUSTED, invoice.at)
        assert intake.region == request.address.region_code
        assert sum(line.amount.amount for line in intake.lines) == sum(
            minor_units(line.unit_price, "CNY") * line.quantity for line in invoice.lines
        )
