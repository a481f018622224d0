"""Cancellation and time-out: whole, a child, units; stock is free again, what was paid is owed back exactly."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import Conflict, IllegalMove, InvalidInput, NotFound
from engine.money import Money
from engine.orders.change import Change
from engine.orders.dues import worth
from engine.orders.operations.cancel import cancel
from engine.orders.operations.deliver import allocate, ship
from engine.orders.operations.expire import expire
from engine.orders.operations.pay import pay
from engine.orders.operations.refuse import return_goods
from engine.orders.order import LineQuantity, Order
from engine.orders.status import FulfillmentState, OrderState, PaymentState
from engine.orders.terms import OrderTerms
from tests.builders import NOW, a_discount, a_line, a_sku, a_snapshot, an_order_request
from tests.orders.ordered import PAY_BY, a_receipt, an_order, by
from tests.planning.planned import plan


def paid(order: Order) -> Order:
    return pay(order, a_receipt(order), actor=by("payment"), now=NOW).after


def cancelling(order: Order, *units: tuple[str, int], child: int | None = None, **changes: Any) -> Change:
    usual: dict[str, Any] = {"cause": "customer", "actor": by("customer"), "now": NOW}
    return cancel(
        order,
        child=None if child is None else order.children[child].number,
        units=tuple(LineQuantity(line=line, quantity=quantity) for line, quantity in units),
        **(usual | changes),
    )


def test_a_whole_cancellation_frees_all_stock_and_owes_all_that_was_paid() -> None:
    order = paid(an_order())

    change = cancelling(order)

    assert change.after.status.order is OrderState.CANCELLED
    assert change.after.status.payment is PaymentState.REFUNDED
    assert Money.sum((refund.amount for refund in change.refunds), "CNY") == order.amounts.payable
    assert [(move.kind, move.sku, move.quantity) for move in change.stock] == [
        ("release", "A-1", 3),
        ("release", "B-1", 2),
    ]
    assert change.gives_back_benefits
    assert all(child.allocations == () for child in change.after.children)


def test_an_unpaid_order_owes_nothing_when_it_is_cancelled() -> None:
    change = cancelling(an_order())

    assert change.refunds == ()
    assert change.after.status.payment is PaymentState.UNPAID


def test_a_child_is_cancelled_alone_and_the_other_goes_on() -> None:
    order = paid(an_order())

    change = cancelling(order, child=1)

    assert [child.status.order.value for child in change.after.children] == ["confirmed", "cancelled"]
    assert change.after.status.order is OrderState.CONFIRMED
    assert change.after.status.payment is PaymentState.PARTLY_REFUNDED
    assert [refund.amount for refund in change.refunds] == [order.children[1].amounts.payable]
    assert not change.gives_back_benefits


def test_the_last_child_takes_the_benefits_with_it() -> None:
    first = cancelling(paid(an_order()), child=0)

    assert cancelling(first.after, child=1).gives_back_benefits


def test_units_of_a_line_are_owed_at_what_was_paid_for_them_and_the_freight_stays() -> None:
    order = paid(an_order())
    net = (order.children[0].amounts.goods - order.children[0].amounts.discount).amount

    change = cancelling(order, ("1", 1))

    assert [refund.amount.amount for refund in change.refunds] == [net - (net - net * 1 // 3)]
    assert [(move.kind, move.quantity) for move in change.stock] == [("release", 1)]
    assert change.after.children[0].cancelled == (LineQuantity(line="1", quantity=1),)
    assert change.after.status.order is OrderState.CONFIRMED


def test_a_single_minor_unit_is_owed_too() -> None:
    cheap = a_sku("P-1", price=1, type="virtual")
    request = an_order_request(a_line("P-1", 3, "0.01"), channel="taobao")
    order = paid(plan(request, a_snapshot(skus=(cheap,))).order)

    change = cancelling(order, ("1", 1), cause="customer_service", actor=by("customer_service"))

    assert [refund.amount for refund in change.refunds] == [Money(1, "CNY")]


def test_the_freight_is_owed_with_the_last_unit() -> None:
    order = paid(an_order())
    two = cancelling(order, ("1", 2))

    last = cancelling(two.after, ("1", 1))

    returned = [refund.amount for change in (two, last) for refund in change.refunds]
    assert Money.sum(returned, "CNY") == order.children[0].amounts.payable
    assert last.after.children[0].status.order is OrderState.CANCELLED


def test_the_first_of_150_and_60_less_42_is_owed_120() -> None:
    skus = (a_sku("X-1", price=15000, type="virtual"), a_sku("X-2", price=6000, type="virtual"))
    lines = (a_line("X-1", 1, "150.00"), a_line("X-2", 1, "60.00"))
    request = an_order_request(*lines, channel="taobao", discounts=(a_discount("42.00"),))
    order = paid(plan(request, a_snapshot(skus=skus)).order)

    change = cancelling(order, ("1", 1), cause="customer_service", actor=by("customer_service"))

    assert [refund.amount for refund in change.refunds] == [Money(12000, "CNY")]


@given(
    discount=st.integers(min_value=0, max_value=7950),
    cuts=st.lists(st.tuples(st.sampled_from(["1", "2"]), st.integers(min_value=1, max_value=3)), max_size=8),
)
def test_any_sequence_of_partial_cancellations_adds_up_to_what_was_paid(
    discount: int, cuts: list[tuple[str, int]]
) -> None:
    order = paid(an_order(discounts=(a_discount(f"{discount / 100:.2f}"),) if discount else ()))
    total, refunded = order.amounts.payable, Money(0, "CNY")
    for number, (line, quantity) in enumerate(cuts):
        try:
            change = cancelling(order, (line, quantity))
        except (InvalidInput, IllegalMove):
            continue  # so many are not left
        order = change.after
        refunded = refunded + Money.sum((refund.amount for refund in change.refunds), "CNY")
        left = Money.sum((worth(order, child) for child in order.children), "CNY")
        assert refunded + left == total, f"after cut {number}"
    if order.status.order is not OrderState.CANCELLED:
        change = cancelling(order)
        refunded = refunded + Money.sum((refund.amount for refund in change.refunds), "CNY")

    assert refunded == total


@pytest.mark.parametrize(
    ("units", "child", "path"),
    [
        ((("1", 4),), None, "lines"),
        ((("9", 1),), None, "lines"),
        ((("9", 1),), 0, "lines"),
        ((("1", 1), ("1", 1)), None, "lines"),
        ((("1", 1), ("2", 1)), None, "child"),
    ],
)
def test_units_that_are_not_there_are_named(units: tuple[tuple[str, int], ...], child: int | None, path: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        cancelling(an_order(), *units, child=child)

    assert [problem.path for problem in refused.value.problems] == [path]


def test_a_child_of_another_order_is_not_found() -> None:
    with pytest.raises(NotFound):
        cancel(an_order(), cause="customer", child="26111016ZOTHER-1", actor=by("customer"), now=NOW)


def test_what_is_cancelled_is_not_cancelled_again() -> None:
    change = cancelling(an_order())

    with pytest.raises(IllegalMove, match="order is cancelled: cancel is not possible; possible: none"):
        cancelling(change.after)


def test_units_that_no_warehouse_has_promised_go_first() -> None:
    snapshot = a_snapshot(skus=(a_sku(),), stock={("A-1", "HZ"): 2, ("A-1", "SH"): 0})
    order = plan(an_order_request(a_line("A-1", 2), channel="taobao"), snapshot).order
    child = order.children[0]
    waiting = msgspec.structs.replace(
        child,
        lines=(LineQuantity(line="1", quantity=2),),
        allocations=tuple(
            msgspec.structs.replace(held, lines=(LineQuantity(line="1", quantity=1),)) for held in child.allocations
        ),
    )
    order = msgspec.structs.replace(order, children=(waiting,))

    first = cancelling(order, ("1", 1))

    assert first.stock == ()
    assert [move.quantity for move in cancelling(first.after).stock] == [1]


def test_goods_on_the_way_are_called_back_and_come_into_stock_when_they_are_here() -> None:
    order = paid(an_order(cancel_until="received"))
    number = order.children[0].number
    for operation in (allocate, ship):
        order = operation(order, number, actor=by("warehouse"), now=NOW).after

    change = cancelling(order, child=0)

    assert change.stock == ()
    assert [refund.amount for refund in change.refunds] == [order.children[0].amounts.payable]
    back = return_goods(change.after, number, actor=by("warehouse"), now=NOW)
    assert [(move.kind, move.quantity) for move in back.stock] == [("restock", 3)]
    assert back.refunds == ()
    assert back.after.children[0].status.fulfillment is FulfillmentState.RETURNED


def test_what_was_shipped_is_no_longer_cancelled_by_its_merchant() -> None:
    order = paid(an_order())
    number = order.children[0].number
    for operation in (allocate, ship):
        order = operation(order, number, actor=by("warehouse"), now=NOW).after

    with pytest.raises(IllegalMove, match="can be called back"):
        cancelling(order, child=0, actor=by("merchant"), cause="merchant")


def test_at_the_instant_of_the_time_out_an_unpaid_order_is_cancelled_and_its_stock_free() -> None:
    order = an_order()

    with pytest.raises(IllegalMove, match="there is time to pay until"):
        expire(order, now=PAY_BY - timedelta(microseconds=1))
    change = expire(order, now=PAY_BY)

    assert change.after.status.order is OrderState.CANCELLED
    assert sum(move.quantity for move in change.stock) == 5
    assert change.gives_back_benefits
    assert change.events[-1].data["cause"] == "timeout"


def test_the_time_out_takes_the_unpaid_children_and_owes_what_was_paid_in_part() -> None:
    order = an_order()
    first, second = order.children
    begun = pay(order, a_receipt(order, first.amounts.payable + Money(100, "CNY")), actor=by("payment"), now=NOW).after

    change = expire(begun, now=PAY_BY)

    assert [child.status.order.value for child in change.after.children] == ["confirmed", "cancelled"]
    assert [(refund.subject, refund.amount) for refund in change.refunds] == [(second.number, Money(100, "CNY"))]


@pytest.mark.parametrize("order_type", ["normal", "cod", "exchange"])
def test_what_awaits_no_payment_does_not_expire(order_type: str) -> None:
    order = an_order(order_type)
    order = paid(order) if order_type == "normal" else order

    assert expire(order, now=PAY_BY).is_nothing


def test_an_order_that_may_not_be_paid_does_not_run_out_of_time() -> None:
    assert expire(an_order(blocks=("payment",)), now=PAY_BY).is_nothing


def test_an_order_without_a_limit_is_told_so() -> None:
    order = msgspec.structs.replace(an_order(), terms=OrderTerms())

    with pytest.raises(IllegalMove, match="no limit"):
        expire(order, now=PAY_BY)


def test_the_same_cancellation_again_cancels_no_more_units() -> None:
    order = paid(an_order())
    once = cancelling(order, ("1", 1), cancellation_no="AS-1").after

    assert cancelling(once, ("1", 1), cancellation_no="AS-1").is_nothing
    twice = cancelling(once, ("1", 1), cancellation_no="AS-2").after
    assert [child.cancelled for child in twice.children] == [(LineQuantity(line="1", quantity=2),), ()]
    assert cancelling(twice, ("1", 1), cancellation_no="AS-1").is_nothing, "also when another one came meanwhile"


def test_the_cancellation_of_a_whole_order_that_comes_again_changes_nothing_and_without_a_number_is_refused() -> None:
    gone = cancelling(paid(an_order()), cancellation_no="AS-1").after

    assert cancelling(gone, cancellation_no="AS-1").is_nothing
    with pytest.raises(IllegalMove):
        cancelling(gone)


def test_a_cancellation_that_is_refused_leaves_its_number_free() -> None:
    order = paid(an_order())
    with pytest.raises(InvalidInput):
        cancelling(order, ("1", 99), cancellation_no="AS-1")

    assert not cancelling(order, ("1", 1), cancellation_no="AS-1").is_nothing


@pytest.mark.parametrize(("units", "child"), [([("1", 2)], None), ([("2", 1)], None), ([], None), ([("1", 1)], 0)])
def test_the_number_of_a_cancellation_stands_for_one_only(units: list[tuple[str, int]], child: int | None) -> None:
    once = cancelling(paid(an_order()), ("1", 1), cancellation_no="AS-1").after

    with pytest.raises(Conflict, match=r"cancellation AS-1 of .* came before, for something else"):
        cancelling(once, *units, child=child, cancellation_no="AS-1")
