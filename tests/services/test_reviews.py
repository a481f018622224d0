"""Held orders in the queue: who looks at them, what a verdict does to order, stock and money."""

from datetime import timedelta

import pytest

from engine.errors import (
    IdempotencyConflict,
    IllegalMove,
    InvalidInput,
    NotFound,
    ReviewTaken,
    SecondReviewerNeeded,
)
from engine.orders.catalogue import StockLevel
from engine.orders.request import CustomerInfo
from engine.services.app import Oms
from engine.services.review_views import ReviewFilter
from engine.services.reviews import Reviewer
from tests.builders import a_line, a_sku, a_warehouse
from tests.services.calls import a_request, place
from tests.services.conftest import free
from tests.services.held import LI, WANG, a_held, cancel, clear, pay, reject, review_of


async def test_a_held_order_enters_the_queue_with_its_placing(shop: Oms) -> None:
    order = await a_held(shop)
    (row,) = (await shop.reviews.list(ReviewFilter(), WANG)).items
    (queue,) = await shop.reviews.queues()

    assert row.review.order_no == order.order_no
    assert (row.review.queue, row.review.blocks, row.review.stage) == ("反欺诈", ("release",), "open")
    assert row.review.reasons == ("单个商品大批量购买", "单个商品超大批量购买")
    assert row.review.due - row.review.since == timedelta(hours=2)
    assert (row.payable, row.customer_id) == (order.amounts.payable, order.customer_id)
    assert (queue.queue, queue.open, queue.overdue, queue.claimed) == ("反欺诈", 1, 0, 0)


async def test_the_terms_of_a_held_order_can_be_explained(shop: Oms) -> None:
    order = await a_held(shop)
    (decision,) = (each for each in order.decisions if each.kind == "terms")
    seen = await shop.orders.explain(decision.id)

    assert seen.agrees
    assert [step.step for step in seen.steps] == ["payment", "cancel", "completion", "review"]
    assert seen.facts["hold.queue"] == "反欺诈"


async def test_an_order_that_passed_has_no_review(shop: Oms) -> None:
    order = await place(shop, a_request())

    assert await shop.reviews.of_order(order.order_no) == ()
    with pytest.raises(NotFound):
        await shop.reviews.claim(order.order_no, WANG)


async def test_clearing_lets_the_order_go_on(shop: Oms) -> None:
    order = await a_held(shop)
    done = await clear(shop, order)
    seen = await shop.orders.get(order.order_no)

    assert (done.stage, done.verdicts, done.agreed) == ("cleared", (), (WANG,))
    assert (seen.status.review, seen.blocks, seen.hold_queue) == ("passed", (), None)
    assert [note.action for note in done.notes] == ["clear"]
    assert "ReviewCleared" in [event.name for event in seen.timeline]
    assert (await shop.reviews.list(ReviewFilter(), WANG)).items == ()


async def test_a_cleared_order_is_routed_on_the_stock_of_that_moment(shop: Oms) -> None:
    order = await a_held(shop)
    before = order.children[0].allocations[0].warehouse
    other = "SH" if before == "HZ" else "HZ"
    await shop.catalogue.keep(warehouses=[a_warehouse(before, status="closed")])

    await clear(shop, order)
    seen = await shop.orders.get(order.order_no)
    routings = [decision for decision in seen.decisions if decision.kind == "routing"]

    assert [each.warehouse for each in seen.children[0].allocations] == [other]
    assert [decision.id.rpartition(".")[0] for decision in routings] == [order.order_no, f"{order.order_no}-V1"]
    assert (await shop.orders.explain(routings[1].id)).agrees
    assert await free(shop, "A-1") == 19_000


async def test_rejecting_cancels_releases_the_stock_and_tells_the_buyer_nothing(shop: Oms) -> None:
    order = await a_held(shop)
    assert await free(shop, "A-1") == 19_000
    done = await reject(shop, order)
    seen = await shop.orders.get(order.order_no)

    assert done.stage == "rejected"
    assert (seen.status.order, seen.status.review) == ("cancelled", "rejected")
    assert await free(shop, "A-1") == 20_000
    assert "刷单" not in seen.views.customer
    assert all("刷单" not in str(event.data) for event in seen.timeline)
    assert [note.reason for note in done.notes] == ["刷单"]


async def test_a_claim_keeps_others_away_until_it_is_let_go(shop: Oms) -> None:
    order = await a_held(shop)
    claimed = await shop.reviews.claim(order.order_no, WANG)

    assert claimed.claimed_by == WANG
    with pytest.raises(ReviewTaken, match=WANG):
        await clear(shop, order, LI)
    assert [row.review.order_no for row in (await shop.reviews.list(ReviewFilter(mine=True), WANG)).items] == [
        order.order_no
    ]
    assert (await shop.reviews.list(ReviewFilter(mine=True), LI)).items == ()
    await shop.reviews.release(order.order_no, WANG)
    assert (await clear(shop, order, LI)).stage == "cleared"


async def test_asking_for_more_is_noted_and_leaves_the_order_held(shop: Oms) -> None:
    order = await a_held(shop)
    asked, _ = await shop.reviews.decide(order.order_no, "ask", "请客服联系买家", Reviewer(name=WANG))

    assert (asked.stage, asked.claimed_by) == ("asked", None)
    assert (await shop.orders.get(order.order_no)).status.review == "held"
    assert (await clear(shop, order, LI)).stage == "cleared"


