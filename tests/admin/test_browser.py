"""The admin in a real browser, over an installation with real orders."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.admin.conftest import ORDERS, PASSWORD, Site, Visit, wait_until_it_listens

pytestmark = pytest.mark.browser


def test_nobody_sees_a_page_without_the_password(site: Site, browser: object) -> None:
    context = browser.new_context(locale="zh-CN")  # type: ignore[attr-defined]  # the fixture is a Browser
    page = context.new_page()
    page.goto(f"{site.address}/orders")

    expect(page).to_have_url(re.compile("sign-in"))
    wait_until_it_listens(page)
    page.get_by_label("密码").fill(PASSWORD + "!")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_have_text("用户名或密码不对")
    context.close()


def test_today_counts_the_orders(visit: Visit) -> None:
    expect(visit.page.get_by_text("每日订单", exact=True)).to_be_visible()
    expect(visit.page.get_by_role("img", name="按仓库（子订单分配）")).to_be_visible()
    nothing_wrong(visit)


def test_the_order_list_is_paged_by_the_server(visit: Visit) -> None:
    page = visit.page
    visit.open("/orders")
    first = page.locator("tbody tr")
    expect(first).to_have_count(50)
    number = first.first.locator("a").inner_text()

    page.get_by_role("button", name="下一页").click()
    expect(page.get_by_text(number)).to_have_count(0)
    expect(page.get_by_text(re.compile(r"共 \d+ 单"))).to_be_visible()
    nothing_wrong(visit)


def test_a_filter_narrows_the_list_and_can_be_cleared(visit: Visit) -> None:
    page = visit.page
    visit.open("/orders")
    page.locator("tbody tr").first.wait_for()
    page.get_by_label("商品名称").fill("no such product")
    page.keyboard.press("Enter")

    expect(page.get_by_text("没有符合条件的订单")).to_be_visible()
    page.get_by_role("button", name="清除筛选").click()
    expect(page.locator("tbody tr")).to_have_count(50)
    nothing_wrong(visit)


def test_an_order_shows_what_every_condition_of_its_decisions_saw(visit: Visit) -> None:
    page = visit.page
    open_first_order(visit)

    for kind in ("风控", "拆单", "路由", "运费"):
        expect(page.locator(".q-expansion-item").filter(has_text=kind).first).to_be_visible()
    page.locator(".q-expansion-item .q-item").filter(has_text="风控").first.click()
    expect(page.get_by_text("按存档事实重算，结论一致").first).to_be_visible()
    expect(page.get_by_text("score.points", exact=False).first).to_be_visible()
    nothing_wrong(visit)


def test_a_rule_sets_tests_run_by_a_button(visit: Visit) -> None:
    page = visit.page
    visit.open("/rules")
    page.get_by_role("link", name="默认风控审核").click()
    page.get_by_role("button", name="运行测试").click()

    expect(page.get_by_text(re.compile(r"通过 (\d+) / \1"))).to_be_visible()
    page.get_by_role("tab", name="规则文本").click()
    expect(page.locator(".cm-content")).to_contain_text("risk-default")
    expect(page.get_by_text(re.compile(r"\d+ 个边界用例，三个引擎结论一致"))).to_be_visible()
    expect(page.get_by_text("规则的先后顺序决定结果", exact=False).first).to_be_visible()
    nothing_wrong(visit)


def test_every_rule_is_read_as_a_sentence(visit: Visit) -> None:
    page = visit.page
    visit.open("/rules/risk-default")

    said = page.get_by_text("如果 支付方式 是 货到付款 且 商品总额 大于 500.00 元，则 分数 加 40", exact=False)
    expect(said).to_be_visible()
    page.get_by_role("button", name="切换语言").click()
    expect(page.get_by_text("If Payment method is Cash on delivery", exact=False).first).to_be_visible()
    nothing_wrong(visit)


def test_english_is_a_click_away(visit: Visit) -> None:
    page = visit.page
    page.get_by_role("button", name="切换语言").click()

    expect(page.get_by_role("heading", name="Today")).to_be_visible()
    expect(page.get_by_role("link", name="Orders", exact=True)).to_be_visible()
    nothing_wrong(visit)


def test_keys_lead_to_places(visit: Visit) -> None:
    page = visit.page
    page.keyboard.press("g")
    page.keyboard.press("o")

    expect(page.get_by_role("heading", name="订单", exact=True)).to_be_visible()
    nothing_wrong(visit)


def test_a_number_that_does_not_exist_is_said_in_words(visit: Visit) -> None:
    visit.open("/orders/nothing")

    expect(visit.page.get_by_role("alert")).to_contain_text("没有这个页面或记录")


def open_first_order(visit: Visit) -> None:
    visit.open("/orders")
    visit.page.locator("tbody tr a").first.click()
    visit.page.get_by_text("时间线", exact=True).wait_for()


def nothing_wrong(visit: Visit) -> None:
    """No request left the machine, and the console had nothing to complain of."""
    assert {host.split(":")[0] for host in visit.hosts} <= {"127.0.0.1"}
    assert visit.complaints == []


def test_the_installation_is_as_large_as_the_tests_need(visit: Visit) -> None:
    assert shown_orders(visit.page) > ORDERS * 0.8


def shown_orders(page: Page) -> int:
    return int(page.locator(".figure").first.inner_text().replace(",", ""))
