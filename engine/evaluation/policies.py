"""Hit policies: which of the matching rules make the answer of a step, and how."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from operator import attrgetter, itemgetter
from typing import Any, Final, NamedTuple, cast

from engine.evaluation.facts import Facts, Value
from engine.evaluation.kind import Hit
from engine.evaluation.literals import Units
from engine.evaluation.ruleset import Rule, Step
from engine.evaluation.run import Circumstances, StepOutputs, StepResult
from engine.evaluation.specificity import fixed_specificity, specificity
from engine.evaluation.templates import filled, has_templates
from engine.geography.regions import RegionTree


def _numbers(values: tuple[Value | None, ...]) -> list[int | Decimal]:
    return [value for value in values if value is not None]  # type: ignore[misc]  # the loader lets no other type in


def _sum(values: tuple[Value | None, ...]) -> Value:
    return sum(_numbers(values))


def _min(values: tuple[Value | None, ...]) -> Value | None:
    return min(_numbers(values), default=None)


def _max(values: tuple[Value | None, ...]) -> Value | None:
    return max(_numbers(values), default=None)


AGGREGATES: Final[Mapping[Hit, Callable[[tuple[Value | None, ...]], Value | None]]] = {
    Hit.SUM: _sum,
    Hit.MIN: _min,
    Hit.MAX: _max,
    Hit.COUNT: len,
}

_ID: Final = attrgetter("id")
_THEN: Final = attrgetter("then")


class Ranking(NamedTuple):
    """Rules in the order in which they win. `first_only`: the first that matches is the answer, no other counts."""

    rules: tuple[Rule, ...]
    first_only: bool


def ranking(step: Step, regions: RegionTree) -> Ranking:
    """Return the rules in the order in which the hit policy takes them; ties stay in table order."""
    rules = step.rules
    if step.hit is Hit.FIRST:
        return Ranking(rules, first_only=True)
    if step.hit is Hit.PRIORITY:
        return Ranking(tuple(sorted(rules, key=lambda rule: -rule.priority)), first_only=True)
    if step.hit is Hit.SPECIFIC:
        fixed = [(fixed_specificity(rule.when, regions), rule) for rule in rules]
        known = [(rank, rule) for rank, rule in fixed if rank is not None]
        if len(known) == len(fixed):
            known.sort(key=lambda pair: pair[0], reverse=True)  # keeps the order of equals
            return Ranking(tuple(rule for _, rule in known), first_only=True)
    return Ranking(rules, first_only=False)


class Policy:
    """The hit policy of one step: rules that match in, the step's result out."""

    __slots__ = ("_aggregate", "_apply", "_collects", "_currency", "_known", "_names", "_step", "_templated")

    def __init__(self, step: Step, currency: str) -> None:
        self._step = step
        self._currency = currency
        self._apply = _POLICIES[step.hit]
        self._names = tuple(step.outputs)
        self._aggregate = AGGREGATES.get(step.hit)
        self._collects = step.hit is Hit.COLLECT or self._aggregate is not None
        self._templated = frozenset(rule.id for rule in step.rules if has_templates(rule.then))
        # Answers that do not depend on the facts: of each rule that matches alone, and of none ("").
        self._known: dict[str, StepResult] = {}

    def result(self, matched: Sequence[Rule], facts: Facts, circumstances: Circumstances) -> StepResult:
        """Return the step's answer. `matched` are in table order; under `first` and `priority` the winner is enough."""
        if len(matched) > 1:
            return self._of(matched, facts, circumstances)
        key = matched[0].id if matched else ""
        known = self._known.get(key)
        if known is None:
            known = self._of(matched, facts, circumstances)
            if self.is_fixed(matched):
                self._known[key] = known
        return known

    def is_fixed(self, matched: Sequence[Rule]) -> bool:
        """Tell whether the answer of these rules, one or none, is the same over all facts."""
        if not matched:
            return not has_templates(self._step.default or {})
        return matched[0].id not in self._templated

    def is_settled(self, matched: Sequence[Rule]) -> bool:
        """Tell whether the answer of these rules, however many, is the same over all facts.

        Of several rules that match without ranks known beforehand the facts may say which is the most specific.
        """
        if len(matched) <= 1:
            return self.is_fixed(matched)
        hangs_on_facts = bool(self._templated) or self._step.hit is Hit.SPECIFIC
        return not hangs_on_facts and not has_templates(self._step.default or {})

    def collector(self, rules: Sequence[Rule]) -> Callable[[Sequence[int]], StepResult] | None:
        """Return a quick way from the places of two hits or more to the answer; None where it depends on the facts.

        That is where every hit counts, and no rule has a placeholder.
        """
        if not self._collects or self._templated:
            return None
        step, names, aggregate = self._step.name, self._names, self._aggregate
        ids = [rule.id for rule in rules]
        outputs = cast("list[StepOutputs]", [rule.then for rule in rules])
        columns = tuple((name, [output.get(name) for output in outputs]) for name in names)

        def collect(places: Sequence[int]) -> StepResult:
            pick = itemgetter(*places)
            out: dict[str, Any] = {}
            for name, column in columns:
                out[name] = pick(column)
            if aggregate is not None and names:
                out[names[0]] = aggregate(out[names[0]])
            return StepResult(step=step, hit=pick(ids), out=out, outputs=pick(outputs))

        return collect

    def outputs(self, rule: Rule, facts: Facts, circumstances: Circumstances) -> StepOutputs:
        """Return what a rule says over these facts."""
        if rule.id not in self._templated:
            return cast("StepOutputs", rule.then)
        return filled(rule.then, facts, Units(self._currency, circumstances.regions))

    def _of(self, matched: Sequence[Rule], facts: Facts, circumstances: Circumstances) -> StepResult:
        winners, alarm = self._apply(matched, self, facts, circumstances) if matched else ((), None)
        if not winners:
            return self._without_hits(alarm, facts, circumstances)
        outputs = (
            tuple([self.outputs(rule, facts, circumstances) for rule in winners])
            if self._templated
            else tuple(map(_THEN, winners))
        )
        return StepResult(
            step=self._step.name, hit=tuple(map(_ID, winners)), out=self._answer(outputs), outputs=outputs
        )

    def _without_hits(self, alarm: str | None, facts: Facts, circumstances: Circumstances) -> StepResult:
        step = self._step
        if step.default is None:
            return StepResult(step=step.name, hit=(), out=self._answer(()), alarm=alarm)
        default = filled(step.default, facts, Units(self._currency, circumstances.regions))
        # The default counts as one hit: the aggregate of it is its own first output.
        out = self._answer((default,)) if step.hit is not Hit.COUNT else self._counted_default(default)
        return StepResult(step=step.name, hit=(), out=out, outputs=(default,), defaulted=True, alarm=alarm)

    def _counted_default(self, default: StepOutputs) -> StepOutputs:
        collected = self._collected((default,))
        return {**collected, **{name: default.get(name) for name in self._names[:1]}}

    def _answer(self, outputs: tuple[StepOutputs, ...]) -> StepOutputs:
        if not self._collects:
            return outputs[0] if outputs else {}
        collected = self._collected(outputs)
        if self._aggregate is not None and self._names:
            first = self._names[0]
            collected[first] = self._aggregate(cast("tuple[Value | None, ...]", collected[first]))
        return collected

    def _collected(self, outputs: tuple[StepOutputs, ...]) -> dict[str, Any]:
        """Return each output of all hits, in their order."""
        collected = {}
        for name in self._names:
            collected[name] = tuple([one.get(name) for one in outputs])
        return collected


