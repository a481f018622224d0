"""Several people and the same order at the same moment: one of them wins, and order, review and stock agree."""

import asyncio
import random

import pytest

from engine.errors import IllegalMove, OmsError, ReviewTaken, StaleWrite
from engine.services.app import Oms
from engine.services.review_views import ReviewView
from tests.services.conftest import free
from tests.services.held import LI, WANG, a_held, cancel, clear, reject, review_of


@pytest.mark.parametrize("round_", range(5))
async def test_two_who_claim_at_once_have_one_winner(shop: Oms, round_: int) -> None:
    order = await a_held(shop)
    people = [f"{name}{round_}" for name in (WANG, LI)]
    found = await asyncio.gather(
        *(shop.reviews.claim(order.order_no, person) for person in people), return_exceptions=True
    )

    won = [each for each in found if isinstance(each, ReviewView)]
    assert len(won) == 1
    assert [type(each) for each in found if isinstance(each, OmsError)] == [ReviewTaken]
    assert (await review_of(shop, order)).claimed_by == won[0].claimed_by


@pytest.mark.parametrize("round_", range(5))
async def test_two_verdicts_at_once_have_one_winner_and_the_right_stock(shop: Oms, round_: int) -> None:
    order = await a_held(shop)
    first, second = (clear, reject) if round_ % 2 else (reject, clear)
    found = await asyncio.gather(first(shop, order), second(shop, order, LI), return_exceptions=True)

    (won,) = (each for each in found if isinstance(each, ReviewView))
    assert [type(each) for each in found if isinstance(each, OmsError)] == [IllegalMove]
    assert (await review_of(shop, order)).stage == won.stage
    assert await free(shop, "A-1") == (19_000 if won.stage == "cleared" else 20_000)


async def a_race(oms: Oms) -> None:
    """Let the buyer cancel while one person clears and another rejects, all at once and in any order."""
    before = await free(oms, "A-1")
    order = await a_held(oms)
    runners = [clear(oms, order), reject(oms, order, LI), cancel(oms, order)]
    random.shuffle(runners)
    found = await asyncio.gather(*runners, return_exceptions=True)

    assert not [each for each in found if isinstance(each, BaseException) and not isinstance(each, OmsError)]
    seen = await oms.orders.get(order.order_no)
    review = await review_of(oms, order)
    assert await free(oms, "A-1") == before - (0 if seen.status.order == "cancelled" else 1000)
    match review.stage:
        case "cleared":  # the buyer may still have cancelled afterwards
            assert seen.status.review == "passed"
        case "rejected":
            assert (seen.status.review, seen.status.order) == ("rejected", "cancelled")
        case stage:
            assert (stage, seen.status.order) == ("withdrawn", "cancelled")
    won = [each for each in found if not isinstance(each, BaseException)]
    assert len(won) == 1 or (review.stage == "cleared" and seen.status.order == "cancelled")
    assert {type(each) for each in found if isinstance(each, OmsError)} <= {IllegalMove, StaleWrite}
    if seen.status.order != "cancelled":
        await cancel(oms, order)  # so that its units are there for the next race


async def test_a_buyer_and_two_reviewers_at_once_leave_everything_in_agreement(shop: Oms) -> None:
    for _ in range(6):
        await a_race(shop)


@pytest.mark.prove
async def test_two_hundred_times_a_buyer_and_two_reviewers_at_once(shop: Oms) -> None:
    for _ in range(200):
        await a_race(shop)
