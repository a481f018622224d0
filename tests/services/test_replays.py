"""Replays as the engine runs them: in processes of their own, over what is kept, to the last order."""

import asyncio
import multiprocessing
from collections import Counter
from typing import Any

import msgspec
import pytest

from engine.errors import Conflict, InvalidInput, NotFound, OrderNotAccepted, RuleSetError
from engine.money import minor_units
from engine.services.app import Oms
from engine.services.replay_request import ReplayRequest
from engine.services.replay_views import BillView, ReplayView
from engine.services.views import OrderView
from tests.builders import XIHU, a_line
from tests.services.calls import a_request, place

CEILING = "      - id: ceiling\n"
LESS_IN_XIHU = (
    "      - {id: xihu, when: {address.district: 浙江省/杭州市/西湖区, channel: app}, "
    "then: {op: add, amount: -1.00, reason: 西湖区减免}}\n"
)


async def replayed(oms: Oms, **asked: Any) -> BillView:
    """Run a replay to its end and return what it found."""
    view = await oms.replays.start(ReplayRequest(**asked), actor="tests")
    view = await ended(oms, view)
    assert view.state == "done", view.failure
    assert view.done == view.orders
    assert view.bill is not None
    return view.bill


async def ended(oms: Oms, view: ReplayView) -> ReplayView:
    async with asyncio.timeout(120):
        while view.state == "running":
            await asyncio.sleep(0.1)
            view = await oms.replays.get(view.id)
    return view


async def orders_of_two_districts(oms: Oms) -> list[OrderView]:
    elsewhere = msgspec.structs.replace(XIHU, district="上城区", region_code="330102")
    orders = [await place(oms, a_request(a_line("A-1", n), a_line("B-1", n))) for n in (1, 2, 3)]
    orders += [await place(oms, a_request(a_line("A-1"), address=elsewhere)) for _ in range(2)]
    orders += [await place(oms, a_request(a_line("A-1"), channel="mini_program"))]
    return orders


async def cheaper(oms: Oms) -> str:
    text = await oms.rules.text("freight-standard")
    assert CEILING in text
    return text.replace(CEILING, LESS_IN_XIHU + CEILING, 1)


async def test_the_bill_shows_the_orders_and_the_money_that_one_reckons_by_hand(oms: Oms) -> None:
    orders = await orders_of_two_districts(oms)
    off: Counter[str] = Counter()
    for order in orders:
        for decision in order.decisions:
            if decision.kind == "freight" and order.channel == "app" and order.region_code == "330106":
                fee = minor_units(str(decision.answer["fee"]), "CNY")
                off[order.order_no] += min(100, fee)

    bill = await replayed(oms, yaml=await cheaper(oms))

    assert (bill.orders, bill.skipped) == (len(orders), 0)
    assert {each.order_no for each in bill.affected} == {number for number, amount in off.items() if amount}
    assert {each.order_no: -minor_units(each.freight.difference, "CNY") for each in bill.affected} == +off
    (freight,) = bill.freight
    assert minor_units(freight.before, "CNY") == sum(minor_units(each.amounts.freight, "CNY") for each in orders)
    assert minor_units(freight.difference, "CNY") == -off.total() < 0
    assert {each.value: each.changed for each in bill.channels} == {"app": bill.changed, "mini_program": 0}
    assert bill.kinds == {"freight": bill.changed}
    assert all("adjust/xihu" in each.rules_after for each in bill.patterns)
    assert sum(each.count for each in bill.patterns) == sum(len(each.differences) for each in bill.affected)


async def test_a_candidate_that_is_in_force_already_makes_an_empty_bill(oms: Oms) -> None:
    orders = await orders_of_two_districts(oms)
    for set_id in ("freight-standard", "split-default", "risk-default"):
        row = next(row for row in await oms.rules.sets() if row.id == set_id)
        bill = await replayed(oms, set=set_id, version=row.version)
        assert (bill.orders, bill.changed, bill.affected, bill.patterns, bill.kinds) == (len(orders), 0, (), (), {})
        assert {each.difference for each in (*bill.freight, *bill.discount)} == {"0.00"}
        assert all(each.before == each.after for each in (bill.held, bill.parcels, bill.refused))
        assert all(each.before == each.after > 0 for each in bill.load)


