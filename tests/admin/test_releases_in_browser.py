"""Releases and approvals in a real browser: a draft is approved, published, and its release taken back by clicks."""

import re
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.admin.conftest import KEY, Site, Visit
from tests.admin.test_browser import nothing_wrong

pytestmark = pytest.mark.browser

HEADERS = {"Authorization": f"Bearer {KEY}"}
SET = "risk-default"


def call(site: Site, method: str, path: str, **body: Any) -> dict[str, Any]:
    api = site.address.removesuffix("/admin")
    answer = httpx.request(method, f"{api}/v1{path}", json=body, headers=HEADERS)
    assert answer.is_success, answer.text
    found: dict[str, Any] = answer.json()
    return found


def ask_for_review(site: Site, subject: str, old: str, new: str) -> str:
    """Make a draft of the set in force with one change, ask for its review, and return its id."""
    made = call(site, "POST", f"/rulesets/{subject}/drafts", reason="门槛下调")
    draft = str(made["draft"]["id"])
    assert old in made["yaml"]
    call(site, "PUT", f"/drafts/{draft}", yaml=made["yaml"].replace(old, new, 1), revision=1)
    call(site, "POST", f"/drafts/{draft}/review", reason="拦下更多可疑订单")
    return draft


def confirm(page: Page, name: str, reason: str) -> None:
    """Answer the question that is open."""
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("原因（留作审计）").fill(reason)
    dialog.get_by_role("button", name=name, exact=True).click()
    expect(dialog).to_have_count(0)


def test_a_draft_is_approved_published_and_its_release_rolled_back(visit: Visit, site: Site) -> None:
    page = visit.page
    draft = ask_for_review(site, SET, "title: 默认风控审核", "title: 默认风控审核（严）")
    page.keyboard.press("g")
    page.keyboard.press("p")
    page.get_by_role("button", name=re.compile("待批准 ")).click()
    card = page.get_by_role("group", name=draft)
    expect(card).to_contain_text("拦下更多可疑订单")
    expect(card).to_contain_text("默认风控审核（严）")
    card.get_by_role("button", name="批准").click()
    confirm(page, "批准", "同意")
    expect(card).to_contain_text("admin:admin")
    card.get_by_role("button", name="发布").click()
    confirm(page, "发布", "按计划上线")
    expect(card).to_have_count(0)

    visit.open("/releases")
    row = page.get_by_role("row").filter(has_text="按计划上线")
    expect(row).to_contain_text("生效中")
    expect(row).to_contain_text(re.compile(rf"{SET} v\d+ → v\d+"))
    number = row.get_by_role("cell").first.inner_text().split()[0]
    row.get_by_role("button").click()
    expect(page.get_by_text("封版期间也可以", exact=False)).to_be_visible()
    confirm(page, f"回滚发布 {number}", "误伤老客户")
    back = page.get_by_role("row").filter(has_text="误伤老客户")
    expect(back).to_contain_text(re.compile(rf"{SET} v\d+ → v\d+"))
    expect(back).to_contain_text("生效中")
    nothing_wrong(visit)


def test_a_draft_is_sent_back_with_a_comment(visit: Visit, site: Site) -> None:
    page = visit.page
    draft = ask_for_review(site, SET, "title: 默认风控审核", "title: 默认风控审核（宽）")
    visit.open("/approvals")
    page.get_by_role("group", name=draft).get_by_role("button", name="退回").click()
    confirm(page, "退回", "请补一个测试")

    expect(page.get_by_role("group", name=draft)).to_have_count(0)
    assert call(site, "GET", f"/drafts/{draft}")["draft"]["state"] == "editing"
    nothing_wrong(visit)
