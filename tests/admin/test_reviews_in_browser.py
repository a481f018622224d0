"""The review queue in a real browser: claim, decide with a reason, and see it gone."""

import re

import httpx
import pytest
from playwright.sync_api import expect

from tests.admin.conftest import KEY, Site, Visit
from tests.admin.test_browser import nothing_wrong

pytestmark = pytest.mark.browser

REMOTE = {"province": "新疆维吾尔自治区", "city": "乌鲁木齐市", "district": "天山区", "detail": "解放路 1 号"}
HELD = {
    "channel": "taobao",
    "currency": "CNY",
    "address": REMOTE,
    "lines": [{"sku": "A-1", "quantity": 2, "unit_price": "300.00"}],
    "payment": {"method": "cod"},
}


@pytest.fixture(scope="module", autouse=True)
def held_orders(site: Site) -> None:
    """Place orders that the shipped rules hold: much to pay at the door, far away."""
    api = site.address.removesuffix("/admin")
    for number in range(5):
        body = {**HELD, "channel_order_id": f"held-{number}", "customer": {"id": f"C-held-{number}"}}
        placed = httpx.post(f"{api}/v1/orders", json=body, headers={"Authorization": f"Bearer {KEY}"})
        assert placed.status_code == 201, placed.text
        assert placed.json()["status"]["review"] == "held", placed.text


def test_a_held_order_is_claimed_and_cleared_with_a_reason(visit: Visit) -> None:
    page = visit.page
    page.keyboard.press("g")
    page.keyboard.press("v")
    expect(page.get_by_role("heading", name="审单", exact=True)).to_be_visible()
    waiting = page.locator("tbody tr")
    expect(waiting.first).to_be_visible()
    before = waiting.count()
    number = waiting.first.locator("a").inner_text()
    waiting.first.locator("a").click()

    expect(page.get_by_text(re.compile("审核通过前不能"))).to_be_visible()
    page.get_by_role("button", name="认领").click()
    expect(page.get_by_text(re.compile("admin 正在审核"))).to_be_visible()
    page.get_by_role("button", name="通过", exact=True).click()
    expect(page.get_by_text("请写明理由")).to_be_visible()
    page.get_by_label("理由（留作审计，不给客户看）").fill("电话核实过收货人")
    page.get_by_role("button", name="通过", exact=True).click()

    expect(page.get_by_text("已通过").first).to_be_visible()
    expect(page.get_by_text("电话核实过收货人")).to_be_visible()
    visit.open("/reviews")
    expect(page.locator("tbody tr")).to_have_count(before - 1)
    expect(page.get_by_text(number)).to_have_count(0)
    nothing_wrong(visit)


def test_an_empty_queue_says_what_would_be_in_it(visit: Visit) -> None:
    visit.open("/reviews?queue=nobody")

    expect(visit.page.get_by_text("没有待审的订单")).to_be_visible()
    nothing_wrong(visit)


def test_several_are_rejected_at_once(visit: Visit) -> None:
    page = visit.page
    visit.open("/reviews")
    rows = page.locator("tbody tr")
    before = rows.count()
    rows.nth(0).get_by_role("checkbox").click()
    rows.nth(1).get_by_role("checkbox").click()
    expect(page.get_by_text("已选 2 单")).to_be_visible()
    page.get_by_label("理由（留作审计，不给客户看）").fill("同一批刷单")
    page.get_by_role("button", name="驳回并取消订单").click()

    expect(page.locator("tbody tr")).to_have_count(before - 2)


def test_the_order_page_shows_the_hold_and_who_may_clear_it(visit: Visit) -> None:
    page = visit.page
    visit.open("/reviews")
    number = page.locator("tbody tr a").first.inner_text()
    visit.open(f"/orders/{number}")

    expect(page.get_by_text(re.compile("审核通过前不能"))).to_be_visible()
    expect(page.get_by_text(re.compile("由有审单权限的人员审核"))).to_be_visible()
    page.get_by_role("link", name="去审单").click()
    expect(page.get_by_role("button", name="认领")).to_be_visible()
    nothing_wrong(visit)
