"""Free-shipping cliffs: amounts at which an order that costs a cent more is cheaper, freight and all."""

from collections.abc import Iterator
from typing import Final, NamedTuple

import msgspec

from engine.errors import Finding, OmsError
from engine.evaluation.coercion import read_facts, write_facts
from engine.evaluation.conditions import Compare, Condition, Interval, Op, Test
from engine.evaluation.evaluator import decide, prepare
from engine.evaluation.facts import Facts, FactType
from engine.evaluation.kind import Kind
from engine.evaluation.ruleset import Rule, RuleSet, RuleTest
from engine.evaluation.run import Circumstances, Decision, Program
from engine.money import Money

STEP: Final = "adjust"
_LEAST: Final = 1  # minor unit: the difference between the two orders


class _Cliff(NamedTuple):
    """An amount of goods from which a rule makes freight cheaper, and what freight costs just below and there."""

    rule: str
    path: str
    facts: Facts
    amount: Money
    fees: tuple[Money, Money]

    @property
    def saving(self) -> int:
        """What the buyer saves by ordering for the least amount more."""
        return self.fees[0].amount - self.fees[1].amount - _LEAST


def cliffs(kind: Kind, ruleset: RuleSet, circumstances: Circumstances) -> tuple[Finding, ...]:
    """Return one warning for all rules of the step `adjust` that lower freight from an amount of goods on.

    Each is tried on the facts of an embedded test that it fires in; a rule that no test fires is not looked at.
    """
    finder = _Finder(kind, ruleset, circumstances)
    found = [cliff for rule in finder.rules() if (cliff := finder.cliff(rule)) is not None]
    if not found:
        return ()
    worst = max(found, key=lambda cliff: cliff.saving)
    below = Money(worst.amount.amount - _LEAST, worst.amount.currency).text
    step = ruleset.steps[STEP]
    return (
        Finding(
            code="non-monotone",
            severity="warning",
            message=(
                f"freight falls off a cliff: goods for {worst.amount.text} pay {worst.fees[1].text} for freight "
                f"({worst.rule}), goods for {below} pay {worst.fees[0].text} and more in all"
            ),
            message_zh=(
                f"包邮门槛处总价倒挂：商品 {worst.amount.text} 运费 {worst.fees[1].text}（{worst.rule}），"
                f"而商品 {below} 运费 {worst.fees[0].text}，合计反而更贵"
            ),
            step=STEP,
            rules=(worst.rule, *(cliff.rule for cliff in found if cliff is not worst)),
            field=worst.path,
            witness=write_facts(worst.facts, step.vocabulary, currency=ruleset.currency),
        ),
    )


class _Finder:
    """Runs decisions just below and at the amounts from which rules of one set lower freight."""

    def __init__(self, kind: Kind, ruleset: RuleSet, circumstances: Circumstances) -> None:
        self._kind, self._ruleset, self._known = kind, ruleset, circumstances
        self._program: Program = prepare(ruleset, circumstances.regions, "reference")

    def rules(self) -> Iterator[Rule]:
        """Yield the rules of the step that are switched on."""
        step = self._ruleset.steps.get(STEP)
        yield from (rule for rule in (step.rules if step is not None else ()) if rule.enabled)

    def cliff(self, rule: Rule) -> _Cliff | None:
        """Return the cliff that a rule makes; None where it makes none, or none is seen in the tests."""
        for path, amount in _amounts(rule):
            for test in self._ruleset.tests:
                cliff = self._tried(rule, path, amount, test)
                if cliff is not None and cliff.saving > 0:
                    return cliff
        return None

    def _tried(self, rule: Rule, path: str, amount: int, test: RuleTest) -> _Cliff | None:
        try:
            given = read_facts(
                test.given, self._ruleset.vocabulary, currency=self._ruleset.currency, regions=self._known.regions
            )
            below, at = (self._decided({**given, path: goods}, test) for goods in (amount - _LEAST, amount))
        except OmsError:  # a test that cannot be run is said to fail elsewhere
            return None
        fees = tuple(fee for fee in map(_fee, (below, at)) if fee is not None)
        if len(fees) < 2 or not any(rule.id in step.hit for step in at.steps):  # noqa: PLR2004 - not deliverable
            return None
        facts = {**given, path: amount}
        return _Cliff(rule.id, path, facts, Money(amount, self._ruleset.currency), (fees[0], fees[1]))

    def _decided(self, facts: Facts, test: RuleTest) -> Decision:
        known = msgspec.structs.replace(self._known, at=test.at or self._known.at)
        return decide(self._kind, self._program, 0, facts, known)


def _fee(decision: Decision) -> Money | None:
    """Return the fee; None where nothing is delivered."""
    fee = getattr(decision.answer, "fee", None)
    return fee if isinstance(fee, Money) else None


def _amounts(rule: Rule) -> Iterator[tuple[str, int]]:
    """Yield the amounts from which on a rule holds."""
    for entry in rule.when.entries:
        if isinstance(entry, Condition) and entry.type is FactType.MONEY:
            for test in entry.tests:
                least = _least(test)
                if least is not None and least > 0:
                    yield entry.path, least


def _least(test: Test) -> int | None:
    match test:
        case Compare(op=Op.GE, operand=int() as amount):
            return amount
        case Compare(op=Op.GT, operand=int() as amount):
            return amount + _LEAST
        case Interval(low=int() as amount, low_closed=is_closed):
            return amount if is_closed else amount + _LEAST
        case _:
            return None
