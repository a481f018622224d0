"""The review queue over HTTP: claims, verdicts, what a hold forbids, and what the buyer reads of it."""

import asyncio
from collections.abc import AsyncIterator
from itertools import count
from typing import Any, NamedTuple

import httpx
import msgspec
import pytest
import pytest_asyncio

from engine.orders.catalogue import StockLevel
from tests.api.conftest import Site, an_order_of
from tests.builders import a_sku

pytestmark = pytest.mark.asyncio(loop_scope="module")

_NUMBERS = count(1)
REASON = "电话核实过收货人"


class Desk(NamedTuple):
    """Two people with a key each who may review, and the keys of those whom a hold keeps waiting."""

    site: Site
    wang: dict[str, str]
    li: dict[str, str]
    warehouse: dict[str, str]
    payment: dict[str, str]
    serve: dict[str, str]

    async def hold(self, quantity: int = 1000, price: str = "0.10") -> dict[str, Any]:
        """Place an order that the shipped rules hold for its size."""
        body = an_order_of(f"R-{next(_NUMBERS)}", quantity=quantity, unit_price=price)
        body |= {"channel": "taobao", "customer": {"id": f"C-{body['channel_order_id']}"}}
        answer = await self.site.client.post("/v1/orders", json=body)
        assert answer.status_code == 201, answer.text
        order: dict[str, Any] = answer.json()
        assert order["status"]["review"] == "held"
        return order

    async def say(
        self, number: str, verdict: str, by: dict[str, str], reason: str = REASON, **headers: str
    ) -> httpx.Response:
        body = {"verdict": verdict, "reason": reason}
        return await self.site.client.post(f"/v1/orders/{number}/review", json=body, headers={**by, **headers})

    async def claim(self, number: str, by: dict[str, str], what: str = "claim") -> httpx.Response:
        return await self.site.client.post(f"/v1/reviews/{number}/{what}", json={}, headers=by)

    async def cancel(self, number: str) -> None:
        """Cancel an order, so that its units are free for the next test."""
        answer = await self.site.client.post(
            f"/v1/orders/{number}/cancellation", json={"reason": "测试结束"}, headers=self.serve
        )
        assert answer.status_code == 200, answer.text

    async def order(self, number: str) -> dict[str, Any]:
        seen: dict[str, Any] = (await self.site.client.get(f"/v1/orders/{number}")).json()
        return seen


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(site: Site) -> AsyncIterator[Desk]:
    async def key(name: str, *scopes: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {await site.oms.keys.make(name, scopes)}"}

    await site.oms.catalogue.keep(skus=[a_sku("A-1", weight_grams=5)])
    arrived = [StockLevel(sku="A-1", warehouse="HZ", on_hand=20_000)]
    await site.oms.catalogue.receive(arrived, actor="tests")
    yield Desk(
        site,
        wang=await key("wang", "reviews:write"),
        li=await key("li", "reviews:write"),
        warehouse=await key("warehouse", "fulfillment:write"),
        payment=await key("payment", "payments:write"),
        serve=await key("service", "orders:serve"),
    )
    assert await site.oms.catalogue.disagreements() == ()


async def test_a_held_order_is_claimed_decided_and_goes_on(desk: Desk) -> None:
    number = (await desk.hold())["order_no"]
    listed = (await desk.site.client.get("/v1/reviews", params={"queue": "反欺诈"}, headers=desk.wang)).json()
    assert number in [row["review"]["order_no"] for row in listed["items"]]

    claimed = (await desk.claim(number, desk.wang)).json()
    assert (claimed["claimed_by"], claimed["verdicts"]) == ("api:wang", ["clear", "reject", "ask"])
    mine = (await desk.site.client.get("/v1/reviews", params={"mine": "true"}, headers=desk.wang)).json()
    assert [row["review"]["order_no"] for row in mine["items"]] == [number]

    other = await desk.say(number, "clear", desk.li)
    assert (other.status_code, other.json()["type"]) == (409, "/errors/review_taken")
    done = await desk.say(number, "clear", desk.wang)
    assert (done.status_code, done.json()["stage"]) == (200, "cleared")

    order = await desk.order(number)
    assert (order["status"]["review"], order["blocks"], order["hold_reasons"]) == ("passed", [], [])
    (review,) = (await desk.site.client.get(f"/v1/reviews/{number}", headers=desk.wang)).json()
    assert [(note["person"], note["action"], note["reason"]) for note in review["notes"]] == [
        ("api:wang", "claim", ""),
        ("api:wang", "clear", REASON),
    ]


async def test_what_a_hold_blocks_cannot_happen_until_it_is_cleared(desk: Desk) -> None:
    order = await desk.hold()
    number = order["order_no"]
    paid = {"payment_no": f"P-{number}", "method": "alipay", "amount": order["amounts"]["payable"]}
    assert (
        await desk.site.client.post(f"/v1/orders/{number}/payments", json=paid, headers=desk.payment)
    ).status_code == 200

    release = await desk.site.client.post(f"/v1/orders/{number}-1/allocation", json={}, headers=desk.warehouse)
    assert (release.status_code, release.json()["type"]) == (409, "/errors/illegal_move")
    await desk.say(number, "clear", desk.wang)

    assert (await desk.order(number))["status"]["order"] == "confirmed"
    release = await desk.site.client.post(f"/v1/orders/{number}-1/allocation", json={}, headers=desk.warehouse)
    assert release.status_code == 200, release.text


async def test_a_rejected_order_is_cancelled_and_its_money_owed_back(desk: Desk) -> None:
    order = await desk.hold()
    number, payable = order["order_no"], order["amounts"]["payable"]
    paid = {"payment_no": f"P-{number}", "method": "alipay", "amount": payable}
    await desk.site.client.post(f"/v1/orders/{number}/payments", json=paid, headers=desk.payment)

    done = await desk.say(number, "reject", desk.wang, "同一批刷单")
    assert (done.status_code, done.json()["stage"]) == (200, "rejected")
    seen = await desk.order(number)
    assert (seen["status"]["order"], seen["status"]["review"]) == ("cancelled", "rejected")
    assert [refund["amount"] for refund in seen["refunds"]] == [payable]
    for page in (seen, (await desk.site.client.get(f"/v1/orders/{number}/customer-view")).json()):
        assert "同一批刷单" not in msgspec.json.encode(page).decode()


async def test_the_buyer_of_a_held_order_reads_neutral_words(desk: Desk) -> None:
    order = await desk.hold()
    page = (await desk.site.client.get(f"/v1/orders/{order['order_no']}/customer-view")).json()

    assert page["status"] in ("审核中", "等待接单")
    text = msgspec.json.encode(page).decode()
    assert [word for word in (*order["hold_reasons"], "反欺诈", "risk", "bulk") if word in text] == []


async def test_a_costly_order_takes_two_different_keys(desk: Desk) -> None:
    body = an_order_of("known-1", unit_price="1.00") | {"channel": "taobao", "customer": {"id": "C-known"}}
    await desk.site.client.post("/v1/orders", json=body)
    body = an_order_of("known-2", quantity=1000, unit_price="20.00")
    placed = await desk.site.client.post("/v1/orders", json=body | {"channel": "taobao", "customer": {"id": "C-known"}})
    number = placed.json()["order_no"]

    first = (await desk.say(number, "clear", desk.wang)).json()
    assert (first["stage"], first["agreed"], first["reviewers"]) == ("open", ["api:wang"], 2)
    again = await desk.say(number, "clear", desk.wang)
    assert (again.status_code, again.json()["type"]) == (409, "/errors/second_reviewer_needed")
    assert (await desk.order(number))["status"]["review"] == "held"
    assert (await desk.say(number, "clear", desk.li)).json()["stage"] == "cleared"
    await desk.cancel(number)


async def test_the_same_verdict_may_be_sent_twice(desk: Desk) -> None:
    number = (await desk.hold())["order_no"]
    first = await desk.say(number, "reject", desk.wang, **{"Idempotency-Key": "v-1"})
    again = await desk.say(number, "reject", desk.wang, **{"Idempotency-Key": "v-1"})
    other = await desk.say(number, "clear", desk.wang, **{"Idempotency-Key": "v-1"})

    assert again.headers["Idempotent-Replay"] == "true"
    assert (again.status_code, again.json()) == (200, first.json())
    assert (other.status_code, other.json()["type"]) == (409, "/errors/idempotency_conflict")


async def test_a_mistake_is_named(desk: Desk) -> None:
    number = (await desk.hold())["order_no"]
    wrong = await desk.say(number, "maybe", desk.wang)
    silent = await desk.say(number, "clear", desk.wang, "")
    unknown = await desk.claim("26110100NOSUCHNO", desk.wang)
    passed = await desk.site.client.get("/v1/reviews", params={"cause": "bad luck"}, headers=desk.wang)

    assert (wrong.status_code, wrong.json()["errors"][0]["path"]) == (422, "verdict")
    assert set(wrong.json()["errors"][0]["allowed"]) >= {"clear", "reject", "ask"}
    assert (silent.status_code, silent.json()["errors"][0]["path"]) == (422, "reason")
    assert unknown.status_code == 404
    assert (passed.status_code, passed.json()["errors"][0]["path"]) == (422, "cause")
    await desk.say(number, "reject", desk.wang)


async def test_a_key_without_the_scope_sees_nothing(desk: Desk) -> None:
    number = (await desk.hold())["order_no"]

    assert (await desk.site.client.get("/v1/reviews", headers=desk.warehouse)).status_code == 403
    assert (await desk.say(number, "clear", desk.warehouse)).status_code == 403
    await desk.say(number, "reject", desk.wang)


async def test_customer_service_may_review_too(desk: Desk) -> None:
    number = (await desk.hold())["order_no"]
    done = await desk.say(number, "reject", desk.serve, "买家来电取消")

    assert (done.status_code, done.json()["stage"]) == (200, "rejected")
    rejected = [event for event in (await desk.order(number))["timeline"] if event["name"] == "ReviewRejected"]
    assert [event["actor"] for event in rejected] == ["api:service"]


async def test_several_are_decided_at_once_and_those_that_cannot_are_named(desk: Desk) -> None:
    numbers = [(await desk.hold())["order_no"] for _ in range(2)]
    await desk.claim(numbers[1], desk.li)
    body = {"orders": numbers, "verdict": "reject", "reason": "同一批刷单"}
    answer = await desk.site.client.post("/v1/reviews/verdicts", json=body, headers=desk.wang)

    assert answer.status_code == 200
    assert [(each["done"], each.get("code")) for each in answer.json()] == [(True, None), (False, "review_taken")]
    await desk.say(numbers[1], "reject", desk.li)


async def test_the_queues_are_counted(desk: Desk) -> None:
    number = (await desk.hold())["order_no"]
    queues = (await desk.site.client.get("/v1/reviews/queues", headers=desk.wang)).json()

    assert [queue["queue"] for queue in queues] == ["反欺诈"]
    assert queues[0]["open"] >= 1
    await desk.say(number, "reject", desk.wang)


async def test_of_two_who_claim_at_once_one_gets_it(desk: Desk) -> None:
    for _ in range(5):
        number = (await desk.hold())["order_no"]
        answers = await asyncio.gather(desk.claim(number, desk.wang), desk.claim(number, desk.li))
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        winner = desk.wang if answers[0].status_code == 200 else desk.li
        assert (await desk.say(number, "reject", winner)).status_code == 200


async def test_of_two_verdicts_at_once_one_counts(desk: Desk) -> None:
    for _ in range(5):
        number = (await desk.hold())["order_no"]
        answers = await asyncio.gather(desk.say(number, "reject", desk.wang), desk.say(number, "clear", desk.li))
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        stage = next(answer.json()["stage"] for answer in answers if answer.status_code == 200)
        order = await desk.order(number)
        assert order["status"]["review"] == ("rejected" if stage == "rejected" else "passed")
        if stage == "cleared":
            await desk.cancel(number)


async def test_what_somebody_lets_go_of_another_can_take(desk: Desk) -> None:
    number = (await desk.hold())["order_no"]
    await desk.claim(number, desk.wang)
    assert (await desk.claim(number, desk.li)).status_code == 409

    assert (await desk.claim(number, desk.wang, "release")).json()["claimed_by"] is None
    assert (await desk.claim(number, desk.li)).json()["claimed_by"] == "api:li"
    await desk.say(number, "reject", desk.li)
