"""Who may make a move, under which guards, and what brings it about."""

from collections.abc import Mapping
from typing import Final, get_args

import msgspec

from engine.orders.actor import Role
from engine.orders.lifecycle import guards
from engine.orders.lifecycle.guards import Guard
from engine.orders.status import Move

ROLES: Final[frozenset[Role]] = frozenset(get_args(Role))


class MoveRule(msgspec.Struct, frozen=True, kw_only=True):
    """What a move takes. `cause` says what brings it about; `is_consequence`: it follows from another by itself."""

    cause: str
    cause_zh: str
    roles: frozenset[Role]
    guards: tuple[Guard, ...] = ()
    is_consequence: bool = False


def _by(
    cause: str, cause_zh: str, roles: tuple[Role, ...], *conditions: Guard, is_consequence: bool = False
) -> MoveRule:
    return MoveRule(
        cause=cause,
        cause_zh=cause_zh,
        roles=frozenset({*roles, "system"}),
        guards=conditions,
        is_consequence=is_consequence,
    )


def _following(cause: str, cause_zh: str, *conditions: Guard) -> MoveRule:
    return _by(cause, cause_zh, (), *conditions, is_consequence=True)


_BUYING: Final[tuple[Role, ...]] = ("customer", "payment", "customer_service")
_SELLING: Final[tuple[Role, ...]] = ("merchant", "customer_service")
_STORING: Final[tuple[Role, ...]] = ("warehouse", "merchant")
_COLLECTING: Final[tuple[Role, ...]] = ("warehouse", "merchant", "payment", "customer_service")
_PAYABLE: Final = (guards.NOT_CLOSED, guards.PAYMENT_NOT_BLOCKED)
_RELEASABLE: Final = (
    guards.CONFIRMED,
    guards.COVERED_BY_MONEY,
    guards.RELEASE_NOT_BLOCKED,
)
_CANCELLABLE: Final = (guards.BEFORE_CANCEL_NODE, guards.NO_DEPOSIT_AT_STAKE)

