"""The way of a presale: deposit, confirmation, a balance that may change, and a deposit that lapses with it."""

from datetime import datetime, timedelta

import msgspec
import pytest

from engine.errors import IllegalMove, InvalidInput
from engine.money import Money
from engine.orders.amount_steps import steps_of
from engine.orders.operations.cancel import cancel
from engine.orders.operations.confirm import confirm
from engine.orders.operations.pay import pay
from engine.orders.operations.presale import change_balance, forfeit_deposit, lapse
from engine.orders.order import Order
from engine.orders.status import OrderState, PaymentState
from tests.builders import NOW
from tests.orders.ordered import BALANCE_BY, BALANCE_FROM, a_receipt, after, an_order, by, words


def with_deposit() -> Order:
    order = an_order("presale")
    assert order.presale is not None
    return after(order, pay, a_receipt(order, order.presale.deposit), role="payment")


def test_a_presale_goes_from_deposit_to_confirmation_to_balance() -> None:
    order = with_deposit()
    assert (order.status.order, order.status.payment) == (OrderState.AWAITING_CONFIRMATION, PaymentState.DEPOSIT_PAID)
    order = after(order, confirm, role="merchant")
    assert (order.status.order, order.status.payment) == (OrderState.CONFIRMED, PaymentState.DEPOSIT_PAID)
    assert order.presale is not None
    balance = a_receipt(order, order.presale.balance, payment_no="P-2", at=BALANCE_FROM)

    change = pay(order, balance, actor=by("payment"), now=BALANCE_FROM)

    assert [payment.kind for payment in change.payments] == ["balance"]
    assert change.after.status.payment is PaymentState.PAID
    assert change.after.settlement is not None
    assert change.after.settlement.paid == order.amounts.payable


@pytest.mark.parametrize(
    ("now", "words_of_it"),
    [(BALANCE_FROM - timedelta(days=1), "from the agreed day on"), (NOW, "from the agreed day on")],
)
def test_a_balance_is_not_taken_before_its_day(now: datetime, words_of_it: str) -> None:
    order = after(with_deposit(), confirm, role="merchant")
    assert order.presale is not None

    with pytest.raises(IllegalMove, match=words_of_it):
        pay(order, a_receipt(order, order.presale.balance, payment_no="P-2"), actor=by("payment"), now=now)


def test_a_balance_that_was_paid_too_late_is_owed_back() -> None:
    order = after(with_deposit(), confirm, role="merchant")
    assert order.presale is not None
    late = a_receipt(order, order.presale.balance, payment_no="P-2", at=BALANCE_BY)

    change = pay(order, late, actor=by("payment"), now=BALANCE_BY)

    assert [(refund.reason, refund.amount) for refund in change.refunds] == [("late", order.presale.balance)]
    assert change.after.status.payment is PaymentState.DEPOSIT_PAID


@pytest.mark.parametrize("amount", ["9.99", "0.01"])
def test_a_deposit_is_paid_whole(amount: str) -> None:
    order = an_order("presale")

    with pytest.raises(InvalidInput, match=r"the deposit is 10\.00 CNY, paid whole"):
        pay(order, a_receipt(order, Money.parse(amount, "CNY")), actor=by("payment"), now=NOW)


def test_a_presale_is_paid_for_the_order_as_a_whole() -> None:
    order = an_order("presale")
    receipt = a_receipt(order, subject=order.children[0].number)

    with pytest.raises(InvalidInput, match="a presale is paid as a whole"):
        pay(order, receipt, actor=by("payment"), now=NOW)


def test_a_balance_that_is_lowered_is_taken_off_the_goods_and_may_rise_to_what_was_promised() -> None:
    order = after(with_deposit(), confirm, role="merchant")
    assert order.presale is not None
    promised = order.presale.balance
    lower = promised - Money(1001, "CNY")

    cut = change_balance(order, lower, actor=by("merchant"), now=NOW).after

    assert cut.presale is not None
    assert (cut.presale.balance, cut.presale.promised) == (lower, promised)
    assert cut.amounts.discount == order.amounts.discount + Money(1001, "CNY")
    assert cut.presale.deposit + lower == cut.amounts.payable
    assert Money.sum((child.amounts.payable for child in cut.children), "CNY") == cut.amounts.payable
    again = after(cut, change_balance, promised - Money(333, "CNY"), role="merchant")
    assert again == msgspec.structs.replace(
        after(order, change_balance, promised - Money(333, "CNY"), role="merchant"), version=again.version
    )
    risen = after(cut, change_balance, promised, role="merchant")
    assert risen.amounts == order.amounts
    assert [child.amounts for child in risen.children] == [child.amounts for child in order.children]
    with pytest.raises(InvalidInput, match=r"it lies between 7\.01 and 78\.73"):
        change_balance(order, promised + Money(1, "CNY"), actor=by("merchant"), now=NOW)


def test_the_discounts_and_the_changed_balance_are_what_is_taken_off() -> None:
    order = after(with_deposit(), confirm, role="merchant")
    assert order.presale is not None
    promised = order.presale.balance
    for off in (1001, 1, 0):
        order = after(order, change_balance, promised - Money(off, "CNY"), role="merchant")
        rows = Money.sum((each.amount for each in order.discounts), "CNY")
        steps = steps_of(order)

        assert order.amounts.discount == rows + Money(off, "CNY")
        assert [-step.amount.amount for step in steps if step.step == "changed_balance"] == ([off] if off else [])
        assert sum(step.amount.amount for step in steps[:-1]) == order.amounts.payable.amount


