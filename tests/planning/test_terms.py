"""What an order is promised when it is placed: the rules' lengths of time, as instants from the time of planning."""

from datetime import timedelta

import pytest

from engine.orders.request import Address, PaymentInfo
from engine.orders.terms import OrderTerms
from tests.builders import NOW, a_line, a_sku, a_snapshot, an_order_request
from tests.planning.planned import facts_of, plan
from tests.planning.rulebooks import REVIEW_ALL, a_rulebook

TIBET = Address(province="西藏自治区", city="拉萨市", district="城关区")


def test_an_order_is_to_be_paid_within_half_an_hour_of_its_placing() -> None:
    promised = OrderTerms(pay_by=NOW + timedelta(minutes=30), cancel_until="shipped", complete_after=timedelta(days=7))

    assert plan().order.terms == promised


def test_cash_on_delivery_is_never_timed_out() -> None:
    assert plan(an_order_request(payment=PaymentInfo(method="cod"))).order.terms.pay_by is None


def test_the_strictest_line_says_until_when_an_order_may_be_cancelled() -> None:
    skus = [a_sku("A-1"), a_sku("V-1", type="virtual")]
    request = an_order_request(a_line("A-1"), a_line("V-1"))

    assert plan(request, a_snapshot(skus)).order.terms.cancel_until == "paid"


def test_a_region_may_have_an_earlier_node() -> None:
    assert plan(an_order_request(address=TIBET)).order.terms.cancel_until == "allocated"


def test_lines_that_the_rules_cannot_tell_apart_are_asked_once() -> None:
    skus = [a_sku(f"A-{number}", weight_grams=100 * number) for number in range(1, 9)]
    found = plan(an_order_request(*(a_line(sku.id) for sku in skus)), a_snapshot(skus))
    record = next(record for record in found.decisions if record.kind == "terms")

    assert [(step.step, step.over) for step in record.steps] == [
        ("payment", None),
        ("cancel", "1"),
        ("completion", None),
    ]


def test_a_held_order_is_to_be_reviewed_within_the_time_of_its_rules() -> None:
    found = plan(rulebook=a_rulebook(REVIEW_ALL))

    assert found.order.terms.review_by == NOW + timedelta(hours=2)
    assert facts_of(found, "terms")["hold.reasons"] == ["抽查"]
    assert facts_of(found, "terms")["hold.score"] == 10


def test_an_order_of_a_platform_is_completed_by_the_platform_and_one_from_far_has_time_to_go_back() -> None:
    assert plan(an_order_request(channel="taobao")).order.terms.complete_after is None
    assert plan(an_order_request(address=TIBET)).order.terms.complete_after == timedelta(days=15)


def test_a_held_order_keeps_when_it_will_be_completed() -> None:
    assert plan(rulebook=a_rulebook(REVIEW_ALL)).order.terms.complete_after == timedelta(days=7)


def test_a_release_without_terms_gives_the_usual_ones() -> None:
    order = plan(rulebook=a_rulebook(without=("terms",))).order

    assert order.terms == OrderTerms()
    assert order.hold_reasons == ()


@pytest.mark.parametrize("kind", ["split", "freight"])
def test_an_order_that_another_kind_could_not_decide_has_terms_all_the_same(kind: str) -> None:
    order = plan(rulebook=a_rulebook(without=(kind,))).order

    assert order.hold_queue == "规则异常"
    assert order.terms.review_by == NOW + timedelta(minutes=30)
