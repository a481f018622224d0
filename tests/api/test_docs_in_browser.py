"""The page to try the API, in a real browser: an order is placed from it, and nothing is asked of the outside."""

import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import sync_playwright

from api.examples import ORDER
from tests.cli.process import oms
from tests.cli.served import served
from tests.programs import CHROMIUM_FLAGS, program

pytestmark = pytest.mark.browser


def test_an_order_is_placed_from_the_page_and_nothing_leaves_the_machine(tmp_path: Path) -> None:
    assert oms(tmp_path, "demo", "--orders", "1").returncode == 0
    with served(tmp_path, "--only", "api") as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program("browser"), args=list(CHROMIUM_FLAGS))
        page = browser.new_page()
        hosts: set[str] = set()
        complaints: list[str] = []
        page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))

        page.goto(f"{site.address}/")
        page.get_by_role("button", name="Authorize").click()
        page.get_by_label("auth-bearer-value").fill("a-key-for-tests")
        page.get_by_label("Apply credentials").click()
        page.get_by_role("button", name="Close", exact=True).click()
        placing = page.locator(".opblock-post", has_text="/v1/orders").first
        placing.locator(".opblock-summary-control").click()
        placing.get_by_role("button", name="Try it out").click()
        placing.get_by_role("button", name="Execute").click()
        placing.locator(".live-responses-table .response-col_status", has_text="201").wait_for()
        browser.close()

        placed = site.client.get("/v1/orders", params={"channel": ORDER["channel"], "text": "T-1001"}).json()
        assert [row["channel_order_id"] for row in placed["items"]] == ["T-1001"], json.dumps(placed)
        assert hosts == {urlsplit(site.address).netloc}
        assert complaints == []
