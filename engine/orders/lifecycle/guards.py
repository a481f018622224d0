"""Guards: conditions over the whole vector, the order, the actor and the time that a move has to meet, each by name."""

from collections.abc import Callable
from typing import Final

import msgspec

from engine.orders.dues import due, kept, worth
from engine.orders.lifecycle.situation import COVERED, Situation
from engine.orders.status import FulfillmentState as Goods
from engine.orders.status import OrderState, ReviewState
from engine.orders.status import PaymentState as Paid

_LIVE: Final = frozenset(OrderState) - {OrderState.CANCELLED, OrderState.COMPLETED}
_LEFT: Final = frozenset({Goods.SHIPPED, Goods.RECEIVED, Goods.REFUSED, Goods.RETURNED})
_SET_ASIDE: Final = _LEFT | {Goods.ALLOCATED, Goods.READY_FOR_PICKUP}
_SETTLED: Final = frozenset({Paid.PAID, Paid.PARTLY_REFUNDED, Paid.REFUNDED, Paid.ON_ACCOUNT, Paid.NOT_REQUIRED})


class Guard(msgspec.Struct, frozen=True, kw_only=True):
    """A condition. `sentence` says in both languages what has to be so; a refusal quotes it."""

    name: str
    sentence: str
    sentence_zh: str
    holds: Callable[[Situation], bool]


def _guard(name: str, sentence: str, sentence_zh: str, holds: Callable[[Situation], bool]) -> Guard:
    return Guard(name=name, sentence=sentence, sentence_zh=sentence_zh, holds=holds)


def _may_cancel(at: Situation) -> bool:
    """Tell whether a customer is still before the node that the order's terms name."""
    if at.actor.role != "customer":
        return True
    status = at.status
    passed = {
        "never": True,
        "paid": status.payment in {Paid.PAID, Paid.PARTLY_REFUNDED},
        "allocated": status.fulfillment in _SET_ASIDE,
        "shipped": status.fulfillment in _LEFT,
        "received": status.fulfillment in {Goods.RECEIVED, Goods.REFUSED, Goods.RETURNED},
    }
    return not passed[at.order.terms.cancel_until]


def _may_intercept(at: Situation) -> bool:
    """Tell whether the goods are here, or on the way and the terms or customer service call them back."""
    if at.status.fulfillment is Goods.SHIPPED:
        return at.actor.role in {"customer", "customer_service", "system"}
    return at.status.fulfillment not in _LEFT


def _is_paid_for_confirmation(at: Situation) -> bool:
    deposit = {Paid.DEPOSIT_PAID} if at.order.presale is not None else frozenset()
    return at.status.payment in COVERED | deposit


def _is_balance_due(at: Situation) -> bool:
    """Tell whether a presale may be paid in full: after its confirmation, from the day of the balance on."""
    if at.order.presale is None or at.status.payment is not Paid.DEPOSIT_PAID:
        return at.order.presale is None
    return at.status.order is OrderState.CONFIRMED and at.now >= at.order.presale.balance_from


def _is_lapsed(at: Situation) -> bool:
    return at.order.presale is not None and at.now >= at.order.presale.balance_by


