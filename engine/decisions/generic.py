"""The generic decision: facts and steps of the file's own; the answer is what the last step says."""

from collections.abc import Mapping
from typing import Final

from engine.decisions.values import with_outputs
from engine.errors import DecisionFailed
from engine.evaluation.facts import Facts, FactType, Label, Vocabulary
from engine.evaluation.kind import Kind
from engine.evaluation.run import Run
from engine.money import Money


def decide_generic(run: Run, facts: Facts) -> Mapping[str, object]:
    """Run every step in order; each sees the outputs of those before it. Amounts are in the set's currency."""
    steps = run.ruleset.steps
    if not steps:
        raise DecisionFailed(f"{run.ruleset.id} has no steps; give it at least one")
    *earlier, last = steps
    for name in earlier:
        facts = with_outputs(facts, run.step(name, facts))
    out, types = run.step(last, facts).out, steps[last].outputs
    if FactType.MONEY not in types.values():
        return dict(out)
    return {name: _spoken(value, types.get(name), run.ruleset.currency) for name, value in out.items()}


def _spoken(value: object, type_: FactType | None, currency: str) -> object:
    if isinstance(value, tuple) and type_ is not FactType.TEXTS:
        return tuple(_spoken(item, type_, currency) for item in value)
    if type_ is FactType.MONEY and isinstance(value, int):
        return Money(value, currency)
    return value


DECISION: Final = Kind(
    name="decision",
    label=Label("通用决策", "Decision"),
    vocabulary=Vocabulary(facts={}),
    steps=(),
    decide=decide_generic,
    open_steps=True,
)
