"""The flow of each order type: where it begins, which moves it has, and whether stock, parcels and money move."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

import msgspec

from engine.money import Money
from engine.orders.lifecycle.moves import AFTER_SALE_MOVES
from engine.orders.lifecycle.tables import TABLES
from engine.orders.status import FulfillmentState, Move, OrderState, OrderStatus, PaymentState, ReviewState


class Flow(msgspec.Struct, frozen=True, kw_only=True):
    """One order type. `begins` is its payment when there is something to pay.

    `without` are steps of the tables that it does not take although it has the move elsewhere.

    `is_confirmed_by_hand`: somebody accepts it; otherwise it is confirmed as soon as nothing stands against it.
    `moves_money`: amounts go through accounts; otherwise they are numbers only, or nothing is asked for.
    """

    order_type: str
    name: str
    name_zh: str
    moves: frozenset[Move]
    without: frozenset[tuple[StrEnum, Move]] = frozenset()
    begins: PaymentState = PaymentState.UNPAID
    is_confirmed_by_hand: bool = False
    is_shipped: bool = True
    moves_stock: bool = True
    moves_money: bool = True


_ANY: Final = frozenset(
    {Move.CONFIRM, Move.COMPLETE, Move.CANCEL_UNITS, Move.CANCEL, Move.CALL_OFF, Move.CLEAR, Move.REJECT}
)
_PAID_FIRST: Final = frozenset(
    {Move.ACCEPT, Move.EXPIRE, Move.PAY_PART, Move.PAY, Move.SETTLE, Move.WAIVE, Move.REFUND_PART, Move.REFUND}
)
_STOCKED: Final = frozenset({Move.PROMISE, Move.AWAIT_STOCK, Move.ALLOCATE})
_SHIPPED: Final = _STOCKED | {Move.SHIP, Move.RECEIVE, Move.REFUSE, Move.RETURN_GOODS}
_PICKED_UP: Final = _STOCKED | {Move.MAKE_READY, Move.PICK_UP}
# A child without goods (a voucher beside a parcel) is delivered in every flow; a guard keeps goods out of it.
_DELIVERED: Final = frozenset({Move.DELIVER})
_AFTERWARDS: Final = frozenset(AFTER_SALE_MOVES)
_COLLECTED: Final = frozenset({Move.COLLECT, Move.WAIVE, Move.REFUND_PART, Move.REFUND})
_EVERYTHING: Final = _ANY | _SHIPPED | _DELIVERED | _AFTERWARDS

FLOWS: Final[Mapping[str, Flow]] = {
    flow.order_type: flow
    for flow in (
        Flow(order_type="normal", name="normal", name_zh="普通", moves=_EVERYTHING | _PAID_FIRST),
        Flow(
            order_type="presale",
            name="presale",
            name_zh="预售",
            # Two payments, each whole: a deposit and a balance.
            moves=(_EVERYTHING | _PAID_FIRST | {Move.PAY_DEPOSIT, Move.CHANGE_BALANCE, Move.FORFEIT_DEPOSIT})
            - {Move.PAY_PART, Move.SETTLE, Move.WAIVE},
            without=frozenset({(PaymentState.UNPAID, Move.PAY)}),
            is_confirmed_by_hand=True,
        ),
        Flow(
            order_type="cod",
            name="cash on delivery",
            name_zh="货到付款",
            moves=_EVERYTHING | _COLLECTED,
            begins=PaymentState.COLLECTABLE,
            is_confirmed_by_hand=True,
            moves_money=False,
        ),
        Flow(
            order_type="group_buy",
            name="group-buy",
            name_zh="拼团",
            moves=(_EVERYTHING | _PAID_FIRST | {Move.AWAIT_GROUP, Move.SUCCEED_GROUP, Move.FAIL_GROUP}) - {Move.ACCEPT},
        ),
        Flow(
            order_type="pickup",
            name="pickup",
            name_zh="自提",
            moves=_ANY | _PAID_FIRST | _PICKED_UP | _DELIVERED | _AFTERWARDS,
            is_shipped=False,
        ),
        Flow(
            order_type="virtual",
            name="virtual",
            name_zh="虚拟",
            moves=_ANY | _PAID_FIRST | _DELIVERED | _AFTERWARDS,
            is_shipped=False,
            moves_stock=False,
        ),
        Flow(
            order_type="exchange",
            name="exchange",
            name_zh="换货",
            moves=_EVERYTHING,
            begins=PaymentState.NOT_REQUIRED,
            moves_money=False,
        ),
        Flow(
            order_type="reissue",
            name="reissue",
            name_zh="补发",
            moves=_EVERYTHING,
            begins=PaymentState.NOT_REQUIRED,
            moves_money=False,
        ),
        Flow(
            order_type="b2b",
            name="business",
            name_zh="企业采购",
            # On account where it was agreed on; paid before delivery otherwise.
            moves=_EVERYTHING | _PAID_FIRST | _COLLECTED | {Move.COLLECT_PART},
            is_confirmed_by_hand=True,
        ),
    )
}


def step(flow: Flow, dimension: str, state: StrEnum, move: Move) -> StrEnum | None:
    """Return where a move leads in an order type; None where the table or the flow has it not."""
    if move not in flow.moves or (state, move) in flow.without:
        return None
    return TABLES[dimension][state].get(move)


def initial_status(
    order_type: str,
    payable: Money,
    review: ReviewState,
    fulfillment: FulfillmentState,
    *,
    on_account: bool = False,
) -> OrderStatus:
    """Return the vector that an order and each of its children begin with.

    `payable` is the whole order's: a child that costs nothing waits with the others.
    """
    flow = FLOWS[order_type]
    payment = PaymentState.ON_ACCOUNT if on_account else flow.begins
    if payable.amount == 0:
        payment = PaymentState.NOT_REQUIRED
    return OrderStatus(order=_beginning(flow, payment, review), review=review, payment=payment, fulfillment=fulfillment)


def _beginning(flow: Flow, payment: PaymentState, review: ReviewState) -> OrderState:
    if payment is PaymentState.UNPAID:
        return OrderState.AWAITING_PAYMENT
    if flow.order_type == "group_buy":
        return OrderState.AWAITING_GROUP
    if flow.is_confirmed_by_hand or review is ReviewState.HELD:
        return OrderState.AWAITING_CONFIRMATION
    return OrderState.CONFIRMED
