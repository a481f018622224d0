"""An order is moved on in a real browser: each legal move is a button, and a cancellation asks for its reason."""

from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.admin.conftest import KEY, Visit
from tests.admin.test_browser import nothing_wrong

pytestmark = pytest.mark.browser


def place(visit: Visit, order_id: str) -> tuple[str, str]:
    """Place an order over HTTP and return its number and what is to be paid."""
    body = {
        "channel": "app",
        "channel_order_id": order_id,
        "currency": "CNY",
        "customer": {"id": f"C-{order_id}"},
        "address": {"province": "浙江省", "city": "杭州市", "district": "西湖区", "detail": "1 号"},
        "lines": [{"sku": "A-1", "quantity": 1, "unit_price": "19.90"}],
        "payment": {"method": "alipay"},
    }
    answer = call(visit, "/v1/orders", body)
    return answer["order_no"], answer["amounts"]["payable"]


def call(visit: Visit, path: str, body: dict[str, Any]) -> dict[str, Any]:
    address = visit.address.removesuffix("/admin")
    answer = httpx.post(f"{address}{path}", json=body, headers={"Authorization": f"Bearer {KEY}"})
    assert answer.is_success, answer.text
    told: dict[str, Any] = answer.json()
    return told


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def test_an_order_is_set_aside_shipped_received_and_completed_by_buttons(visit: Visit) -> None:
    number, payable = place(visit, "moves-1")
    call(visit, f"/v1/orders/{number}/payments", {"payment_no": "moves-1", "method": "alipay", "amount": payable})
    page = visit.page
    visit.open(f"/orders/{number}")
    expect(page.get_by_text("收款与退款", exact=True)).to_be_visible()
    expect(page.get_by_text("收款 · 支付宝")).to_be_visible()

    for name, event in (("配货", "已配货"), ("发货", "已发货"), ("已收货", "已收货"), ("完成", "已完成")):
        press(page, name)
        expect(page.locator(".timeline").get_by_text(event, exact=True)).to_be_visible()
        is_waiting = name == "已收货"  # for its completion, which comes by itself if nobody presses
        expect(page.get_by_text("自动完成", exact=True)).to_have_count(int(is_waiting))

    expect(page.get_by_text("现在没有可做的操作")).to_be_visible()
    nothing_wrong(visit)


def test_a_cancellation_asks_for_its_reason_and_gives_the_money_back(visit: Visit) -> None:
    number, payable = place(visit, "moves-2")
    call(visit, f"/v1/orders/{number}/payments", {"payment_no": "moves-2", "method": "alipay", "amount": payable})
    page = visit.page
    visit.open(f"/orders/{number}")

    press(page, "取消")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="取消", exact=True).click()
    expect(page.get_by_text("请写明原因")).to_be_visible()
    dialog.get_by_label("原因").fill("客诉仲裁")
    dialog.get_by_role("button", name="取消", exact=True).click()

    expect(page.get_by_text("取消退款")).to_be_visible()
    expect(page.locator(".timeline").get_by_text("登记退款")).to_be_visible()
    nothing_wrong(visit)
