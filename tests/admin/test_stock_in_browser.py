"""Stock in a real browser: found, looked at, corrected with a reason, and refused in words where it cannot be."""

import pytest
from playwright.sync_api import Page, expect

from tests.admin.conftest import Visit, wait_until_it_listens
from tests.admin.test_browser import nothing_wrong

pytestmark = pytest.mark.browser

SKU = "A-1"  # the demo's sample: 1,000 of it lie in HZ


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option, exact=True).click()


def test_a_sku_is_found_and_corrected_with_a_reason(visit: Visit) -> None:
    page = visit.page
    page.keyboard.press("g")
    page.keyboard.press("s")
    expect(page.get_by_role("heading", name="仓库库存", exact=True)).to_be_visible()
    wait_until_it_listens(page)
    page.get_by_label("商品编码或名称").fill("示例")
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_role("link", name=SKU, exact=True).click()
    expect(page.get_by_role("heading", name=f"{SKU} · 示例T恤")).to_be_visible()
    expect(page.get_by_text("没有设置：可售仓里可用的都能承诺")).to_be_visible()

    page.get_by_role("button", name="登记变动").click()
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_role("alert")).to_have_text("请选择仓库，填写数量和原因")
    choose(page, "仓库", "HZ")
    page.get_by_label("增减数量（可为负）").fill("-5000")
    page.get_by_label("原因（必填，写入流水）").fill("盘亏")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("would be on hand")
    page.get_by_label("增减数量（可为负）").fill("-5")
    page.get_by_role("button", name="登记", exact=True).click()

    newest = page.get_by_label("库存流水").locator("tbody tr").first
    expect(newest).to_contain_text("盘亏")
    expect(newest).to_contain_text("调整")
    expect(newest).to_contain_text("-5")
    nothing_wrong(visit)


def test_units_are_held_and_released(visit: Visit) -> None:
    page = visit.page
    visit.open(f"/stock/{SKU}")
    page.get_by_role("button", name="登记变动").click()
    choose(page, "做什么", "冻结")
    choose(page, "仓库", "GZ")
    page.get_by_label("数量", exact=True).fill("7")
    page.get_by_label("原因（必填，写入流水）").fill("待质检")
    page.get_by_role("button", name="登记", exact=True).click()

    expect(page.get_by_role("heading", name="冻结的库存")).to_be_visible()
    page.get_by_role("button", name="解冻").click()
    expect(page.get_by_role("heading", name="冻结的库存")).to_have_count(0)
    nothing_wrong(visit)


def test_units_are_sent_to_another_warehouse_and_arrive(visit: Visit) -> None:
    page = visit.page
    visit.open(f"/stock/{SKU}")
    page.get_by_role("button", name="登记变动").click()
    choose(page, "做什么", "移仓")
    choose(page, "仓库", "SH")
    choose(page, "移到", "BJ")
    page.get_by_label("数量", exact=True).fill("30")
    page.get_by_label("原因（必填，写入流水）").fill("华北备货")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_text("在途 30 / 30")).to_be_visible()

    page.get_by_label("到货数量").fill("28")
    page.get_by_role("checkbox", name="其余为丢失").click()
    page.get_by_role("button", name="确认到货").click()

    expect(page.get_by_text("在途 30 / 30")).to_have_count(0)
    newest = page.get_by_label("库存流水").locator("tbody tr").first
    expect(newest).to_contain_text("移仓入")
    expect(newest).to_contain_text("+28")
    nothing_wrong(visit)


def test_what_may_be_promised_is_set_for_a_channel(visit: Visit) -> None:
    page = visit.page
    visit.open(f"/stock/{SKU}")
    page.get_by_role("button", name="设置销售层").click()
    choose(page, "渠道", "淘宝")
    page.get_by_label("渠道独享").fill("200")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("alert")).to_have_text("请填写原因")
    page.get_by_label("原因（必填，写入流水）").fill("大促备货")
    page.get_by_role("button", name="保存").click()

    row = page.get_by_label("销售层", exact=True).locator("tbody tr").filter(has_text="淘宝")
    expect(row).to_contain_text("200")
    nothing_wrong(visit)


def test_what_is_not_there_is_said_in_words(visit: Visit) -> None:
    visit.open("/stock?text=no-such-goods")
    expect(visit.page.get_by_text("没有符合条件的商品")).to_be_visible()

    visit.open("/stock/NO-SUCH")
    expect(visit.page.get_by_role("alert")).to_contain_text("没有这个页面或记录")


def test_the_page_speaks_english_too(visit: Visit) -> None:
    page = visit.page
    visit.open("/stock")
    page.get_by_role("button", name="切换语言").click()

    expect(page.get_by_role("heading", name="Stock", exact=True)).to_be_visible()
    expect(page.get_by_role("columnheader", name="Available to promise")).to_be_visible()
    nothing_wrong(visit)
