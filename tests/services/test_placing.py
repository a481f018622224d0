"""Placing an order: what is answered is what is kept, all of it or nothing."""

import sqlite3

import msgspec
import pytest

from engine.encoding import to_json
from engine.errors import InvalidInput, OrderNotAccepted, OutOfStock
from engine.orders.catalogue import Customer
from engine.orders.number import parse, shard_of_buyer
from engine.orders.request import CustomerInfo, PaymentInfo
from engine.orders.tokens import token
from engine.services.app import Oms
from engine.services.views import OrderFilter, OrderView
from engine.store.binding import TABLES
from engine.store.engine import PooledEngine
from tests.builders import a_discount, a_line
from tests.services.calls import a_request, place
from tests.services.conftest import free, stock

REJECTED = "订单未能通过审核，请联系客服"


def rows(oms: Oms) -> dict[str, int]:
    """Return how many rows each table has."""

    def count(connection: sqlite3.Connection) -> dict[str, int]:
        names = [table._meta.tablename for table in TABLES]  # noqa: SLF001 - Piccolo's name of a table
        return {name: connection.execute(f"SELECT COUNT(*) FROM {name}").fetchone()[0] for name in names}  # noqa: S608 - names of ours

    engine: PooledEngine = oms._engine  # noqa: SLF001 - the test looks behind the use cases
    return engine.read_here(count)


async def test_an_order_is_answered_with_its_children_amounts_and_decisions(oms: Oms) -> None:
    order = await place(oms, a_request(a_line("A-1", 2), a_line("B-1", 1), discounts=(a_discount("10.00", "A-1"),)))

    assert order.status.order == "awaiting_payment"
    assert order.amounts.goods == "59.70"
    assert order.amounts.discount == "10.00"
    assert [child.merchant_id for child in order.children] == ["M-A", "M-B"]
    assert [decision.kind for decision in order.decisions][:3] == ["promotion", "risk", "split"]
    kinds = {"promotion", "risk", "split", "routing", "freight", "terms"}
    assert {decision.kind for decision in order.decisions} == kinds
    assert order.release == 1


async def test_an_order_read_back_is_the_order_that_was_answered(oms: Oms) -> None:
    placed = await place(oms, a_request(a_line("A-1", 2), a_line("B-1", 3), remark="请勿送货上门"))

    found = await oms.orders.get(placed.order_no)

    assert to_json(without_moves(found)) == to_json(placed)
    assert [event.name for event in found.timeline] == ["OrderPlaced"]
    assert found.moves is not None
    assert found.moves["cancel"] == ("customer", "merchant", "risk", "customer_service")
    assert await oms.orders.get(placed.children[0].order_no) == found


def without_moves(order: OrderView) -> OrderView:
    """Return the order without what can be done to it, which is told where an order is asked for."""
    children = tuple(msgspec.structs.replace(child, moves=None) for child in order.children)
    return msgspec.structs.replace(order, moves=None, children=children)


async def test_the_number_leads_to_the_buyers_shard(oms: Oms) -> None:
    order = await place(oms, a_request(customer=CustomerInfo(id="C-77")))

    assert parse(order.order_no).shard == shard_of_buyer("C-77")


async def test_what_is_allocated_is_reserved(oms: Oms) -> None:
    order = await place(oms, a_request(a_line("A-1", 7)))

    allocated = sum(line.quantity for child in order.children for each in child.allocations for line in each.lines)
    assert allocated == 7
    assert await free(oms, "A-1") == 193
    assert await oms.catalogue.disagreements() == ()
    newest = (await oms.catalogue.movements("A-1"))[0]
    assert (newest.kind, newest.reserved, newest.order_no) == ("reserve", 7, order.children[0].order_no)


async def test_bad_input_names_the_field_and_writes_nothing(oms: Oms) -> None:
    before = rows(oms)

    with pytest.raises(InvalidInput) as unknown:
        await place(oms, a_request(a_line("A-1"), a_line("NO-SUCH")))
    with pytest.raises(InvalidInput) as odd:
        await place(oms, a_request(a_line("A-1", unit_price="19.905")))

    assert [problem.path for problem in unknown.value.problems] == ["lines[1].sku"]
    assert [problem.path for problem in odd.value.problems] == ["lines[0].unit_price"]
    assert rows(oms) == before