async def test_a_verdict_without_a_reason_or_a_name_is_refused(shop: Oms) -> None:
    order = await a_held(shop)

    with pytest.raises(InvalidInput, match="reason"):
        await shop.reviews.decide(order.order_no, "clear", " ", Reviewer(name=WANG))
    with pytest.raises(InvalidInput, match="verdict"):
        await shop.reviews.decide(order.order_no, "maybe", "核实过", Reviewer(name=WANG))
    with pytest.raises(IllegalMove):
        await shop.reviews.decide(order.order_no, "resolve", "核实过", Reviewer(name=WANG))


async def test_a_costly_order_takes_two_people(shop: Oms) -> None:
    known = CustomerInfo(id="C-KNOWN")
    await place(shop, a_request(a_line("A-1", 1, "1.00"), channel="taobao", customer=known))
    order = await place(shop, a_request(a_line("A-1", 1000, "20.00"), channel="taobao", customer=known))
    first = await clear(shop, order)

    assert (first.stage, first.agreed, first.reviewers) == ("open", (WANG,), 2)
    assert (await shop.orders.get(order.order_no)).status.review == "held"
    with pytest.raises(SecondReviewerNeeded):
        await clear(shop, order)
    assert (await clear(shop, order, LI)).agreed == (WANG, LI)
    assert (await shop.orders.get(order.order_no)).status.review == "passed"


async def test_the_same_call_twice_is_one_verdict(shop: Oms) -> None:
    order = await a_held(shop)
    call = Reviewer(name=WANG, idempotency_key="k-1", body_hash="a")
    first = await shop.reviews.decide(order.order_no, "clear", "核实过", call)
    again = await shop.reviews.decide(order.order_no, "clear", "核实过", call)

    assert (first[1], again[1]) == (False, True)
    assert again[0] == first[0]
    other = Reviewer(name=WANG, idempotency_key="k-1", body_hash="b")
    with pytest.raises(IdempotencyConflict):
        await shop.reviews.decide(order.order_no, "reject", "刷单", other)


async def test_an_order_that_is_cancelled_leaves_the_queue(shop: Oms) -> None:
    order = await a_held(shop)
    await cancel(shop, order)

    assert (await review_of(shop, order)).stage == "withdrawn"
    assert (await shop.reviews.list(ReviewFilter(), WANG)).items == ()
    with pytest.raises(IllegalMove):
        await clear(shop, order)


async def test_many_are_decided_each_by_itself(shop: Oms) -> None:
    orders = [await a_held(shop) for _ in range(3)]
    await shop.reviews.claim(orders[1].order_no, LI)
    outcomes = await shop.reviews.decide_many(
        [*(order.order_no for order in orders), "26110100NOSUCHNO"], "reject", "同一批刷单", Reviewer(name=WANG)
    )

    assert [outcome.done for outcome in outcomes] == [True, False, True, False]
    assert [outcome.code for outcome in outcomes if not outcome.done] == ["review_taken", "not_found"]
    assert await free(shop, "A-1") == 19_000


async def test_the_queue_is_narrowed_and_paged_by_what_is_due_first(shop: Oms) -> None:
    orders = [await a_held(shop) for _ in range(3)]
    first = await shop.reviews.list(ReviewFilter(queue="反欺诈"), WANG, limit=2)
    rest = await shop.reviews.list(ReviewFilter(reason="单个商品大批量购买"), WANG, after=first.next, limit=2)

    found = [row.review.order_no for row in (*first.items, *rest.items)]
    assert found == [order.order_no for order in orders]
    assert rest.next is None
    for nothing in (ReviewFilter(queue="规则异常"), ReviewFilter(reason="单个商品"), ReviewFilter(overdue=True)):
        assert (await shop.reviews.list(nothing, WANG)).items == ()
    with pytest.raises(InvalidInput):
        await shop.reviews.list(ReviewFilter(), WANG, after="nowhere")


async def test_an_order_that_no_rule_set_could_decide_is_in_the_queue_of_failures(shop: Oms) -> None:
    await shop.catalogue.keep(skus=[a_sku("U-1", currency="USD", weight_grams=5)])
    await shop.catalogue.receive([StockLevel(sku="U-1", warehouse="HZ", on_hand=9)], actor="tests")
    order = await place(shop, a_request(a_line("U-1", 2, "5.00"), channel="taobao", currency="USD"))
    review = await review_of(shop, order)

    assert (review.queue, review.blocks) == ("规则异常", ("release", "payment"))
    assert all("no_rule_set" in reason for reason in review.reasons)
    with pytest.raises(IllegalMove):
        await pay(shop, order)
    await clear(shop, order)
    assert (await shop.orders.get(order.order_no)).status.review == "passed"
    await pay(shop, order)
    assert (await shop.orders.get(order.order_no)).status.order == "confirmed"


async def test_the_audit_keeps_who_said_what_and_its_chain_holds(shop: Oms) -> None:
    cleared, rejected = await a_held(shop), await a_held(shop)
    await shop.reviews.claim(cleared.order_no, WANG)
    await clear(shop, cleared)
    await reject(shop, rejected, LI)
    entries = [each for each in await shop.governance.audit.entries() if each.action == "review_decided"]

    assert [(each.actor, each.subject, each.data["stage"]) for each in entries] == [
        (WANG, cleared.order_no, "cleared"),
        (LI, rejected.order_no, "rejected"),
    ]
    assert "刷单" not in str(entries)
    assert (await shop.governance.audit.verify()).ok
