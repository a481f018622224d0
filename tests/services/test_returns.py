"""Returns: decided under the rules that the order was placed under, and kept."""

import asyncio
from datetime import timedelta

import pytest

from engine.encoding import to_json
from engine.errors import IdempotencyConflict, InvalidInput, NotFound
from engine.orders.return_request import ReturnRequest
from engine.services.app import Oms
from engine.services.views import OrderView
from tests.builders import NOW, a_line
from tests.services.calls import a_request, place


@pytest.fixture
async def order(oms: Oms) -> OrderView:
    """Place an order of five A-1, months ago."""
    return await place(oms, a_request(a_line("A-1", 5), placed_at=NOW - timedelta(days=90)))


async def test_a_return_is_allowed_with_its_terms_and_explained(oms: Oms, order: OrderView) -> None:
    answer = await oms.returns.request(order.order_no, "1", 2, "no_reason", actor="tests")

    assert (answer.allowed, answer.action, answer.window_days, answer.shipping_by) == (True, "auto", 7, "buyer")
    assert answer.return_no == f"{order.order_no}-R1"
    assert (await oms.orders.explain(answer.decision.id)).agrees
    events = (await oms.orders.get(order.order_no)).timeline
    assert [event.name for event in events] == ["OrderPlaced", "ReturnRequested"]


async def test_a_late_return_is_refused_with_the_reason(oms: Oms, order: OrderView) -> None:
    answer = await oms.returns.request(
        order.order_no, "1", 1, "no_reason", received_at=NOW - timedelta(days=80), actor="tests"
    )

    assert (answer.allowed, answer.action, answer.reason) == (False, "reject", "超过退货期限")


async def test_no_more_goes_back_than_was_bought_also_at_the_same_time(oms: Oms, order: OrderView) -> None:
    refused: list[str] = []

    async def ask() -> bool:
        try:
            return (await oms.returns.request(order.order_no, "1", 2, "quality", actor="tests")).allowed
        except InvalidInput as error:
            refused.extend(problem.path for problem in error.problems)
            return False

    answers = [await ask() for _ in range(2)] + list(await asyncio.gather(ask(), ask(), ask()))

    assert answers.count(True) == 2
    assert refused == ["quantity"] * 3
    kept = await oms.returns.of_order(order.order_no)
    assert sum(each.quantity for each in kept if each.allowed) == 4


async def test_the_same_call_gets_the_same_answer(oms: Oms, order: OrderView) -> None:
    asked = ReturnRequest(order_no=order.order_no, line="1", quantity=1, reason="quality")

    first, _ = await oms.returns.place(asked, actor="tests", idempotency_key="r-1", body_hash="1")
    second, was_there = await oms.returns.place(asked, actor="tests", idempotency_key="r-1", body_hash="1")

    assert was_there
    assert to_json(first) == to_json(second)
    assert len(await oms.returns.of_order(order.order_no)) == 1
    with pytest.raises(IdempotencyConflict):
        await oms.returns.place(asked, actor="tests", idempotency_key="r-1", body_hash="2")


async def test_the_rules_of_the_order_decide_not_those_of_today(oms: Oms, order: OrderView) -> None:
    text = (await oms.rules.text("return-cn")).replace("title: 大陆退货政策", "title: 新的退货政策")
    await oms.rules.publish(text, actor="analyst", reason="新版")

    answer = await oms.returns.request(order.order_no, "1", 1, "quality", actor="tests")

    assert answer.decision.set == "return-cn@1"


async def test_a_return_of_no_order_or_line_is_named(oms: Oms, order: OrderView) -> None:
    with pytest.raises(NotFound):
        await oms.returns.request("26111016Z000000000000Z0", "1", 1, "quality", actor="tests")
    with pytest.raises(InvalidInput, match="line"):
        await oms.returns.request(order.order_no, "9", 1, "quality", actor="tests")
