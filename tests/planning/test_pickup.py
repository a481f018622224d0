"""An order that is fetched goes to its pickup point: routed and charged by the point's address, and freight is free."""

import pytest

from engine.errors import InvalidInput
from engine.orders.pickup import PickupPoint
from engine.orders.request import Address, OrderRequest, PaymentInfo
from engine.planning import Plan
from tests.builders import XIHU, a_sku, a_snapshot, a_warehouse, an_order_request
from tests.planning.planned import facts_of, plan

SHANGHAI = PickupPoint(id="ZT-SH-01", name="公园路自提点", region="310118", detail="公园路 1 号", postcode="201700")
BOTH = (a_warehouse("HZ"), a_warehouse("SH"))


def fetched(point: PickupPoint | None = SHANGHAI, merchant: str = "M-1", **changes: object) -> Plan:
    request: OrderRequest = an_order_request(
        order_type="pickup", pickup_point="ZT-SH-01", address=changes.pop("address", XIHU), **changes
    )
    return plan(request, a_snapshot(skus=[a_sku(merchant=merchant)], warehouses=BOTH, pickup_point=point))


def test_the_points_address_takes_the_place_of_the_buyers() -> None:
    order = fetched().order

    assert (order.region, order.pickup_point, order.shipping_method) == ("310118", "ZT-SH-01", "pickup")
    assert (order.address.detail, order.address.postcode) == ("公园路 1 号 公园路自提点", "201700")


def test_routing_asks_for_the_way_to_the_point() -> None:
    planned = fetched()

    assert {item.warehouse for item in planned.reservations} == {"SH"}, "the buyer lives in Hangzhou"
    assert facts_of(planned, "routing")["address.city"] == "310100"


@pytest.mark.parametrize("merchant", ["M-1", "M-2001"])
@pytest.mark.parametrize("method", ["alipay", "cod"])
def test_who_fetches_pays_no_freight(merchant: str, method: str) -> None:
    amounts = fetched(merchant=merchant, payment=PaymentInfo(method=method)).order.amounts

    assert amounts.freight.amount == 0
    assert amounts.payable == amounts.goods


def test_no_address_has_to_be_given() -> None:
    assert fetched(address=Address()).order.region == "310118"


@pytest.mark.parametrize(
    ("point", "message"),
    [
        (None, "is not known"),
        (PickupPoint(id="ZT-SH-01", name="x", region="310118", detail="x", status="closed"), "is closed"),
    ],
)
def test_a_point_that_is_not_there_or_closed_is_refused_by_name(point: PickupPoint | None, message: str) -> None:
    with pytest.raises(InvalidInput, match=f"the pickup point ZT-SH-01 {message}") as refused:
        fetched(point)

    assert [problem.path for problem in refused.value.problems] == ["pickup_point"]
