"""What dimensions, states and moves are called, in Chinese and English; by dimension, as some names are of two."""

from collections.abc import Mapping
from typing import Final

from engine.orders.status import AfterSaleState as After
from engine.orders.status import FulfillmentState as Goods
from engine.orders.status import Move
from engine.orders.status import OrderState as Order
from engine.orders.status import PaymentState as Paid
from engine.orders.status import ReviewState as Review

Name = tuple[str, str]  # Chinese, English

DIMENSIONS: Final[Mapping[str, Name]] = {
    "order": ("订单", "Order"),
    "review": ("审核", "Review"),
    "payment": ("付款", "Payment"),
    "fulfillment": ("履约", "Fulfilment"),
    "after_sale": ("售后", "After sale"),
}
STATES: Final[Mapping[str, Mapping[str, Name]]] = {
    "order": {
        Order.AWAITING_PAYMENT: ("待付款", "awaiting payment"),
        Order.AWAITING_GROUP: ("待成团", "awaiting its group"),
        Order.AWAITING_CONFIRMATION: ("待接单", "awaiting confirmation"),
        Order.CONFIRMED: ("已确认", "confirmed"),
        Order.COMPLETED: ("已完成", "completed"),
        Order.CANCELLED: ("已取消", "cancelled"),
    },
    "review": {
        Review.HELD: ("待审核", "held"),
        Review.PASSED: ("已通过", "passed"),
        Review.REJECTED: ("已驳回", "rejected"),
    },
    "payment": {
        Paid.UNPAID: ("未付款", "unpaid"),
        Paid.DEPOSIT_PAID: ("定金已付", "deposit paid"),
        Paid.PARTLY_PAID: ("部分付款", "partly paid"),
        Paid.PAID: ("已付款", "paid"),
        Paid.PARTLY_REFUNDED: ("部分退款", "partly refunded"),
        Paid.REFUNDED: ("已退款", "refunded"),
        Paid.COLLECTABLE: ("货到收款", "to be collected"),
        Paid.ON_ACCOUNT: ("挂账", "on account"),
        Paid.NOT_REQUIRED: ("无需付款", "nothing to pay"),
        Paid.FORFEITED: ("定金失效", "deposit forfeited"),
    },
    "fulfillment": {
        Goods.NONE: ("未配货", "not begun"),
        Goods.BACKORDERED: ("待补货", "backordered"),
        Goods.ALLOCATED: ("已配货", "allocated"),
        Goods.READY_FOR_PICKUP: ("待自提", "ready for pickup"),
        Goods.SHIPPED: ("已发货", "shipped"),
        Goods.RECEIVED: ("已收货", "received"),
        Goods.REFUSED: ("已拒收", "refused"),
        Goods.RETURNED: ("已退回", "returned"),
    },
    "after_sale": {
        After.NONE: ("无", "none"),
        After.REQUESTED: ("已申请", "requested"),
        After.DECLINED: ("商家拒绝", "declined"),
        After.ARBITRATION: ("客服仲裁", "arbitration"),
        After.AWAITING_GOODS: ("未收到货", "awaiting goods"),
        After.PARTLY_RECEIVED: ("部分收货", "partly received"),
        After.GOODS_RECEIVED: ("未入库", "received, not stored"),
        After.QC_FAILED: ("质检不通过", "inspection failed"),
        After.STORED: ("待结算", "awaiting settlement"),
        After.REPLACEMENT_SENT: ("换货已发出", "replacement sent"),
        After.REPLACEMENT_RECEIVED: ("客户已收货", "replacement received"),
        After.SETTLED: ("已结算", "settled"),
        After.WITHDRAWN: ("已取消", "withdrawn"),
        After.CLOSED: ("完成", "closed"),
    },
}
# In English a move is called by its own name.
MOVES: Final[Mapping[Move, str]] = {
    Move.ACCEPT: "受理",
    Move.AWAIT_GROUP: "等待成团",
    Move.SUCCEED_GROUP: "成团",
    Move.FAIL_GROUP: "拼团失败",
    Move.EXPIRE: "超时",
    Move.CONFIRM: "接单",
    Move.CANCEL_UNITS: "部分取消",
    Move.CANCEL: "取消",
    Move.CALL_OFF: "终止",
    Move.COMPLETE: "完成",
    Move.CLEAR: "通过",
    Move.REJECT: "驳回",
    Move.PAY_DEPOSIT: "付定金",
    Move.CHANGE_BALANCE: "变更尾款",
    Move.PAY_PART: "部分付款",
    Move.PAY: "付清",
    Move.COLLECT_PART: "部分代收",
    Move.COLLECT: "代收",
    Move.SETTLE: "结清",
    Move.WAIVE: "免付",
    Move.FORFEIT_DEPOSIT: "定金失效",
    Move.REFUND_PART: "部分退款",
    Move.REFUND: "全部退款",
    Move.PROMISE: "补到库存",
    Move.AWAIT_STOCK: "缺货",
    Move.ALLOCATE: "配货",
    Move.MAKE_READY: "到自提点",
    Move.SHIP: "出库",
    Move.PICK_UP: "自提",
    Move.DELIVER: "虚拟发货",
    Move.RECEIVE: "收货",
    Move.REFUSE: "拒收",
    Move.RETURN_GOODS: "退回入库",
    Move.REQUEST_RETURN: "申请售后",
    Move.APPROVE_RETURN: "同意退货",
    Move.APPROVE_REFUND: "同意仅退款",
    Move.DECLINE_RETURN: "拒绝",
    Move.WITHDRAW_RETURN: "撤回",
    Move.ARBITRATE: "申请仲裁",
    Move.UPHOLD_RETURN: "支持买家",
    Move.RECEIVE_PART_BACK: "部分收到",
    Move.RECEIVE_BACK: "收到退货",
    Move.FAIL_INSPECTION: "质检不通过",
    Move.STORE_RETURN: "入库",
    Move.SEND_REPLACEMENT: "发出换货",
    Move.RECEIVE_REPLACEMENT: "客户收货",
    Move.SETTLE_RETURN: "结算",
    Move.CLOSE_RETURN: "关闭",
}


def move_name(move: Move, *, is_chinese: bool) -> str:
    """Return what a move is called."""
    return MOVES[move] if is_chinese else move.value.replace("_", " ")
