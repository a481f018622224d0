"""Discounts: which of them count, and what each takes off."""

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Final

import msgspec

from engine.decisions.remainder import Remainder
from engine.decisions.values import answers_of, number_of, text_of, texts_of, whole_of
from engine.evaluation.facts import Facts
from engine.evaluation.run import StepOutputs, StepResult
from engine.money import exponent, half_up, minor_units

COUPON: Final = "coupon"  # the kind of the discount that uses the order's coupon


class Discount(msgspec.Struct, frozen=True, kw_only=True):
    """One discount that a rule gives: an amount, or the share that is still paid, of all lines or of some.

    `lines` are the names that the rule gives; `scope` are the ids of the lines that they mean (None: all).
    """

    rule: str
    kind: str
    group: str
    exclusive: bool
    amount: int | None
    pay_percent: Decimal | None
    max_off: int | None
    lines: tuple[str, ...]
    scope: tuple[str, ...] | None = None

    def off(self, remainder: Remainder) -> int:
        """Return what it takes off what is left now, in minor units."""
        left = remainder.left(self.scope)
        if self.amount is not None:
            return min(self.amount, left)
        off = percent_off(left, self.pay_percent)
        return off if self.max_off is None else min(off, self.max_off)


def percent_off(left: int, pay_percent: Decimal | None) -> int:
    """Return what is not paid where only this percentage is; what is paid is rounded half up."""
    return 0 if pay_percent is None else max(0, left - half_up(left * pay_percent / 100))


def in_groups(result: StepResult) -> tuple[tuple[Discount, ...], ...]:
    """Return the discounts that hit, by group; groups in the order of their first rule. Without a group: each alone."""
    groups: dict[str, list[Discount]] = {}
    for rule, outputs in answers_of(result):
        discount = _discount(rule, outputs)
        groups.setdefault(discount.group, []).append(discount)
    return tuple(tuple(group) for group in groups.values())


def counting(group: Sequence[Discount], remainder: Remainder) -> tuple[Discount, ...]:
    """Return those of a group that count: of the exclusive ones the best for the buyer now, and all others."""
    exclusive = [discount for discount in group if discount.exclusive]
    best = max(exclusive, key=lambda discount: discount.off(remainder), default=None)
    return tuple(discount for discount in group if not discount.exclusive or discount is best)


def points_off(result: StepResult, facts: Facts, left: int, currency: str) -> int:
    """Return what the points take off: as many as there are and are wanted, up to the cap; whole minor units only."""
    per_unit, balance = whole_of(result.out, "points_per_unit"), whole_of(facts, "points.balance")
    if not per_unit or not balance:
        return 0
    wanted = whole_of(facts, "points.wanted")
    points = balance if wanted is None else min(balance, wanted)
    cap_percent = number_of(result.out, "cap_percent")
    cap = left if cap_percent is None else int((left * cap_percent / 100).to_integral_value(ROUND_FLOOR))
    return min(minor_units(points, currency) // per_unit, cap, left)


def points_for(amount: int, result: StepResult, currency: str) -> int:
    """Return how many points an amount uses, rounded up to whole points."""
    used = Decimal(amount * (whole_of(result.out, "points_per_unit") or 0)).scaleb(-exponent(currency))
    return int(used.to_integral_value(ROUND_CEILING))


def _discount(rule: str, outputs: StepOutputs) -> Discount:
    return Discount(
        rule=rule,
        kind=text_of(outputs, "kind") or "discount",
        group=text_of(outputs, "group") or f"rule {rule}",
        exclusive=outputs.get("exclusive") is True,
        amount=whole_of(outputs, "amount"),
        pay_percent=number_of(outputs, "pay_percent"),
        max_off=whole_of(outputs, "max_off"),
        lines=texts_of(outputs, "lines"),
    )
