"""Rule sets made ready to run, and decisions: match each step's rules, apply its hit policy, keep the trace."""

from collections.abc import Callable, Mapping
from typing import Final, Literal, NamedTuple, NoReturn

import msgspec

from engine.errors import DecisionFailed
from engine.evaluation.compiled import CompiledStep, Places
from engine.evaluation.compiler import lower
from engine.evaluation.envelope import OutsideEnvelope
from engine.evaluation.facts import Fact, Facts
from engine.evaluation.kind import Kind
from engine.evaluation.lowering.classes import Situation, situation_function
from engine.evaluation.lowering.lowered import LoweredStep
from engine.evaluation.lowering.masks import COMPLETE, Mask
from engine.evaluation.matcher import DurableStep, MatcherFailed
from engine.evaluation.needs import StepNeeds
from engine.evaluation.policies import Policy
from engine.evaluation.reference import matching
from engine.evaluation.ruleset import Rule, RuleSet, Step
from engine.evaluation.run import Circumstances, Decision, Program, Run, StepResult
from engine.geography.regions import RegionTree

Matcher = Literal["dual", "durable", "compiled", "reference"]
_ONE_AND_COMPLETE: Final = 2  # bits of a mask: one variant, and that nothing is missing
REMEMBERED: Final = 2_000  # situations of a step of which it is remembered what durable-rules said


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """Two matchers, or a matcher and its rules, said different things of one step. The plain evaluator's word stood."""

    set_id: str
    step: str
    message: str


OnDifference = Callable[[Difference], None]


def prepare(
    ruleset: RuleSet,
    regions: RegionTree,
    matcher: Matcher = "dual",
    *,
    on_difference: OnDifference | None = None,
    remembered: int = REMEMBERED,
) -> Program:
    """Make a rule set ready to run.

    `dual`: durable-rules decides and the compiled matcher checks every step; where they differ the plain evaluator's
    answer stands, the result has an alarm, and `on_difference` is told. A step that durable-rules cannot be trusted
    with is served by the compiled matcher (`Prepared.served_by` says why). What durable-rules said, and the compiled
    matcher agreed with, stands for later cases in the same situation; so many are `remembered` (0: always asked anew).
    """
    if matcher == "reference":
        return ReferenceProgram(ruleset)
    return Prepared(ruleset, regions, matcher, on_difference, remembered)


def decide(kind: Kind, program: Program, version: int, facts: Facts, circumstances: Circumstances) -> Decision:
    """Run a kind's steps over facts and return its answer with the trace.

    Raises DecisionFailed where a required fact that a step in question tests is missing.
    """
    run = Run(program, circumstances)
    answer = kind.decide(run, facts)
    ruleset = program.ruleset
    return Decision(
        kind=kind.name,
        answer=answer,
        steps=tuple(run.trace),
        set_id=ruleset.id,
        version=version,
        sha=ruleset.sha,
        engine=program.engine,
    )


class ReferenceProgram:
    """A rule set run by the plain evaluator."""

    engine: Matcher = "reference"

    def __init__(self, ruleset: RuleSet) -> None:
        self.ruleset = ruleset
        self._steps = {
            name: (step, Policy(step, ruleset.currency), StepNeeds(name, step.rules, step.vocabulary))
            for name, step in ruleset.steps.items()
        }

    def step(self, name: str, facts: Facts, circumstances: Circumstances) -> StepResult:
        """Match one step's rules and apply its hit policy. Raises DecisionFailed where a required fact is missing."""
        step, policy, needs = self._steps[name]
        needs.check(facts, circumstances)
        return policy.result(matching(step, facts, circumstances), facts, circumstances)


class Prepared:
    """A rule set lowered and run by the matchers."""

    def __init__(
        self,
        ruleset: RuleSet,
        regions: RegionTree,
        matcher: Matcher,
        on_difference: OnDifference | None,
        remembered: int = REMEMBERED,
    ) -> None:
        self.ruleset = ruleset
        self.engine = matcher
        self.differences = 0
        self._on_difference = on_difference
        self._remembered = remembered
        self._steps = {name: self._step(step, regions, matcher) for name, step in ruleset.steps.items()}
        self._result = {name: step.result for name, step in self._steps.items()}

    @property
    def served_by(self) -> Mapping[str, str]:
        """Steps that are not served as asked for, each with the reason."""
        return {name: step.reason for name, step in self._steps.items() if step.reason}

    def step(self, name: str, facts: Facts, circumstances: Circumstances) -> StepResult:
        """Match one step's rules and apply its hit policy. Raises DecisionFailed where a required fact is missing."""
        return self._result[name](facts, circumstances)

    def _step(self, step: Step, regions: RegionTree, matcher: Matcher) -> "_PreparedStep":
        basis = _basis(step, lower(step, regions), Policy(step, self.ruleset.currency))
        if matcher != "compiled":
            try:
                durable = DurableStep(basis.lowered, basis.required)
            except (OutsideEnvelope, MatcherFailed) as reason:
                return _PreparedStep(basis, f"compiled: {reason}")
            return _DurableStep(basis, durable, self._differs, self._remembered, is_checked=matcher == "dual")
        return _PreparedStep(basis)

    def _differs(self, step: str, message: str) -> None:
        self.differences += 1
        if self._on_difference is not None:
            self._on_difference(Difference(set_id=self.ruleset.id, step=step, message=message))


class _Basis(NamedTuple):
    """What every way of matching a step stands on. `required` are the facts that its columns read and must find."""

    step: Step
    lowered: LoweredStep
    policy: Policy
    needs: StepNeeds
    required: Mapping[str, Fact]
    is_complete_when_matched: bool  # nothing else is needed


