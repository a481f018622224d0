"""Rules edited in a real browser: in the form, in the grid, as text; found wrong, mended, tried, and published."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.admin.conftest import Visit, wait_until_it_listens
from tests.admin.test_browser import nothing_wrong

pytestmark = pytest.mark.browser

AMOUNT = "cod-large 商品总额"


def edit(visit: Visit, set_id: str) -> Page:
    """Open the draft of a rule set, by the button of its page."""
    visit.open(f"/rules/{set_id}")
    visit.page.get_by_role("button", name="编辑").click()
    visit.page.wait_for_url(re.compile(r"/edit\?draft=D-"))
    wait_until_it_listens(visit.page)
    return visit.page


def show(page: Page, view: str, step: str) -> None:
    page.get_by_role("button", name=re.compile(rf"^\d+ {step}")).click()
    page.get_by_role("tab", name=view, exact=True).click()


def fill(page: Page, name: str, value: str) -> None:
    page.get_by_label(name, exact=True).fill(value)
    page.keyboard.press("Enter")


def test_a_threshold_is_changed_in_the_form_breaks_a_promise_and_is_published_when_it_is_kept(visit: Visit) -> None:
    page = edit(visit, "risk-default")
    show(page, "表单", "风险评分")
    card = page.get_by_role("group", name="cod-large", exact=True)
    expect(card).to_contain_text("商品总额 大于 500.00 元")

    fill(page, AMOUNT, "2500.00")
    expect(card).to_contain_text("商品总额 大于 2500.00 元")
    expect(page.get_by_text("偏远地区大额货到付款进人工", exact=False).first).to_be_visible()
    page.get_by_role("button", name="撤销").click()
    expect(page.get_by_label(AMOUNT, exact=True)).to_have_value("$cod_limit")
    fill(page, "new-large 商品总额", "1990.00")
    expect(page.get_by_text(re.compile(r"^0 个问题"))).to_be_visible()
    expect(page.get_by_text("已保存", exact=True)).to_be_visible()

    page.get_by_role("tab", name="YAML", exact=True).click()
    page.locator(".cm-content").wait_for()
    page.locator(".cm-scroller").evaluate("lines => lines.scrollTop = 600")
    expect(page.locator(".cm-content")).to_contain_text('order.goods_total: ">= 1990.00"')
    page.get_by_role("button", name="与现行版本比较").click()
    expect(page.get_by_role("dialog")).to_contain_text("score · new-large · when order.goods_total")
    page.get_by_role("button", name="关闭").click()
    page.get_by_role("button", name="发布", exact=True).click()
    page.get_by_role("button", name="确定").click()
    expect(page.get_by_role("dialog").get_by_role("alert")).to_have_text("请填写原因")
    fill(page, "原因（必填，写入历史）", "新客门槛略降")
    page.get_by_role("button", name="确定").click()
    expect(page.get_by_role("link", name="查看规则集")).to_be_visible(timeout=60_000)

    page.get_by_role("link", name="查看规则集").click()
    expect(page.get_by_text("新客门槛略降").first).to_be_visible()
    nothing_wrong(visit)


def test_a_row_is_added_in_the_grid_meets_another_and_is_mended(visit: Visit) -> None:
    page = edit(visit, "freight-standard")
    show(page, "表格", "分区")
    page.locator('.ag-row[row-id="rest"]').first.wait_for()
    page.get_by_role("button", name="添加一行").click()
    wrong = page.locator('.ag-row[row-id="new-rule"] [col-id="wrong"]')
    expect(wrong).to_contain_text("✗")

    page.locator('.ag-row[row-id="new-rule"] [col-id="in0"]').dblclick()
    page.keyboard.press("Control+A")
    page.keyboard.type("浙江省/温州市/鹿城区")
    page.keyboard.press("Enter")
    expect(page.get_by_text(re.compile(r"^0 个问题"))).to_be_visible()
    expect(wrong).not_to_contain_text("✗")
    page.get_by_role("tab", name="YAML", exact=True).click()
    expect(page.locator(".cm-content")).to_contain_text("[new-rule, 浙江省/温州市/鹿城区, 二区, true]")
    nothing_wrong(visit)


def test_a_block_from_a_spreadsheet_is_refused_by_line_and_then_taken(visit: Visit) -> None:
    page = edit(visit, "freight-merchant-2001")
    page.get_by_role("tab", name="表格", exact=True).click()
    page.get_by_role("button", name="从电子表格粘贴").first.click()
    block = page.get_by_role("textbox", name="粘贴的内容（制表符或 CSV）")
    block.fill("id,nonsense\nx,1")
    page.get_by_role("button", name="写入表格").click()
    expect(page.get_by_role("alert")).to_contain_text("nonsense")
    block.fill("id\nfrom-a-sheet")
    page.get_by_role("button", name="写入表格").click()

    expect(page.locator('.ag-row[row-id="from-a-sheet"]').first).to_be_visible()
    nothing_wrong(visit)


def test_a_real_order_is_tried_and_kept_as_a_test(visit: Visit) -> None:
    visit.open("/orders")
    number = visit.page.locator("tbody tr a").first.inner_text()
    page = edit(visit, "split-default")
    page.get_by_label("订单号", exact=True).fill(number)
    page.keyboard.press("Enter")

    expect(page.get_by_role("group", name="现行")).to_contain_text("split-default@1")
    expect(page.get_by_role("group", name="草稿")).to_be_visible()
    expect(page.get_by_text("结论相同")).to_be_visible()
    page.get_by_role("button", name="存为测试").click()
    expect(page.get_by_text("已加入草稿的测试")).to_be_visible()
    page.get_by_role("tab", name="YAML", exact=True).click()
    expect(page.get_by_text(re.compile(r"^测试 (\d+) / \1$"))).to_be_visible()
    nothing_wrong(visit)


def test_two_people_in_one_draft_both_keep_their_work(visit: Visit) -> None:
    first = edit(visit, "freight-standard")
    second = visit.page.context.new_page()
    second.goto(first.url)
    wait_until_it_listens(second)
    for page in (first, second):
        show(page, "表单", "调整")
    fill(first, "cod-fee 原因", "第一个人写的")
    fill(second, "ceiling 原因", "第二个人写的")

    for page in (first, second):
        expect(page.get_by_label("cod-fee 原因", exact=True)).to_have_value("第一个人写的", timeout=15_000)
        expect(page.get_by_label("ceiling 原因", exact=True)).to_have_value("第二个人写的", timeout=15_000)
        expect(page.get_by_text("已保存", exact=True)).to_be_visible()
    nothing_wrong(visit)


def test_the_editor_speaks_english_too(visit: Visit) -> None:
    page = edit(visit, "routing-default")
    page.get_by_role("button", name="切换语言").click()

    expect(page.get_by_role("tab", name="Grid")).to_be_visible()
    expect(page.get_by_role("button", name="Publish")).to_be_visible()
    nothing_wrong(visit)
