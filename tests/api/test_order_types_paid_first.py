"""Orders that are paid first, by script over HTTP: their whole happy way and each of their refusals."""

from typing import Any

import pytest

from tests.api.conftest import Site
from tests.api.scripts import FULFILLING, a_receipt, script

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_normal_order_is_placed_paid_shipped_received_and_completed(site: Site) -> None:
    order = await script(site)
    on_hand, reserved = await order.stock("A-1")
    assert [event["name"] for event in order.placed["timeline"]] == ["OrderPlaced"]
    assert await order.views() == ("待付款", "等待买家付款", "已锁定")
    await order.refuses_all(*FULFILLING, ("confirmation", "merchant"), ("collection", "payment"))
    assert (await order.customer())["pay_by"] is not None

    paid = await order.pay()
    assert paid["events"] == ["PaymentReceived", "OrderPaid", "OrderConfirmed"]
    assert await order.views() == ("待发货", "等待卖家发货", "已分仓")
    assert (await order.customer())["pay_by"] is None
    await order.refuses_all(*FULFILLING[1:], ("confirmation", "merchant"))

    await order.do("allocation", "warehouse")
    assert await order.views() == ("待发货", "等待卖家发货", "已分配")
    await order.refuses_all(("allocation", "warehouse"), *FULFILLING[2:])

    await order.do("shipments", "warehouse", carrier="sf", tracking_no="SF1")
    assert await order.views() == ("待收货", "卖家已发货", "已出库")
    assert await order.stock("A-1") == (on_hand - 2, reserved - 2), "what was shipped is on hand no more"
    await order.refuses_all(("shipments", "warehouse"), ("completion", "customer"), ("cancellation", "merchant"))
    assert "can be called back" in await order.refused("cancellation", "merchant", reason="缺货")

    await order.do("receipt", "customer")
    assert await order.views() == ("待评价", "买家已签收", "已收货")
    await order.refuses_all(("receipt", "customer"), ("refusal", "customer"), ("cancellation", "customer_service"))

    await order.do("completion", "customer")
    assert await order.views() == ("交易成功", "交易成功", "已完成")
    await order.refuses_all(*FULFILLING, ("cancellation", "customer_service"))
    assert await order.money() == (order.payable, "0.00")


async def test_a_cancelled_order_gives_back_stock_and_money_and_takes_no_move(site: Site) -> None:
    order = await script(site)
    free_before = await order.stock("A-1")
    await order.pay()

    cancelled = await order.do("cancellation", "customer", reason="买错了")

    assert cancelled["settlement"] == {"paid": order.payable, "refunded": order.payable, "kept": "0.00"}
    assert await order.stock("A-1") == (free_before[0], free_before[1] - 2)
    assert await order.views() == ("退款成功", "交易关闭", "已取消")
    await order.refuses_all(*FULFILLING, ("cancellation", "customer"), ("confirmation", "merchant"))


async def test_units_of_a_line_are_cancelled_one_by_one_and_add_up_to_what_was_paid(site: Site) -> None:
    order = await script(site, lines=[{"sku": "A-1", "quantity": 3, "unit_price": "19.90"}])
    await order.pay()

    first = await order.do("cancellation", "customer", reason="多了", lines=[{"line": "1", "quantity": 1}])
    assert first["status"]["payment"] == "partly_refunded"
    assert (await order.seen())["children"][0]["cancelled"] == [{"line": "1", "sku": "A-1", "quantity": 1}]
    too_many = await order.post("cancellation", "customer", reason="多了", lines=[{"line": "1", "quantity": 3}])
    assert (too_many.status_code, too_many.json()["errors"][0]["path"]) == (422, "lines")
    await order.do("cancellation", "customer", reason="多了", lines=[{"line": "1", "quantity": 2}])

    assert await order.money() == (order.payable, order.payable)
    assert (await order.stands())[0] == "cancelled"


async def test_the_same_cancellation_of_units_sent_again_cancels_no_more(site: Site) -> None:
    order = await script(site, lines=[{"sku": "A-1", "quantity": 3, "unit_price": "19.90"}])
    await order.pay()
    asked: dict[str, Any] = {"reason": "多了", "cancellation_no": "AS-1", "lines": [{"line": "1", "quantity": 1}]}
    first = await order.do("cancellation", "customer", **asked)

    again = await order.do("cancellation", "customer", **asked)

    assert (first["changed"], again["changed"], again["refunds"]) == (True, False, [])
    assert (await order.seen())["children"][0]["cancelled"] == [{"line": "1", "sku": "A-1", "quantity": 1}]
    other = await order.post("cancellation", "customer", **{**asked, "lines": [{"line": "1", "quantity": 2}]})
    assert (other.status_code, other.json()["type"]) == (409, "/errors/conflict")


async def test_a_buyer_cancels_before_the_node_of_the_terms_and_customer_service_after_it(site: Site) -> None:
    order = await script(site)
    await order.pay()
    await order.do("allocation", "warehouse")
    await order.do("shipments", "warehouse")

    assert "before the node" in await order.refused("cancellation", "customer", reason="不要了")
    await order.do("cancellation", "customer_service", reason="客诉仲裁")

    assert await order.money() == (order.payable, order.payable)
    await order.do("returned-goods", "warehouse")
    assert (await order.stands())[2] == "returned"


