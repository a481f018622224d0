"""Returns: whether a line may come back, within which window, and who pays for the way."""

from typing import Final

import msgspec

from engine.decisions.declare import by_name, fact, output
from engine.decisions.line_vocabulary import line_facts
from engine.decisions.order_vocabulary import order_vocabulary
from engine.decisions.statutory import short_windows
from engine.decisions.values import text_of, whole_of, with_outputs
from engine.errors import Finding
from engine.evaluation.facts import Facts, FactType, Label
from engine.evaluation.kind import Hit, Kind, StepKind
from engine.evaluation.ruleset import RuleSet
from engine.evaluation.run import Circumstances, Run

ACTIONS: Final = ("auto", "manual", "reject")
REASONS: Final = ("no_reason", "quality", "wrong_item", "damaged", "late", "other")
REQUEST_TYPES: Final = ("return", "exchange", "refund_only")
SHIPPING_PAYERS: Final = ("seller", "buyer")


class ReturnAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What is to happen to a return. The policy's outputs stand also when `approve` rejects; not after `refuse`."""

    action: str
    reason: str | None = None
    window_days: int | None = None
    shipping_by: str | None = None
    restock_percent: int | None = None
    pickup: bool | None = None


def decide_return(run: Run, facts: Facts) -> ReturnAnswer:
    """Refuse what never comes back, find the policy, then approve within it."""
    if run.has("refuse"):
        refuse = run.step("refuse", facts)
        if refuse.hit:
            return ReturnAnswer(action="reject", reason=text_of(refuse.out, "reason"))
    policy = run.step("policy", facts)
    approve = run.step("approve", with_outputs(facts, policy))
    pickup = policy.out.get("pickup")
    return ReturnAnswer(
        action=text_of(approve.out, "action") or "manual",  # a person looks at it where no rule says what to do
        reason=text_of(approve.out, "reason"),
        window_days=whole_of(policy.out, "window_days"),
        shipping_by=text_of(policy.out, "shipping_by"),
        restock_percent=whole_of(policy.out, "restock_percent"),
        pickup=pickup if isinstance(pickup, bool) else None,
    )


def _statutory(_kind: Kind, ruleset: RuleSet, circumstances: Circumstances) -> tuple[Finding, ...]:
    return short_windows(ruleset, circumstances)


RETURN: Final = Kind(
    name="return",
    label=Label("退换货", "Return"),
    vocabulary=order_vocabulary(
        *line_facts("item").values(),
        fact("item.paid", FactType.MONEY, "实付金额", "Paid for the item"),
        fact("item.opened", FactType.BOOLEAN, "是否拆封", "Was opened", nullable=True),
        fact("item.received_at", FactType.DATETIME, "签收时间", "Received at", nullable=True),
        fact("request.reason", FactType.TEXT, "退货原因", "Reason of the return", values=REASONS),
        fact(
            "request.days",
            FactType.INTEGER,
            "签收次日起的天数",
            "Whole days since the day after receipt",
            unit="d",
        ),
        fact("request.type", FactType.TEXT, "售后类型", "Type of request", values=REQUEST_TYPES),
    ),
    steps=(
        StepKind(
            name="refuse",
            label=Label("不可退", "Refuse"),
            hits=(Hit.FIRST,),
            outputs=by_name(output("reason", FactType.TEXT, "原因", "Reason", required=True)),
            optional=True,
        ),
        StepKind(
            name="policy",
            label=Label("退货政策", "Policy"),
            hits=(Hit.FIRST,),
            outputs=by_name(
                output(
                    "window_days", FactType.INTEGER, "退货期限", "Return window", required=True, unit="d", minimum=0
                ),
                output("shipping_by", FactType.TEXT, "运费承担方", "Who pays the way back", values=SHIPPING_PAYERS),
                output("restock_percent", FactType.INTEGER, "折损费率", "Restocking charge", unit="%", minimum=0),
                output("pickup", FactType.BOOLEAN, "上门取件", "Picked up at the door"),
            ),
        ),
        StepKind(
            name="approve",
            label=Label("审批", "Approve"),
            hits=(Hit.FIRST,),
            outputs=by_name(
                output("action", FactType.TEXT, "处理", "Action", required=True, values=ACTIONS),
                output("reason", FactType.TEXT, "原因", "Reason"),
            ),
        ),
    ),
    decide=decide_return,
    checks=(_statutory,),
)
