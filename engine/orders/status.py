"""The status of an order is a vector of five; each dimension is a table of legal moves."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, TypeVar

import msgspec

from engine.errors import IllegalMove


class OrderState(StrEnum):
    """The order as a whole."""

    AWAITING_PAYMENT = "awaiting_payment"
    CONFIRMED = "confirmed"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class ReviewState(StrEnum):
    """Risk review."""

    PASSED = "passed"
    HELD = "held"
    REJECTED = "rejected"


class PaymentState(StrEnum):
    """Money from the buyer."""

    UNPAID = "unpaid"
    PARTLY_PAID = "partly_paid"
    PAID = "paid"
    REFUNDED = "refunded"


class FulfillmentState(StrEnum):
    """Goods to the buyer. `backordered`: stock is awaited."""

    NONE = "none"
    BACKORDERED = "backordered"
    ALLOCATED = "allocated"
    SHIPPED = "shipped"
    RECEIVED = "received"


class AfterSaleState(StrEnum):
    """Returns and exchanges."""

    NONE = "none"
    REQUESTED = "requested"
    CLOSED = "closed"


class Move(StrEnum):
    """What can be done to an order."""

    CONFIRM = "confirm"
    COMPLETE = "complete"
    CANCEL = "cancel"
    CLEAR = "clear"
    REJECT = "reject"
    PAY_PART = "pay_part"
    PAY = "pay"
    REFUND = "refund"
    ALLOCATE = "allocate"
    SHIP = "ship"
    RECEIVE = "receive"
    REQUEST_RETURN = "request_return"
    CLOSE_RETURN = "close_return"


class OrderStatus(msgspec.Struct, frozen=True, kw_only=True):
    """The vector."""

    order: OrderState = OrderState.AWAITING_PAYMENT
    review: ReviewState = ReviewState.PASSED
    payment: PaymentState = PaymentState.UNPAID
    fulfillment: FulfillmentState = FulfillmentState.NONE
    after_sale: AfterSaleState = AfterSaleState.NONE


ORDER: Final[Mapping[OrderState, Mapping[Move, OrderState]]] = {
    OrderState.AWAITING_PAYMENT: {Move.CONFIRM: OrderState.CONFIRMED, Move.CANCEL: OrderState.CANCELLED},
    OrderState.CONFIRMED: {Move.COMPLETE: OrderState.COMPLETED, Move.CANCEL: OrderState.CANCELLED},
    OrderState.COMPLETED: {},
    OrderState.CANCELLED: {},
}

REVIEW: Final[Mapping[ReviewState, Mapping[Move, ReviewState]]] = {
    ReviewState.HELD: {Move.CLEAR: ReviewState.PASSED, Move.REJECT: ReviewState.REJECTED},
    ReviewState.PASSED: {},
    ReviewState.REJECTED: {},
}

PAYMENT: Final[Mapping[PaymentState, Mapping[Move, PaymentState]]] = {
    PaymentState.UNPAID: {Move.PAY_PART: PaymentState.PARTLY_PAID, Move.PAY: PaymentState.PAID},
    PaymentState.PARTLY_PAID: {
        Move.PAY_PART: PaymentState.PARTLY_PAID,
        Move.PAY: PaymentState.PAID,
        Move.REFUND: PaymentState.REFUNDED,
    },
    PaymentState.PAID: {Move.REFUND: PaymentState.REFUNDED},
    PaymentState.REFUNDED: {},
}

FULFILLMENT: Final[Mapping[FulfillmentState, Mapping[Move, FulfillmentState]]] = {
    FulfillmentState.NONE: {Move.ALLOCATE: FulfillmentState.ALLOCATED},
    FulfillmentState.BACKORDERED: {Move.ALLOCATE: FulfillmentState.ALLOCATED},
    FulfillmentState.ALLOCATED: {Move.SHIP: FulfillmentState.SHIPPED},
    FulfillmentState.SHIPPED: {Move.RECEIVE: FulfillmentState.RECEIVED},
    FulfillmentState.RECEIVED: {},
}

AFTER_SALE: Final[Mapping[AfterSaleState, Mapping[Move, AfterSaleState]]] = {
    AfterSaleState.NONE: {Move.REQUEST_RETURN: AfterSaleState.REQUESTED},
    AfterSaleState.REQUESTED: {Move.CLOSE_RETURN: AfterSaleState.CLOSED},
    AfterSaleState.CLOSED: {Move.REQUEST_RETURN: AfterSaleState.REQUESTED},
}


def next_order_state(current: OrderState, move: Move) -> OrderState:
    """Return the order's next state, or refuse and name the legal moves."""
    return _next("order", ORDER, current, move)


def next_review_state(current: ReviewState, move: Move) -> ReviewState:
    """Return the next state of the review, or refuse and name the legal moves."""
    return _next("review", REVIEW, current, move)


def next_payment_state(current: PaymentState, move: Move) -> PaymentState:
    """Return the next state of the payment, or refuse and name the legal moves."""
    return _next("payment", PAYMENT, current, move)


def next_fulfillment_state(current: FulfillmentState, move: Move) -> FulfillmentState:
    """Return the next state of the fulfilment, or refuse and name the legal moves."""
    return _next("fulfillment", FULFILLMENT, current, move)


def next_after_sale_state(current: AfterSaleState, move: Move) -> AfterSaleState:
    """Return the next state of what comes after the sale, or refuse and name the legal moves."""
    return _next("after_sale", AFTER_SALE, current, move)


class StatusView(msgspec.Struct, frozen=True, kw_only=True):
    """The status in words for three readers; neutral for the customer while the order is held."""

    customer: str
    platform: str
    erp: str


State = TypeVar("State", bound=StrEnum)


def _next(subject: str, table: Mapping[State, Mapping[Move, State]], current: State, move: Move) -> State:
    legal = table[current]
    if move not in legal:
        raise IllegalMove(subject, current, move, legal=tuple(legal))
    return legal[move]
