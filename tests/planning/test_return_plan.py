"""The plan of a return: the window, what was paid, and every field that is wrong."""

from datetime import datetime, timedelta, timezone
from typing import Any, Final

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.decisions.rulebook import RuleBook
from engine.errors import DecisionFailed, InvalidInput
from engine.money import Money
from engine.orders.actor import Actor
from engine.orders.dues import worth_of_units
from engine.orders.operations.presale import change_balance
from engine.orders.order import LineQuantity, Order
from engine.orders.return_request import ReturnRequest
from engine.planning import ReturnContext, ReturnIds, ReturnPlan, plan_return
from tests.builders import NOW, a_discount, a_line, a_sku, a_snapshot, an_order_request
from tests.orders.ordered import an_order as a_presale
from tests.planning.planned import plan
from tests.planning.rulebooks import a_rulebook

BEIJING: Final = timezone(timedelta(hours=8))
RECEIVED: Final = datetime(2026, 11, 13, 20, 0, tzinfo=BEIJING)


def an_order() -> Order:
    """Return an order of three A-1 at 19.90 less 10.00, and one B-1 at 900.00."""
    lines = (a_line("A-1", 3), a_line("B-1", 1, "900.00"))
    request = an_order_request(*lines, discounts=(a_discount("10.00", "A-1"),))
    return plan(request, a_snapshot([a_sku("A-1"), a_sku("B-1", category="定制")])).order


def ask(
    now: datetime = RECEIVED + timedelta(days=3),
    returned: int = 0,
    rulebook: RuleBook | None = None,
    order: Order | None = None,
    **changes: Any,
) -> ReturnPlan:
    usual: dict[str, Any] = {"line": "1", "quantity": 1, "reason": "no_reason", "received_at": RECEIVED}
    order = order or an_order()
    return plan_return(
        order,
        ReturnRequest(order_no=order.number, **{**usual, **changes}),
        ReturnContext(zone=BEIJING, returned=returned),
        rulebook or a_rulebook(),
        now,
        ReturnIds(return_no="R-1", actor="key:app"),
    )


def test_a_return_within_the_window_is_allowed_on_the_policys_terms() -> None:
    found = ask()

    assert found.allowed
    assert (found.answer.action, found.answer.window_days, found.answer.shipping_by) == ("auto", 7, "buyer")
    assert (found.decision.id, found.decision.kind, found.decision.subject) == ("R-1.1", "return", "1")
    assert found.events[0].name == "ReturnRequested"


@pytest.mark.parametrize(
    ("now", "days", "allowed"),
    [
        (RECEIVED + timedelta(hours=1), 0, True),
        (datetime(2026, 11, 14, 23, 59, tzinfo=BEIJING), 0, True),
        (datetime(2026, 11, 21, 23, 59, tzinfo=BEIJING), 7, True),
        (datetime(2026, 11, 22, 0, 0, tzinfo=BEIJING), 8, False),
    ],
)
def test_days_count_from_the_day_after_receipt_in_the_buyers_zone(now: datetime, days: int, allowed: bool) -> None:
    found = ask(now=now)

    assert found.decision.facts["request.days"] == days
    assert found.allowed is allowed


def test_goods_not_yet_received_have_not_begun_their_window() -> None:
    found = ask(received_at=None)

    assert found.decision.facts["request.days"] == 0
    assert "item.received_at" not in found.decision.facts


def test_what_was_made_to_measure_does_not_go_back() -> None:
    found = ask(line="2")

    assert (found.allowed, found.answer.reason) == (False, "商品不支持退货")


def test_a_return_is_decided_at_the_time_of_the_order_by_its_release() -> None:
    found = ask()

    assert found.decision.at == NOW
    assert found.decision.order_no == an_order().number


def test_the_item_is_the_snapshot_of_the_purchase_and_paid_is_for_the_units_that_go_back() -> None:
    facts = ask(quantity=2, opened=False).decision.facts

    assert (facts["item.sku"], facts["item.quantity"], facts["item.amount"]) == ("A-1", 3, "59.70")
    assert (facts["item.paid"], facts["item.opened"]) == ("33.13", False)


@given(st.integers(1, 50), st.integers(0, 100_000), st.data())
def test_any_sequence_of_returns_adds_up_to_what_was_paid(quantity: int, off: int, data: st.DataObject) -> None:
    order = plan(
        an_order_request(a_line("A-1", quantity, "20.00"), discounts=(a_discount(min(off, 2000 * quantity) / 100),))
    ).order
    line, before, paid = order.lines[0], 0, 0
    while before < quantity:
        part = data.draw(st.integers(1, quantity - before))
        paid += worth_of_units(order, line.id, before, part).amount
        before += part

    assert paid == (line.amount - line.discount).amount


def test_what_was_cancelled_does_not_go_back_again() -> None:
    order = an_order()
    child = next(each for each in order.children if any(share.line == "1" for share in each.lines))
    one_gone = msgspec.structs.replace(child, cancelled=(LineQuantity(line="1", quantity=1),))
    children = tuple(one_gone if each is child else each for each in order.children)
    order = msgspec.structs.replace(order, children=children)

    assert ask(order=order, quantity=2).paid == 49_70 - 49_70 // 3, "a third was owed back with the cancellation"
    with pytest.raises(InvalidInput, match="of line 1 there are 2 left"):
        ask(order=order, quantity=3)


def test_a_presale_gives_back_what_it_cost_after_its_balance_was_lowered() -> None:
    order = a_presale("presale")
    assert order.presale is not None
    lower = order.presale.balance - Money(1001, "CNY")
    cut = change_balance(order, lower, actor=Actor(name="tests", role="merchant"), now=NOW).after

    back = sum(
        ask(order=cut, line=line.id, quantity=line.quantity, received_at=NOW + timedelta(days=1)).paid
        for line in cut.lines
    )

    assert back == (cut.amounts.payable - cut.amounts.freight).amount
    assert back == (order.amounts.payable - order.amounts.freight).amount - 1001


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"line": "9"}, "line"),
        ({"quantity": 4}, "quantity"),
        ({"quantity": 2, "returned": 2}, "quantity"),
        ({"received_at": datetime(2026, 11, 13)}, "received_at"),  # noqa: DTZ001 - the missing zone is the case
        ({"received_at": NOW - timedelta(days=1)}, "received_at"),
        ({"received_at": RECEIVED + timedelta(days=9)}, "received_at"),
    ],
    ids=["line", "too many", "too many by now", "no zone", "before the order", "in the future"],
)
def test_a_wrong_field_is_named(changes: dict[str, Any], path: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        ask(**changes)
    assert [problem.path for problem in refusal.value.problems] == [path]


def test_without_a_rule_set_nobody_is_told_anything() -> None:
    with pytest.raises(DecisionFailed, match="no_rule_set"):
        ask(rulebook=a_rulebook(without=("return",)))
