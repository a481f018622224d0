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

# After-sale states in which something is still to be done.
_OPEN_AFTER_SALE: Final = frozenset(AfterSaleState) - {
    AfterSaleState.NONE,
    AfterSaleState.WITHDRAWN,
    AfterSaleState.SETTLED,
    AfterSaleState.CLOSED,
}
_NOT_TAKEN: Final = frozenset({FulfillmentState.REFUSED, FulfillmentState.RETURNED})
_NOTHING_RECEIVED: Final = frozenset(
    {PaymentState.UNPAID, PaymentState.COLLECTABLE, PaymentState.ON_ACCOUNT, PaymentState.NOT_REQUIRED}
)
_HAS_MONEY: Final = frozenset(
    {PaymentState.DEPOSIT_PAID, PaymentState.PARTLY_PAID, PaymentState.PAID, PaymentState.PARTLY_REFUNDED}
)
_PAID: Final = frozenset({PaymentState.PAID, PaymentState.PARTLY_REFUNDED})
_CUSTOMER_SHIPPING: Final[Mapping[FulfillmentState, str]] = {
    FulfillmentState.READY_FOR_PICKUP: "待收货",
    FulfillmentState.SHIPPED: "待收货",
    FulfillmentState.RECEIVED: "待评价",
    FulfillmentState.REFUSED: "交易失败",
    FulfillmentState.RETURNED: "交易失败",
}
_PLATFORM_SHIPPING: Final[Mapping[FulfillmentState, str]] = {
    FulfillmentState.READY_FOR_PICKUP: "卖家已发货",
    FulfillmentState.SHIPPED: "卖家已发货",
    FulfillmentState.RECEIVED: "买家已签收",
    FulfillmentState.REFUSED: "异常订单",
    FulfillmentState.RETURNED: "异常订单",
}
_ERP_SHIPPING: Final[Mapping[FulfillmentState, str]] = {
    FulfillmentState.ALLOCATED: "已分配",
    FulfillmentState.READY_FOR_PICKUP: "已出库",
    FulfillmentState.SHIPPED: "已出库",
    FulfillmentState.RECEIVED: "已收货",
    FulfillmentState.REFUSED: "已出库",
    FulfillmentState.RETURNED: "已出库",
    FulfillmentState.BACKORDERED: "未锁定",
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
    "交易失败": "Failed",
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
    "已分仓": "Warehouse assigned",
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
    if _is_called_off(status):
        return _customer_end(status)
    if status.review is ReviewState.HELD:
        return "审核中" if status.payment in _NOTHING_RECEIVED else "等待接单"
    if status.after_sale in _OPEN_AFTER_SALE:
        return "售后处理中"
    if status.payment is PaymentState.REFUNDED:
        return "退款成功"
    if status.order is OrderState.COMPLETED:
        return "交易成功"
    return _customer_course(status)


def _customer_end(status: OrderStatus) -> str:
    if status.payment is PaymentState.REFUNDED:
        return "退款成功"
    is_failed = status.payment is PaymentState.FORFEITED or status.fulfillment in _NOT_TAKEN
    return "交易失败" if is_failed else "交易关闭"


def _customer_course(status: OrderStatus) -> str:
    if status.fulfillment is FulfillmentState.SHIPPED and status.payment is PaymentState.COLLECTABLE:
        return "卖家已发货"  # it is not the buyer's before he has paid at the door
    if status.fulfillment in _CUSTOMER_SHIPPING:
        return _CUSTOMER_SHIPPING[status.fulfillment]
    if status.order is OrderState.AWAITING_PAYMENT or status.payment is PaymentState.DEPOSIT_PAID:
        return "待付款"
    if status.order is OrderState.CONFIRMED:
        return "待发货"
    return "买家已付款" if status.payment in _PAID else "等待接单"


def platform_view(status: OrderStatus) -> str:
    """Return what the platform or seller reads."""
    if _is_called_off(status):
        # What was paid for goods that were refused is given back when they are here again.
        return "退款中的订单" if status.payment in _HAS_MONEY else "交易关闭"
    if status.review is ReviewState.HELD:
        return "异常订单"
    if status.after_sale in _OPEN_AFTER_SALE:
        return "退款中的订单"
    if status.payment is PaymentState.REFUNDED:
        return "交易关闭"
    if status.order is OrderState.COMPLETED:
        return "交易成功"
    return _platform_course(status)


def _platform_course(status: OrderStatus) -> str:
    if status.fulfillment in _PLATFORM_SHIPPING:
        return _PLATFORM_SHIPPING[status.fulfillment]
    if status.payment is PaymentState.DEPOSIT_PAID:
        return "定金已付"
    if status.order is OrderState.AWAITING_PAYMENT:
        return "等待买家付款"
    if status.order is OrderState.CONFIRMED:
        return "异常订单" if status.fulfillment is FulfillmentState.BACKORDERED else "等待卖家发货"
    return "买家已付款" if status.payment in _PAID else "等待卖家发货"


def erp_view(status: OrderStatus) -> str:
    """Return what the ERP reads. An order is locked while its stock is reserved and nobody has confirmed it."""
    if _is_called_off(status):
        return "已取消"
    if status.order is OrderState.COMPLETED:
        return "已完成"
    if status.review is ReviewState.HELD:
        return "未确认"
    if status.fulfillment in _ERP_SHIPPING:
        return _ERP_SHIPPING[status.fulfillment]
    if status.order is not OrderState.CONFIRMED:
        return "已锁定"
    # Confirmed on a deposit, the warehouse waits for the balance.
    return "已确认" if status.payment is PaymentState.DEPOSIT_PAID else "已分仓"


def _is_called_off(status: OrderStatus) -> bool:
    return status.order is OrderState.CANCELLED or status.review is ReviewState.REJECTED
