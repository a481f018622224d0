"""The status in words, for every vector there is."""

from itertools import product

import pytest

from engine.orders.status import AfterSaleState, FulfillmentState, OrderState, OrderStatus, PaymentState, ReviewState
from engine.orders.views import ENGLISH, customer_view, status_view

ALL = [
    OrderStatus(order=order, review=review, payment=payment, fulfillment=fulfillment, after_sale=after_sale)
    for order, review, payment, fulfillment, after_sale in product(
        OrderState, ReviewState, PaymentState, FulfillmentState, AfterSaleState
    )
]
CUSTOMER = {"审核中", "等待接单", "待付款", "买家已付款", "待发货", "卖家已发货", "待收货", "待评价"} | {
    "售后处理中",
    "交易失败",
    "交易成功",
    "退款成功",
    "交易关闭",
}
PLATFORM = {"等待买家付款", "定金已付", "买家已付款", "等待卖家发货", "卖家已发货", "买家已签收"} | {
    "退款中的订单",
    "异常订单",
    "交易成功",
    "交易关闭",
}
ERP = {"未确认", "未锁定", "已锁定", "已确认", "已分仓", "已分配", "已出库", "已收货", "已完成", "已取消"}


def test_every_vector_has_a_word_for_each_reader_and_every_word_is_used() -> None:
    views = [status_view(status) for status in ALL]

    assert {view.customer for view in views} == CUSTOMER
    assert {view.platform for view in views} == PLATFORM
    assert {view.erp for view in views} == ERP


def test_every_word_has_an_english_one() -> None:
    assert set(ENGLISH) == CUSTOMER | PLATFORM | ERP


def test_a_held_order_tells_the_customer_no_more_than_that_it_waits() -> None:
    held = [status for status in ALL if status.review is ReviewState.HELD]
    waiting = {customer_view(status) for status in held if status.order is not OrderState.CANCELLED}
    ended = {customer_view(status) for status in held if status.order is OrderState.CANCELLED}

    assert waiting == {"审核中", "等待接单"}
    assert ended == {"交易关闭", "交易失败", "退款成功"}


@pytest.mark.parametrize(
    ("status", "customer", "platform", "erp"),
    [
        (OrderStatus(), "待付款", "等待买家付款", "已锁定"),
        (OrderStatus(review=ReviewState.HELD), "审核中", "异常订单", "未确认"),
        (OrderStatus(review=ReviewState.HELD, payment=PaymentState.PAID), "等待接单", "异常订单", "未确认"),
        (OrderStatus(payment=PaymentState.PARTLY_PAID), "待付款", "等待买家付款", "已锁定"),
        (
            OrderStatus(order=OrderState.AWAITING_CONFIRMATION, payment=PaymentState.DEPOSIT_PAID),
            "待付款",
            "定金已付",
            "已锁定",
        ),
        (
            OrderStatus(order=OrderState.CONFIRMED, payment=PaymentState.DEPOSIT_PAID),
            "待付款",
            "定金已付",
            "已确认",
        ),
        (
            OrderStatus(order=OrderState.AWAITING_GROUP, payment=PaymentState.PAID),
            "买家已付款",
            "买家已付款",
            "已锁定",
        ),
        (
            OrderStatus(order=OrderState.AWAITING_CONFIRMATION, payment=PaymentState.COLLECTABLE),
            "等待接单",
            "等待卖家发货",
            "已锁定",
        ),
        (
            OrderStatus(
                order=OrderState.CONFIRMED,
                payment=PaymentState.COLLECTABLE,
                fulfillment=FulfillmentState.SHIPPED,
            ),
            "卖家已发货",
            "卖家已发货",
            "已出库",
        ),
        (
            OrderStatus(order=OrderState.CANCELLED, payment=PaymentState.PAID, fulfillment=FulfillmentState.REFUSED),
            "交易失败",
            "退款中的订单",
            "已取消",
        ),
        (
            OrderStatus(order=OrderState.CANCELLED, payment=PaymentState.FORFEITED),
            "交易失败",
            "交易关闭",
            "已取消",
        ),
        (OrderStatus(fulfillment=FulfillmentState.BACKORDERED), "待付款", "等待买家付款", "未锁定"),
        (OrderStatus(order=OrderState.CONFIRMED, payment=PaymentState.PAID), "待发货", "等待卖家发货", "已分仓"),
        (
            OrderStatus(
                order=OrderState.CONFIRMED, payment=PaymentState.PAID, fulfillment=FulfillmentState.BACKORDERED
            ),
            "待发货",
            "异常订单",
            "未锁定",
        ),
        (
            OrderStatus(order=OrderState.CONFIRMED, payment=PaymentState.UNPAID, fulfillment=FulfillmentState.SHIPPED),
            "待收货",
            "卖家已发货",
            "已出库",
        ),
        (
            OrderStatus(order=OrderState.COMPLETED, payment=PaymentState.PAID, fulfillment=FulfillmentState.RECEIVED),
            "交易成功",
            "交易成功",
            "已完成",
        ),
        (OrderStatus(order=OrderState.CANCELLED), "交易关闭", "交易关闭", "已取消"),
        (OrderStatus(order=OrderState.CANCELLED, payment=PaymentState.REFUNDED), "退款成功", "交易关闭", "已取消"),
        (OrderStatus(review=ReviewState.REJECTED), "交易关闭", "交易关闭", "已取消"),
        (
            OrderStatus(
                order=OrderState.COMPLETED,
                payment=PaymentState.PAID,
                fulfillment=FulfillmentState.RECEIVED,
                after_sale=AfterSaleState.REQUESTED,
            ),
            "售后处理中",
            "退款中的订单",
            "已完成",
        ),
    ],
)
def test_the_words_of_the_usual_way(status: OrderStatus, customer: str, platform: str, erp: str) -> None:
    view = status_view(status)

    assert (view.customer, view.platform, view.erp) == (customer, platform, erp)
