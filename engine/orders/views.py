"""The status in words: what the customer, the platform and the ERP are told. Each is a total function of the vector."""

from collections.abc import Mapping
from typing import Final

from engine.orders.status import (
    AfterSaleState,
    FulfillmentState,
    OrderState,
    OrderStatus,
    PaymentState,
    ReviewState,
    StatusView,
)

_CUSTOMER_SHIPPING: Final[Mapping[FulfillmentState, str]] = {
    FulfillmentState.SHIPPED: "待收货",
    FulfillmentState.RECEIVED: "待评价",
}
_CUSTOMER_PAYMENT: Final[Mapping[PaymentState, str]] = {
    PaymentState.UNPAID: "待付款",
    PaymentState.PARTLY_PAID: "待付款",
    PaymentState.PAID: "买家已付款",
    PaymentState.REFUNDED: "退款成功",
}
_PLATFORM_SHIPPING: Final[Mapping[FulfillmentState, str]] = {
    FulfillmentState.SHIPPED: "卖家已发货",
    FulfillmentState.RECEIVED: "买家已签收",
}
_PLATFORM_PAYMENT: Final[Mapping[PaymentState, str]] = {
    PaymentState.UNPAID: "等待买家付款",
    PaymentState.PARTLY_PAID: "定金已付",
    PaymentState.PAID: "买家已付款",
    PaymentState.REFUNDED: "交易关闭",
}
_ERP_SHIPPING: Final[Mapping[FulfillmentState, str]] = {
    FulfillmentState.ALLOCATED: "已分配",
    FulfillmentState.SHIPPED: "已出库",
    FulfillmentState.RECEIVED: "已收货",
}

ENGLISH: Final[Mapping[str, str]] = {
    "审核中": "In review",
    "等待接单": "Awaiting acceptance",
    "待付款": "To pay",
    "买家已付款": "Paid",
    "待发货": "To ship",
    "待收货": "To receive",
    "待评价": "To rate",
    "售后处理中": "After-sale in progress",
    "交易成功": "Completed",
    "退款成功": "Refunded",
    "交易关闭": "Closed",
    "等待买家付款": "Awaiting payment",
    "定金已付": "Deposit paid",
    "等待卖家发货": "Awaiting shipment",
    "卖家已发货": "Shipped",
    "买家已签收": "Signed for",
    "退款中的订单": "Refund in progress",
    "异常订单": "Problem order",
    "未确认": "Unconfirmed",
    "未锁定": "Not locked",
    "已锁定": "Locked",
    "已确认": "Confirmed",
    "已分配": "Allocated",
    "已出库": "Left the warehouse",
    "已收货": "Received",
    "已完成": "Finished",
    "已取消": "Cancelled",
}


def status_view(status: OrderStatus) -> StatusView:
    """Return the words for the three readers; `ENGLISH` has each of them in English."""
    return StatusView(customer=customer_view(status), platform=platform_view(status), erp=erp_view(status))


def customer_view(status: OrderStatus) -> str:
    """Return what the customer reads. While the order is held it says no more than that it waits."""
    if status.order is OrderState.CANCELLED or status.review is ReviewState.REJECTED:
        return "退款成功" if status.payment is PaymentState.REFUNDED else "交易关闭"
    if status.review is ReviewState.HELD:
        return "审核中" if status.payment is PaymentState.UNPAID else "等待接单"
    if status.after_sale is AfterSaleState.REQUESTED:
        return "售后处理中"
    return _customer_course(status)


def _customer_course(status: OrderStatus) -> str:
    if status.payment is PaymentState.REFUNDED:
        return "退款成功"
    if status.order is OrderState.COMPLETED:
        return "交易成功"
    if status.fulfillment in _CUSTOMER_SHIPPING:
        return _CUSTOMER_SHIPPING[status.fulfillment]
    return "待发货" if status.order is OrderState.CONFIRMED else _CUSTOMER_PAYMENT[status.payment]


def platform_view(status: OrderStatus) -> str:
    """Return what the platform or seller reads."""
    if status.order is OrderState.CANCELLED or status.review is ReviewState.REJECTED:
        return "交易关闭"
    if status.review is ReviewState.HELD:
        return "异常订单"
    if status.after_sale is AfterSaleState.REQUESTED:
        return "退款中的订单"
    return _platform_course(status)


def _platform_course(status: OrderStatus) -> str:
    if status.order is OrderState.COMPLETED:
        return "交易成功"
    if status.fulfillment in _PLATFORM_SHIPPING:
        return _PLATFORM_SHIPPING[status.fulfillment]
    if status.order is not OrderState.CONFIRMED or status.payment is PaymentState.REFUNDED:
        return _PLATFORM_PAYMENT[status.payment]
    return "异常订单" if status.fulfillment is FulfillmentState.BACKORDERED else "等待卖家发货"


def erp_view(status: OrderStatus) -> str:
    """Return what the ERP reads. An order is locked while its stock is reserved and nobody has confirmed it."""
    if status.order is OrderState.CANCELLED or status.review is ReviewState.REJECTED:
        return "已取消"
    if status.order is OrderState.COMPLETED:
        return "已完成"
    if status.review is ReviewState.HELD:
        return "未确认"
    if status.fulfillment in _ERP_SHIPPING:
        return _ERP_SHIPPING[status.fulfillment]
    if status.fulfillment is FulfillmentState.BACKORDERED:
        return "未锁定"
    return "已确认" if status.order is OrderState.CONFIRMED else "已锁定"