MOVES: Final[Mapping[Move, MoveRule]] = {
    Move.ACCEPT: _following(
        "what is due before confirmation was paid", "确认前应付的已付", guards.PAID_OR_DEPOSIT, guards.IS_NO_GROUP
    ),
    Move.AWAIT_GROUP: _following(
        "a member of a group has paid", "拼团成员已付款", guards.PAID_OR_DEPOSIT, guards.IS_GROUP
    ),
    Move.SUCCEED_GROUP: _by("the group is complete", "成团", _SELLING, guards.IS_GROUP, guards.COVERED_BY_MONEY),
    Move.FAIL_GROUP: _by("the group did not come about", "拼团失败", _SELLING, guards.IS_GROUP),
    Move.EXPIRE: _by("not paid in time", "超时未支付", (), guards.TIME_IS_UP, guards.PAYMENT_NOT_BLOCKED),
    Move.CONFIRM: _by(
        "accepted for delivery",
        "接单",
        _SELLING,
        guards.PAID_OR_DEPOSIT,
        guards.RELEASE_NOT_BLOCKED,
        guards.BALANCE_NOT_LAPSED,
    ),
    Move.CANCEL_UNITS: _by(
        "units of lines are taken out",
        "部分取消",
        ("customer", "merchant", "customer_service"),
        *_CANCELLABLE,
        guards.PRESALE_NOT_UNDERWAY,
        guards.NOT_LEFT,
    ),
    Move.CANCEL: _by(
        "it is not wanted, not paid, or not accepted",
        "不要了、未付款或未通过",
        ("customer", "merchant", "customer_service", "risk"),
        *_CANCELLABLE,
        guards.CAN_BE_CALLED_BACK,
    ),
    Move.CALL_OFF: _following(
        "rejected, refused at the door, or the deposit lapsed", "审核驳回、拒收或定金失效", guards.IS_OFF
    ),
    Move.COMPLETE: _by(
        "received, and nothing is open",
        "已收货且无未结事项",
        ("customer", "merchant", "customer_service"),
        guards.RECEIVED,
        guards.SETTLED,
        guards.NOT_HELD,
    ),
    Move.CLEAR: _by("a reviewer lets it pass", "审核通过", ("risk", "customer_service"), guards.NOT_CLOSED),
    Move.REJECT: _by(
        "a reviewer refuses it", "审核驳回", ("risk", "customer_service"), guards.NOT_CLOSED, guards.NOT_LEFT
    ),
    Move.PAY_DEPOSIT: _by("a presale's deposit came in", "预售定金到账", _BUYING, *_PAYABLE),
    Move.CHANGE_BALANCE: _by("the balance of a presale is changed", "变更尾款", _SELLING, guards.NOT_CLOSED),
    Move.PAY_PART: _by("a part of it came in", "部分款项到账", _BUYING, *_PAYABLE),
    Move.PAY: _by("all that was due came in", "全部款项到账", _BUYING, *_PAYABLE, guards.BALANCE_DUE),
    Move.COLLECT_PART: _by("a part was collected", "部分代收", _COLLECTING, guards.NOT_CANCELLED),
    Move.COLLECT: _by(
        "all that was due was collected", "全部代收", _COLLECTING, guards.NOT_CANCELLED, guards.COLLECTABLE_NOW
    ),
    Move.SETTLE: _following("what was paid covers what is left", "已付款项足以抵付余下商品", guards.NOTHING_DUE),
    Move.WAIVE: _following("nothing is due any more", "不再需要付款", guards.NOTHING_DUE),
    Move.FORFEIT_DEPOSIT: _by(
        "the balance was not paid in time", "尾款逾期", _SELLING, guards.CONFIRMED, guards.BALANCE_LAPSED
    ),
    Move.REFUND_PART: _following("a part of what was paid is given back", "部分退款", guards.KEPT_IS_WORTH),
    Move.REFUND: _following("all that was paid is given back", "全部退款", guards.NOTHING_KEPT),
    Move.PROMISE: _by("stock was found for it", "找到库存", _STORING, guards.NOT_CLOSED),
    Move.AWAIT_STOCK: _following("no warehouse has the stock any more", "库存不足", guards.NOT_CLOSED),
    Move.ALLOCATE: _by("the warehouse has set the goods aside", "配货", _STORING, *_RELEASABLE, guards.HAS_GOODS),
    Move.MAKE_READY: _by("the goods are at the pickup point", "到自提点", _STORING, *_RELEASABLE),
    Move.SHIP: _by("the goods have left", "出库", _STORING, *_RELEASABLE),
    Move.PICK_UP: _by("the buyer has fetched the goods", "自提", ("customer", *_STORING), *_RELEASABLE),
    Move.DELIVER: _by("what is no goods was delivered", "虚拟发货", ("merchant",), *_RELEASABLE, guards.HAS_NO_GOODS),
    Move.RECEIVE: _by(
        "the buyer has the goods", "收货", ("customer", "warehouse", "customer_service"), guards.NOT_CLOSED
    ),
    Move.REFUSE: _by(
        "the buyer did not take the goods", "拒收", ("customer", "warehouse", "customer_service"), guards.NOT_CLOSED
    ),
    Move.RETURN_GOODS: _by("goods that were not taken are back", "退回入库", _STORING, guards.CANCELLED_OR_REFUSED),
}
_SERVICE: Final[tuple[Role, ...]] = ("customer_service",)
_DECIDING: Final[tuple[Role, ...]] = ("merchant", "customer_service")
AFTER_SALE_MOVES: Final[Mapping[Move, MoveRule]] = {
    Move.REQUEST_RETURN: _by(
        "the buyer wants to give it back", "买家申请售后", ("customer", *_SERVICE), guards.RECEIVED
    ),
    Move.APPROVE_RETURN: _by("the goods may come back", "同意退货", _DECIDING, guards.WAS_RECEIVED),
    Move.APPROVE_REFUND: _by("the money is given back without the goods", "同意仅退款", _DECIDING, guards.WAS_RECEIVED),
    Move.DECLINE_RETURN: _by("the merchant declines", "商家拒绝", _DECIDING, guards.WAS_RECEIVED),
    Move.WITHDRAW_RETURN: _by("the buyer keeps it", "买家撤回", ("customer", *_SERVICE), guards.WAS_RECEIVED),
    Move.ARBITRATE: _by(
        "the buyer calls for customer service", "申请仲裁", ("customer", *_SERVICE), guards.WAS_RECEIVED
    ),
    Move.UPHOLD_RETURN: _by("customer service decides for the buyer", "仲裁支持买家", _SERVICE, guards.WAS_RECEIVED),
    Move.RECEIVE_PART_BACK: _by("some of the goods are back", "部分收到退货", _STORING, guards.WAS_RECEIVED),
    Move.RECEIVE_BACK: _by("the goods are back", "收到退货", (*_STORING, *_SERVICE), guards.WAS_RECEIVED),
    Move.FAIL_INSPECTION: _by("the goods are not as they were", "质检不通过", _STORING, guards.WAS_RECEIVED),
    Move.STORE_RETURN: _by("the goods are in stock again", "入库", _STORING, guards.WAS_RECEIVED),
    Move.SEND_REPLACEMENT: _by("the goods of an exchange have left", "换货发出", _STORING, guards.WAS_RECEIVED),
    Move.RECEIVE_REPLACEMENT: _by(
        "the buyer has the goods of an exchange", "客户已收货", ("customer", "warehouse"), guards.WAS_RECEIVED
    ),
    Move.SETTLE_RETURN: _by(
        "the money of the return is settled", "售后结算", ("payment", *_SERVICE), guards.WAS_RECEIVED
    ),
    Move.CLOSE_RETURN: _by("nothing is left to do", "关闭售后", _DECIDING, guards.WAS_RECEIVED),
}
RULES: Final[Mapping[Move, MoveRule]] = {**MOVES, **AFTER_SALE_MOVES}
