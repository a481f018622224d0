"""The lifecycle for people: diagrams of an order type with how many orders stand where."""

import pytest

from engine.errors import InvalidInput
from engine.orders.request import PaymentInfo
from engine.services.app import Oms
from tests.builders import a_line
from tests.services.calls import a_request, place


async def test_the_diagrams_count_the_orders_of_their_type(oms: Oms) -> None:
    await place(oms, a_request(a_line("A-1", 1), channel_order_id="L-1"))
    await place(oms, a_request(a_line("A-1", 1), channel_order_id="L-2"))
    await place(
        oms, a_request(a_line("A-1", 1), channel_order_id="L-3", order_type="cod", payment=PaymentInfo(method="cod"))
    )

    normal = await oms.lifecycle.lifecycle("normal", "zh")
    cod = await oms.lifecycle.lifecycle("cod", "en")

    assert (normal.orders, cod.orders) == (2, 1)
    assert 'state "待付款 · 2" as awaiting_payment' in normal.dimensions[0].diagram
    assert 'state "to be collected · 1" as collectable' in cod.dimensions[2].diagram
    assert [dimension.name for dimension in normal.dimensions] == ["订单", "审核", "付款", "履约", "售后"]


async def test_a_move_tells_who_makes_it_and_what_it_takes(oms: Oms) -> None:
    seen = await oms.lifecycle.lifecycle("normal", "en")

    moves = {move.name: move for dimension in seen.dimensions for move in dimension.moves}
    assert moves["ship"].roles == ("merchant", "system", "warehouse")
    assert "the order is confirmed" in moves["ship"].guards
    assert moves["accept"].roles == ()


async def test_an_order_type_that_does_not_exist_is_named(oms: Oms) -> None:
    with pytest.raises(InvalidInput, match="there is no order type gift"):
        await oms.lifecycle.lifecycle("gift", "zh")
