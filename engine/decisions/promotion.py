"""Promotion: member price, discounts, points; each an amount with its share of every line."""

from typing import Final

import msgspec

from engine.decisions.declare import by_name, fact, output
from engine.decisions.discounting import counting, in_groups, percent_off, points_for, points_off
from engine.decisions.order_vocabulary import order_vocabulary
from engine.decisions.remainder import Remainder
from engine.decisions.values import number_of, rule_of, with_outputs
from engine.evaluation.facts import Facts, FactType, Label
from engine.evaluation.kind import Hit, Kind, StepKind
from engine.evaluation.run import Run
from engine.money import Money

_ONE_HIT: Final = (Hit.FIRST, Hit.UNIQUE, Hit.ANY, Hit.PRIORITY, Hit.SPECIFIC)


class AdjustmentShare(msgspec.Struct, frozen=True, kw_only=True):
    """What one line bears of a discount."""

    line: str
    amount: Money


class Adjustment(msgspec.Struct, frozen=True, kw_only=True):
    """One discount. `id` is the rule that gave it; `lines` are its shares, which add up to it."""

    kind: str
    id: str
    amount: Money
    lines: tuple[AdjustmentShare, ...] = ()


class PromotionAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The discounts in the order they were taken, never more than the goods cost; and the points that they use."""

    adjustments: tuple[Adjustment, ...]
    points_used: int = 0


class _Takings:
    """The discounts taken so far; each comes off what those before it left."""

    def __init__(self, facts: Facts, currency: str) -> None:
        self.remainder = Remainder(facts)
        self.adjustments: list[Adjustment] = []
        self._currency = currency

    def take(self, kind: str, rule: str, amount: int, scope: tuple[str, ...] = ()) -> None:
        taken, shares = self.remainder.take(amount, scope)
        if taken == 0:
            return
        lines = tuple(AdjustmentShare(line=line, amount=Money(share, self._currency)) for line, share in shares.items())
        self.adjustments.append(Adjustment(kind=kind, id=rule, amount=Money(taken, self._currency), lines=lines))


def decide_promotion(run: Run, facts: Facts) -> PromotionAnswer:
    """Take the member price, then the discounts group by group, then points, each off what is left."""
    currency = run.ruleset.currency
    takings = _Takings(facts, currency)
    remainder = takings.remainder
    if run.has("member"):
        member = run.step("member", facts)
        facts = with_outputs(facts, member)
        takings.take("member", rule_of(member), percent_off(remainder.left(), number_of(member.out, "pay_percent")))
    discounts = run.step("discounts", facts)
    for group in in_groups(discounts):
        for discount in counting(group, remainder):
            takings.take(discount.kind, discount.rule, discount.off(remainder), discount.lines)
    used = 0
    if run.has("points"):
        points = run.step("points", with_outputs(facts, discounts))
        amount = points_off(points, facts, remainder.left(), currency)
        takings.take("points", rule_of(points), amount)
        used = points_for(amount, points, currency)
    return PromotionAnswer(adjustments=tuple(takings.adjustments), points_used=used)


PROMOTION: Final = Kind(
    name="promotion",
    label=Label("促销", "Promotion"),
    vocabulary=order_vocabulary(
        fact("coupon.id", FactType.TEXT, "优惠券", "Coupon", nullable=True),
        fact("coupon.kind", FactType.TEXT, "优惠券类型", "Kind of coupon", nullable=True),
        fact("points.balance", FactType.INTEGER, "积分余额", "Points the customer has", nullable=True),
        fact("points.wanted", FactType.INTEGER, "使用积分", "Points to be used", nullable=True),
        without=("order.discount_total",),
    ),
    steps=(
        StepKind(
            name="member",
            label=Label("会员价", "Member price"),
            hits=_ONE_HIT,
            outputs=by_name(
                output(
                    "pay_percent",
                    FactType.DECIMAL,
                    "付款比例",
                    "Share that is paid",
                    required=True,
                    unit="%",
                    minimum=0,
                )
            ),
            optional=True,
        ),
        StepKind(
            name="discounts",
            label=Label("优惠", "Discounts"),
            hits=(Hit.COLLECT,),
            outputs=by_name(
                output("kind", FactType.TEXT, "优惠类型", "Kind of discount", required=True),
                output("amount", FactType.MONEY, "优惠金额", "Amount off", minimum=0),
                output("pay_percent", FactType.DECIMAL, "付款比例", "Share that is paid", unit="%", minimum=0),
                output("group", FactType.TEXT, "互斥组", "Group"),
                output("exclusive", FactType.BOOLEAN, "组内互斥", "Excludes the others of its group"),
                output("lines", FactType.TEXTS, "适用的行、商品或品类", "Lines, SKUs or categories it is for"),
                output("reason", FactType.TEXT, "原因", "Reason"),
            ),
        ),
        StepKind(
            name="points",
            label=Label("积分抵扣", "Points"),
            hits=_ONE_HIT,
            outputs=by_name(
                output(
                    "points_per_unit",
                    FactType.INTEGER,
                    "多少积分抵一元",
                    "Points for one unit of the currency",
                    required=True,
                    minimum=1,
                ),
                output(
                    "cap_percent", FactType.DECIMAL, "抵扣上限", "Largest share of what is left", unit="%", minimum=0
                ),
            ),
            optional=True,
        ),
    ),
    decide=decide_promotion,
)
