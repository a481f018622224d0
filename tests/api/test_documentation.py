"""What the API says of itself: its description, the page to try it, the page of each error, health and figures."""

import re

import pytest

from api.error_catalogue import ERRORS
from api.openapi import docs_assets
from engine.errors import Unavailable
from engine.evaluation.matcher import DurableStep
from tests.api.conftest import Site, an_order, an_order_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

CEILING = "      - id: ceiling\n"
CHEAPER = (
    "      - {id: cheaper, when: {address.district: 浙江省/杭州市/西湖区}, "
    "then: {op: add, amount: -1.00, reason: 减免}}\n"
)
OUTSIDE = re.compile(r"""(?:src|href|url)\s*[=:(]\s*["']?(https?:)?//""")


async def test_the_description_is_openapi_and_names_every_call(site: Site) -> None:
    described = (await site.stranger.get("/schema")).json()

    assert described["openapi"].startswith("3.1")
    assert described["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"
    paths = described["paths"]
    assert {"/v1/orders", "/v1/quotes", "/v1/evaluate", "/v1/returns", "/v1/rulesets/check"} <= paths.keys()
    assert "post" in paths["/v1/orders"]
    for path, calls in paths.items():
        for method, call in calls.items():
            assert call.get("summary"), (method, path)
            if path.startswith("/v1/"):
                assert call["responses"]["default"] == {"$ref": "#/components/responses/Problem"}, (method, path)
                assert "400" not in call["responses"], (method, path)


async def test_the_description_has_bodies_parameters_and_limits(site: Site) -> None:
    described = (await site.stranger.get("/schema")).json()
    place = described["paths"]["/v1/orders"]["post"]
    schema = place["requestBody"]["content"]["application/json"]["schema"]
    parameters = {one["name"]: one for one in described["paths"]["/v1/orders"]["get"]["parameters"]}

    assert schema["$ref"].endswith("/OrderRequest")
    assert [one["name"] for one in place["parameters"]] == ["Idempotency-Key"]
    assert parameters.keys() >= {"after", "limit", "placed_from", "product", "with_total"}
    assert parameters["limit"]["schema"]["maximum"] == 200


async def test_the_description_is_yaml_too(site: Site) -> None:
    answer = await site.stranger.get("/schema/openapi.yaml")

    assert answer.status_code == 200
    assert "!!python" not in answer.text


async def test_the_page_to_try_it_loads_only_what_is_here(site: Site) -> None:
    page = (await site.stranger.get("/docs")).text
    loaded = re.findall(r'(?:src|href)="([^"]+)"', page)

    assert "swagger-ui-bundle.js" in page
    assert OUTSIDE.search(page) is None
    assert loaded
    for address in loaded:
        assert (await site.stranger.get(address)).status_code == 200, address


async def test_a_licence_stands_beside_what_is_not_ours(site: Site) -> None:
    assert docs_assets().path == "/docs/assets"
    assert "Apache License" in (await site.stranger.get("/docs/assets/LICENSE")).text


@pytest.mark.parametrize("path", ["/docs/assets/../openapi.py", "/docs/assets/%2e%2e/openapi.py", "/docs/assets/none"])
async def test_nothing_else_is_served_from_the_folder(site: Site, path: str) -> None:
    assert (await site.stranger.get(path)).status_code == 404


@pytest.mark.parametrize("code", sorted(ERRORS))
async def test_every_error_has_a_page_in_two_languages(site: Site, code: str) -> None:
    page = await site.stranger.get(f"/errors/{code}")

    assert page.status_code == 200
    assert page.headers["Content-Type"].startswith("text/html")
    assert ERRORS[code].title_zh in page.text
    assert str(ERRORS[code].status) in page.text
    assert f"/errors/{code}" in (await site.stranger.get("/errors")).text


async def test_the_type_of_a_problem_is_an_address_of_this_server(site: Site) -> None:
    problem = (await site.client.get("/v1/orders/none")).json()

    assert (await site.stranger.get(problem["type"])).status_code == 200


async def test_an_unknown_error_has_no_page(site: Site) -> None:
    assert (await site.stranger.get("/errors/none")).status_code == 404


async def test_a_process_that_can_work_says_so_with_its_release(site: Site) -> None:
    assert (await site.stranger.get("/health/live")).json() == {"status": "ok", "release": None}
    assert (await site.stranger.get("/health/ready")).json() == {"status": "ok", "release": 1}


async def test_a_process_that_cannot_work_is_alive_but_not_ready(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away() -> int:
        raise Unavailable("the database is away")

    monkeypatch.setattr(site.oms.health, "check", away)

    assert (await site.stranger.get("/health/live")).status_code == 200
    assert (await site.stranger.get("/health/ready")).status_code == 503


async def test_orders_refusals_and_decisions_are_counted(site: Site) -> None:
    await site.client.post("/v1/orders", json=an_order("counted-1"))
    await site.client.post("/v1/orders", json=an_order("counted-1"))
    await site.client.post("/v1/orders", json=an_order_of("counted-2", sku="RARE", quantity=5))
    await site.client.get("/v1/nowhere/at/all")

    figures = (await site.stranger.get("/metrics")).text.splitlines()

    assert 'oms_orders_placed_total{channel="app",review="passed"} 1.0' in figures
    assert 'oms_orders_refused_total{reason="out_of_stock"} 1.0' in figures
    assert 'oms_decisions_total{kind="risk",set="risk-default@1"} 1.0' in figures
    assert 'oms_http_requests_total{method="POST",path="/v1/orders",status="201"} 2.0' in figures
    assert any(
        line.startswith('oms_http_requests_total{method="GET",path="unknown",status="404"} ') for line in figures
    )
    assert not any(line.startswith("oms_matcher_disagreements_total{") for line in figures)
    assert any(line.startswith('oms_info{environment="development",matcher="dual"') for line in figures)


async def test_matchers_that_disagree_are_counted_and_the_order_is_still_decided_right(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    seven = [{"sku": "A-1", "quantity": 7, "unit_price": "19.90"}]  # no situation that was met, and is remembered
    monkeypatch.setattr(DurableStep, "places", lambda *_: [])
    answer = await site.client.post("/v1/quotes", json=an_order("differed-1", lines=seven))
    monkeypatch.undo()

    right = (await site.client.post("/v1/quotes", json=an_order("agreed-1", lines=seven))).json()
    assert answer.json()["amounts"] == right["amounts"]
    figures = (await site.stranger.get("/metrics")).text
    assert re.search(r'oms_matcher_disagreements_total\{set="risk-default"\} [1-9]', figures)


async def test_the_examples_of_the_description_can_be_sent_as_they_stand(site: Site) -> None:
    described = (await site.stranger.get("/schema")).json()
    shown = {
        path: calls["post"]["requestBody"]["content"]["application/json"].get("example")
        for path, calls in described["paths"].items()
        if "requestBody" in calls.get("post", {}) and "{" not in path  # those want an order that is there
    }
    freight = (await site.oms.rules.text("freight-standard")).replace(CEILING, CHEAPER + CEILING)
    await site.client.post("/v1/rollouts/candidates", json={"yaml": freight, "reason": "another to try"})
    sent = {path: await site.client.post(path, json=example) for path, example in shown.items() if example}

    assert sent.keys() >= {"/v1/orders", "/v1/quotes", "/v1/evaluate", "/v1/evaluate/batch", "/v1/rulesets/check"}
    assert {path: answer.text for path, answer in sent.items() if answer.status_code not in (200, 201, 202)} == {}
