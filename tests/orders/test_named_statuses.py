"""The statuses that the trade names (R101 to R105) each have a vector of their own, and orders come there."""

import pytest

from engine.orders.lifecycle.names import STATES
from engine.orders.status import AfterSaleState, FulfillmentState, OrderState, OrderStatus, PaymentState, ReviewState
from engine.orders.views import erp_view

FORWARD = {
    "已锁定": OrderStatus(),
    "已确认": OrderStatus(order=OrderState.CONFIRMED, payment=PaymentState.DEPOSIT_PAID),
    "已付款": OrderStatus(order=OrderState.CONFIRMED, payment=PaymentState.PAID),
    "已发货": OrderStatus(order=OrderState.CONFIRMED, payment=PaymentState.PAID, fulfillment=FulfillmentState.SHIPPED),
    "已结算": OrderStatus(order=OrderState.CONFIRMED, payment=PaymentState.PAID, fulfillment=FulfillmentState.RECEIVED),
    "已完成": OrderStatus(order=OrderState.COMPLETED, payment=PaymentState.PAID, fulfillment=FulfillmentState.RECEIVED),
    "已取消": OrderStatus(order=OrderState.CANCELLED),
    # presale
    "预付款已付未确认": OrderStatus(order=OrderState.AWAITING_CONFIRMATION, payment=PaymentState.DEPOSIT_PAID),
    "定金失效": OrderStatus(order=OrderState.CANCELLED, payment=PaymentState.FORFEITED),
    # problem orders
    "未确认": OrderStatus(review=ReviewState.HELD),
    "未锁定": OrderStatus(fulfillment=FulfillmentState.BACKORDERED),
    "未发货": OrderStatus(
        order=OrderState.CONFIRMED, payment=PaymentState.PAID, fulfillment=FulfillmentState.ALLOCATED
    ),
    "部分付款": OrderStatus(payment=PaymentState.PARTLY_PAID),
}
RETURNS = {
    "待结算": AfterSaleState.STORED,
    "未收到货": AfterSaleState.AWAITING_GOODS,
    "未入库": AfterSaleState.GOODS_RECEIVED,
    "质检不通过": AfterSaleState.QC_FAILED,
    "部分收货": AfterSaleState.PARTLY_RECEIVED,
    "已取消": AfterSaleState.WITHDRAWN,
    "客户已收货": AfterSaleState.REPLACEMENT_RECEIVED,
    "完成": AfterSaleState.CLOSED,
    "已结算": AfterSaleState.SETTLED,
}


def test_each_forward_status_of_the_trade_is_another_vector() -> None:
    assert len(set(FORWARD.values())) == len(FORWARD)


@pytest.mark.parametrize("word", ["已锁定", "已确认", "已完成", "已取消", "未确认", "未锁定"])
def test_the_erp_reads_the_words_of_the_trade(word: str) -> None:
    assert erp_view(FORWARD[word]) == word


@pytest.mark.parametrize(("word", "state"), RETURNS.items())
def test_each_status_of_a_return_or_an_exchange_is_a_state_of_that_name(word: str, state: AfterSaleState) -> None:
    assert STATES["after_sale"][state][0] == word
