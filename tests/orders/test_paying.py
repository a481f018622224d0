"""Payment: whole, in parts, child by child, twice, late, too much, and never where nothing is to be paid."""

from datetime import timedelta

import msgspec
import pytest

from engine.errors import Conflict, IllegalMove, InvalidInput, NotFound
from engine.money import Money
from engine.orders.change import Change
from engine.orders.operations.cancel import cancel
from engine.orders.operations.expire import expire
from engine.orders.operations.pay import Receipt, pay
from engine.orders.order import Order
from engine.orders.status import OrderState, PaymentState
from tests.builders import NOW, a_line, a_sku, a_snapshot, an_order_request
from tests.orders.ordered import PAY_BY, a_receipt, an_order, by, held
from tests.planning.planned import plan

LATER = NOW + timedelta(minutes=2)


def paying(order: Order, receipt: Receipt | None = None, *earlier: Change) -> Change:
    known = [payment for change in earlier for payment in change.payments]
    return pay(order, receipt or a_receipt(order), known=known, actor=by("payment"), now=LATER)


def states(order: Order) -> list[tuple[str, str]]:
    return [(child.status.order.value, child.status.payment.value) for child in order.children]


def test_one_payment_of_the_parent_pays_every_child_and_confirms_it() -> None:
    order = an_order()

    change = paying(order)

    assert states(change.after) == [("confirmed", "paid"), ("confirmed", "paid")]
    assert change.after.status.payment is PaymentState.PAID
    assert [payment.kind for payment in change.payments] == ["payment"]
    assert change.after.settlement is not None
    assert change.after.settlement.paid == order.amounts.payable
    assert [child.settlement.paid for child in change.after.children if child.settlement] == [
        child.amounts.payable for child in order.children
    ]
    assert [event.name for event in change.events] == ["PaymentReceived", "OrderPaid", "OrderConfirmed"]


def test_an_interrupted_payment_of_the_parent_is_finished_child_by_child() -> None:
    order = an_order()
    first, second = order.children
    begun = paying(order, a_receipt(order, first.amounts.payable + Money(100, "CNY")))

    assert states(begun.after) == [("confirmed", "paid"), ("awaiting_payment", "partly_paid")]
    assert begun.after.status.payment is PaymentState.PARTLY_PAID
    rest = second.amounts.payable - Money(100, "CNY")

    done = paying(begun.after, a_receipt(order, rest, subject=second.number, payment_no="P-2"), begun)

    assert states(done.after) == [("confirmed", "paid"), ("confirmed", "paid")]
    assert done.after.status.payment is PaymentState.PAID
    assert not done.refunds


def test_the_same_payment_again_changes_nothing() -> None:
    order = an_order()
    first = paying(order)

    again = paying(first.after, a_receipt(order), first)

    assert again.is_nothing
    assert again.payments == ()


def test_the_same_payment_number_with_another_amount_is_a_conflict() -> None:
    order = an_order()
    first = paying(order)

    with pytest.raises(Conflict, match="came before as"):
        paying(first.after, a_receipt(order, Money(1, "CNY")), first)


def test_the_same_number_of_another_method_is_another_payment() -> None:
    order = an_order()
    first = paying(order)

    again = paying(first.after, a_receipt(order, method="wechat"), first)

    assert [refund.amount for refund in again.refunds] == [order.amounts.payable]


def test_what_is_paid_beyond_the_due_is_owed_back() -> None:
    order = an_order()

    change = paying(order, a_receipt(order, order.amounts.payable + Money(250, "CNY")))

    (refund,) = change.refunds
    assert (refund.amount, refund.reason, refund.payment_no) == (Money(250, "CNY"), "surplus", "P-1")
    assert change.after.settlement is not None
    assert change.after.settlement.kept == order.amounts.payable


@pytest.mark.parametrize("way", ["cancelled", "expired"])
def test_money_for_an_order_that_is_off_is_owed_back_whole(way: str) -> None:
    order = an_order()
    off = (
        cancel(order, cause="customer", actor=by("customer"), now=NOW)
        if way == "cancelled"
        else expire(order, now=PAY_BY)
    )

    change = paying(off.after)

    (refund,) = change.refunds
    assert refund.amount == order.amounts.payable
    assert change.after.status.order is OrderState.CANCELLED
    assert len(change.payments) == 1


