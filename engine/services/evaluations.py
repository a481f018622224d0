"""Evaluating facts by a rule set without an order: nothing is stored."""

from collections.abc import Mapping, Sequence

import msgspec

from engine.decisions.registry import KINDS
from engine.decisions.step_record import StepRecord, plain_outputs
from engine.encoding import to_builtins
from engine.errors import DecisionFailed, InvalidInput
from engine.evaluation.coercion import read_facts
from engine.evaluation.evaluator import decide
from engine.evaluation.explain import explain
from engine.evaluation.facts import FactType
from engine.evaluation.lists import Lists, ReferenceList
from engine.evaluation.run import Circumstances, Decision, Program
from engine.geography.regions import RegionTree
from engine.services.views import EvaluationView


def evaluate(
    program: Program, version: int, given: Mapping[str, object], circumstances: Circumstances, *, is_explained: bool
) -> EvaluationView:
    """Return what a set answers. Raises InvalidInput for facts that are not of its vocabulary, and DecisionFailed."""
    ruleset = program.ruleset
    kind = KINDS[ruleset.kind]
    facts = read_facts(given, ruleset.vocabulary, currency=ruleset.currency, regions=circumstances.regions)
    decision = decide(kind, program, version, facts, circumstances)
    return EvaluationView(
        answer=to_builtins(decision.answer),
        steps=_steps(decision, program),
        set=f"{ruleset.id}@{version}" if version else ruleset.id,
        sha=ruleset.sha,
        engine=decision.engine,
        alarms=decision.alarms,
        explanation=explain(ruleset, kind, facts, circumstances) if is_explained else (),
    )


def evaluate_all(
    program: Program,
    version: int,
    given: Sequence[Mapping[str, object]],
    circumstances: Circumstances,
    *,
    is_explained: bool,
    is_batch: bool = True,
) -> tuple[EvaluationView, ...]:
    """Return the answers to many facts, in their order.

    An error names the facts: `facts[3].age`, or `facts.age` where they are no batch.
    """
    answers = []
    for number, facts in enumerate(given):
        place = f"facts[{number}]" if is_batch else "facts"
        try:
            answers.append(evaluate(program, version, facts, circumstances, is_explained=is_explained))
        except InvalidInput as wrong:
            raise _within(place, wrong) from wrong
        except DecisionFailed as failed:
            raise DecisionFailed(f"{place}: {failed}" if is_batch else str(failed)) from failed
    return tuple(answers)


def _within(place: str, wrong: InvalidInput) -> InvalidInput:
    """Return the error with the paths that its fields have in the call."""
    problems = [
        msgspec.structs.replace(problem, path=place if problem.path == "facts" else f"{place}.{problem.path}")
        for problem in wrong.problems
    ]
    return InvalidInput("; ".join(f"{problem.path}: {problem.message}" for problem in problems), problems)


def lists_with(lists: Lists, given: Mapping[str, object], regions: RegionTree) -> Lists:
    """Return the lists with those that a caller gives in their places. A new one holds text.

    Raises InvalidInput where one is not a list of texts or whole numbers, or names an unknown region.
    """
    return {**lists, **{list_id: _given(list_id, members, lists, regions) for list_id, members in given.items()}}


def _given(list_id: str, members: object, lists: Lists, regions: RegionTree) -> ReferenceList:
    kind = lists[list_id].type if list_id in lists else FactType.TEXT
    path = f"lists.{list_id}"
    try:
        values = msgspec.convert(members, tuple[str | int, ...])
    except msgspec.ValidationError as error:
        raise InvalidInput.at(path, f"give its members as a list of texts or whole numbers: {error}") from error
    if kind is FactType.REGION:
        values = tuple(regions.parse(str(value), path).code for value in values)
    elif kind is not FactType.INTEGER:
        values = tuple(str(value) for value in values)
    return ReferenceList(id=list_id, title=list_id, type=kind, members=dict.fromkeys(values))


def _steps(decision: Decision, program: Program) -> tuple[StepRecord, ...]:
    ruleset = program.ruleset
    return tuple(
        StepRecord(
            step=each.step,
            hit=each.hit,
            out=plain_outputs(each.out, ruleset.steps[each.step].outputs, ruleset.currency),
            over=each.over,
        )
        for each in decision.steps
    )
