"""Who may call what: keys, scopes, and the calls that need neither."""

import re

import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute

from api.access import PUBLIC, SCOPE
from api.app import create_app
from config.settings import read_settings
from engine.services.keys import ALL_SCOPES
from tests.api.conftest import Site, an_order, read
from tests.architecture.source import ROOT

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer ", "Bearer wrong", "Basic dGVzdA==", "Bearer " + "x" * 5000, "Token k"]
)
async def test_without_a_key_of_ours_nothing_is_answered(site: Site, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}

    answer = await site.stranger.post("/v1/orders", json=an_order("no-key"), headers=headers)

    assert (answer.status_code, answer.json()["type"]) == (401, "/errors/unauthenticated")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert await site.order_count() == 0


async def test_a_scope_that_is_missing_is_named(site: Site) -> None:
    headers = await site.with_scopes("orders:read")

    answer = await site.stranger.post("/v1/orders", json=an_order("no-scope"), headers=headers)

    assert (answer.status_code, answer.json()["type"]) == (403, "/errors/forbidden")
    assert "orders:write" in answer.json()["detail"]
    assert 'scope="orders:write"' in answer.headers["WWW-Authenticate"]


async def test_a_key_that_was_ended_is_refused(site: Site) -> None:
    headers = {"Authorization": f"Bearer {await site.oms.keys.make('ended', ('orders:read',))}"}
    assert (await site.stranger.get("/v1/orders", headers=headers)).status_code == 200

    await site.oms.keys.revoke("ended")

    assert (await site.stranger.get("/v1/orders", headers=headers)).status_code == 401


async def test_a_key_is_checked_before_the_body_is_read(site: Site) -> None:
    answer = await site.stranger.post("/v1/orders", content=b"{" * 5_000_000)

    assert answer.status_code == 401


@pytest.mark.parametrize("path", ["/health/live", "/health/ready", "/metrics", "/schema", "/docs", "/errors"])
async def test_what_watches_and_explains_needs_no_key(site: Site, path: str) -> None:
    assert (await site.stranger.get(path)).status_code == 200


def scopes_of(app: Litestar) -> dict[tuple[str, str], frozenset[str]]:
    """Return the scopes of every call that a key is needed for; of several one is enough."""
    return {
        (method, route.path_format): _scopes(handler.opt.get(SCOPE))
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        for method in handler.http_methods
        if method != "OPTIONS" and handler.opt.get(SCOPE) != PUBLIC
    }


def _scopes(named: object) -> frozenset[str]:
    return frozenset(map(str, named)) if isinstance(named, tuple) else frozenset({str(named)})


async def test_every_call_names_a_scope_that_a_key_can_have(site: Site) -> None:
    app = create_app(site.oms, read_settings({}))

    found = scopes_of(app)

    assert {call: scopes for call, scopes in found.items() if not scopes <= set(ALL_SCOPES)} == {}
    assert all(path.startswith("/v1/") for _, path in found)


async def test_every_call_is_refused_to_a_key_without_its_scope(site: Site) -> None:
    for (method, path), scopes in scopes_of(create_app(site.oms, read_settings({}))).items():
        headers = await site.with_scopes(*(other for other in ALL_SCOPES if other not in scopes))
        numbered = re.sub(r"\{version\}|\{event\}|(?<=releases/)\{number\}", "1", path)
        answer = await site.stranger.request(method, numbered, headers=headers)

        assert answer.status_code == 403, (method, path)


async def test_the_documentation_names_the_scopes_there_are(site: Site) -> None:
    table = re.findall(r"^\| `(\w+:\w+)` \|", read(ROOT / "docs" / "api.md"), re.MULTILINE)

    assert set(table) <= set(ALL_SCOPES)
    found = scopes_of(create_app(site.oms, read_settings({}))).values()
    assert frozenset[str]().union(*found) == set(table)