def _basis(step: Step, lowered: LoweredStep, policy: Policy) -> _Basis:
    needs = StepNeeds(step.name, step.rules, step.vocabulary)
    tested = {getattr(column, "path", None) for column in lowered.columns}
    required = {path: step.vocabulary.facts[path] for path in needs.always.paths if path in tested}
    return _Basis(step, lowered, policy, needs, required, not needs.beyond(tested))


class _PreparedStep:
    """One step, matched by the compiled matcher."""

    def __init__(self, basis: _Basis, reason: str = "") -> None:
        self.reason = reason
        self._policy = basis.policy
        self._rules = basis.lowered.rules
        self._needs = basis.needs
        self._compiled = CompiledStep(basis.lowered, basis.required)
        self._match = self._compiled.match
        self._collect = basis.policy.collector(basis.lowered.rules)
        self._first_only = basis.lowered.first_only
        self._is_complete_when_matched = basis.is_complete_when_matched
        # The answers where one rule alone matches, or none, and they do not depend on the facts.
        self._settled: dict[Mask, StepResult] = {}

    def result(self, facts: Facts, circumstances: Circumstances) -> StepResult:
        if not self._is_complete_when_matched:
            self._needs.check(facts, circumstances)
        found = self._match(facts, circumstances)
        if self._first_only:
            rest = found ^ COMPLETE
            key = rest & -rest  # the winner alone
        else:
            key = found
        settled = self._settled.get(key)
        return self._unsettled(key, found, facts, circumstances) if settled is None else settled

    def _unsettled(self, key: Mask, found: Mask, facts: Facts, circumstances: Circumstances) -> StepResult:
        places = self._compiled.places_of(found)
        if places is None:
            places = self._incomplete(facts, circumstances)
        result = self._answer(places, facts, circumstances)
        is_one_or_none = key.bit_count() <= _ONE_AND_COMPLETE
        if is_one_or_none and self._policy.is_fixed([self._rules[place] for place in places]):
            self._settled[key] = result
        return result

    def _answer(self, places: Places, facts: Facts, circumstances: Circumstances) -> StepResult:
        if self._collect is not None and len(places) > 1:
            return self._collect(places)
        return self._policy.result([self._rules[place] for place in places], facts, circumstances)

    def _compiled_places(self, facts: Facts, circumstances: Circumstances) -> Places:
        """Return what the compiled matcher says. Raises DecisionFailed where something required is missing."""
        if not self._is_complete_when_matched:
            self._needs.check(facts, circumstances)
        places = self._compiled.places_of(self._match(facts, circumstances))
        return self._incomplete(facts, circumstances) if places is None else places

    def _incomplete(self, facts: Facts, circumstances: Circumstances) -> NoReturn:
        """Raise DecisionFailed with the name of what is missing."""
        self._needs.check(facts, circumstances)
        raise AssertionError("a required fact was found missing, and then was not")


class _DurableStep(_PreparedStep):
    """One step, matched by durable-rules and, in `dual`, checked by the compiled matcher.

    Both see nothing but the situation, so that what they said of one is remembered, where they agreed.
    """

    def __init__(
        self,
        basis: _Basis,
        durable: DurableStep,
        differs: Callable[[str, str], None],
        remembered: int,
        *,
        is_checked: bool,
    ) -> None:
        super().__init__(basis)
        self._step = basis.step
        self._durable = durable
        self._differs = differs
        self._is_checked = is_checked
        self._is_sure = is_checked and basis.is_complete_when_matched  # a situation tells whether something is missing
        self._rest = basis.needs.without(basis.required if is_checked else ())
        self._situation = situation_function(basis.lowered, basis.required)
        self._said: dict[Situation, Places | StepResult] = {}
        self._remembered = remembered

    def result(self, facts: Facts, circumstances: Circumstances) -> StepResult:
        if self.reason:
            return super().result(facts, circumstances)
        if not self._is_sure:
            self._check(facts, circumstances)
        situation = self._situation(facts, circumstances)
        said = self._said.get(situation)
        if said is None:
            return self._asked(situation, facts, circumstances)
        return said if isinstance(said, StepResult) else self._answer(said, facts, circumstances)

    def _check(self, facts: Facts, circumstances: Circumstances) -> None:
        """Raise DecisionFailed where something is missing that the situation does not tell."""
        try:
            self._rest.check(facts, circumstances)
        except DecisionFailed:
            self._needs.check(facts, circumstances)  # names the first of all that is missing
            raise

    def _asked(self, situation: Situation, facts: Facts, circumstances: Circumstances) -> StepResult:
        """Ask the matchers, and remember what they say of the situation where they agree."""
        checked = self._compiled_places(facts, circumstances) if self._is_checked else None
        try:
            places = self._durable.places(facts, circumstances)
        except MatcherFailed as failure:
            self.reason = f"compiled: {failure}"
            return self._refuted(str(failure), facts, circumstances)
        if checked is not None and places != checked:
            message = f"durable-rules said {self._named(places)}, the compiled matcher {self._named(checked)}"
            return self._refuted(message, facts, circumstances)
        result = self._answer(places, facts, circumstances)
        if len(self._said) >= self._remembered:
            self._said.clear()
        if self._remembered:
            rules = [self._rules[place] for place in places]
            self._said[situation] = result if self._policy.is_settled(rules) else places
        return result

    def _refuted(self, message: str, facts: Facts, circumstances: Circumstances) -> StepResult:
        self._differs(self._step.name, message)
        result = self._policy.result(matching(self._step, facts, circumstances), facts, circumstances)
        alarm = f"{message}; the plain evaluator's answer stands"
        return msgspec.structs.replace(result, alarm="; ".join(filter(None, (result.alarm, alarm))))

    def _named(self, places: Places) -> str:
        rules: list[Rule] = [self._rules[place] for place in places]
        return ", ".join(rule.id for rule in rules) or "no rule"
