"""A call that comes again gets its first answer; another call under the same key is refused."""

import asyncio

import msgspec
import pytest

from engine.encoding import to_json
from engine.errors import IdempotencyConflict, OrderNotAccepted
from engine.orders.request import PaymentInfo
from engine.services.app import Oms
from engine.services.views import OrderFilter
from tests.builders import a_line
from tests.services.calls import a_request, place, place_again
from tests.services.conftest import free, stock


async def count(oms: Oms) -> int | None:
    return (await oms.orders.list(OrderFilter(), with_total=True)).total


async def test_the_same_call_gets_the_same_answer_and_places_one_order(oms: Oms) -> None:
    request = a_request(a_line("A-1", 2), remark="一")

    first, first_again = await place_again(oms, request, "key-1")
    second, second_again = await place_again(oms, request, "key-1")

    assert (first_again, second_again) == (False, True)
    assert to_json(first) == to_json(second)
    assert await count(oms) == 1
    assert await free(oms, "A-1") == 198


async def test_the_channel_order_id_alone_makes_a_call_known_again(oms: Oms) -> None:
    request = a_request()

    first, _ = await place_again(oms, request)
    second, was_there = await place_again(oms, request, "a key that came later")

    assert was_there
    assert first.order_no == second.order_no


async def test_another_body_under_the_same_key_is_refused(oms: Oms) -> None:
    await place(oms, a_request(a_line("A-1", 1)), "key-1")

    with pytest.raises(IdempotencyConflict, match="key-1"):
        await place(oms, a_request(a_line("A-1", 2)), "key-1")

    assert await count(oms) == 1


async def test_another_body_under_the_same_channel_order_id_is_refused(oms: Oms) -> None:
    request = a_request(a_line("A-1", 1))
    await place(oms, request)

    with pytest.raises(IdempotencyConflict, match=request.channel_order_id):
        await place(oms, msgspec.structs.replace(request, lines=(a_line("A-1", 2),)))


async def test_two_callers_may_use_the_same_key(oms: Oms) -> None:
    first = await place(oms, a_request(), "1", actor="shop")
    second = await place(oms, a_request(), "1", actor="platform")

    assert first.order_no != second.order_no


async def test_the_same_order_id_of_two_channels_is_two_orders(oms: Oms) -> None:
    request = a_request()
    first = await place(oms, request)
    second = await place(oms, msgspec.structs.replace(request, channel="web"))

    assert first.order_no != second.order_no


async def test_twenty_equal_calls_at_once_place_one_order(oms: Oms) -> None:
    request = a_request(a_line("A-1", 1))

    answers = await asyncio.gather(*[place_again(oms, request, "key-1") for _ in range(20)])

    assert len({to_json(order) for order, _ in answers}) == 1
    assert sum(not was_there for _, was_there in answers) == 1
    assert await free(oms, "A-1") == 199
    assert await oms.catalogue.disagreements() == ()


async def test_a_rejected_call_is_rejected_again_by_the_same_decision(oms: Oms) -> None:
    await stock(oms, {("A-1", "HZ"): 5000})
    request = a_request(a_line("A-1", 1000), payment=PaymentInfo(method="cod"))

    with pytest.raises(OrderNotAccepted) as first:
        await place(oms, request, "key-1")
    with pytest.raises(OrderNotAccepted) as second:
        await place(oms, request, "key-1")

    assert second.value.decision == first.value.decision
    assert str(second.value) == str(first.value)
    kept = await oms.orders.decisions(first.value.decision.partition(".")[0])
    assert [record.kind for record in kept] == ["promotion", "risk"]


async def test_the_first_answer_stands_after_the_goods_have_changed(oms: Oms) -> None:
    request = a_request()
    first = await place(oms, request, "key-1")
    sku = await oms.catalogue.sku("A-1")
    await oms.catalogue.keep(skus=[msgspec.structs.replace(sku, name="新名字", price=9999)])

    assert to_json(await place(oms, request, "key-1")) == to_json(first)
