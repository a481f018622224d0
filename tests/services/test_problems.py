"""Orders that have stuck enter the queue of those who own the problem, and leave it when they go on."""

from datetime import timedelta

import pytest

from engine.errors import IllegalMove
from engine.orders.problems import PROBLEMS
from engine.orders.review import Cause
from engine.services.app import Oms, now_utc
from engine.services.review_views import ReviewFilter
from engine.services.reviews import Reviewer
from engine.services.views import OrderView
from engine.store.engine import PooledEngine
from engine.store.problem_finder import FIND, STANDS
from tests.builders import a_line
from tests.services.calls import a_request, place
from tests.services.held import LI, WANG, a_held, pay

DAY = timedelta(days=1)


async def look(oms: Oms, monkeypatch: pytest.MonkeyPatch, later: timedelta = timedelta()) -> list[tuple[str, str, str]]:
    """Let the worker's round run so much later, and return what is in the queue: order, cause and queue."""
    now = now_utc() + later
    monkeypatch.setattr(oms.problems, "_clock", lambda: now)
    await oms.problems.look()
    rows = (await oms.reviews.list(ReviewFilter(), WANG)).items
    return [(row.review.order_no, row.review.cause, row.review.queue) for row in rows if row.review.cause != Cause.HOLD]


async def a_platform_order(oms: Oms) -> OrderView:
    """Place an order that nobody times out."""
    return await place(oms, a_request(a_line("A-1", 1, "9.00"), channel="taobao"))


async def test_an_order_enters_the_queue_of_whoever_owns_its_problem(
    shop: Oms, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = await a_platform_order(shop)

    assert await look(shop, monkeypatch, 2 * DAY - timedelta(minutes=1)) == []
    assert await look(shop, monkeypatch, 2 * DAY) == [(order.order_no, "not_paid", "收款")]
    assert await look(shop, monkeypatch, 2 * DAY) == [(order.order_no, "not_paid", "收款")]
    told = [event.name for event in (await shop.orders.get(order.order_no)).timeline]
    assert told.count("ProblemNoted") == 1


async def test_what_goes_on_again_leaves_the_queue(shop: Oms, monkeypatch: pytest.MonkeyPatch) -> None:
    order = await a_platform_order(shop)
    await look(shop, monkeypatch, 2 * DAY)
    await pay(shop, order)

    assert await look(shop, monkeypatch, DAY) == []
    (review,) = await shop.reviews.of_order(order.order_no)
    assert review.stage == "withdrawn"
    assert await look(shop, monkeypatch, 2 * DAY) == [(order.order_no, "not_shipped", "仓配")]


async def test_a_part_that_was_paid_does_not_lie_about(shop: Oms, monkeypatch: pytest.MonkeyPatch) -> None:
    order = await a_platform_order(shop)
    await pay(shop, order, "1.00")

    assert await look(shop, monkeypatch, DAY) == [(order.order_no, "partly_paid", "收款")]


async def test_a_person_says_that_it_is_resolved_and_it_does_not_come_back(
    shop: Oms, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = await a_platform_order(shop)
    await look(shop, monkeypatch, 2 * DAY)
    await shop.reviews.claim(order.order_no, WANG, Cause.NOT_PAID)
    with pytest.raises(IllegalMove):
        await shop.reviews.decide(order.order_no, "clear", "没问题", Reviewer(name=WANG), Cause.NOT_PAID)

    done, _ = await shop.reviews.decide(
        order.order_no, "resolve", "平台已通知买家", Reviewer(name=WANG), Cause.NOT_PAID
    )
    assert (done.stage, done.blocks) == ("resolved", ())
    assert await look(shop, monkeypatch, 2 * DAY) == []
    assert (await shop.orders.get(order.order_no)).status.order == "awaiting_payment"


async def test_a_problem_that_comes_back_is_in_the_queue_again(shop: Oms, monkeypatch: pytest.MonkeyPatch) -> None:
    order = await a_platform_order(shop)
    await look(shop, monkeypatch, 2 * DAY)
    monkeypatch.setitem(STANDS, Cause.NOT_PAID, "o.order_state = 'nowhere'")
    assert await look(shop, monkeypatch, 2 * DAY) == []
    monkeypatch.undo()

    assert await look(shop, monkeypatch, 2 * DAY) == [(order.order_no, "not_paid", "收款")]


async def test_a_held_order_waits_for_its_review_and_is_no_problem_besides(
    shop: Oms, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = await a_held(shop)

    assert await look(shop, monkeypatch, 3 * DAY) == []
    await shop.reviews.claim(order.order_no, LI)


@pytest.mark.parametrize("cause", sorted(STANDS))
async def test_only_orders_that_are_not_done_are_read(shop: Oms, cause: Cause) -> None:
    engine: PooledEngine = shop._engine  # noqa: SLF001  # what the database does is asked of it
    sql = f"EXPLAIN QUERY PLAN {FIND.format(stands=STANDS[cause])}"
    steps = await engine.read(lambda connection: connection.execute(sql, (now_utc(), cause.value, 10)).fetchall())

    assert "USING INDEX orders_not_done" in str(steps[0]), steps


def test_every_problem_has_its_question_its_owner_and_its_words() -> None:
    assert [problem.cause for problem in PROBLEMS] == list(STANDS)
    assert set(Cause) == {Cause.HOLD, Cause.ROLLED_BACK, *STANDS}
    assert all(problem.queue and problem.reason and problem.within > timedelta() for problem in PROBLEMS)
