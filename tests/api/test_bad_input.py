"""Bad input gets the right status and a problem that names the field; nothing is written."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.api.conftest import Site, an_order, an_order_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

JSON = {"Content-Type": "application/json"}
NOWHERE = {"country": "CN", "region_code": "999999", "detail": "文三路 1 号"}
OUTSIDE = {"country": "CN", "province": "浙江省", "city": "南京市", "detail": "文三路 1 号"}


async def refused(site: Site, answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """Return the problem, having seen that it is one and that nothing was written."""
    problem: dict[str, Any] = answer.json()
    assert (answer.status_code, problem.get("type")) == (status, f"/errors/{code}"), problem
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert problem["status"] == status
    assert {"title", "detail", "instance"} <= problem.keys()
    assert await site.order_count() == 0
    return problem


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (an_order_of("bad", sku="NO-SUCH"), "lines[0].sku"),
        (an_order_of("bad", quantity=-1), "lines[0].quantity"),
        (an_order_of("bad", quantity=0), "lines[0].quantity"),
        (an_order_of("bad", quantity=10**9), "lines[0].quantity"),
        (an_order_of("bad", quantity="1"), "lines[0].quantity"),
        (an_order_of("bad", unit_price="19.905"), "lines[0].unit_price"),
        (an_order_of("bad", unit_price=19.905), "lines[0].unit_price"),
        (an_order_of("bad", unit_price="-1.00"), "lines[0].unit_price"),
        (an_order_of("bad", unit_price=-1), "lines[0].unit_price"),
        (an_order_of("bad", unit_price=1e300), "lines[0].unit_price"),
        (an_order_of("bad", colour="red"), "lines[0].colour"),
        (an_order("bad", address=NOWHERE), "address.region_code"),
        (an_order("bad", address=OUTSIDE), "address.city"),
        (an_order("bad", currency="yuan"), "currency"),
        (an_order("bad", placed_at="2026-11-11T00:03:00"), "placed_at"),
        (an_order("bad", order_type="gift"), "order_type"),
        (an_order("bad", lines=[]), "lines"),
        (an_order("bad", quote="Q1.1.a.b"), "quote"),
        ({"channel": "app"}, "channel_order_id"),
    ],
)
async def test_a_wrong_field_is_named(site: Site, body: dict[str, Any], path: str) -> None:
    problem = await refused(site, await site.client.post("/v1/orders", json=body), 422, "invalid_input")

    assert path in [error["path"] for error in problem["errors"]]


async def test_every_wrong_line_is_named_at_once(site: Site) -> None:
    lines = [{"sku": "NO-1", "quantity": 1, "unit_price": "1"}, {"sku": "NO-2", "quantity": 1, "unit_price": "1"}]

    answer = await site.client.post("/v1/orders", json=an_order("bad", lines=lines))

    problem = await refused(site, answer, 422, "invalid_input")
    assert [error["path"] for error in problem["errors"]] == ["lines[0].sku", "lines[1].sku"]


@pytest.mark.parametrize("content", [b"", b"{", b'{"channel": }', b"\xff\xfe", b"[" * 50_000, b"{'channel': 'app'}"])
async def test_what_is_no_json_is_told(site: Site, content: bytes) -> None:
    answer = await site.client.post("/v1/orders", content=content, headers=JSON)

    await refused(site, answer, 400, "malformed_json")


async def test_a_body_of_five_megabytes_is_refused_by_its_announced_length(site: Site) -> None:
    answer = await site.client.post("/v1/orders", content=b" " * 5_000_000, headers=JSON)

    problem = await refused(site, answer, 413, "payload_too_large")
    assert "1,000,000 bytes" in problem["detail"]


async def test_a_body_that_announces_no_length_is_refused_while_it_comes(site: Site) -> None:
    sent = 0

    async def pieces() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(50):
            sent += 100_000
            yield b" " * 100_000

    answer = await site.client.post("/v1/orders", content=pieces(), headers=JSON)

    await refused(site, answer, 413, "payload_too_large")
    assert sent < 1_500_000


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", "application/x-www-form-urlencoded", ""])
async def test_a_body_of_another_type_is_refused(site: Site, content_type: str) -> None:
    content = json.dumps(an_order("bad")).encode()

    answer = await site.client.post("/v1/orders", content=content, headers={"Content-Type": content_type})

    await refused(site, answer, 415, "unsupported_media_type")


async def test_json_of_another_name_and_with_a_charset_is_taken(site: Site) -> None:
    headers = {"Content-Type": "application/vnd.shop+json; charset=utf-8"}

    answer = await site.client.post("/v1/quotes", json=an_order("quote"), headers=headers)

    assert answer.status_code == 200


@pytest.mark.parametrize("key", ["x" * 129, "with space", "键"])
async def test_an_idempotency_key_that_cannot_be_one_is_named(site: Site, key: str) -> None:
    headers = {"Idempotency-Key": key.encode()}

    answer = await site.client.post("/v1/orders", json=an_order("bad"), headers=headers)  # type: ignore[arg-type]  # bytes

    problem = await refused(site, answer, 422, "invalid_input")
    assert problem["errors"][0]["path"] == "Idempotency-Key"


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("limit=0", "limit"),
        ("limit=1000", "limit"),
        ("limit=ten", "limit"),
        ("chanel=app", "chanel"),
        ("order_state=lost", "order_state"),
        ("placed_from=2026-11-11T00:00:00", "placed_from"),
        ("channel=app&channel=web", "channel"),
        ("after=nowhere", "after"),
    ],
)
async def test_a_wrong_parameter_is_named(site: Site, query: str, path: str) -> None:
    problem = await refused(site, await site.client.get(f"/v1/orders?{query}"), 422, "invalid_input")

    assert problem["errors"][0]["path"] == path


@pytest.mark.parametrize(
    "path",
    ["/v1/orders/nothing", "/v1/orders/%E4%B8%AD", "/v1/decisions/nothing/explanation", "/v1/nothing", "/V1/orders"],
)
async def test_what_is_not_there_is_told(site: Site, path: str) -> None:
    await refused(site, await site.client.get(path), 404, "not_found")


async def test_a_method_that_is_not_possible_is_told_with_those_that_are(site: Site) -> None:
    answer = await site.client.delete("/v1/orders")

    await refused(site, answer, 405, "method_not_allowed")
    assert {"GET", "POST"} <= set(answer.headers["Allow"].split(", "))


async def test_titles_are_chinese_for_those_who_read_it(site: Site) -> None:
    answer = await site.client.get("/v1/nothing", headers={"Accept-Language": "zh-CN,zh;q=0.9"})

    assert answer.json()["title"] == "找不到"


TOO_LARGE = 2**64


@pytest.mark.parametrize("role", ["system", "warehouse"])
async def test_a_role_that_does_not_make_the_call_is_told_who_does(site: Site, role: str) -> None:
    body = {"reason": "买错了", "role": role}

    answer = await site.client.post("/v1/orders/26112222FGNZSYGW38982CF/cancellation", json=body)

    problem = await refused(site, answer, 422, "invalid_input")
    assert problem["errors"][0]["path"] == "role"
    assert problem["errors"][0]["allowed"] == ["customer", "merchant", "risk", "customer_service"]


async def test_a_cancellation_of_no_units_is_not_one_of_all(site: Site) -> None:
    body = {"reason": "买错了", "lines": []}

    answer = await site.client.post("/v1/orders/26112222FGNZSYGW38982CF/cancellation", json=body)

    problem = await refused(site, answer, 422, "invalid_input")
    assert problem["errors"][0]["path"] == "lines"


@pytest.mark.parametrize(
    "address",
    [
        "/v1/events?after={}",
        "/v1/audit?after={}",
        "/v1/releases?before={}",
        "/v1/stock/A-1/movements?after={}",
    ],
)
async def test_a_place_that_no_list_has_is_refused_by_name(site: Site, address: str) -> None:
    problem = await refused(site, await site.client.get(address.format(TOO_LARGE)), 422, "invalid_input")

    assert problem["errors"][0]["path"] in {"after", "before"}


@pytest.mark.parametrize("number", [0, TOO_LARGE])
@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("GET", "/v1/releases/{}"),
        ("POST", "/v1/releases/{}/rollback"),
        ("POST", "/v1/releases/{}/restoration"),
        ("GET", "/v1/rulesets/risk-default/versions/{}"),
        ("GET", "/v1/rulesets/risk-default/versions/{}/yaml"),
        ("POST", "/v1/rulesets/risk-default/versions/{}/tests"),
    ],
)
async def test_a_number_that_nothing_has_is_not_found(site: Site, method: str, address: str, number: int) -> None:
    before = (await site.client.get("/v1/releases")).json()

    answer = await site.client.request(
        method, address.format(number), json={"reason": "x"} if method == "POST" else None
    )

    await refused(site, answer, 404, "not_found")
    assert (await site.client.get("/v1/releases")).json() == before, "nothing was put in force"
