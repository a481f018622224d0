"""Explanations: every rule of every step that was run, every condition, and the value that it saw."""

from collections.abc import Mapping
from typing import cast

import msgspec

from engine.evaluation.condition_text import Wording
from engine.evaluation.conditions import All, AnyOf, Condition, Every, NoneOf, Some, TagCondition, When
from engine.evaluation.evaluator import ReferenceProgram
from engine.evaluation.facts import Fact, Facts, Vocabulary
from engine.evaluation.kind import Kind
from engine.evaluation.literals import Units
from engine.evaluation.reference import elements, holds
from engine.evaluation.ruleset import Rule, RuleSet, Step
from engine.evaluation.run import Circumstances, Run, StepOutputs, StepResult
from engine.evaluation.templates import filled


class ConditionSeen(msgspec.Struct, frozen=True, kw_only=True):
    """One condition and the value it saw. `held` tells whether it was true."""

    text: str  # as written: "order.goods_total >= 500.00"
    path: str | None
    label_zh: str | None
    label_en: str | None
    saw: object
    held: bool
    parts: tuple["ConditionSeen", ...] = ()  # of all / any / none; of some / every: one for each element


class RuleSeen(msgspec.Struct, frozen=True, kw_only=True):
    """One rule and what its conditions saw."""

    rule: str
    matched: bool  # all of its conditions held and it was in force
    hit: bool  # it made the answer
    in_force: bool
    conditions: tuple[ConditionSeen, ...]
    then: Mapping[str, object]


class StepSeen(msgspec.Struct, frozen=True, kw_only=True):
    """One step, rule by rule."""

    step: str
    over: str | None
    hit_policy: str
    rules: tuple[RuleSeen, ...]
    out: Mapping[str, object]
    defaulted: bool = False


class Explained(msgspec.Struct, frozen=True, kw_only=True):
    """A decision made once more by the plain evaluator, with everything that it saw."""

    answer: object
    steps: tuple[StepSeen, ...]
    results: tuple[StepResult, ...]


def explain(ruleset: RuleSet, kind: Kind, facts: Facts, circumstances: Circumstances) -> tuple[StepSeen, ...]:
    """Return every step that the decision runs, with each rule, hit or not, and what each condition saw."""
    return explained(ruleset, kind, facts, circumstances).steps


def explained(ruleset: RuleSet, kind: Kind, facts: Facts, circumstances: Circumstances) -> Explained:
    """Decide by the plain evaluator and return the answer with all that was seen on the way."""
    program = _Watched(ruleset)
    run = Run(program, circumstances)
    answer = kind.decide(run, facts)
    steps = (
        _step_seen(program, seen, result, circumstances) for seen, result in zip(program.saw, run.trace, strict=True)
    )
    return Explained(answer=answer, steps=tuple(steps), results=tuple(run.trace))


class _Watched(ReferenceProgram):
    """The plain evaluator, which keeps the facts that each step was given."""

    def __init__(self, ruleset: RuleSet) -> None:
        super().__init__(ruleset)
        self.saw: list[Facts] = []

    def step(self, name: str, facts: Facts, circumstances: Circumstances) -> StepResult:
        result = super().step(name, facts, circumstances)
        self.saw.append(facts)
        return result


def _step_seen(program: _Watched, facts: Facts, result: StepResult, circumstances: Circumstances) -> StepSeen:
    step = program.ruleset.steps[result.step]
    witness = _Witness(step, Wording(Units(program.ruleset.currency, circumstances.regions)), circumstances)
    return StepSeen(
        step=step.name,
        over=result.over,
        hit_policy=step.hit.value,
        rules=tuple(witness.rule(rule, facts, result.hit) for rule in step.rules),
        out=witness.outputs(result.out),
        defaulted=result.defaulted,
    )


class _Witness:
    """Tells what the rules of one step see."""

    def __init__(self, step: Step, wording: Wording, circumstances: Circumstances) -> None:
        self._step = step
        self._wording = wording
        self._circumstances = circumstances

    def rule(self, rule: Rule, facts: Facts, hits: tuple[str, ...]) -> RuleSeen:
        conditions = tuple(self._condition(entry, facts) for entry in rule.when.entries)
        in_force = rule.is_in_force(self._circumstances.at)
        said = filled(rule.then, facts, self._wording.units)
        return RuleSeen(
            rule=rule.id,
            matched=in_force and all(condition.held for condition in conditions),
            hit=rule.id in hits,
            in_force=in_force,
            conditions=conditions,
            then=self.outputs(said),
        )

    def outputs(self, said: StepOutputs) -> Mapping[str, object]:
        types = self._step.outputs
        return {name: self._wording.plain(value, types.get(name)) for name, value in said.items()}

    def _condition(self, when: When, facts: Facts) -> ConditionSeen:
        path = when.path if isinstance(when, Condition | TagCondition) else None
        fact = None if path is None else _fact(path, self._step.vocabulary)
        return ConditionSeen(
            text=self._wording.condition(when),
            path=path,
            label_zh=None if fact is None else fact.label.zh,
            label_en=None if fact is None else fact.label.en,
            saw=self._saw(when, facts),
            held=holds(when, facts, self._circumstances, self._step.vocabulary),
            parts=self._parts(when, facts),
        )

    def _saw(self, when: When, facts: Facts) -> object:
        match when:
            case Condition(path=path, type=kind):
                return self._wording.plain(facts.get(path), kind)
            case TagCondition(path=path):
                return self._wording.plain(facts.get(path), None)
            case Some(list_name=name) | Every(list_name=name):
                found = cast("tuple[Facts, ...] | None", facts.get(name))
                return None if found is None else len(found)
            case _:
                return None

    def _parts(self, when: When, facts: Facts) -> tuple[ConditionSeen, ...]:
        match when:
            case All(entries=entries) | AnyOf(entries=entries) | NoneOf(entries=entries):
                return tuple(self._condition(entry, facts) for entry in entries)
            case Some(list_name=name, where=where) | Every(list_name=name, where=where):
                found = elements(name, facts, self._step.vocabulary) or ()
                return tuple(self._element(name, position, where, seen) for position, seen in enumerate(found))
            case _:
                return ()

    def _element(self, name: str, position: int, where: When, facts: Facts) -> ConditionSeen:
        entries = where.entries if isinstance(where, All) else (where,)
        parts = tuple(self._condition(entry, facts) for entry in entries)
        owner = self._step.vocabulary.lists.get(name)
        return ConditionSeen(
            text=f"{name}[{position}]",
            path=name,
            label_zh=None if owner is None else owner.label.zh,
            label_en=None if owner is None else owner.label.en,
            saw=None if owner is None else facts.get(f"{owner.prefix}.id"),
            held=all(part.held for part in parts),
            parts=parts,
        )


def _fact(path: str, vocabulary: Vocabulary) -> Fact | None:
    if path in vocabulary.facts:
        return vocabulary.facts[path]
    return next((owner.facts[path] for owner in vocabulary.lists.values() if path in owner.facts), None)
