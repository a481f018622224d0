"""The inbox in a real browser: what waits is seen with its reasons, mended, and placed."""

import re
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect

from tests.admin.conftest import KEY, Visit
from tests.admin.test_browser import nothing_wrong

pytestmark = pytest.mark.browser


def send(visit: Visit, order_no: str, **item: Any) -> dict[str, Any]:
    """Send the web shop's payload of one order; return the answer."""
    api = visit.address.removesuffix("/admin")
    sku = httpx.get(f"{api}/v1/catalogue?limit=1", headers=HEADERS).json()["items"][0]
    payload = {
        "orderNo": order_no, "user": {"id": "U-inbox"}, "receiver": {"regionCode": "330106", "detail": "文三路1号"},
        "currency": sku["currency"], "pay": {"channel": "ali"},
        "items": [{"sku": sku["sku"], "count": 1, "priceFen": round(float(sku["price"]) * 100), **item}],
    }  # fmt: skip
    answer = httpx.post(f"{api}/v1/channels/web/orders", json=payload, headers=HEADERS)
    body: dict[str, Any] = answer.json()
    return body


HEADERS = {"Authorization": f"Bearer {KEY}"}


def test_a_payload_that_waits_is_mended_and_placed(visit: Visit) -> None:
    page = visit.page
    parked = send(visit, "IN-1", count="两件")["parked"]
    page.keyboard.press("g")
    page.keyboard.press("i")

    row = page.locator("tbody tr").filter(has_text="两件")
    expect(row).to_contain_text("不是数字")
    row.get_by_role("link", name="处理").click()
    visit.open(f"/inbox/{parked['id']}")
    page.get_by_role("button", name="修正并重放").click()
    expect(page.get_by_text("请先填写说明")).to_be_visible()
    editor = page.locator(".cm-content")
    text = editor.inner_text().replace('"两件"', "1")
    editor.fill(text)
    page.get_by_label("说明（必填）").fill("店铺把件数写成了汉字")
    page.get_by_role("button", name="修正并重放").click()

    page.wait_for_url(re.compile("/orders/"))
    nothing_wrong(visit)


def test_a_code_that_is_said_releases_what_waited(visit: Visit) -> None:
    page = visit.page
    api = visit.address.removesuffix("/admin")
    sku = httpx.get(f"{api}/v1/catalogue?limit=1", headers=HEADERS).json()["items"][0]["sku"]
    parked = send(visit, "IN-2", sku="GIFT-BOX")["parked"]
    visit.open(f"/inbox/{parked['id']}")
    expect(page.get_by_text("商品编码异常").first).to_be_visible()

    page.get_by_label("商品 SKU").fill(sku)
    page.get_by_role("button", name="保存编码并放行").click()

    expect(page.get_by_text("已成单").first).to_be_visible()
    nothing_wrong(visit)
