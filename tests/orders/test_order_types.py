"""What an order type needs of a request, and what only it may have."""

from datetime import timedelta
from typing import Any

import pytest

from engine.errors import InvalidInput
from engine.money import Money
from engine.orders.request import PaymentInfo, PresaleRequest
from engine.orders.status import FulfillmentState, OrderState, PaymentState
from tests.builders import NOW, a_line, a_sku, a_snapshot, an_order_request
from tests.orders.ordered import POINT
from tests.planning.planned import plan

PRESALE = PresaleRequest(deposit="10.00", balance_from=NOW + timedelta(days=10), balance_by=NOW + timedelta(days=13))
AT_THE_DOOR = PaymentInfo(method="cod")


def a_presale(**changes: Any) -> PresaleRequest:
    return PresaleRequest(
        **{"deposit": PRESALE.deposit, "balance_from": PRESALE.balance_from, "balance_by": PRESALE.balance_by} | changes
    )


@pytest.mark.parametrize(
    ("changes", "path", "words"),
    [
        ({"order_type": "presale"}, "presale", "needs its deposit"),
        ({"order_type": "group_buy"}, "group", "needs the id of the group"),
        ({"order_type": "pickup"}, "pickup_point", "needs the id of the point"),
        ({"presale": PRESALE}, "presale", "only an order of type presale"),
        ({"group": "G-1"}, "group", "only an order of type group_buy"),
        ({"pickup_point": "P-1"}, "pickup_point", "only an order of type pickup"),
        ({"on_account": True}, "on_account", "only an order of type b2b"),
        ({"order_type": "virtual"}, "lines[0].sku", "has to be shipped"),
        ({"order_type": "presale", "presale": a_presale(deposit="0")}, "presale.deposit", "more than 0"),
        ({"order_type": "presale", "presale": a_presale(deposit="1.999")}, "presale.deposit", "more decimals"),
        ({"order_type": "presale", "presale": a_presale(deposit="999")}, "presale.deposit", "leaves nothing to pay"),
        (
            {"order_type": "presale", "presale": a_presale(balance_by=PRESALE.balance_from)},
            "presale.balance_by",
            "before it may be paid",
        ),
        (
            {
                "order_type": "presale",
                "presale": a_presale(balance_from=NOW - timedelta(days=2), balance_by=NOW - timedelta(days=1)),
            },
            "presale.balance_by",
            "is over",
        ),
    ],
)
def test_a_request_that_does_not_fit_its_type_is_refused_by_field(
    changes: dict[str, Any], path: str, words: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        plan(an_order_request(**changes), a_snapshot(pickup_point=POINT))

    (problem,) = refused.value.problems
    assert problem.path == path
    assert words in problem.message


def test_cash_on_delivery_is_paid_at_the_door_so_that_its_fee_and_its_risk_are_seen() -> None:
    with pytest.raises(InvalidInput) as refused:
        plan(an_order_request(order_type="cod", payment=PaymentInfo(method="alipay")))

    (problem,) = refused.value.problems
    assert (problem.path, problem.allowed) == ("payment.method", ("cod",))


def test_a_presale_is_promised_its_balance_when_it_is_priced() -> None:
    order = plan(an_order_request(order_type="presale", presale=PRESALE)).order

    assert order.presale is not None
    assert order.presale.deposit == Money(1000, "CNY")
    assert order.presale.deposit + order.presale.balance == order.amounts.payable


@pytest.mark.parametrize(
    ("changes", "state", "payment"),
    [
        ({}, OrderState.AWAITING_PAYMENT, PaymentState.UNPAID),
        ({"order_type": "presale", "presale": PRESALE}, OrderState.AWAITING_PAYMENT, PaymentState.UNPAID),
        ({"order_type": "group_buy", "group": "G-1"}, OrderState.AWAITING_PAYMENT, PaymentState.UNPAID),
        ({"order_type": "cod", "payment": AT_THE_DOOR}, OrderState.AWAITING_CONFIRMATION, PaymentState.COLLECTABLE),
        ({"order_type": "exchange"}, OrderState.CONFIRMED, PaymentState.NOT_REQUIRED),
        ({"order_type": "reissue"}, OrderState.CONFIRMED, PaymentState.NOT_REQUIRED),
        ({"order_type": "b2b"}, OrderState.AWAITING_PAYMENT, PaymentState.UNPAID),
        ({"order_type": "b2b", "on_account": True}, OrderState.AWAITING_CONFIRMATION, PaymentState.ON_ACCOUNT),
    ],
)
def test_each_type_begins_where_its_flow_says(
    changes: dict[str, Any], state: OrderState, payment: PaymentState
) -> None:
    order = plan(an_order_request(**changes)).order

    assert (order.status.order, order.status.payment) == (state, payment)
    assert order.status.fulfillment is FulfillmentState.NONE
    assert all(child.status == order.status for child in order.children)


def test_a_virtual_order_of_a_voucher_waits_for_its_payment_and_reserves_nothing() -> None:
    voucher = a_sku("V-1", type="virtual", weight_grams=0, volume_cm3=0)
    placed = plan(an_order_request(a_line("V-1"), order_type="virtual"), a_snapshot(skus=(voucher,)))

    assert placed.order.status.order is OrderState.AWAITING_PAYMENT
    assert placed.reservations == ()
