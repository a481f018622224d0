"""The order page shows how the goods became what is paid, in a real browser."""

import httpx
import pytest
from playwright.sync_api import expect

from tests.admin.conftest import KEY, Visit
from tests.admin.test_browser import nothing_wrong

pytestmark = pytest.mark.browser


def test_an_order_shows_each_step_of_its_amounts_with_its_rule(visit: Visit) -> None:
    number = place_with_a_coupon(visit)

    visit.open(f"/orders/{number}")
    steps = visit.page.get_by_role("table", name="金额")

    expect(steps.locator("tbody tr")).to_have_count(4)
    expect(steps.locator("tbody tr").nth(1)).to_contain_text("优惠券")
    expect(steps.locator("tbody tr").nth(1)).to_contain_text("CP-9 · promotion-standard@1/coupon-10")
    expect(steps.locator("tbody tr").nth(1)).to_contain_text("-¥10.00")
    expect(steps.locator("tbody tr").nth(3)).to_contain_text("¥37.80")
    visit.page.get_by_role("button", name="切换语言").click()
    expect(visit.page.get_by_role("table", name="Amounts")).to_contain_text("Payable")
    nothing_wrong(visit)


def place_with_a_coupon(visit: Visit) -> str:
    body = {
        "channel": "app",
        "channel_order_id": "amounts-1",
        "currency": "CNY",
        "placed_at": "2026-12-01T12:00:00+08:00",
        "address": {"province": "浙江省", "city": "杭州市", "district": "西湖区", "detail": "文三路 1 号"},
        "lines": [{"sku": "A-1", "quantity": 2, "unit_price": "19.90"}],
        "payment": {"method": "alipay"},
        "coupon": "CP-9",
    }
    api = visit.address.removesuffix("/admin")
    answer = httpx.post(f"{api}/v1/orders", json=body, headers={"Authorization": f"Bearer {KEY}"}, timeout=30)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["order_no"])
