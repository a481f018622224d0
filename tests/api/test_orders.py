"""Orders over HTTP: placed, repeated, found and explained."""

import asyncio

import pytest

from tests.api.conftest import Site, an_order, an_order_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

# The order of the documentation, word for word.
DOCUMENTED = """{"channel": "app", "channel_order_id": "T-1001", "order_type": "normal",
 "placed_at": "2026-11-11T00:03:00+08:00", "currency": "CNY",
 "customer": {"id": "C-1", "level": "gold", "tags": ["VIP"], "name": "王小明", "phone": "13800000000"},
 "address": {"country": "CN", "province": "浙江省", "city": "杭州市", "district": "西湖区", "region_code": "330106",
             "detail": "文三路 1 号", "postcode": "310000"},
 "lines": [{"sku": "A-1", "quantity": 2, "unit_price": "19.90", "merchant_id": "M-1"}],
 "discounts": [{"kind": "coupon", "id": "CP-9", "amount": "10.00", "skus": ["A-1"]}],
 "shipping_method": "standard", "payment": {"method": "alipay"}, "device_id": "d-1", "ip": "203.0.113.7",
 "remark": "请勿送货上门", "invoice": {"title": "王小明"}}"""
JSON = {"Content-Type": "application/json"}


async def test_the_documented_order_is_answered_as_documented(site: Site) -> None:
    answer = await site.client.post("/v1/orders", content=DOCUMENTED, headers=JSON)

    order = answer.json()
    assert answer.status_code == 201
    assert order["status"] == {
        "order": "awaiting_payment",
        "review": "passed",
        "payment": "unpaid",
        "fulfillment": "none",
        "after_sale": "none",
    }
    assert order["views"]["customer"] == "待付款"
    assert (order["amounts"]["goods"], order["amounts"]["discount"]) == ("39.80", "10.00")
    assert float(order["amounts"]["payable"]) == pytest.approx(29.80 + float(order["amounts"]["freight"]))
    (child,) = order["children"]
    assert child["merchant_id"] == "M-1"
    assert child["payable"] == order["amounts"]["payable"]
    assert [allocation["warehouse"] for allocation in child["allocations"]] == ["HZ"]
    assert {decision["kind"] for decision in order["decisions"]} >= {"risk", "split", "routing", "freight"}
    assert all("@" in decision["set"] and decision["side"] == "baseline" for decision in order["decisions"])


async def test_the_same_key_gives_the_same_answer_and_says_so(site: Site) -> None:
    headers = {"Idempotency-Key": "once-1"}
    first = await site.client.post("/v1/orders", json=an_order("again-1"), headers=headers)

    again = await site.client.post("/v1/orders", json=an_order("again-1"), headers=headers)

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert "Idempotent-Replay" not in first.headers
    assert again.headers["Idempotent-Replay"] == "true"


async def test_content_counts_not_how_it_is_written(site: Site) -> None:
    headers = {"Idempotency-Key": "once-2", **JSON}
    body = an_order("again-2")
    first = await site.client.post("/v1/orders", json=body, headers=headers)

    again = await site.client.post("/v1/orders", json=dict(reversed(body.items())), headers=headers)

    assert again.json()["order_no"] == first.json()["order_no"]


async def test_the_same_key_with_another_body_is_a_conflict(site: Site) -> None:
    headers = {"Idempotency-Key": "once-3"}
    await site.client.post("/v1/orders", json=an_order("other-1"), headers=headers)
    count = await site.order_count()

    refused = await site.client.post("/v1/orders", json=an_order("other-2"), headers=headers)

    assert refused.status_code == 409
    assert refused.json()["type"] == "/errors/idempotency_conflict"
    assert await site.order_count() == count


async def test_a_channels_order_id_is_placed_once_also_without_a_key(site: Site) -> None:
    first = await site.client.post("/v1/orders", json=an_order("twice-1"))
    again = await site.client.post("/v1/orders", json=an_order("twice-1"))
    other = await site.client.post("/v1/orders", json=an_order("twice-1", remark="另一份"))

    assert again.json()["order_no"] == first.json()["order_no"]
    assert again.headers["Idempotent-Replay"] == "true"
    assert other.status_code == 409


