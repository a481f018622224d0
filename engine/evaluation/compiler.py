"""From a step's rules to the lowered form that both matchers run."""

from engine.evaluation.lowering.lowered import LoweredStep, Variant
from engine.evaluation.lowering.normal_form import NormalForm
from engine.evaluation.policies import ranking
from engine.evaluation.ruleset import Step
from engine.geography.regions import RegionTree


def lower(step: Step, regions: RegionTree) -> LoweredStep:
    """Lower a step. Rules come in the order in which they win, each with its variants; what is off has none."""
    rules, first_only = ranking(step, regions)
    form = NormalForm([rule for rule in rules if rule.enabled], step.vocabulary, regions)
    found = [(place, tests) for place, rule in enumerate(rules) if rule.enabled for tests in form.rule(rule)]
    used = sorted({column for _, tests in found for column in tests})
    numbers = {column: number for number, column in enumerate(used)}
    return LoweredStep(
        name=step.name,
        rules=rules,
        first_only=first_only,
        columns=tuple(form.columns[column] for column in used),
        variants=tuple(
            Variant(place, {numbers[column]: classes for column, classes in tests.items()}) for place, tests in found
        ),
    )
