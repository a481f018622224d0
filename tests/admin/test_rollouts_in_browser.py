"""Gray release in a real browser: started, widened, paused and taken back by clicks, each with its reason."""

from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.admin.conftest import KEY, Site, Visit
from tests.admin.test_browser import nothing_wrong
from tests.architecture.source import ROOT

pytestmark = pytest.mark.browser

SET = "freight-standard"
HEADERS = {"Authorization": f"Bearer {KEY}"}
CEILING = "      - id: ceiling\n"
CHEAPER = (
    "      - {id: xihu, when: {address.district: 浙江省/杭州市/西湖区}, "
    "then: {op: add, amount: -1.00, reason: 西湖区减免}}\n"
)
ROLLOUT = """format: 1
kind: rollout
id: %s
title: 杭州运费灰度
target: freight-standard
baseline: %d
candidate: %d
meta: {owner: 物流组, reason: 杭州减免一元}
audience:
  - {address.city: 浙江省/杭州市, channel: app}
salt: s
steps:
  - {percent: 10, hold: 2h, min_decisions: 200}
  - {percent: 50, hold: 2h, min_decisions: 1000}
  - {percent: 100, hold: 1d, approve: 物流组}
guardrails:
  - {metric: reject_rate, rise: 0.03}
"""


def call(site: Site, path: str, **body: Any) -> dict[str, Any]:
    api = site.address.removesuffix("/admin")
    answer = httpx.post(f"{api}/v1{path}", json=body, headers=HEADERS)
    assert answer.is_success, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.fixture(scope="module", autouse=True)
def versions(site: Site) -> tuple[int, int]:
    """Keep a version of the freight set that is one yuan cheaper in Xihu; return the one in force, and that one."""
    text = (ROOT / "rules" / "freight" / "freight-standard.yaml").read_text(encoding="utf-8")
    assert CEILING in text
    kept = call(site, "/rollouts/candidates", yaml=text.replace(CEILING, CHEAPER + CEILING, 1), reason="西湖区减免")
    api = site.address.removesuffix("/admin")
    rows = httpx.get(f"{api}/v1/rulesets", headers=HEADERS).json()
    return next(int(row["version"]) for row in rows if row["id"] == SET), int(kept["version"])


def move(page: Page, name: str, reason: str) -> None:
    """Press a button of the rollout, give the reason, and confirm."""
    page.get_by_role("button", name=name).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("原因（留作审计）").fill(reason)
    dialog.get_by_role("button", name=name.removesuffix("…"), exact=True).click()
    expect(dialog).to_have_count(0)


def test_a_rollout_is_started_widened_and_rolled_back_by_clicks(
    visit: Visit, site: Site, versions: tuple[int, int]
) -> None:
    page = visit.page
    call(site, "/rollouts", yaml=ROLLOUT % ("by-clicks", *versions), reason="先在杭州试")
    page.keyboard.press("g")
    page.keyboard.press("l")
    row = page.locator("tbody tr").filter(has_text="杭州运费灰度")
    expect(row).to_contain_text("已计划")
    row.get_by_role("link", name="杭州运费灰度").click()
    expect(page.get_by_role("button", name="开始")).to_be_visible()

    page.get_by_role("button", name="开始").click()
    page.get_by_role("dialog").get_by_role("button", name="开始", exact=True).click()
    expect(page.get_by_role("alert")).to_have_text("请写明原因")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    move(page, "开始", "双十一前验证")
    expect(page.get_by_text("进行中").first).to_be_visible()
    expect(page.get_by_role("row", name="拒单率")).to_contain_text("数据不足")
    move(page, "推进", "数据正常")
    expect(page.get_by_text("数据正常")).to_be_visible()
    move(page, "暂停", "客服反馈异常")
    expect(page.get_by_role("button", name="继续")).to_be_visible()
    page.get_by_role("button", name="回滚…").click()
    expect(page.get_by_text("所有新订单从现在起用现行版本，立即生效", exact=False)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    move(page, "回滚…", "客诉")

    expect(page.get_by_text("已回滚").first).to_be_visible()
    expect(page.get_by_role("button", name="推进")).to_have_count(0)
    for reason in ("先在杭州试", "双十一前验证", "数据正常", "客服反馈异常", "客诉"):
        expect(page.get_by_text(reason, exact=True)).to_be_visible()
    nothing_wrong(visit)


def test_a_rollout_is_made_in_the_form_and_started(visit: Visit) -> None:
    page = visit.page
    visit.open("/rollouts")
    page.get_by_role("button", name="新建灰度").click()
    expect(page.get_by_text("作对照")).to_be_visible()
    visit.open(f"/new-rollout?target={SET}")
    next_step = page.get_by_role("button", name="下一步")
    next_step.click()
    page.get_by_label("城市或地区").fill("杭州")
    page.get_by_role("button", name="添加 浙江省/杭州市", exact=True).click()
    expect(page.get_by_role("button", name="移除 浙江省/杭州市")).to_be_visible()
    page.get_by_label("渠道（不选则全部）").click()
    page.get_by_role("option", name="自有 App").click()
    page.keyboard.press("Escape")
    expect(next_step).to_have_count(1)
    next_step.click()
    expect(page.get_by_label("份额 %").first).to_have_value("10")
    expect(next_step).to_have_count(1)
    next_step.click()
    page.get_by_role("button", name="建立灰度").click()
    expect(page.get_by_role("alert")).to_have_text("请填写：名称, 为什么灰度")
    page.get_by_label("名称").fill("杭州 App 运费")
    page.get_by_label("为什么灰度").fill("西湖区减免一元")
    page.get_by_role("button", name="看看谁会进入").click()
    expect(page.get_by_text("与运行中的灰度不冲突")).to_be_visible()
    page.get_by_role("button", name="建立灰度").click()

    expect(page.get_by_role("heading", name="杭州 App 运费")).to_be_visible()
    page.get_by_text("灰度文档").click()
    expect(page.get_by_text("address.region: [浙江省/杭州市]", exact=False)).to_be_visible()
    move(page, "开始", "先试一天")
    expect(page.get_by_role("row", name="缺货率")).to_contain_text("数据不足")
    move(page, "回滚…", "试完了")
    expect(page.get_by_text("已回滚").first).to_be_visible()
    nothing_wrong(visit)
