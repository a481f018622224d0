"""Every event of the log with its data. A name keeps its meaning for ever; data may be added."""

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from engine.orders.event import OrderEvent


class EventKind(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of event: what happened, in Chinese and English, and its data by name."""

    zh: str
    en: str
    data: Mapping[str, str] = {}


_CHILD: Final = {"child": "number of the child order"}
_CHILDREN: Final = {"children": "numbers of the child orders"}
_MONEY: Final = {"amount": "decimal text", "currency": "of the amount"}
_REVIEW: Final = {"cause": "`hold`, or another reason to look"}
_ROLLOUT: Final = {
    "rollout": "its id",
    "target": "the rule set",
    "reason": "why, as whoever did it says",
    "step": "at which it stands; 0: not started",
    "release": "that it made; 0: none",
}
_SHADOW: Final = {"shadow": "its id", "target": "the rule set or list", "reason": "why"}
_VERDICT: Final = {
    **_REVIEW,
    "queue": "whose queue",
    "agreed": "how many have agreed",
    "reviewers": "how many have to",
}

EVENTS: Final[Mapping[str, EventKind]] = {
    "OrderPlaced": EventKind(
        zh="已下单",
        en="the order was placed",
        data={
            "channel": "where it came from",
            "channel_order_id": "its number there",
            "payable": "decimal text",
            "currency": "of the order",
            **_CHILDREN,
            "release": "of rule sets that decided it",
        },
    ),
    "OrderHeld": EventKind(
        zh="转人工审核",
        en="it waits for a person",
        data={"queue": "whose queue", "reasons": "why", "blocks": "what cannot happen until it is cleared"},
    ),
    "AllocationMissed": EventKind(
        zh="子单未分到仓",
        en="no warehouse could be given to a child order",
        data={**_CHILD, "outcome": "`backorder` or `manual`"},
    ),
    "GiftMissed": EventKind(
        zh="赠品缺货",
        en="a gift has run out",
        data={"sku": "the gift", "quantity": "units", "rule": "that gives it"},
    ),
    "DecisionFailed": EventKind(
        zh="规则无法决策",
        en="rules had no answer; the order is held",
        data={"kind": "of the decision", "subject": "of what", "message": "why"},
    ),
    "DecisionAlarmed": EventKind(
        zh="两个引擎结果不一致",
        en="two matchers saw a step differently",
        data={"decision": "its id", "alarms": "what differed"},
    ),
    "ProblemNoted": EventKind(
        zh="发现问题订单", en="it needs a person, and entered the queue", data={**_REVIEW, "queue": "whose queue"}
    ),
    "ReviewClaimed": EventKind(zh="有人认领审核", en="somebody looks at it", data=_REVIEW),
    "ReviewReleased": EventKind(zh="审核放回队列", en="it was put back into the queue", data=_REVIEW),
    "ReviewAsked": EventKind(zh="审核要求补充信息", en="more was asked for", data=_VERDICT),
    "ReviewAgreed": EventKind(zh="一人同意，待复核", en="one person agreed, another has to", data=_VERDICT),
    "ReviewResolved": EventKind(zh="问题已解决", en="the problem was resolved", data=_VERDICT),
    "ReviewCleared": EventKind(
        zh="审核通过", en="it was cleared", data={"rerouted": "numbers of children that were routed again"}
    ),
    "ReviewRejected": EventKind(zh="审核驳回", en="it was rejected, and is cancelled", data={"reason": "why"}),
    "PaymentReceived": EventKind(
        zh="收到付款",
        en="money came in",
        data={
            "payment_no": "unique for its method",
            "method": "how it was paid",
            "subject": "the order or child it was meant for",
            "kind": "`payment`, `deposit`, `balance` or `collection`",
            **_MONEY,
        },
    ),
    "OrderPaid": EventKind(zh="已付清", en="nothing is due any more", data={**_CHILDREN, **_MONEY}),
    "RefundOwed": EventKind(
        zh="应退款",
        en="money is owed back to the buyer",
        data={
            "refund_no": "derived from its cause: a repeat adds nothing",
            "subject": "the order or child it is for",
            **_MONEY,
            "reason": "why",
            "number_only": "no account of ours moves",
        },
    ),
    "OrderConfirmed": EventKind(zh="已接单", en="it is accepted for delivery", data=_CHILDREN),
    "OrderCancelled": EventKind(
        zh="已取消",
        en="children, or the whole order, were cancelled",
        data={**_CHILDREN, "cause": "who or what", "reason": "a word of ours"},
    ),
    "UnitsCancelled": EventKind(
        zh="部分取消",
        en="units of lines were taken out",
        data={**_CHILD, "lines": "which units", "cause": "who", "worth": "what is left of the child, decimal text"},
    ),
    "BalanceChanged": EventKind(
        zh="尾款变更",
        en="the balance of a presale changed",
        data={"before": "decimal text", "after": "decimal text", "currency": "of both"},
    ),
    "DepositForfeited": EventKind(zh="定金不退", en="the deposit of a presale is forfeited", data=_MONEY),
    "GroupSucceeded": EventKind(zh="拼团成功", en="the group came about", data={"group": "its id"}),
    "GroupFailed": EventKind(zh="拼团失败", en="the group did not come about", data={"group": "its id"}),
    "ChildAllocated": EventKind(zh="已配货", en="the goods are set aside", data={**_CHILD, "warehouses": "where"}),
    "ChildReadyForPickup": EventKind(zh="到自提点", en="the goods lie at the pickup point", data=_CHILD),
    "ChildShipped": EventKind(
        zh="已发货",
        en="the goods have left",
        data={**_CHILD, "carrier": "with whom", "tracking_no": "under which number"},
    ),
    "ChildReceived": EventKind(zh="已签收", en="the buyer has the goods", data=_CHILD),
    "ChildDelivered": EventKind(zh="虚拟商品已交付", en="what is nothing to ship was delivered", data=_CHILD),
    "DeliveryRefused": EventKind(zh="拒收", en="the buyer did not take the goods", data=_CHILD),
    "GoodsReturned": EventKind(zh="退回入库", en="goods that nobody took are in stock again", data=_CHILD),
    "OrderCompleted": EventKind(zh="已完成", en="nothing is left to do", data=_CHILDREN),
    "ReturnRequested": EventKind(
        zh="申请退货",
        en="a return was asked for and decided",
        data={
            "return": "its number",
            "line": "of the order",
            "quantity": "units",
            "action": "`auto`, `manual`, `reject`",
        },
    ),
    # Events of rollouts belong to no order: their `order_no` is empty.
    "RolloutPlanned": EventKind(zh="灰度已计划", en="a rollout was planned", data=_ROLLOUT),
    "RolloutStarted": EventKind(zh="灰度已开始", en="a rollout was started", data=_ROLLOUT),
    "RolloutWidened": EventKind(zh="灰度已放大", en="a rollout took its next step", data=_ROLLOUT),
    "RolloutApproved": EventKind(zh="灰度步骤已批准", en="somebody agreed to a step of a rollout", data=_ROLLOUT),
    "RolloutPaused": EventKind(zh="灰度已暂停", en="a rollout stays at its step", data=_ROLLOUT),
    "RolloutResumed": EventKind(zh="灰度已继续", en="a rollout goes on after a pause", data=_ROLLOUT),
    "RolloutPromoted": EventKind(zh="灰度已全量", en="the candidate decides for everybody", data=_ROLLOUT),
    "RolloutRolledBack": EventKind(
        zh="灰度已回滚",
        en="the baseline decides again",
        data={**_ROLLOUT, "in_flight": "what becomes of orders in flight, where it was said"},
    ),
    "ShadowStarted": EventKind(zh="影子运行已开始", en="a candidate is asked about live orders", data=_SHADOW),
    "ShadowEnded": EventKind(zh="影子运行已结束", en="a candidate is asked no more", data=_SHADOW),
}


def unknown_parts(events: Iterable[OrderEvent]) -> tuple[str, ...]:
    """Return what of these events the catalogue does not say: `Name`, or `Name.field`; nothing, if all is well."""
    found: dict[str, None] = {}
    for event in events:
        kind = EVENTS.get(event.name)
        if kind is None:
            found[event.name] = None
        else:
            found.update(dict.fromkeys(f"{event.name}.{field}" for field in event.data if field not in kind.data))
    return tuple(found)


def events_table() -> str:
    """Return the catalogue as a table for the documentation."""
    rows = [
        f"| `{name}` | {kind.en} · {kind.zh} | {'; '.join(f'`{field}` {what}' for field, what in kind.data.items())} |"
        for name, kind in EVENTS.items()
    ]
    return "\n".join(["| event | what happened | data |", "|---|---|---|", *rows]) + "\n"
