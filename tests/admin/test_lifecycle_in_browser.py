"""The state diagrams in a real browser: drawn by the page itself, by order type, in both languages."""

import re

import pytest
from playwright.sync_api import expect

from tests.admin.conftest import Visit

pytestmark = pytest.mark.browser


def test_the_state_diagrams_are_a_click_from_the_orders_and_count_them(visit: Visit) -> None:
    page = visit.page
    visit.open("/orders")
    page.get_by_role("link", name="状态图").click()

    expect(page.get_by_role("heading", name="订单状态图")).to_be_visible()
    expect(page.get_by_text(re.compile(r"该类型的 \d\d+ 单"))).to_be_visible()
    drawn = page.locator("svg[aria-roledescription=stateDiagram]")
    expect(drawn).to_have_count(5)
    expect(drawn.first).to_contain_text("待付款 · ")
    expect(page.get_by_role("table", name="付款")).to_contain_text("没有审核暂停付款")
    assert visit.complaints == []
    assert visit.hosts <= {visit.address.split("/")[2], ""}


def test_another_order_type_has_other_diagrams_and_english_other_words(visit: Visit) -> None:
    page = visit.page
    visit.open("/lifecycle?type=presale")

    expect(page.get_by_text("定金失效 · 0")).to_be_visible()
    page.get_by_role("button", name="切换语言").click()
    expect(page.get_by_role("heading", name="Life of an order")).to_be_visible()
    expect(page.get_by_text("deposit forfeited · 0")).to_be_visible()
    assert visit.complaints == []


def test_an_order_type_that_does_not_exist_is_said_in_words(visit: Visit) -> None:
    visit.open("/lifecycle?type=gift")

    expect(visit.page.get_by_role("alert")).to_contain_text("there is no order type gift")
