"""What is not simply let through: held, refused in neutral words, refused by name."""

import pytest

from engine.decisions.record import DecisionRecord
from engine.errors import InvalidInput, OrderNotAccepted, OutOfStock, Undeliverable
from engine.orders.request import Address
from engine.orders.status import ReviewState
from tests.builders import a_line, a_sku, a_snapshot, a_warehouse, an_order_request
from tests.planning.planned import plan
from tests.planning.rulebooks import (
    NEVER_FROZEN,
    REJECT_ALL,
    REVIEW_ALL,
    a_rulebook,
)


def test_a_held_order_is_planned_whole_and_its_stock_reserved() -> None:
    found = plan(rulebook=a_rulebook(REVIEW_ALL))
    order = found.order

    assert order.status.review is ReviewState.HELD
    assert (order.hold_queue, order.hold_reasons, order.blocks) == ("抽查", ("抽查",), ("release",))
    assert [child.status.review for child in order.children] == [ReviewState.HELD]
    assert sum(reservation.quantity for reservation in found.reservations) == 2
    assert [event.name for event in found.events] == ["OrderPlaced", "OrderHeld"]


def test_a_rejected_order_is_refused_in_neutral_words_and_its_decision_kept() -> None:
    with pytest.raises(OrderNotAccepted) as refusal:
        plan(rulebook=a_rulebook(REJECT_ALL))
    (record,) = refusal.value.decisions

    assert str(refusal.value) == "订单未能通过审核，请联系客服"
    assert isinstance(record, DecisionRecord)
    assert record.id == refusal.value.decision
    assert record.answer["reasons"] in (["抽查"], ("抽查",))


def test_a_rejected_buyer_does_not_learn_what_is_in_stock() -> None:
    with pytest.raises(OrderNotAccepted):
        plan(snapshot=a_snapshot(stock={}), rulebook=a_rulebook(REJECT_ALL))


def test_what_is_not_free_is_refused_by_name() -> None:
    request = an_order_request(a_line("A-1", 1), a_line("B-1", 3))
    stock = {("A-1", "HZ"): 5, ("B-1", "HZ"): 1, ("B-1", "SH"): 1}
    with pytest.raises(OutOfStock) as refusal:
        plan(request, a_snapshot([a_sku("A-1"), a_sku("B-1")], stock=stock))

    assert (refusal.value.sku, refusal.value.wanted, refusal.value.available) == ("B-1", 3, 2)
    assert [problem.path for problem in refusal.value.problems] == ["lines[1].sku"]
    assert [record.kind for record in refusal.value.decisions if isinstance(record, DecisionRecord)] == ["risk"]


def test_every_sku_that_lacks_is_named() -> None:
    with pytest.raises(OutOfStock) as refusal:
        plan(an_order_request(a_line("A-1"), a_line("B-1")), a_snapshot([a_sku("A-1"), a_sku("B-1")], stock={}))

    assert [problem.path for problem in refusal.value.problems] == ["lines[0].sku", "lines[1].sku"]


def test_stock_of_a_closed_warehouse_is_not_for_sale() -> None:
    with pytest.raises(OutOfStock):
        plan(snapshot=a_snapshot(warehouses=[a_warehouse("HZ", status="closed"), a_warehouse("SH", status="paused")]))


def test_two_lines_of_one_sku_ask_for_their_sum() -> None:
    with pytest.raises(OutOfStock) as refusal:
        plan(an_order_request(a_line("A-1", 2), a_line("A-1", 2)), a_snapshot(stock={("A-1", "HZ"): 3}))

    assert refusal.value.wanted == 4


def test_a_place_that_is_not_delivered_to_is_named() -> None:
    with pytest.raises(Undeliverable) as refusal:
        plan(an_order_request(address=Address(province="海南省", city="三沙市", district="南沙区")))

    assert "海南省/三沙市/南沙区" in str(refusal.value)
    assert [problem.path for problem in refusal.value.problems] == ["address"]
    assert "freight" in [record.kind for record in refusal.value.decisions if isinstance(record, DecisionRecord)]


def test_a_request_with_mistakes_is_not_decided_upon() -> None:
    with pytest.raises(InvalidInput):
        plan(an_order_request(a_line("X-9")))


@pytest.mark.parametrize("kind", ["risk", "split", "routing", "freight"])
def test_an_order_that_a_kind_has_no_rule_set_for_is_held_and_never_let_through(kind: str) -> None:
    found = plan(rulebook=a_rulebook(without=(kind,)))

    assert found.order.status.review is ReviewState.HELD
    assert found.order.hold_queue == "规则异常"
    assert set(found.order.blocks) == {"release", "payment"}
    assert "no_rule_set" in found.order.hold_reasons[0]
    assert "DecisionFailed" in [event.name for event in found.events]


def test_a_freight_that_cannot_be_reckoned_holds_the_order_until_a_person_has_priced_it() -> None:
    snapshot = a_snapshot([a_sku("A-1", temperature="frozen")], [a_warehouse("HZ", capabilities=("cold_chain",))])
    order = plan(an_order_request(), snapshot, a_rulebook(NEVER_FROZEN)).order

    assert order.status.review is ReviewState.HELD
    assert "payment" in order.blocks


def test_an_order_of_a_currency_without_rule_sets_is_held() -> None:
    request = an_order_request(currency="USD")

    assert plan(request, a_snapshot([a_sku(currency="USD")])).order.hold_queue == "规则异常"
