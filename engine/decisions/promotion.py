"""Promotion: member price, merchants' discounts, discounts, gifts, points; each amount with its share of every line."""

from collections.abc import Mapping
from typing import Final

import msgspec

from engine.decisions.discounting import (
    COUPON,
    Discount,
    counting,
    in_groups,
    percent_off,
    points_for,
    points_off,
)
from engine.decisions.group_vocabulary import group_facts
from engine.decisions.order_vocabulary import apportionment_of, order_vocabulary
from engine.decisions.promotion_steps import BENEFIT_FACTS, PROMOTION_STEPS
from engine.decisions.remainder import Remainder
from engine.decisions.values import (
    answers_of,
    elements_of,
    number_of,
    rule_of,
    text_of,
    texts_of,
    whole_of,
    with_outputs,
)
from engine.evaluation.facts import Facts, Label
from engine.evaluation.kind import Kind
from engine.evaluation.run import Run, StepResult
from engine.money import Money


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


class Gift(msgspec.Struct, frozen=True, kw_only=True):
    """Units of a SKU that come with the order for nothing. `id` is the rule that gives them."""

    id: str
    sku: str
    quantity: int


class PromotionAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The discounts in the order they were taken, never more than the goods cost; the points that they use; gifts."""

    adjustments: tuple[Adjustment, ...]
    points_used: int = 0
    gifts: tuple[Gift, ...] = ()


class _Takings:
    """The discounts taken so far; each comes off what those before it left."""

    def __init__(self, facts: Facts, currency: str) -> None:
        self.remainder = Remainder(facts, apportionment_of(facts))
        self.adjustments: list[Adjustment] = []
        self._currency = currency
        self._coupon_scope = texts_of(facts, "coupon.scope")

    def take(self, kind: str, rule: str, amount: int, scope: tuple[str, ...] | None = None) -> None:
        taken, shares = self.remainder.take(amount, scope)
        if taken == 0:
            return
        lines = tuple(AdjustmentShare(line=line, amount=Money(share, self._currency)) for line, share in shares.items())
        self.adjustments.append(Adjustment(kind=kind, id=rule, amount=Money(taken, self._currency), lines=lines))

    def take_those_of(self, result: StepResult, merchant: str | None = None) -> None:
        """Take the discounts of a step, group by group; a coupon's is for what the coupon is for."""
        for group in in_groups(result):
            scoped = [self._scoped(discount, merchant) for discount in group]
            for discount in counting(scoped, self.remainder):
                self.take(discount.kind, discount.rule, discount.off(self.remainder), discount.scope)

    def _scoped(self, discount: Discount, merchant: str | None) -> Discount:
        names = discount.lines or (self._coupon_scope if discount.kind == COUPON else ())
        if merchant is not None or names:
            return msgspec.structs.replace(discount, scope=self.remainder.within(names, merchant))
        return discount


def decide_promotion(run: Run, facts: Facts) -> PromotionAnswer:
    """Take the member price, the merchants' discounts, the others group by group, then points, each off what is left.

    Gifts take nothing off.
    """
    currency = run.ruleset.currency
    takings = _Takings(facts, currency)
    remainder = takings.remainder
    if run.has("member"):
        member = run.step("member", facts)
        facts = with_outputs(facts, member)
        takings.take("member", rule_of(member), percent_off(remainder.left(), number_of(member.out, "pay_percent")))
    if run.has("merchants"):
        for merchant, lines in _by_merchant(facts).items():
            result = run.step("merchants", {**facts, **group_facts(lines)}, over=merchant)
            takings.take_those_of(result, merchant)
    discounts = run.step("discounts", facts)
    takings.take_those_of(discounts)
    facts = with_outputs(facts, discounts)
    gifts = _gifts(run.step("gifts", facts)) if run.has("gifts") else ()
    used = 0
    if run.has("points"):
        points = run.step("points", facts)
        amount = points_off(points, facts, remainder.left(), currency)
        takings.take("points", rule_of(points), amount)
        used = points_for(amount, points, currency)
    return PromotionAnswer(adjustments=tuple(takings.adjustments), points_used=used, gifts=gifts)


def _by_merchant(facts: Facts) -> Mapping[str, list[Facts]]:
    """Return the lines of each merchant, in the order of their first line."""
    found: dict[str, list[Facts]] = {}
    for line in elements_of(facts, "lines"):
        merchant = text_of(line, "line.merchant")
        if merchant is not None:
            found.setdefault(merchant, []).append(line)
    return found


def _gifts(result: StepResult) -> tuple[Gift, ...]:
    """Return the gifts of the rules that hit; of a group only the first."""
    gifts: dict[str, Gift] = {}
    for rule, outputs in answers_of(result):
        sku = text_of(outputs, "sku")
        if sku is not None:
            gift = Gift(id=rule, sku=sku, quantity=whole_of(outputs, "quantity") or 1)
            gifts.setdefault(text_of(outputs, "group") or f"rule {rule}", gift)
    return tuple(gifts.values())


PROMOTION: Final = Kind(
    name="promotion",
    label=Label("促销", "Promotion"),
    vocabulary=order_vocabulary(*BENEFIT_FACTS, without=("order.discount_total",)),
    steps=PROMOTION_STEPS,
    decide=decide_promotion,
)