PAYMENT_NOT_BLOCKED: Final = _guard(
    "payment_not_blocked",
    "no open review holds up the payment",
    "没有审核暂停付款",
    lambda at: not at.blocks("payment"),
)
RELEASE_NOT_BLOCKED: Final = _guard(
    "release_not_blocked",
    "no open review holds up the release to the warehouse",
    "没有审核暂停下发仓库",
    lambda at: not at.blocks("release"),
)
NOT_HELD: Final = _guard("not_held", "no review is open", "没有进行中的审核", lambda at: not at.is_held)
NOT_CLOSED: Final = _guard(
    "not_closed",
    "the order is neither cancelled nor completed",
    "订单没有取消也没有完成",
    lambda at: at.status.order in _LIVE,
)
NOTHING_DUE: Final = _guard(
    "nothing_due",
    "nothing is due for what is left of it",
    "余下部分没有应付款",
    lambda at: due(at.order, at.child).amount == 0,
)
NOTHING_KEPT: Final = _guard(
    "nothing_kept",
    "none of the buyer's money is held any more",
    "已收款项全部退回",
    lambda at: kept(at.order, at.child).amount == 0,
)
KEPT_IS_WORTH: Final = _guard(
    "kept_is_worth",
    "what is held is what the rest of it costs",
    "留存款项等于余下商品的价款",
    lambda at: kept(at.order, at.child) == worth(at.order, at.child),
)
IS_OFF: Final = _guard(
    "is_off",
    "the review has rejected it, the buyer has refused it, or its deposit has lapsed",
    "审核驳回、买家拒收或定金失效",
    lambda at: (
        at.status.review is ReviewState.REJECTED
        or at.status.fulfillment is Goods.REFUSED
        or at.status.payment is Paid.FORFEITED
    ),
)
WAS_RECEIVED: Final = _guard(
    "was_received",
    "the buyer has had the goods",
    "买家收到过商品",
    lambda at: at.status.fulfillment in {Goods.RECEIVED, Goods.RETURNED},
)
NOT_CANCELLED: Final = _guard(
    "not_cancelled",
    "the order is not cancelled",
    "订单没有取消",
    lambda at: at.status.order is not OrderState.CANCELLED,
)
CONFIRMED: Final = _guard(
    "confirmed", "the order is confirmed", "订单已确认", lambda at: at.status.order is OrderState.CONFIRMED
)
COVERED_BY_MONEY: Final = _guard(
    "covered",
    "it is paid, or nothing is to be paid before delivery",
    "已付清，或交货前无需付款",
    lambda at: at.status.payment in COVERED,
)
PAID_OR_DEPOSIT: Final = _guard(
    "paid_or_deposit",
    "what is due before confirmation is paid (a presale's deposit, otherwise all)",
    "确认前应付的已付（预售为定金，其他为全款）",
    _is_paid_for_confirmation,
)
IS_GROUP: Final = _guard(
    "is_group", "the order is one of a group", "是拼团订单", lambda at: at.order.order_type == "group_buy"
)
IS_NO_GROUP: Final = _guard(
    "is_no_group", "the order waits for no group", "不是拼团订单", lambda at: at.order.order_type != "group_buy"
)
HAS_GOODS: Final = _guard("has_goods", "there are goods to ship", "有需要发货的商品", lambda at: at.has_goods)
HAS_NO_GOODS: Final = _guard(
    "has_no_goods",
    "there is nothing to ship",
    "没有需要发货的商品",
    lambda at: not at.has_goods,
)
RECEIVED: Final = _guard(
    "received", "the buyer has received it", "买家已收货", lambda at: at.status.fulfillment is Goods.RECEIVED
)
COLLECTABLE_NOW: Final = _guard(
    "collectable_now",
    "cash is collected at the door: the goods are on the way or there",
    "货到付款在派送时收取：已发货或已收货",
    lambda at: at.status.payment is not Paid.COLLECTABLE or at.status.fulfillment in {Goods.SHIPPED, Goods.RECEIVED},
)
SETTLED: Final = _guard(
    "settled",
    "the money is settled: paid, given back, on account, or not asked for",
    "款项已结：已付、已退、挂账或无需付款",
    lambda at: at.status.payment in _SETTLED,
)
CANCELLED_OR_REFUSED: Final = _guard(
    "cancelled_or_refused",
    "the buyer did not take the goods, or the order was cancelled on the way",
    "买家拒收，或运输途中已取消",
    lambda at: at.status.fulfillment is Goods.REFUSED or at.status.order is OrderState.CANCELLED,
)
BEFORE_CANCEL_NODE: Final = _guard(
    "before_cancel_node",
    "a customer cancels before the node that the order's terms name",
    "客户须在条款规定的节点之前取消",
    _may_cancel,
)
CAN_BE_CALLED_BACK: Final = _guard(
    "can_be_called_back",
    "the goods have not left, or are on the way and can be called back",
    "商品未出库，或在途可拦截",
    _may_intercept,
)
NO_DEPOSIT_AT_STAKE: Final = _guard(
    "no_deposit_at_stake",
    "a customer does not take a deposit back: it lapses with the balance",
    "客户不能自行取回定金，逾期未付尾款则定金失效",
    lambda at: not (at.actor.role == "customer" and at.status.payment is Paid.DEPOSIT_PAID),
)
NOT_LEFT: Final = _guard(
    "not_left", "the goods have not left", "商品未出库", lambda at: at.status.fulfillment not in _LEFT
)
PRESALE_NOT_UNDERWAY: Final = _guard(
    "presale_not_underway",
    "a presale is cancelled as a whole until its balance is paid",
    "预售在付清尾款前只能整单取消",
    lambda at: at.order.presale is None or at.status.payment in {Paid.PAID, Paid.PARTLY_REFUNDED},
)
BALANCE_DUE: Final = _guard(
    "balance_due",
    "a presale's balance is paid after its confirmation, from the agreed day on",
    "预售尾款在确认后、约定日期起支付",
    _is_balance_due,
)
BALANCE_NOT_LAPSED: Final = _guard(
    "balance_not_lapsed",
    "a presale is confirmed while there is time to pay its balance",
    "预售须在尾款期限内确认",
    lambda at: not _is_lapsed(at),
)
TIME_IS_UP: Final = _guard(
    "time_is_up",
    "the time to pay is over",
    "支付期限已过",
    lambda at: at.order.terms.pay_by is not None and at.now >= at.order.terms.pay_by,
)
BALANCE_LAPSED: Final = _guard(
    "balance_lapsed",
    "the time to pay the balance is over",
    "尾款支付期限已过",
    _is_lapsed,
)
