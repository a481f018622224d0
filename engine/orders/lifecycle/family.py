"""The parent's vector, a total function of its children's: they run alone, it tells how far all of them are."""

from collections.abc import Sequence
from typing import Final

from engine.orders.status import (
    AfterSaleState,
    FulfillmentState,
    OrderState,
    OrderStatus,
    PaymentState,
    ReviewState,
)

# The least advanced child tells how far the parent is.
_ORDER: Final = (
    OrderState.AWAITING_PAYMENT,
    OrderState.AWAITING_GROUP,
    OrderState.AWAITING_CONFIRMATION,
    OrderState.CONFIRMED,
    OrderState.COMPLETED,
    OrderState.CANCELLED,
)
_REVIEW: Final = (ReviewState.HELD, ReviewState.REJECTED, ReviewState.PASSED)
_FULFILLMENT: Final = (
    FulfillmentState.BACKORDERED,
    FulfillmentState.NONE,
    FulfillmentState.ALLOCATED,
    FulfillmentState.READY_FOR_PICKUP,
    FulfillmentState.SHIPPED,
    FulfillmentState.RECEIVED,
    FulfillmentState.REFUSED,
    FulfillmentState.RETURNED,
)
_AFTER_SALE: Final = tuple(AfterSaleState)
_CLOSED_AFTER_SALE: Final = frozenset(
    {AfterSaleState.NONE, AfterSaleState.WITHDRAWN, AfterSaleState.CLOSED, AfterSaleState.SETTLED}
)


def parent_status(children: Sequence[OrderStatus]) -> OrderStatus:
    """Return the parent's vector. Children that were cancelled count only among such.

    Raises ValueError where there are no children.
    """
    if not children:
        raise ValueError("an order has at least one child")
    living = [child for child in children if child.order is not OrderState.CANCELLED] or list(children)
    return OrderStatus(
        order=min((child.order for child in living), key=_ORDER.index),
        review=min((child.review for child in living), key=_REVIEW.index),
        payment=_payment(children, living),
        fulfillment=min((child.fulfillment for child in living), key=_FULFILLMENT.index),
        after_sale=_after_sale([child.after_sale for child in children]),
    )


def _payment(children: Sequence[OrderStatus], living: Sequence[OrderStatus]) -> PaymentState:
    """Return the payment of all: what the living agree on, cut by what was given back for the others."""
    if len(living) < len(children):
        gone = {child.payment for child in children if child.order is OrderState.CANCELLED}
        state = _agreed({child.payment for child in living})
        is_cut = bool(gone & {PaymentState.REFUNDED, PaymentState.PARTLY_REFUNDED})
        return PaymentState.PARTLY_REFUNDED if is_cut and state is PaymentState.PAID else state
    return _agreed({child.payment for child in living})


def _agreed(states: set[PaymentState]) -> PaymentState:
    if len(states) > 1:
        states = states - {PaymentState.NOT_REQUIRED}
    if len(states) == 1:
        return states.pop()
    if states <= {PaymentState.REFUNDED, PaymentState.UNPAID, PaymentState.COLLECTABLE}:
        # Only where all are cancelled, or all of a child's units are: nothing is left to pay.
        return PaymentState.REFUNDED if states & {PaymentState.REFUNDED} else min(states)
    if states <= {PaymentState.PAID, PaymentState.PARTLY_REFUNDED, PaymentState.REFUNDED}:
        return PaymentState.PARTLY_REFUNDED
    if PaymentState.FORFEITED in states:
        return PaymentState.FORFEITED
    return PaymentState.PARTLY_PAID


def _after_sale(states: Sequence[AfterSaleState]) -> AfterSaleState:
    """Return the first child's that is open, in the order of the states; else the furthest that was."""
    still_open = [state for state in states if state not in _CLOSED_AFTER_SALE]
    if still_open:
        return min(still_open, key=_AFTER_SALE.index)
    return max(states, key=_AFTER_SALE.index)