def test_money_that_was_paid_after_the_time_is_owed_back_even_before_the_order_expires() -> None:
    order = an_order()

    change = pay(order, a_receipt(order, at=PAY_BY), actor=by("payment"), now=PAY_BY)

    assert [refund.reason for refund in change.refunds] == ["late"]
    assert states(change.after) == [("awaiting_payment", "unpaid")] * 2


def test_money_that_was_paid_in_time_counts_when_its_callback_comes_late() -> None:
    order = an_order()
    receipt = a_receipt(order, at=PAY_BY - timedelta(seconds=1))

    change = pay(order, receipt, actor=by("payment"), now=PAY_BY + timedelta(hours=1))

    assert change.after.status.payment is PaymentState.PAID


def test_money_that_is_said_to_come_from_the_future_was_paid_now() -> None:
    order = an_order()
    receipt = a_receipt(order, at=NOW + timedelta(days=365))

    change = pay(order, receipt, actor=by("payment"), now=NOW)

    assert change.after.status.payment is PaymentState.PAID
    assert change.refunds == ()


def test_a_held_order_takes_money_unless_the_review_holds_that_up_and_waits_for_its_clearing() -> None:
    order = an_order(blocks=("release",))

    change = paying(order)

    assert states(change.after) == [("awaiting_confirmation", "paid")] * 2
    with pytest.raises(IllegalMove, match="no open review holds up the payment"):
        paying(held(order, ("payment",)))


@pytest.mark.parametrize("order_type", ["cod", "exchange", "reissue"])
def test_what_is_never_paid_this_way_refuses_money(order_type: str) -> None:
    order = an_order(order_type)

    with pytest.raises(IllegalMove, match="pay is not possible"):
        paying(order)


def test_a_child_that_costs_nothing_waits_for_the_others_and_goes_with_them() -> None:
    free = a_sku("F-1", merchant="M-9", price=0, type="virtual", weight_grams=0, volume_cm3=0)
    request = an_order_request(a_line("A-1"), a_line("F-1", 1, "0.00"), channel="taobao")
    order = plan(request, a_snapshot(skus=(a_sku(), free))).order
    assert states(order) == [("awaiting_payment", "unpaid")] * 2

    change = paying(order)

    assert states(change.after) == [("confirmed", "paid"), ("confirmed", "not_required")]
    assert change.after.status.payment is PaymentState.PAID


def test_an_order_that_costs_nothing_is_confirmed_as_it_is_placed() -> None:
    free = a_sku("F-1", price=0, type="virtual", weight_grams=0, volume_cm3=0)
    order = plan(an_order_request(a_line("F-1", 1, "0.00"), channel="taobao"), a_snapshot(skus=(free,))).order

    assert states(order) == [("confirmed", "not_required")]


@pytest.mark.parametrize(
    ("changes", "error", "words"),
    [
        ({"amount": Money(0, "CNY")}, InvalidInput, "more than 0"),
        ({"amount": Money(-5, "CNY")}, InvalidInput, "more than 0"),
        ({"amount": Money(5, "USD")}, InvalidInput, "paid in CNY"),
        ({"subject": "nobody"}, NotFound, "no child order nobody"),
    ],
)
def test_a_receipt_that_cannot_be_is_refused_by_name(
    changes: dict[str, object], error: type[Exception], words: str
) -> None:
    order = an_order()

    with pytest.raises(error, match=words):
        paying(order, msgspec.structs.replace(a_receipt(order), **changes))


def test_a_warehouse_does_not_take_payments_not_even_of_a_cancelled_order() -> None:
    order = cancel(an_order(), cause="customer", actor=by("customer"), now=NOW).after

    with pytest.raises(IllegalMove, match="not for the role warehouse"):
        pay(order, a_receipt(order), actor=by("warehouse"), now=LATER)
