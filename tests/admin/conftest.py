"""A served installation with a few real orders, and a browser to look at it."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.cli.process import oms
from tests.cli.served import served
from tests.programs import CHROMIUM_FLAGS, program

PASSWORD = "open-sesame-for-tests"
KEY = "an-api-key-for-the-tests-of-the-admin"
ORDERS = 120


class Site(NamedTuple):
    """Where the admin is served, and the data folder behind it."""

    address: str
    folder: Path


class Visit(NamedTuple):
    """A page that somebody has signed in to, what it asked for, and what its console complained of."""

    page: Page
    address: str
    hosts: set[str]
    complaints: list[str]

    def open(self, path: str) -> None:
        """Go to a page and wait until it listens: what is typed before that is lost, as it is for a person."""
        self.page.goto(f"{self.address}{path}")
        wait_until_it_listens(self.page)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    filled = oms(folder, "demo", "--orders", str(ORDERS))
    assert filled.returncode == 0, filled.stderr
    with served(folder, OMS_ADMIN_PASSWORD=PASSWORD, OMS_BOOTSTRAP_KEY=KEY) as server:
        yield Site(f"{server.address}/admin", folder)


@pytest.fixture(scope="module")  # no longer: its event loop would run beside those of other modules' tests
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program("browser"), args=list(CHROMIUM_FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture
def visit(site: Site, browser: Browser) -> Iterator[Visit]:
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
    page = context.new_page()
    hosts: set[str] = set()
    complaints: list[str] = []
    page.on("request", lambda request: hosts.add(request.url.split("/")[2] if "://" in request.url else ""))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    visit = Visit(page, site.address, hosts, complaints)
    visit.open("/")
    page.get_by_label("密码").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="今日").wait_for()
    wait_until_it_listens(page)
    yield visit
    context.close()


def wait_until_it_listens(page: Page) -> None:
    """Wait until the page has shaken hands with the server; NiceGUI notes that in the window."""
    page.wait_for_function("window.did_handshake === true")