def test_a_changed_balance_is_what_is_due_and_what_is_given_back() -> None:
    order = after(with_deposit(), confirm, role="merchant")
    assert order.presale is not None
    order = after(order, change_balance, order.presale.balance - Money(1001, "CNY"), role="merchant")
    assert order.presale is not None
    receipt = a_receipt(order, order.presale.balance, payment_no="P-2", at=BALANCE_FROM)
    order = after(order, pay, receipt, role="payment", now=BALANCE_FROM)
    assert order.status.payment is PaymentState.PAID

    change = cancel(order, cause="customer_service", actor=by("customer_service"), now=BALANCE_FROM)

    assert Money.sum((refund.amount for refund in change.refunds), "CNY") == order.amounts.payable


def test_a_deposit_lapses_with_the_balance_and_is_kept() -> None:
    order = after(with_deposit(), confirm, role="merchant")

    with pytest.raises(IllegalMove, match="the time to pay the balance is over"):
        forfeit_deposit(order, actor=by("merchant"), now=BALANCE_BY - timedelta(seconds=1))
    change = forfeit_deposit(order, now=BALANCE_BY)

    assert (change.after.status.order, change.after.status.payment) == (OrderState.CANCELLED, PaymentState.FORFEITED)
    assert change.refunds == ()
    assert sum(move.quantity for move in change.stock if move.kind == "release") == 5
    assert change.after.settlement is not None
    assert change.after.settlement.kept == Money(1000, "CNY")
    assert words(change.after) == "交易失败"


def test_a_deposit_does_not_lapse_while_we_have_not_confirmed() -> None:
    assert forfeit_deposit(with_deposit(), now=BALANCE_BY).is_nothing
    with pytest.raises(IllegalMove, match="the order is confirmed"):
        forfeit_deposit(with_deposit(), actor=by("merchant"), now=BALANCE_BY)


def test_a_presale_that_nobody_confirmed_in_time_is_cancelled_and_its_deposit_owed_back() -> None:
    order = with_deposit()
    assert lapse(order, now=BALANCE_BY - timedelta(seconds=1)).is_nothing

    change = lapse(order, now=BALANCE_BY)

    assert (change.after.status.order, change.after.status.payment) == (OrderState.CANCELLED, PaymentState.REFUNDED)
    assert Money.sum((refund.amount for refund in change.refunds), "CNY") == Money(1000, "CNY")
    assert sum(move.quantity for move in change.stock if move.kind == "release") == 5
    assert change.gives_back_benefits
    assert [event.data["cause"] for event in change.events if event.name == "OrderCancelled"] == ["not_confirmed"]
    assert lapse(change.after, now=BALANCE_BY).is_nothing, "a second time there is nothing to do"


def test_a_presale_that_was_confirmed_loses_its_deposit_when_its_time_is_over() -> None:
    order = after(with_deposit(), confirm, role="merchant")

    assert lapse(order, now=BALANCE_BY) == forfeit_deposit(order, now=BALANCE_BY)


def test_a_presale_whose_balance_is_paid_does_not_lapse() -> None:
    order = after(with_deposit(), confirm, role="merchant")
    assert order.presale is not None
    balance = a_receipt(order, order.presale.balance, payment_no="P-2", at=BALANCE_FROM)
    order = after(order, pay, balance, role="payment", now=BALANCE_FROM)

    assert lapse(order, now=BALANCE_BY).is_nothing


def test_a_presale_under_review_until_its_time_is_over_gives_its_deposit_back() -> None:
    order = an_order("presale", blocks=("release",))
    assert order.presale is not None
    order = after(order, pay, a_receipt(order, order.presale.deposit), role="payment")
    with pytest.raises(IllegalMove, match="no open review"):
        confirm(order, actor=by("merchant"), now=NOW)

    assert lapse(order, now=BALANCE_BY).after.status.payment is PaymentState.REFUNDED


def test_a_presale_is_not_confirmed_when_there_is_no_time_left_for_its_balance() -> None:
    with pytest.raises(IllegalMove, match="while there is time to pay its balance"):
        confirm(with_deposit(), actor=by("merchant"), now=BALANCE_BY)


def test_a_customer_does_not_take_a_deposit_back_but_customer_service_does() -> None:
    order = with_deposit()

    with pytest.raises(IllegalMove, match="it lapses with the balance"):
        cancel(order, cause="customer", actor=by("customer"), now=NOW)
    change = cancel(order, cause="customer_service", actor=by("customer_service"), now=NOW)

    assert Money.sum((refund.amount for refund in change.refunds), "CNY") == Money(1000, "CNY")


def test_a_presale_that_is_under_way_is_not_cancelled_in_part() -> None:
    order = with_deposit()

    with pytest.raises(IllegalMove, match="cancelled as a whole"):
        cancel(
            order,
            cause="customer_service",
            child=order.children[0].number,
            actor=by("customer_service"),
            now=NOW,
        )
