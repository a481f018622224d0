"""Sliding windows over the orders of one customer, phone, address, device and payment account, exact at their edges."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

import pytest

from engine.errors import OrderNotAccepted
from engine.orders.actor import Actor
from engine.orders.operation_requests import CancellationRequest, UnitsRequest
from engine.orders.request import Address, CustomerInfo, OrderRequest, PaymentInfo, RequestLine
from engine.services.app import Oms
from engine.services.roles import Caller
from engine.services.views import OrderView
from tests.builders import NOW, XIHU, a_line, a_sku
from tests.planning.rulebooks import REVIEW_ALL
from tests.services.calls import a_request, place

BUYER: Final = Caller(actor=Actor(name="C-1", role="customer"))
HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(hours=24)
TICK: Final = timedelta(microseconds=1)


async def facts_of(oms: Oms, request: OrderRequest) -> dict[str, Any]:
    """Place an order and return what the risk decision saw."""
    order = await place(oms, request)
    records = await oms.orders.decisions(order.order_no)
    return dict(next(record.facts for record in records if record.kind == "risk"))


def by(at: datetime = NOW, customer: str = "C-1", **changes: Any) -> OrderRequest:
    return a_request(a_line("A-1", 1), customer=CustomerInfo(id=customer), placed_at=at, **changes)


@pytest.mark.parametrize(
    ("fact", "length"), [("customer.orders_1h", HOUR), ("customer.orders_24h", DAY), ("customer.orders_7d", 7 * DAY)]
)
async def test_an_order_exactly_as_old_as_the_window_is_out_and_a_microsecond_younger_is_in(
    oms: Oms, fact: str, length: timedelta
) -> None:
    await place(oms, by(NOW - length))
    assert (await facts_of(oms, by(NOW)))[fact] == 0, "as old as the window"

    await place(oms, by(NOW - length + TICK, "C-2"))
    assert (await facts_of(oms, by(NOW, "C-2")))[fact] == 1, "a microsecond younger"

    await place(oms, by(NOW, "C-3"))
    assert (await facts_of(oms, by(NOW, "C-3")))[fact] == 1, "placed in the same moment"
    await place(oms, by(NOW + TICK, "C-4"))
    assert (await facts_of(oms, by(NOW, "C-4")))[fact] == 0, "placed later, and sent earlier"


async def test_the_zone_in_which_a_time_is_written_moves_no_order(oms: Oms) -> None:
    await place(oms, by(datetime.fromisoformat("2026-11-11T00:03:00+08:00") - HOUR + TICK))

    assert (await facts_of(oms, by(datetime.fromisoformat("2026-11-10T11:03:00-05:00"))))["customer.orders_1h"] == 1


@pytest.mark.parametrize(
    ("fact", "shared"),
    [
        ("phone.orders_24h", {"customer": CustomerInfo(phone="+86 138-0000-0000")}),
        ("address.orders_24h", {"address": Address(region_code="330106", detail="文三路 1 号 ")}),
        ("device.orders_24h", {"device_id": "device-7"}),
        ("payer.orders_24h", {"payment": PaymentInfo(method="alipay", account="2088 0001")}),
    ],
)
async def test_guests_are_counted_by_phone_address_device_and_payment_account(
    oms: Oms, fact: str, shared: dict[str, Any]
) -> None:
    apart = {"customer": CustomerInfo(), "address": Address(region_code="330106")}
    for _ in range(3):
        await place(oms, a_request(**{**apart, **shared}))

    facts = await facts_of(oms, a_request(**{**apart, **shared}))

    counts = {path: count for path, count in facts.items() if path.endswith("orders_24h")}
    assert counts == {**dict.fromkeys(counts, 0), fact: 3}


async def test_an_account_is_one_with_its_method_however_it_is_written(oms: Oms) -> None:
    def paying(method: str, account: str) -> OrderRequest:
        return a_request(payment=PaymentInfo(method=method, account=account))

    await place(oms, paying("alipay", "２０８８ 0001"))

    assert (await facts_of(oms, paying("alipay", "20880001")))["payer.orders_24h"] == 1
    assert (await facts_of(oms, paying("wechat", "20880001")))["payer.orders_24h"] == 0


async def test_a_pickup_point_is_nobodys_address(oms: Oms) -> None:
    for _ in range(3):
        await place(oms, a_request(address=XIHU, shipping_method="pickup"))

    assert (await facts_of(oms, a_request(address=XIHU)))["address.orders_24h"] == 0


async def test_amounts_are_added_up_in_the_currency_of_the_order(oms: Oms) -> None:
    await oms.catalogue.keep(skus=[a_sku("V-1", type="virtual", currency="USD")])

    text = REVIEW_ALL.replace("review-all", "risk-usd").replace("currency: CNY", "currency: USD")
    await oms.rules.publish(text, actor="tests", reason="美元订单")
    in_dollars = {"currency": "USD", "channel": "shopify", "customer": CustomerInfo(id="C-1")}
    yuan = await place(oms, by())
    dollars = await place(oms, a_request(a_line("V-1", 2), **in_dollars))

    assert (await facts_of(oms, by()))["customer.amount_24h"] == yuan.amounts.payable
    seen = await facts_of(oms, a_request(a_line("V-1", 1), **in_dollars))
    assert (seen["customer.amount_24h"], seen["customer.orders_24h"]) == (dollars.amounts.payable, 3)


async def test_what_was_cancelled_counts_no_longer_and_the_rest_still_does(oms: Oms) -> None:
    await oms.catalogue.keep(skus=[a_sku("A-1", merchant="M-A", is_promo=True)])
    whole = await place(oms, by())
    part = await place(oms, a_request(a_line("A-1", 5), customer=CustomerInfo(id="C-1")))
    seen = await facts_of(oms, by())
    assert (seen["customer.orders_24h"], seen["customer.promo_quantity_24h"]) == (2, 6)

    await oms.operations.cancel(whole.order_no, CancellationRequest(reason="不要了"), BUYER)
    two = CancellationRequest(reason="少买两件", lines=(UnitsRequest(line="1", quantity=2),))
    await oms.operations.cancel(part.children[0].order_no, two, BUYER)

    after = await facts_of(oms, by())
    assert after["customer.orders_24h"] == 2, "the part that stands, and the one that asked before"
    assert after["customer.promo_quantity_24h"] == 4
    left = Decimal(part.amounts.payable) - 2 * Decimal("19.90") + Decimal(whole.amounts.payable)
    assert Decimal(after["customer.amount_24h"]) == left


async def test_promotion_goods_are_counted_over_all_that_one_person_is_known_by(oms: Oms) -> None:
    await oms.catalogue.keep(skus=[a_sku("A-1", merchant="M-A", is_promo=True)])
    for number in range(3):  # three accounts, one device
        await place(oms, a_request(a_line("A-1", 4), customer=CustomerInfo(id=f"C-{number}"), device_id="device-7"))

    facts = await facts_of(oms, a_request(a_line("A-1", 1), customer=CustomerInfo(id="C-0"), device_id="device-7"))

    assert facts["customer.promo_quantity_24h"] == 4
    assert facts["cluster.promo_quantity_24h"] == 12


LIMIT_EACH: Final = """
format: 1
kind: risk
id: promo-limit
title: 单品限购
currency: CNY
applies: {channel: mini_program}
meta: {owner: 测试, reason: 为测试而写}
steps:
  score:
    hit: sum
    rules:
      - id: limit
        when: {some: {in: lines, where: {line.bought_24h: ">= 5"}}}
        then: {points: 10, reason: 单个促销品已达限购}
  decide:
    hit: unique
    rules:
      - {id: over, when: {score.points: ">= 10"}, then: {action: reject, customer_text: 已达限购数量}}
      - {id: fine, when: {score.points: "< 10"}, then: {action: pass}}
    default: {action: pass}
"""


async def test_one_promotion_item_is_limited_over_all_that_one_person_is_known_by(oms: Oms) -> None:
    await oms.catalogue.keep(skus=[a_sku(sku, merchant=f"M-{sku[0]}", is_promo=True) for sku in ("A-1", "B-1")])
    await oms.rules.publish(LIMIT_EACH, actor="tests", reason="限购")

    async def buy(account: int, *lines: RequestLine) -> OrderView:
        said = {"customer": CustomerInfo(id=f"C-{account}"), "device_id": "device-7", "channel": "mini_program"}
        return await place(oms, a_request(*lines, **said))

    first = await buy(1, a_line("A-1", 3))
    await buy(2, a_line("A-1", 2), a_line("B-1", 2))
    with pytest.raises(OrderNotAccepted, match="已达限购数量"):
        await buy(3, a_line("A-1", 1))

    await buy(3, a_line("B-1", 1))
    one = CancellationRequest(reason="少买一件", lines=(UnitsRequest(line="1", quantity=1),))
    await oms.operations.cancel(first.children[0].order_no, one, BUYER)
    await buy(3, a_line("A-1", 1))
