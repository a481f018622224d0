"""Finding orders: by every filter, newest first, page by page."""

from datetime import timedelta
from typing import Any

import pytest

from engine.errors import InvalidInput, NotFound
from engine.orders.catalogue import Customer
from engine.orders.request import Address, CustomerInfo
from engine.services.app import Oms
from engine.services.views import OrderFilter, OrderView
from tests.builders import NOW, a_line
from tests.services.calls import a_request, place

SHANGHAI = Address(province="上海市", city="市辖区", district="青浦区", detail="路 2 号")


@pytest.fixture
async def two(oms: Oms) -> tuple[OrderView, OrderView]:
    """Place two orders that have nothing in common; in our own shop the tags are those that we know."""
    known = (Customer(id="C-1", tags=("VIP", "100%")), Customer(id="C-2", tags=("老客",)))
    await oms.catalogue.keep(customers=known)
    first = await place(
        oms,
        a_request(
            a_line("A-1", 1),
            channel="app",
            channel_order_id="APP-100%",
            customer=CustomerInfo(id="C-1"),
            remark="请勿送货上门",
            placed_at=NOW,
        ),
    )
    second = await place(
        oms,
        a_request(
            a_line("B-1", 1),
            channel="web",
            channel_order_id="WEB-1",
            customer=CustomerInfo(id="C-2"),
            address=SHANGHAI,
            placed_at=NOW + timedelta(days=1),
        ),
    )
    return first, second


@pytest.mark.parametrize(
    "wanted",
    [
        {"channel": "app"},
        {"customer_id": "C-1"},
        {"merchant_id": "M-A"},
        {"merchant_id": "M-A", "customer_id": "C-1"},
        {"placed_to": NOW + timedelta(days=1)},
        {"placed_from": NOW, "placed_to": NOW + timedelta(seconds=1)},
        {"region": "330000"},
        {"region": "330100"},
        {"region": "330106"},
        {"tag": "VIP"},
        {"tag": "100%"},
        {"product": "品 A"},
        {"remark": "送货"},
        {"text": "APP-100%"},
        {"text": "APP"},
        {"warehouse": "HZ", "channel": "app"},
    ],
    ids=str,
)
async def test_a_filter_finds_what_it_asks_for_and_nothing_else(
    oms: Oms, two: tuple[OrderView, OrderView], wanted: dict[str, Any]
) -> None:
    page = await oms.orders.list(OrderFilter(**wanted), with_total=True)

    assert [row.order_no for row in page.items] == [two[0].order_no]
    assert page.total == 1


@pytest.mark.parametrize(
    "wanted",
    [
        {"channel": "erp"},
        {"region": "no-such"},
        {"region": "310106"},
        {"tag": "VI"},
        {"remark": "%"},
        {"text": "_PP"},
        {"warehouse": "GZ"},
        {"review_state": "held"},
        {"merchant_id": "M-A", "customer_id": "C-2"},
        {"placed_to": NOW},
    ],
    ids=str,
)
async def test_a_filter_that_nothing_meets_finds_nothing(
    oms: Oms, two: tuple[OrderView, OrderView], wanted: dict[str, Any]
) -> None:
    page = await oms.orders.list(OrderFilter(**wanted), with_total=True)

    assert (page.items, page.total) == ((), 0)


async def test_an_order_is_found_by_its_whole_number(oms: Oms, two: tuple[OrderView, OrderView]) -> None:
    page = await oms.orders.list(OrderFilter(text=two[1].order_no))

    assert [row.order_no for row in page.items] == [two[1].order_no]


async def test_everything_is_found_in_china_the_newest_first(oms: Oms, two: tuple[OrderView, OrderView]) -> None:
    page = await oms.orders.list(OrderFilter(region="CN"), with_total=True)

    assert [row.order_no for row in page.items] == [two[1].order_no, two[0].order_no]
    row = page.items[1]
    assert row.region == "浙江省/杭州市/西湖区"
    assert row.payable == two[0].amounts.payable
    assert row.warehouses == ("HZ",)


async def test_pages_hold_every_order_once_also_where_times_are_equal(oms: Oms) -> None:
    placed = {(await place(oms, a_request(placed_at=NOW))).order_no for _ in range(7)}

    seen: list[str] = []
    after: str | None = None
    sizes = []
    while True:
        page = await oms.orders.list(OrderFilter(), after, 3)
        seen += [row.order_no for row in page.items]
        sizes.append(len(page.items))
        after = page.next
        if after is None:
            break

    assert sizes == [3, 3, 1]
    assert len(seen) == len(placed)
    assert set(seen) == placed


@pytest.mark.parametrize("after", ["", "yesterday", "2026-11-11T00:00:00+08:00", "2026-11-11T00:00:00~X"])
async def test_an_after_that_is_no_place_in_a_list_is_refused(oms: Oms, after: str) -> None:
    with pytest.raises(InvalidInput, match="after"):
        await oms.orders.list(OrderFilter(), after)


@pytest.mark.parametrize("number", ["", "nonsense", "26111016Z000000000000Z0", "26111016Z000000000000Z0-1"])
async def test_a_number_of_no_order_is_not_found(oms: Oms, number: str) -> None:
    with pytest.raises(NotFound):
        await oms.orders.get(number)
    with pytest.raises(NotFound):
        await oms.orders.decisions(number)
    with pytest.raises(NotFound):
        await oms.orders.explain(f"{number}.1")