async def test_an_audience_and_a_number_narrow_the_orders(oms: Oms) -> None:
    orders = await orders_of_two_districts(oms)
    text = await cheaper(oms)
    bill = await replayed(oms, yaml=text, audience=({"channel": "mini_program"},))
    assert (bill.orders, bill.changed) == (1, 0)
    bill = await replayed(oms, yaml=text, orders=2)
    assert bill.orders == 2 < len(orders)
    assert (await replayed(oms, yaml=text, last="1s")).orders == 0


async def test_an_order_that_was_refused_is_decided_again_by_a_milder_candidate(oms: Oms) -> None:
    mild = await oms.rules.text("risk-default")
    harsh = mild.replace(
        "      - id: trusted\n",
        "      - {id: harm, when: {address.district: 浙江省/杭州市/西湖区}, "
        "then: {action: reject, reason: 试验, customer_text: 暂时无法下单}}\n      - id: trusted\n",
        1,
    )
    await oms.rules.publish(harsh, actor="tests", reason="试验")
    with pytest.raises(OrderNotAccepted):
        await place(oms, a_request(a_line("A-1")))
    bill = await replayed(oms, yaml=mild)
    assert (bill.refused.before, bill.refused.after) == (1, 0)
    assert bill.affected[0].refused == ("risk", None)


async def test_a_list_is_tried_like_a_set(oms: Oms) -> None:
    await orders_of_two_districts(oms)
    (text,) = [file.text for file in await oms.rules.documents() if "id: region.remote\n" in file.text]
    assert (await replayed(oms, yaml=text)).changed == 0
    bill = await replayed(oms, yaml=text.replace("values: [", "values: [浙江省/杭州市/西湖区, ", 1))
    assert set(bill.kinds) == {"freight"}
    assert {each.value: each.changed for each in bill.channels} == {"app": 3, "mini_program": 1}


async def test_what_cannot_be_replayed_is_refused_before_anything_runs(oms: Oms) -> None:
    for wrong in (
        ReplayRequest(),
        ReplayRequest(set="freight-standard"),
        ReplayRequest(set="freight-standard", version=1, yaml="x"),
        ReplayRequest(set="freight-standard", version=1, last="soon"),
        ReplayRequest(set="freight-standard", version=1, orders=0),
        ReplayRequest(set="freight-standard", version=1, percent=0),
        ReplayRequest(set="freight-standard", version=1, audience=({"chanel": "app"},)),
    ):
        with pytest.raises(InvalidInput):
            await oms.replays.start(wrong, actor="tests")
    with pytest.raises(RuleSetError):
        await oms.replays.start(ReplayRequest(yaml="format: 1\nkind: freight\n"), actor="tests")
    with pytest.raises(NotFound):
        await oms.replays.start(ReplayRequest(set="freight-standard", version=99), actor="tests")
    assert await oms.replays.list() == ()


async def test_a_replay_that_is_cancelled_stops_and_tells_so(oms: Oms) -> None:
    await orders_of_two_districts(oms)
    running = await oms.replays.start(ReplayRequest(yaml=await cheaper(oms)), actor="tests")
    with pytest.raises(Conflict, match="another replay"):
        await oms.replays.start(ReplayRequest(yaml=await cheaper(oms)), actor="tests")
    await oms.replays.cancel(running.id)
    stopped = await ended(oms, running)
    assert (stopped.state, stopped.bill) == ("cancelled", None)
    with pytest.raises(Conflict, match="nothing to cancel"):
        await oms.replays.cancel(running.id)
    assert [row.id for row in await oms.replays.list()] == [running.id]


async def test_a_replay_whose_process_dies_is_told_as_failed_and_the_next_one_runs(oms: Oms) -> None:
    await orders_of_two_districts(oms)
    running = await oms.replays.start(ReplayRequest(yaml=await cheaper(oms)), actor="tests")
    children = multiprocessing.active_children()
    while not children and (await oms.replays.get(running.id)).state == "running":
        await asyncio.sleep(0.01)
        children = multiprocessing.active_children()
    for child in children:
        child.kill()
    failed = await ended(oms, running)
    assert (failed.state, failed.bill) == ("failed", None)
    assert failed.failure
    assert (await replayed(oms, yaml=await cheaper(oms))).changed == 3
