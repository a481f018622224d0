"""Webhooks over HTTP: made, told of what happens, their dead letters shown, ended."""

from typing import Any

import pytest

from engine.services.app import now_utc
from engine.services.webhook_sender import WebhookSender
from engine.services.webhook_signature import HEADER, is_genuine
from tests.api.conftest import Site, an_order
from tests.services.subscriber import listening

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def call(site: Site, method: str, path: str, status: int = 200, **body: Any) -> Any:
    answer = await site.client.request(method, f"/v1{path}", json=body or None)
    assert answer.status_code == status, answer.text
    return answer.json()


async def test_a_subscriber_gets_what_the_event_log_shows_and_is_ended(site: Site) -> None:
    with listening() as subscriber:
        made = await call(
            site, "POST", "/webhooks", 201, url=subscriber.url, events=["OrderPlaced", "Rollout*"], reason="同步仓储"
        )
        name = made["webhook"]["id"]
        order = await call(site, "POST", "/orders", 201, **an_order("WH-1"))
        await site.oms.webhook_sender.round()

        (got,) = subscriber.got
        log = await call(site, "GET", f"/events?order_no={order['order_no']}")
        assert got.event == {"webhook": name, **log["items"][0]}
        assert is_genuine(made["secret"], got.body, got.headers[HEADER], now_utc())
        assert "secret" not in (await call(site, "GET", f"/webhooks/{name}"))
        (delivered,) = (await call(site, "GET", f"/webhooks/{name}/deliveries?state=delivered"))["items"]
        assert (delivered["event"], delivered["said"]) == (got.event["id"], "HTTP 200")

        again = await call(site, "POST", f"/webhooks/{name}/deliveries/{got.event['id']}/retry", 409, reason="再发")
        assert "only dead letters are sent again" in again["detail"]
        ended = await call(site, "POST", f"/webhooks/{name}/end", reason="不用了")
        assert ended["ended_at"] is not None
        await call(site, "POST", "/orders", 201, **an_order("WH-2"))
        await site.oms.webhook_sender.round()
        assert len(subscriber.got) == 1


async def test_a_dead_letter_is_shown_and_sent_again(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    sender: WebhookSender = site.oms.webhook_sender
    monkeypatch.setattr(sender, "_most_tries", 1)
    with listening() as subscriber:
        subscriber.answer = lambda _: 400
        made = await call(site, "POST", "/webhooks", 201, url=subscriber.url, events=["OrderPlaced"], reason="试用")
        name = made["webhook"]["id"]
        await call(site, "POST", "/orders", 201, **an_order("WH-3"))
        await sender.round()
        (dead,) = (await call(site, "GET", f"/webhooks/{name}/deliveries?state=dead"))["items"]
        assert (dead["tries"], dead["said"]) == (1, "HTTP 400")

        subscriber.answer = lambda _: 200
        await call(site, "POST", f"/webhooks/{name}/deliveries/{dead['event']}/retry", reason="对方已修复")
        await sender.round()

        seen = await call(site, "GET", f"/webhooks/{name}")
        assert (seen["delivered"], seen["dead"], len(subscriber.got)) == (1, 0, 2)


async def test_who_has_no_scope_for_it_makes_none_and_a_wrong_pattern_is_named(site: Site) -> None:
    body = {"url": "https://example.com/oms", "events": ["OrderEaten"], "reason": "试用"}
    header = await site.with_scopes("orders:read")
    assert (await site.stranger.post("/v1/webhooks", headers=header, json=body)).status_code == 403
    refused = await call(site, "POST", "/webhooks", 422, **body)
    assert [each["path"] for each in refused["errors"]] == ["events[0]"]
    await call(site, "GET", "/webhooks/W-none", 404)
    await call(site, "GET", "/webhooks/W-none/deliveries", 404)
    await call(site, "POST", "/webhooks/W-none/deliveries/1/retry", 404, reason="再发")
