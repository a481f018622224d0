"""The status of an order is a vector of five; which state may follow which is said in `engine/orders/lifecycle/`."""

from enum import StrEnum

import msgspec


class OrderState(StrEnum):
    """The order, or one of its children, as a whole. `awaiting_group`: paid, and the group is not complete yet."""

    AWAITING_PAYMENT = "awaiting_payment"
    AWAITING_GROUP = "awaiting_group"
    AWAITING_CONFIRMATION = "awaiting_confirmation"
    CONFIRMED = "confirmed"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class ReviewState(StrEnum):
    """Risk review."""

    PASSED = "passed"
    HELD = "held"
    REJECTED = "rejected"


class PaymentState(StrEnum):
    """Money from the buyer.

    `collectable`: it is collected at the door. `on_account`: a business pays it later. `forfeited`: a deposit that
    lapsed. `not_required`: there is nothing to pay, or nothing any more.
    """

    UNPAID = "unpaid"
    DEPOSIT_PAID = "deposit_paid"
    PARTLY_PAID = "partly_paid"
    PAID = "paid"
    PARTLY_REFUNDED = "partly_refunded"
    REFUNDED = "refunded"
    COLLECTABLE = "collectable"
    ON_ACCOUNT = "on_account"
    NOT_REQUIRED = "not_required"
    FORFEITED = "forfeited"


class FulfillmentState(StrEnum):
    """Goods to the buyer. `backordered`: stock is awaited. `allocated`: the warehouse has set them aside."""

    NONE = "none"
    BACKORDERED = "backordered"
    ALLOCATED = "allocated"
    READY_FOR_PICKUP = "ready_for_pickup"
    SHIPPED = "shipped"
    RECEIVED = "received"
    REFUSED = "refused"
    RETURNED = "returned"


class AfterSaleState(StrEnum):
    """Returns and exchanges. `stored`: back in the warehouse and waiting for settlement."""

    NONE = "none"
    REQUESTED = "requested"
    DECLINED = "declined"
    ARBITRATION = "arbitration"
    AWAITING_GOODS = "awaiting_goods"
    PARTLY_RECEIVED = "partly_received"
    GOODS_RECEIVED = "goods_received"
    QC_FAILED = "qc_failed"
    STORED = "stored"
    REPLACEMENT_SENT = "replacement_sent"
    REPLACEMENT_RECEIVED = "replacement_received"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


class Move(StrEnum):
    """What can be done to an order; each move belongs to one dimension."""

    # the order
    ACCEPT = "accept"
    AWAIT_GROUP = "await_group"
    SUCCEED_GROUP = "succeed_group"
    FAIL_GROUP = "fail_group"
    EXPIRE = "expire"
    CONFIRM = "confirm"
    CANCEL_UNITS = "cancel_units"
    CANCEL = "cancel"
    CALL_OFF = "call_off"
    COMPLETE = "complete"
    # the review
    CLEAR = "clear"
    REJECT = "reject"
    # the payment
    PAY_DEPOSIT = "pay_deposit"
    CHANGE_BALANCE = "change_balance"
    PAY_PART = "pay_part"
    PAY = "pay"
    COLLECT_PART = "collect_part"
    COLLECT = "collect"
    SETTLE = "settle"
    WAIVE = "waive"
    FORFEIT_DEPOSIT = "forfeit_deposit"
    REFUND_PART = "refund_part"
    REFUND = "refund"
    # the goods
    PROMISE = "promise"
    AWAIT_STOCK = "await_stock"
    ALLOCATE = "allocate"
    MAKE_READY = "make_ready"
    SHIP = "ship"
    PICK_UP = "pick_up"
    DELIVER = "deliver"
    RECEIVE = "receive"
    REFUSE = "refuse"
    RETURN_GOODS = "return_goods"
    # after the sale
    REQUEST_RETURN = "request_return"
    APPROVE_RETURN = "approve_return"
    APPROVE_REFUND = "approve_refund"
    DECLINE_RETURN = "decline_return"
    WITHDRAW_RETURN = "withdraw_return"
    ARBITRATE = "arbitrate"
    UPHOLD_RETURN = "uphold_return"
    RECEIVE_PART_BACK = "receive_part_back"
    RECEIVE_BACK = "receive_back"
    FAIL_INSPECTION = "fail_inspection"
    STORE_RETURN = "store_return"
    SEND_REPLACEMENT = "send_replacement"
    RECEIVE_REPLACEMENT = "receive_replacement"
    SETTLE_RETURN = "settle_return"
    CLOSE_RETURN = "close_return"


class OrderStatus(msgspec.Struct, frozen=True, kw_only=True):
    """The vector."""

    order: OrderState = OrderState.AWAITING_PAYMENT
    review: ReviewState = ReviewState.PASSED
    payment: PaymentState = PaymentState.UNPAID
    fulfillment: FulfillmentState = FulfillmentState.NONE
    after_sale: AfterSaleState = AfterSaleState.NONE


class StatusView(msgspec.Struct, frozen=True, kw_only=True):
    """The status in words for three readers; neutral for the customer while the order is held."""

    customer: str
    platform: str
    erp: str