async def test_too_little_stock_is_refused_by_name(oms: Oms) -> None:
    with pytest.raises(OutOfStock) as refused:
        await place(oms, a_request(a_line("A-1", 201)))

    assert (refused.value.sku, refused.value.wanted, refused.value.available) == ("A-1", 201, 200)
    assert await free(oms, "A-1") == 200
    assert await oms.catalogue.disagreements() == ()


async def test_a_rejected_order_is_refused_in_neutral_words_and_its_decision_is_kept(oms: Oms) -> None:
    await stock(oms, {("A-1", "HZ"): 5000})
    request = a_request(a_line("A-1", 1000), payment=PaymentInfo(method="cod"))
    before = rows(oms)

    with pytest.raises(OrderNotAccepted) as refused:
        await place(oms, request)

    assert str(refused.value) == REJECTED
    explained = await oms.orders.explain(refused.value.decision)
    assert explained.kind == "risk"
    assert explained.answer["action"] == "reject"
    assert explained.agrees
    grown = {name for name, count in rows(oms).items() if count != before[name]}
    assert grown == {"decisions", "refusals"}
    assert (await oms.orders.list(OrderFilter())).items == ()


async def test_a_held_order_reserves_its_stock_and_says_what_waits(oms: Oms) -> None:
    await stock(oms, {("A-1", "HZ"): 5000})
    await oms.catalogue.keep(customers=[Customer(id="C-5", orders_placed=2)])
    known = CustomerInfo(id="C-5")
    order = await place(oms, a_request(a_line("A-1", 300), payment=PaymentInfo(method="cod"), customer=known))

    assert order.status.review == "held"
    assert order.hold_reasons
    assert order.blocks == ("release",)
    assert await free(oms, "A-1") == 4900


async def test_orders_of_the_last_hour_count_against_the_next(oms: Oms) -> None:
    same = CustomerInfo(id="C-9", phone="+86 138 0000 0000")
    for _ in range(3):
        await place(oms, a_request(customer=same))

    fourth = await place(oms, a_request(customer=same))

    risk = next(decision for decision in fourth.decisions if decision.kind == "risk")
    facts = (await oms.orders.decisions(fourth.order_no))[0].facts
    assert facts["customer.orders_1h"] == 3
    assert facts["phone.orders_24h"] == 3
    assert risk.answer["reasons"] == ["一小时内连续下单"]


async def test_personal_values_are_tokens_in_facts_and_events(oms: Oms) -> None:
    order = await place(oms, a_request(customer=CustomerInfo(id="C-1", name="王小明", phone="13800000000")))

    records = await oms.orders.decisions(order.order_no)
    events = (await oms.orders.get(order.order_no)).timeline
    told = b"".join([*map(to_json, records), *map(to_json, events)]).decode()
    assert "13800000000" not in told
    assert "王小明" not in told
    secret = b"development-only-not-a-secret"
    assert len(token(secret, "13800000000")) == len(str(records[0].facts["customer.phone"]))


async def test_a_known_customer_has_their_own_tags_and_one_order_more(oms: Oms) -> None:
    await oms.catalogue.keep(customers=[Customer(id="C-5", level="gold", tags=("VIP",), orders_placed=2)])

    await place(oms, a_request(customer=CustomerInfo(id="C-5")))

    assert (await oms.catalogue.customer("C-5")).orders_placed == 3


async def test_every_decision_is_explained_from_its_kept_facts_with_the_same_answer(oms: Oms) -> None:
    order = await place(oms, a_request(a_line("A-1", 2), a_line("B-1", 150)))

    for decision in order.decisions:
        explained = await oms.orders.explain(decision.id)
        assert explained.agrees, decision.id
        assert explained.answer == decision.answer
        assert explained.steps


async def test_a_changed_price_reaches_the_next_order_and_no_earlier_one(oms: Oms) -> None:
    earlier = await place(oms, a_request())
    sku = await oms.catalogue.sku("A-1")
    await oms.catalogue.keep(skus=[msgspec.structs.replace(sku, name="新名字")])

    later = await place(oms, a_request())

    assert later.lines[0].name == "新名字"
    assert (await oms.orders.get(earlier.order_no)).lines[0].name == "商品 A-1"