_Winners = tuple[Sequence[Rule], str | None]
_Apply = Callable[[Sequence[Rule], Policy, Facts, Circumstances], _Winners]


def _first(matched: Sequence[Rule], _policy: Policy, _facts: Facts, _circumstances: Circumstances) -> _Winners:
    return matched[:1], None


def _unique(matched: Sequence[Rule], _policy: Policy, _facts: Facts, _circumstances: Circumstances) -> _Winners:
    if len(matched) > 1:
        return (), f"unique: {_ids(matched)} all match; the default stands"
    return matched, None


def _any(matched: Sequence[Rule], policy: Policy, facts: Facts, circumstances: Circumstances) -> _Winners:
    answers = [policy.outputs(rule, facts, circumstances) for rule in matched]
    if any(answer != answers[0] for answer in answers):
        return (), f"any: {_ids(matched)} match with different answers; the default stands"
    return matched, None


def _priority(matched: Sequence[Rule], _policy: Policy, _facts: Facts, _circumstances: Circumstances) -> _Winners:
    return (max(matched, key=lambda rule: rule.priority),), None  # max keeps the first of equals


def _specific(matched: Sequence[Rule], _policy: Policy, facts: Facts, circumstances: Circumstances) -> _Winners:
    if len(matched) == 1:
        return matched, None
    return (max(matched, key=lambda rule: specificity(rule.when, facts, circumstances)),), None


def _every(matched: Sequence[Rule], _policy: Policy, _facts: Facts, _circumstances: Circumstances) -> _Winners:
    return matched, None


def _ids(rules: Sequence[Rule]) -> str:
    return ", ".join(rule.id for rule in rules)


_POLICIES: Final[Mapping[Hit, _Apply]] = {
    Hit.FIRST: _first,
    Hit.UNIQUE: _unique,
    Hit.ANY: _any,
    Hit.PRIORITY: _priority,
    Hit.SPECIFIC: _specific,
    Hit.COLLECT: _every,
    Hit.SUM: _every,
    Hit.MIN: _every,
    Hit.MAX: _every,
    Hit.COUNT: _every,
}
