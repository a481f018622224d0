"""Cash on delivery by the way to pay alone: channels seldom name the type of an order."""

import pytest

from engine.orders.request import OrderType, PaymentInfo
from engine.orders.status import OrderState
from tests.builders import a_line, an_order_request
from tests.planning.planned import plan


@pytest.mark.parametrize(
    ("asked", "method", "order_type"),
    [("normal", "cod", "cod"), ("cod", "cod", "cod"), ("normal", "alipay", "normal"), ("reissue", "cod", "reissue")],
)
def test_an_order_that_is_paid_at_the_door_is_of_that_type(asked: OrderType, method: str, order_type: str) -> None:
    request = an_order_request(a_line(), order_type=asked, payment=PaymentInfo(method=method))

    assert plan(request).order.order_type == order_type


def test_an_order_that_is_paid_at_the_door_waits_for_no_payment() -> None:
    request = an_order_request(a_line(), payment=PaymentInfo(method="cod"))

    order = plan(request).order

    assert order.status.order is not OrderState.AWAITING_PAYMENT
    assert order.terms.pay_by is None
