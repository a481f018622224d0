"""Replay: orders of the past decided once more, alone and added up to a bill."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.decisions.rulebook import RuleBook
from engine.encoding import to_json
from engine.money import minor_units
from engine.orders.channel import ChannelPolicy
from engine.orders.request import OrderRequest
from engine.planning import Plan, Snapshot
from engine.planning.replay import Bill, KeptDecision, Replayer, Situation, Situations, bill_of, change_of, together
from tests.builders import a_line, a_sku, a_snapshot, a_warehouse, an_order_request
from tests.planning.planned import plan
from tests.planning.rulebooks import ANYWHERE, ONE_CHILD, REJECT_ALL, RULES, a_rulebook
from tests.planning.test_plan_laws import placed, requests, snapshots

FREIGHT = (RULES / "freight" / "freight-standard.yaml").read_text("utf-8")
CEILING = "      - id: ceiling\n"
XIHU = (
    "      - {id: xihu, when: {address.district: 浙江省/杭州市/西湖区}, then: {op: add, amount: -1.00, reason: 减免}}\n"
)


def kept(placed: Plan) -> list[KeptDecision]:
    """Return the decisions of a plan as they are read again."""
    return [
        KeptDecision(
            id=record.id,
            kind=record.kind,
            order_no=record.order_no,
            subject=record.subject,
            at=record.at,
            facts=msgspec.json.decode(msgspec.json.encode(record.facts)),
        )
        for record in placed.decisions
    ]


def situation_of(placed: Plan) -> Situation:
    gifts = [line.id for line in placed.order.lines if line.gift_of is not None]
    found = Situations().of(kept(placed), gifts)
    assert found is not None
    return found


@cache
def shipped() -> RuleBook:
    return a_rulebook()


@cache
def cheaper() -> RuleBook:
    """Return the shipped sets, but one yuan off the freight in Xihu."""
    others = [(RULES / "freight" / "freight-merchant-2001.yaml").read_text("utf-8")]
    assert CEILING in FREIGHT
    return a_rulebook(FREIGHT.replace(CEILING, XIHU + CEILING, 1), *others)


def answers(bill_side: Any) -> dict[tuple[str, str], object]:
    return {key: msgspec.json.decode(to_json(each.answer)) for key, each in bill_side.answers.items() if each.decision}


@given(request=requests(), snapshot=snapshots(), book=st.sampled_from(["shipped", "anywhere"]))
@settings(max_examples=120, deadline=None)
def test_an_order_decided_again_by_the_same_rules_is_answered_as_it_was(
    request: OrderRequest, snapshot: Snapshot, book: str
) -> None:
    rules = shipped() if book == "shipped" else a_rulebook(ANYWHERE)
    order = placed(request, snapshot, rules)
    if order is None:
        return
    again, same = Replayer(rules, rules).replay(situation_of(order))
    assert answers(again) == {(each.kind, each.subject): each.answer for each in order.decisions}
    assert again.freight_total == order.order.amounts.freight.amount
    assert again.is_held == (order.order.hold_queue is not None)
    assert change_of(situation_of(order), again, same) is None


@given(request=requests(), snapshot=snapshots())
@settings(max_examples=40, deadline=None)
def test_what_a_candidate_would_decide_is_what_it_decides_when_the_order_is_placed_under_it(
    request: OrderRequest, snapshot: Snapshot
) -> None:
    order = placed(request, snapshot, shipped())
    if order is None:
        return
    for book in (cheaper(), a_rulebook(ONE_CHILD), a_rulebook(ANYWHERE)):
        placed_so = plan(request, snapshot, book)
        _, after = Replayer(shipped(), book).replay(situation_of(order))
        assert answers(after) == {(each.kind, each.subject): each.answer for each in placed_so.decisions}
        assert after.freight_total == placed_so.order.amounts.freight.amount
        assert sum(after.parcels.values()) == sum(len(child.allocations) for child in placed_so.order.children)


def test_a_promotion_is_decided_again_with_what_was_known_of_the_buyer() -> None:
    own = ChannelPolicy(trusted_pricing=False, trusted_tags=True)
    skus = (a_sku("A-1", price=20_000),)
    promotion = (RULES / "promotion" / "promotion-standard.yaml").read_text("utf-8")
    book = a_rulebook(promotion)
    order = plan(an_order_request(a_line("A-1", 3, "200.00")), a_snapshot(skus, policy=own), book)
    again, _ = Replayer(book, book).replay(situation_of(order))
    assert answers(again) == {(each.kind, each.subject): each.answer for each in order.decisions}
    assert again.discount_total == order.order.amounts.discount.amount > 0

    none = Replayer(book, a_rulebook(without=("promotion",)))
    before, after = none.replay(situation_of(order))
    change = change_of(situation_of(order), before, after)
    assert change is not None
    assert (change.before.discount, change.after.discount) == (order.order.amounts.discount.amount, 0)


def test_another_way_of_splitting_is_shown_down_to_routing_and_freight() -> None:
    skus = (a_sku("A-1"), a_sku("F-1", temperature="frozen"))
    warehouses = (a_warehouse("HZ", capabilities=("cold_chain",)), a_warehouse("SH"))
    order = plan(an_order_request(a_line("A-1"), a_line("F-1")), a_snapshot(skus, warehouses), shipped())
    assert len(order.order.children) == 2

    before, after = Replayer(shipped(), a_rulebook(ONE_CHILD)).replay(situation_of(order))
    change = change_of(situation_of(order), before, after)

    assert change is not None
    assert {each.kind for each in change.differences} == {"split", "routing"}
    assert (change.before.parcels, change.after.parcels) == (2, 1)


def test_an_order_that_would_be_refused_is_told_with_what_is_no_longer_asked() -> None:
    order = plan(rulebook=shipped())
    before, after = Replayer(shipped(), a_rulebook(REJECT_ALL)).replay(situation_of(order))
    change = change_of(situation_of(order), before, after)
    assert change is not None
    assert (change.before.refused, change.after.refused) == (None, "risk")
    assert {each.after.failure for each in change.differences if each.kind != "risk"} == {"not asked"}


def test_one_city_that_pays_less_is_on_the_bill_with_exactly_its_orders_and_money() -> None:
    replayer = Replayer(shipped(), cheaper())
    xihu = [plan(an_order_request(a_line("A-1", count)), rulebook=shipped()) for count in (1, 2, 30)]
    far = an_order_request().address
    elsewhere = plan(
        an_order_request(address=msgspec.structs.replace(far, district="上城区", region_code="330102")),
        rulebook=shipped(),
    )
    orders = [*xihu, elsewhere]
    situations = [msgspec.structs.replace(situation_of(each), order_no=f"N-{n}") for n, each in enumerate(orders)]
    bill = together([bill_of(each, *replayer.replay(each)) for each in situations])

    fees = [minor_units(str(freight(each)["fee"]), "CNY") for each in xihu]
    assert bill.total.orders == 4
    assert bill.total.changed == sum(fee > 0 for fee in fees) > 0
    was, is_now = bill.total.freight["CNY"]
    assert was - is_now == sum(min(fee, 100) for fee in fees)
    assert bill.kinds == {"freight": bill.total.changed}
    assert {each.kind for each in bill.patterns.values()} == {"freight"}
    assert any("adjust/xihu" in each.rules_after for each in bill.patterns.values())
    assert bill.cuts["city"]["330100"].orders == 4
    assert bill.cuts["merchant"]["M-1"].freight == bill.total.freight


def freight(order: Plan) -> Mapping[str, Any]:
    return next(record.answer for record in order.decisions if record.kind == "freight")


@given(data=st.data())
@settings(max_examples=30, deadline=None)
def test_bills_add_up_to_the_same_whatever_is_added_first(data: st.DataObject) -> None:
    replayer = Replayer(shipped(), cheaper())
    bills: list[Bill] = []
    for count in data.draw(st.lists(st.integers(1, 40), min_size=2, max_size=6)):
        placed_one = plan(an_order_request(a_line("A-1", count)), rulebook=shipped())
        situation = msgspec.structs.replace(situation_of(placed_one), order_no=f"N-{len(bills)}")
        bills.append(bill_of(situation, *replayer.replay(situation)))
    cut = data.draw(st.integers(0, len(bills)))
    shuffled = data.draw(st.permutations(bills))
    whole = together(bills)
    assert together([together(shuffled[:cut]), together(shuffled[cut:])]) == whole
    assert whole.total.orders == len(bills)


def test_a_candidate_that_says_the_same_in_other_words_makes_an_empty_bill() -> None:
    renamed = FREIGHT.replace("ceiling", "capped")
    others = [(RULES / "freight" / "freight-merchant-2001.yaml").read_text("utf-8")]
    replayer = Replayer(shipped(), a_rulebook(renamed, *others))
    assert replayer.changed_kinds == {"freight"}
    situation = situation_of(plan(rulebook=shipped()))
    bill = bill_of(situation, *replayer.replay(situation))
    assert (bill.total.orders, bill.total.changed, bill.patterns, bill.affected) == (1, 0, {}, ())
