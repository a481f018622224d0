"""Webhooks: a real subscriber is told of events, signed, in order for each order, until it takes them."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.settings import Settings
from engine.errors import Conflict, InvalidInput
from engine.orders.actor import Actor
from engine.orders.operation_requests import CancellationRequest
from engine.services import upkeep
from engine.services.app import Oms
from engine.services.roles import Caller
from engine.services.webhook_sender import LONGEST_PAUSE, WebhookSender, pause_after
from engine.services.webhook_signature import HEADER, is_genuine, signature
from engine.store.webhook_repository import WebhookRepository
from engine.worker import Worker
from tests.services.calls import a_request, place
from tests.services.subscriber import Subscriber, listening

ADMIN: dict[str, Any] = {"actor": "api:wang", "reason": "同步仓储"}
BUYER = Caller(actor=Actor(name="buyer", role="customer"))
SOON = timedelta(milliseconds=1)
TRIES = 4


@pytest.fixture
def subscriber() -> Iterator[Subscriber]:
    with listening() as found:
        yield found


@pytest.fixture
async def sender(oms: Oms, settings: Settings) -> AsyncIterator[WebhookSender]:
    """Return a sender that tries again at once, and gives up after four tries."""
    made = a_sender(oms, settings)
    yield made
    await made.close()


def a_sender(oms: Oms, settings: Settings) -> WebhookSender:
    repository = WebhookRepository(oms._engine)  # noqa: SLF001 - a sender of its own over the same database
    return WebhookSender(repository, settings.secret_key, lambda: datetime.now(UTC), first_pause=SOON, most_tries=TRIES)


async def rounds(sender: WebhookSender, count: int) -> None:
    for _ in range(count):
        await sender.round()
        await asyncio.sleep(0.05)


async def events_of(oms: Oms, order_no: str) -> list[str]:
    return [each.name for each in (await oms.events.after(0, 1_000, order_no)).items]


async def test_a_subscriber_is_sent_what_happens_from_now_on_signed_with_its_own_secret(
    oms: Oms, subscriber: Subscriber, sender: WebhookSender
) -> None:
    before = await place(oms, a_request())
    made = await oms.webhooks.make(subscriber.url, ["Order*"], **ADMIN)
    order = await place(oms, a_request())
    await rounds(sender, 2)

    assert subscriber.names(before.order_no) == []
    assert subscriber.names(order.order_no)[0] == "OrderPlaced"
    for got in subscriber.got:
        now = datetime.now(UTC)
        assert is_genuine(made.secret, got.body, got.headers[HEADER], now)
        assert not is_genuine(made.secret, got.body + b" ", got.headers[HEADER], now)
        assert not is_genuine(made.secret, got.body, got.headers[HEADER], now + timedelta(seconds=310))
        assert got.headers["OMS-Event-Id"] == str(got.event["id"])
    seen = await oms.webhooks.get(made.webhook.id)
    assert (seen.waiting, seen.dead, seen.delivered) == (0, 0, len(subscriber.got))


async def test_nothing_of_an_order_overtakes_what_was_not_taken_yet(
    oms: Oms, subscriber: Subscriber, sender: WebhookSender
) -> None:
    await oms.webhooks.make(subscriber.url, ["*"], **ADMIN)
    refused: dict[int, int] = {}

    def twice(event: dict[str, Any]) -> int:
        refused[event["id"]] = refused.get(event["id"], 0) + 1
        return 503 if event["name"] == "OrderPlaced" and refused[event["id"]] <= 2 else 204

    subscriber.answer = twice
    orders = [await place(oms, a_request()) for _ in range(3)]
    for order in orders:
        await oms.operations.cancel(order.order_no, CancellationRequest(reason="不要了"), BUYER)
    await rounds(sender, 6)

    for order in orders:
        names = await events_of(oms, order.order_no)
        assert len(names) > 1
        assert subscriber.names(order.order_no) == ["OrderPlaced", "OrderPlaced", *names]


async def test_what_is_never_taken_is_given_up_is_shown_and_may_be_sent_again(
    oms: Oms, subscriber: Subscriber, sender: WebhookSender
) -> None:
    made = await oms.webhooks.make(subscriber.url, ["OrderPlaced"], **ADMIN)
    subscriber.answer = lambda _: 500
    order = await place(oms, a_request())
    await rounds(sender, TRIES + 2)

    (dead,) = (await oms.webhooks.deliveries(made.webhook.id, "dead")).items
    assert (dead.order_no, dead.tries, dead.said) == (order.order_no, TRIES, "HTTP 500")
    assert len(subscriber.got) == TRIES

    subscriber.answer = lambda _: 200
    await oms.webhooks.try_again(made.webhook.id, dead.event, **ADMIN)
    await rounds(sender, 1)

    (taken,) = (await oms.webhooks.deliveries(made.webhook.id)).items
    assert (taken.state, taken.tries) == ("delivered", 1)
    with pytest.raises(Conflict, match="only dead letters"):
        await oms.webhooks.try_again(made.webhook.id, dead.event, **ADMIN)
    assert (await oms.governance.audit.verify()).ok


async def test_two_workers_send_every_event_once(
    oms: Oms, settings: Settings, subscriber: Subscriber, sender: WebhookSender
) -> None:
    made = await oms.webhooks.make(subscriber.url, ["OrderPlaced"], **ADMIN)
    orders = [await place(oms, a_request()) for _ in range(20)]
    other = a_sender(oms, settings)
    for _ in range(3):
        await asyncio.gather(sender.round(), other.round())
    await other.close()

    assert sorted(each.event["order_no"] for each in subscriber.got) == sorted(each.order_no for each in orders)
    assert (await oms.webhooks.get(made.webhook.id)).delivered == 20


async def test_a_subscriber_that_is_away_holds_up_nobody_and_an_ended_one_is_told_nothing(
    oms: Oms, subscriber: Subscriber, sender: WebhookSender
) -> None:
    with listening() as gone:
        away = gone.url
    nobody = await oms.webhooks.make(away, ["*"], **ADMIN)
    ended = await oms.webhooks.make(subscriber.url, ["*"], **ADMIN)
    await oms.webhooks.make(subscriber.url, ["OrderPlaced"], **ADMIN)
    await oms.webhooks.end(ended.webhook.id, **ADMIN)
    order = await place(oms, a_request())
    await rounds(sender, 2)

    assert subscriber.names(order.order_no) == ["OrderPlaced"]
    waiting = (await oms.webhooks.deliveries(nobody.webhook.id)).items
    assert {each.said.split(":")[0] for each in waiting if each.said} == {"ConnectError"}
    with pytest.raises(Conflict, match="has ended already"):
        await oms.webhooks.end(ended.webhook.id, **ADMIN)


async def test_what_was_taken_long_ago_is_forgotten_and_dead_letters_are_not(
    oms: Oms, subscriber: Subscriber, sender: WebhookSender, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await oms.webhooks.make(subscriber.url, ["OrderPlaced"], **ADMIN)
    dead = await place(oms, a_request())
    await place(oms, a_request())
    subscriber.answer = lambda event: 500 if event["order_no"] == dead.order_no else 200
    await rounds(sender, TRIES + 1)
    monkeypatch.setattr(upkeep, "DELIVERIES_KEPT", timedelta(hours=-1))
    await oms.upkeep.forget()

    (kept,) = (await oms.webhooks.deliveries(made.webhook.id)).items
    assert (kept.order_no, kept.state) == (dead.order_no, "dead")


async def test_the_worker_sends_by_itself(oms: Oms, subscriber: Subscriber) -> None:
    await oms.webhooks.make(subscriber.url, ["OrderPlaced"], **ADMIN)
    work = asyncio.create_task(Worker(oms, send_every=0.05).run())
    order = await place(oms, a_request())
    for _ in range(200):
        if subscriber.got:
            break
        await asyncio.sleep(0.05)
    work.cancel()

    assert subscriber.names(order.order_no) == ["OrderPlaced"]


@pytest.mark.parametrize(
    ("url", "events", "field"),
    [
        ("ftp://example.com/x", ["*"], "url"),
        ("https://", ["*"], "url"),
        ("https://me:secret@example.com/", ["*"], "url"),
        ("https://example.com:99999/", ["*"], "url"),
        ("https://example.com/", ["Order*", "NoSuchEvent"], "events[1]"),
        ("https://example.com/", ["Order["], "events[0]"),
    ],
)
async def test_an_address_or_a_pattern_that_cannot_be_is_named(
    oms: Oms, url: str, events: list[str], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        await oms.webhooks.make(url, events, **ADMIN)
    assert [each.path for each in refused.value.problems] == [field]
    assert await oms.webhooks.list() == ()


TIME = st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - it asks for these


@given(secret=st.text(), other=st.text(), body=st.binary(), at=TIME, later=st.integers(-400, 400))
def test_a_signature_holds_for_its_own_secret_and_body_and_for_five_minutes(
    secret: str, other: str, body: bytes, at: datetime, later: int
) -> None:
    at = at.replace(microsecond=0)
    header = signature(secret, body, at)
    assert is_genuine(secret, body, header, at + timedelta(seconds=later)) is (abs(later) <= 300)
    assert is_genuine(other, body, header, at) is (other == secret)
    assert not is_genuine(secret, body + b"x", header, at)
    assert not is_genuine(secret, body, header.replace("t=", "t=1", 1), at)
    assert not is_genuine(secret, body, header[:-1], at)


@given(tries=st.integers(1, 1_000))
def test_pauses_grow_with_chance_in_them_and_are_an_hour_at_most(tries: int) -> None:
    pause = pause_after(tries)
    assert min(timedelta(seconds=2) * 2 ** min(tries - 1, 30), LONGEST_PAUSE) / 2 <= pause <= LONGEST_PAUSE
