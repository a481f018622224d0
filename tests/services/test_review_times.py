"""Time in the review queue: claims that end, reviews that have not begun, and those that are overdue."""

from datetime import UTC, datetime, timedelta

import pytest

from engine.errors import ReviewTooEarly
from engine.services import app as wiring
from engine.services.app import Oms
from engine.services.review_views import ReviewFilter
from tests.services.conftest import free
from tests.services.held import LI, WANG, a_held, cancel, clear, review_of

HALF_HOUR = timedelta(minutes=30)


async def test_a_delayed_review_waits_for_the_buyer_to_think_again(shop: Oms, monkeypatch: pytest.MonkeyPatch) -> None:
    order = await a_held(shop, 3000)
    review = await review_of(shop, order)
    assert review.review_from is not None
    with pytest.raises(ReviewTooEarly):
        await clear(shop, order)

    at(monkeypatch, shop, review.review_from)
    assert (await clear(shop, order)).stage == "cleared"


async def test_in_the_delay_the_buyer_cancels_by_himself(shop: Oms) -> None:
    order = await a_held(shop, 3000)
    await cancel(shop, order)

    assert (await shop.orders.get(order.order_no)).status.order == "cancelled"
    assert await free(shop, "A-1") == 20_000


async def test_what_nobody_decides_in_time_is_overdue(shop: Oms, monkeypatch: pytest.MonkeyPatch) -> None:
    order = await a_held(shop)
    due = (await review_of(shop, order)).due

    at(monkeypatch, shop, due - HALF_HOUR + timedelta(seconds=1))
    assert (await review_of(shop, order)).soon
    at(monkeypatch, shop, due)
    (row,) = (await shop.reviews.list(ReviewFilter(overdue=True), WANG)).items
    (queue,) = await shop.reviews.queues()
    assert (row.review.overdue, row.review.soon, queue.overdue) == (True, False, 1)


async def test_a_claim_that_nobody_renews_ends(shop: Oms, monkeypatch: pytest.MonkeyPatch) -> None:
    order = await a_held(shop)
    claimed = await shop.reviews.claim(order.order_no, WANG)
    assert claimed.claimed_until is not None

    at(monkeypatch, shop, claimed.claimed_until)
    assert (await review_of(shop, order)).claimed_by is None
    assert (await shop.reviews.claim(order.order_no, LI)).claimed_by == LI


def at(monkeypatch: pytest.MonkeyPatch, oms: Oms, moment: datetime) -> None:
    """Let the review service's clock stand at a moment."""
    assert moment.astimezone(UTC) >= wiring.now_utc() - timedelta(minutes=1)
    monkeypatch.setattr(oms.reviews, "_clock", lambda: moment)
