"""The audit in a real browser: found by a filter, seen to be whole, and taken along as a file."""

import re
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import expect

from tests.admin.conftest import Visit
from tests.admin.test_browser import nothing_wrong

pytestmark = pytest.mark.browser


def test_entries_are_filtered_and_the_chain_is_seen_to_hold(visit: Visit) -> None:
    page = visit.page
    page.keyboard.press("g")
    page.keyboard.press("a")
    expect(page.get_by_text(re.compile(r"链条完整：\d+ 条记录均未被改动"))).to_be_visible()
    expect(page.get_by_role("row").nth(1)).to_be_visible()

    page.get_by_label("对什么（开头）").fill("release 1")
    page.get_by_role("button", name="筛选").click()
    expect(page).to_have_url(re.compile("subject="))
    expect(page.get_by_role("row").filter(has_text="release 1").first).to_be_visible()
    page.get_by_label("对什么（开头）").fill("no such thing")
    page.keyboard.press("Enter")
    expect(page.get_by_text("没有符合条件的记录")).to_be_visible()
    nothing_wrong(visit)


def test_what_fits_is_taken_along_as_lines_of_json(visit: Visit, tmp_path: Path) -> None:
    visit.open("/audit?action=release_published")
    with visit.page.expect_download() as begun:
        visit.page.get_by_role("button", name="导出").click()
    file = tmp_path / "audit.jsonl"
    begun.value.save_as(file)

    entries = [msgspec.json.decode(line) for line in file.read_bytes().splitlines()]
    assert {entry["action"] for entry in entries} == {"release_published"}
    assert all(entry["hash"] for entry in entries)
    nothing_wrong(visit)