async def test_many_at_once_with_one_key_place_one_order(site: Site) -> None:
    headers = {"Idempotency-Key": "burst"}
    body = an_order("burst-1")

    answers = await asyncio.gather(*(site.client.post("/v1/orders", json=body, headers=headers) for _ in range(12)))

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["order_no"] for answer in answers}) == 1
    assert sum("Idempotent-Replay" not in answer.headers for answer in answers) == 1


async def test_a_number_with_the_currencys_decimals_is_an_amount_too(site: Site) -> None:
    answer = await site.client.post("/v1/orders", json=an_order_of("number-1", unit_price=19.9))

    assert answer.json()["lines"][0]["unit_price"] == "19.90"


async def test_a_quote_tells_what_placing_would_and_places_nothing(site: Site) -> None:
    count = await site.order_count()
    quote = await site.client.post("/v1/quotes", json=an_order("quoted-1"))
    assert await site.order_count() == count

    placed = await site.client.post("/v1/orders", json=an_order("quoted-1", quote=quote.json()["quote"]))

    assert quote.status_code == 200
    assert quote.json()["accepted"] is True
    assert placed.json()["amounts"] == quote.json()["amounts"]


async def test_an_order_is_found_with_its_time_line_and_decisions(site: Site) -> None:
    placed = (await site.client.post("/v1/orders", json=an_order("found-1"))).json()

    order = (await site.client.get(f"/v1/orders/{placed['order_no']}")).json()
    decisions = (await site.client.get(f"/v1/orders/{placed['order_no']}/decisions")).json()

    assert order["order_no"] == placed["order_no"]
    assert "OrderPlaced" in [event["name"] for event in order["timeline"]]
    assert [decision["id"] for decision in decisions] == [decision["id"] for decision in order["decisions"]]
    assert all(decision["facts"] and decision["steps"] for decision in decisions)


async def test_a_decision_is_explained_and_agrees_with_what_is_kept(site: Site) -> None:
    placed = (await site.client.post("/v1/orders", json=an_order("why-1"))).json()

    for decision in placed["decisions"]:
        explained = (await site.client.get(f"/v1/decisions/{decision['id']}/explanation")).json()

        assert explained["agrees"] is True, decision["kind"]
        assert explained["set"] == decision["set"]
        told = [step["defaulted"] or any(rule["hit"] for rule in step["rules"]) for step in explained["steps"]]
        assert any(told), decision["kind"]


async def test_a_list_is_paged_without_gaps_or_doubles(site: Site) -> None:
    for number in range(5):
        await site.client.post("/v1/orders", json=an_order(f"page-{number}", channel="pages"))
    wanted = [f"page-{number}" for number in reversed(range(5))]

    found: list[str] = []
    after: str | None = None
    for _ in range(3):
        query = {"channel": "pages", "limit": "2", **({"after": after} if after else {})}
        page = (await site.client.get("/v1/orders", params=query)).json()
        found += [row["channel_order_id"] for row in page["items"]]
        after = page["next"]

    assert sorted(found) == sorted(wanted)
    assert after is None


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"product": "A-1"}, True),
        ({"product": "没有这个"}, False),
        ({"customer_id": "C-1"}, True),
        ({"merchant_id": "M-9"}, False),
        ({"region": "330100"}, True),
        ({"region": "110000"}, False),
        ({"order_state": "awaiting_payment"}, True),
        ({"review_state": "rejected"}, False),
        ({"placed_from": "2026-11-10T00:00:00+08:00", "placed_to": "2026-11-12T00:00:00+08:00"}, True),
        ({"placed_to": "2026-11-10T00:00:00+08:00"}, False),
        ({"remark": "门口"}, True),
        ({"warehouse": "HZ"}, True),
        ({"text": "filter-1"}, True),
        ({"tag": "VIP"}, True),
    ],
)
async def test_a_list_is_narrowed_by_every_filter(site: Site, query: dict[str, str], found: bool) -> None:
    body = an_order("filter-1", channel="erp", remark="放在门口", customer={"id": "C-1", "tags": ["VIP"]})
    await site.client.post("/v1/orders", json=body)

    page = await site.client.get("/v1/orders", params={"channel": "erp", **query})

    assert page.status_code == 200
    assert [row["channel_order_id"] for row in page.json()["items"]] == (["filter-1"] if found else [])
