"""The facts that rules see of an order, its buyer, its place and the warehouses."""

import pytest

from engine.orders.catalogue import Customer
from engine.orders.channel import ChannelPolicy
from engine.orders.request import Address, CustomerInfo, PaymentInfo
from engine.planning import Velocity
from tests.builders import a_line, a_snapshot, a_warehouse, an_order_request
from tests.planning.planned import facts_of, plan


def test_the_facts_of_an_order_are_those_of_the_vocabulary() -> None:
    velocity = Velocity(customer_orders_24h=2, customer_amount_24h=12_345)
    snapshot = a_snapshot(velocity=velocity, customer=Customer(id="C-1", orders_placed=4), ip_region="440300")
    facts = facts_of(plan(an_order_request(payment=PaymentInfo(method="cod")), snapshot), "risk")

    assert facts["order.goods_total"] == "39.80"
    assert (facts["order.quantity"], facts["order.weight_grams"], facts["order.volume_cm3"]) == (2, 2400, 4000)
    assert (facts["address.province"], facts["address.city"], facts["address.district"]) == (
        "330000",
        "330100",
        "330106",
    )
    assert (facts["customer.is_new"], facts["customer.orders_24h"], facts["customer.amount_24h"]) == (
        False,
        2,
        "123.45",
    )
    assert (facts["payment.method"], facts["ip.region"], facts["channel"]) == ("cod", "440300", "app")
    assert "order.remark" not in facts


def test_abroad_the_country_stands_for_the_levels_that_the_tree_lacks() -> None:
    facts = facts_of(plan(an_order_request(address=Address(country="GB"))), "risk")

    assert (facts["address.region"], facts["address.province"], facts["address.city"]) == ("GB", "GB", "GB")
    assert "address.district" not in facts


@pytest.mark.parametrize(
    ("policy", "level", "tags"),
    [
        (ChannelPolicy(), "gold", ("VIP",)),
        (ChannelPolicy(trusted_tags=False), "silver", ("老客",)),
    ],
)
def test_level_and_tags_are_the_channels_or_ours_by_its_trust(
    policy: ChannelPolicy, level: str, tags: tuple[str, ...]
) -> None:
    known = Customer(id="C-1", level="silver", tags=("老客",))
    request = an_order_request(customer=CustomerInfo(id="C-1", level="gold", tags=("VIP",)))
    customer = plan(request, a_snapshot(customer=known, policy=policy)).order.customer

    assert (customer.level, customer.tags) == (level, tags)


def test_a_warehouse_is_told_with_its_load_its_distance_and_its_share_of_the_units() -> None:
    warehouses = [a_warehouse("HZ", daily_capacity=200), a_warehouse("SH", daily_capacity=0)]
    snapshot = a_snapshot(warehouses=warehouses, stock={("A-1", "HZ"): 1, ("A-1", "SH"): 9}, load={"HZ": 99})
    near, far = facts_of(plan(an_order_request(a_line("A-1", 3)), snapshot), "routing")["warehouses"]

    assert (near["wh.load_percent"], near["wh.fill_rate"], near["wh.stock"]) == ("49.50", "0.3333", ["1=1"])
    assert (far["wh.load_percent"], far["wh.fill_rate"]) == ("100", "1")
    assert 10 < float(near["wh.distance_km"]) < 30 < float(far["wh.distance_km"])
