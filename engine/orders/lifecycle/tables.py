"""Five tables, one for each dimension of the status: which state follows which, by what move."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from engine.orders.status import AfterSaleState as After
from engine.orders.status import FulfillmentState as Goods
from engine.orders.status import Move, ReviewState
from engine.orders.status import OrderState as Order
from engine.orders.status import PaymentState as Paid

ORDER: Final[Mapping[Order, Mapping[Move, Order]]] = {
    Order.AWAITING_PAYMENT: {
        Move.ACCEPT: Order.AWAITING_CONFIRMATION,
        Move.AWAIT_GROUP: Order.AWAITING_GROUP,
        Move.FAIL_GROUP: Order.CANCELLED,
        Move.EXPIRE: Order.CANCELLED,
        Move.CANCEL_UNITS: Order.AWAITING_PAYMENT,
        Move.CANCEL: Order.CANCELLED,
        Move.CALL_OFF: Order.CANCELLED,
    },
    Order.AWAITING_GROUP: {
        Move.SUCCEED_GROUP: Order.AWAITING_CONFIRMATION,
        Move.FAIL_GROUP: Order.CANCELLED,
        Move.CANCEL_UNITS: Order.AWAITING_GROUP,
        Move.CANCEL: Order.CANCELLED,
        Move.CALL_OFF: Order.CANCELLED,
    },
    Order.AWAITING_CONFIRMATION: {
        Move.CONFIRM: Order.CONFIRMED,
        Move.CANCEL_UNITS: Order.AWAITING_CONFIRMATION,
        Move.CANCEL: Order.CANCELLED,
        Move.CALL_OFF: Order.CANCELLED,
    },
    Order.CONFIRMED: {
        Move.COMPLETE: Order.COMPLETED,
        Move.CANCEL_UNITS: Order.CONFIRMED,
        Move.CANCEL: Order.CANCELLED,
        Move.CALL_OFF: Order.CANCELLED,
    },
    Order.COMPLETED: {},
    Order.CANCELLED: {},
}

REVIEW: Final[Mapping[ReviewState, Mapping[Move, ReviewState]]] = {
    ReviewState.HELD: {Move.CLEAR: ReviewState.PASSED, Move.REJECT: ReviewState.REJECTED},
    ReviewState.PASSED: {},
    ReviewState.REJECTED: {},
}

PAYMENT: Final[Mapping[Paid, Mapping[Move, Paid]]] = {
    Paid.UNPAID: {
        Move.PAY_DEPOSIT: Paid.DEPOSIT_PAID,
        Move.CHANGE_BALANCE: Paid.UNPAID,
        Move.PAY_PART: Paid.PARTLY_PAID,
        Move.PAY: Paid.PAID,
        Move.WAIVE: Paid.NOT_REQUIRED,
    },
    Paid.DEPOSIT_PAID: {
        Move.CHANGE_BALANCE: Paid.DEPOSIT_PAID,
        Move.PAY: Paid.PAID,
        Move.FORFEIT_DEPOSIT: Paid.FORFEITED,
        Move.REFUND: Paid.REFUNDED,
    },
    Paid.PARTLY_PAID: {
        Move.PAY_PART: Paid.PARTLY_PAID,
        Move.PAY: Paid.PAID,
        Move.SETTLE: Paid.PAID,
        Move.REFUND: Paid.REFUNDED,
    },
    Paid.PAID: {Move.REFUND_PART: Paid.PARTLY_REFUNDED, Move.REFUND: Paid.REFUNDED},
    Paid.PARTLY_REFUNDED: {Move.REFUND_PART: Paid.PARTLY_REFUNDED, Move.REFUND: Paid.REFUNDED},
    Paid.REFUNDED: {},
    Paid.COLLECTABLE: {Move.COLLECT: Paid.PAID, Move.WAIVE: Paid.NOT_REQUIRED},
    Paid.ON_ACCOUNT: {
        Move.COLLECT_PART: Paid.ON_ACCOUNT,
        Move.COLLECT: Paid.PAID,
        Move.SETTLE: Paid.PAID,
        Move.REFUND: Paid.REFUNDED,
        Move.WAIVE: Paid.NOT_REQUIRED,
    },
    Paid.NOT_REQUIRED: {},
    Paid.FORFEITED: {},
}

FULFILLMENT: Final[Mapping[Goods, Mapping[Move, Goods]]] = {
    Goods.NONE: {
        Move.AWAIT_STOCK: Goods.BACKORDERED,
        Move.ALLOCATE: Goods.ALLOCATED,
        Move.DELIVER: Goods.RECEIVED,
    },
    Goods.BACKORDERED: {Move.PROMISE: Goods.NONE},
    Goods.ALLOCATED: {Move.SHIP: Goods.SHIPPED, Move.MAKE_READY: Goods.READY_FOR_PICKUP},
    Goods.READY_FOR_PICKUP: {Move.PICK_UP: Goods.RECEIVED},
    Goods.SHIPPED: {
        Move.RECEIVE: Goods.RECEIVED,
        Move.REFUSE: Goods.REFUSED,
        Move.RETURN_GOODS: Goods.RETURNED,
    },
    Goods.RECEIVED: {},
    Goods.REFUSED: {Move.RETURN_GOODS: Goods.RETURNED},
    Goods.RETURNED: {},
}

AFTER_SALE: Final[Mapping[After, Mapping[Move, After]]] = {
    After.NONE: {Move.REQUEST_RETURN: After.REQUESTED},
    After.REQUESTED: {
        Move.APPROVE_RETURN: After.AWAITING_GOODS,
        Move.APPROVE_REFUND: After.STORED,
        Move.DECLINE_RETURN: After.DECLINED,
        Move.WITHDRAW_RETURN: After.WITHDRAWN,
        Move.CLOSE_RETURN: After.CLOSED,
    },
    After.DECLINED: {Move.ARBITRATE: After.ARBITRATION, Move.CLOSE_RETURN: After.CLOSED},
    After.ARBITRATION: {Move.UPHOLD_RETURN: After.AWAITING_GOODS, Move.CLOSE_RETURN: After.CLOSED},
    After.AWAITING_GOODS: {
        Move.RECEIVE_PART_BACK: After.PARTLY_RECEIVED,
        Move.RECEIVE_BACK: After.GOODS_RECEIVED,
        Move.WITHDRAW_RETURN: After.WITHDRAWN,
    },
    After.PARTLY_RECEIVED: {
        Move.RECEIVE_PART_BACK: After.PARTLY_RECEIVED,
        Move.RECEIVE_BACK: After.GOODS_RECEIVED,
    },
    After.GOODS_RECEIVED: {Move.STORE_RETURN: After.STORED, Move.FAIL_INSPECTION: After.QC_FAILED},
    After.QC_FAILED: {Move.ARBITRATE: After.ARBITRATION, Move.CLOSE_RETURN: After.CLOSED},
    After.STORED: {Move.SETTLE_RETURN: After.SETTLED, Move.SEND_REPLACEMENT: After.REPLACEMENT_SENT},
    After.REPLACEMENT_SENT: {Move.RECEIVE_REPLACEMENT: After.REPLACEMENT_RECEIVED},
    After.REPLACEMENT_RECEIVED: {Move.SETTLE_RETURN: After.SETTLED, Move.CLOSE_RETURN: After.CLOSED},
    After.SETTLED: {Move.CLOSE_RETURN: After.CLOSED, Move.REQUEST_RETURN: After.REQUESTED},
    After.WITHDRAWN: {Move.REQUEST_RETURN: After.REQUESTED},
    After.CLOSED: {Move.REQUEST_RETURN: After.REQUESTED},
}

# By the name that the dimension has in the vector.
TABLES: Final[Mapping[str, Mapping[StrEnum, Mapping[Move, StrEnum]]]] = MappingProxyType(
    {
        "order": {state: dict(row) for state, row in ORDER.items()},
        "review": {state: dict(row) for state, row in REVIEW.items()},
        "payment": {state: dict(row) for state, row in PAYMENT.items()},
        "fulfillment": {state: dict(row) for state, row in FULFILLMENT.items()},
        "after_sale": {state: dict(row) for state, row in AFTER_SALE.items()},
    }
)

DIMENSION_OF: Final[Mapping[Move, str]] = {
    move: name for name, table in TABLES.items() for row in table.values() for move in row
}