async def test_an_order_of_two_merchants_is_paid_once_and_its_children_run_alone(site: Site) -> None:
    lines = [
        {"sku": "A-1", "quantity": 1, "unit_price": "19.90"},
        {"sku": "A-2", "quantity": 1, "unit_price": "19.90"},
    ]
    order = await script(site, lines=lines)
    assert len(order.placed["children"]) == 2
    await order.pay()
    which = await order.post("shipments", "warehouse")
    assert (which.status_code, which.json()["errors"][0]["allowed"]) == (
        422,
        [f"{order.number}-1", f"{order.number}-2"],
    )

    for verb in ("allocation", "shipments", "receipt", "completion"):
        await order.do(verb, "customer" if verb in ("receipt", "completion") else "warehouse", child=1)
    after = await order.seen()

    assert [child["status"]["order"] for child in after["children"]] == ["completed", "confirmed"]
    assert after["status"]["order"] == "confirmed", "the parent is as far as its last child"
    await order.do("cancellation", "customer", child=2, reason="不要了")
    paid, refunded = await order.money()
    assert (paid, refunded) == (order.payable, order.placed["children"][1]["payable"])


async def test_an_interrupted_payment_is_finished_child_by_child(site: Site) -> None:
    lines = [
        {"sku": "A-1", "quantity": 1, "unit_price": "19.90"},
        {"sku": "A-2", "quantity": 1, "unit_price": "19.90"},
    ]
    order = await script(site, lines=lines)
    first, second = order.placed["children"]

    partly = await order.pay("1.00")
    assert partly["status"]["payment"] == "partly_paid"
    await order.refused("shipments", "warehouse", child=1)
    rest = f"{float(first['payable']) - 1:.2f}"
    assert (await order.pay(rest, child=1))["children"][0]["status"]["order"] == "confirmed"
    assert (await order.seen())["status"]["order"] == "awaiting_payment"
    assert (await order.pay(second["payable"], child=2))["status"]["order"] == "confirmed"

    assert await order.money() == (order.payable, "0.00")


async def test_callbacks_come_twice_ahead_of_time_too_much_and_for_a_cancelled_order(site: Site) -> None:
    order = await script(site)
    receipt = {**a_receipt(), "amount": order.payable}

    first = await order.do("payments", "payment", **receipt)
    again = await order.do("payments", "payment", **receipt)
    assert (first["changed"], again["changed"]) == (True, False)
    other = await order.post("payments", "payment", **{**receipt, "amount": "1.00"})
    assert (other.status_code, other.json()["type"]) == (409, "/errors/conflict")

    await order.pay("5.00")
    assert await order.money() == (f"{float(order.payable) + 5:.2f}", "5.00")

    await order.do("cancellation", "customer", reason="不要了")
    after_the_end = await order.pay("7.00")
    assert [refund["reason"] for refund in after_the_end["refunds"]] == ["not_due"]
    paid, refunded = await order.money()
    assert paid == refunded

    ahead = await script(site)
    told = await ahead.pay(at="2099-01-01T00:00:00+08:00")
    assert told["refunds"] == [], "a provider's clock that goes ahead makes no payment late"
    assert (await ahead.stands())[1] == "paid"


async def test_a_payment_number_belongs_to_one_order(site: Site) -> None:
    first, second = await script(site), await script(site)
    receipt = a_receipt()
    await first.do("payments", "payment", **receipt, amount=first.payable)

    taken = await second.post("payments", "payment", **receipt, amount=second.payable)

    assert (taken.status_code, taken.json()["type"]) == (409, "/errors/payment_taken")
    assert (await second.stands())[1] == "unpaid"


async def test_an_operation_under_the_same_key_gets_its_first_answer_again(site: Site) -> None:
    order = await script(site)
    url, key = f"/v1/orders/{order.number}/payments", {"Idempotency-Key": f"pay-{order.number}"}
    body = {**a_receipt(), "amount": order.payable}

    first = await site.client.post(url, json=body, headers=key)
    again = await site.client.post(url, json=body, headers=key)
    other = await site.client.post(url, json={**body, "amount": "1.00"}, headers=key)
    elsewhere = await site.client.post(f"/v1/orders/{order.number}/receipt", json={}, headers=key)

    assert (first.status_code, first.headers.get("Idempotent-Replay")) == (200, None)
    assert (again.json(), again.headers["Idempotent-Replay"]) == (first.json(), "true")
    assert [(each.status_code, each.json()["type"]) for each in (other, elsewhere)] == [
        (409, "/errors/idempotency_conflict")
    ] * 2


async def test_a_key_acts_only_in_the_place_that_its_scopes_stand_for(site: Site) -> None:
    order = await script(site)

    as_warehouse = await order.post("payments", "warehouse", **a_receipt(), amount=order.payable)
    assert (as_warehouse.status_code, as_warehouse.json()["type"]) == (403, "/errors/forbidden")
    wanted = await order.post("cancellation", "customer", reason="不要了", role="customer_service")
    assert (wanted.status_code, wanted.json()["detail"]) == (403, "this key lacks the scope orders:serve")
    assert (await order.stands())[0] == "awaiting_payment"
