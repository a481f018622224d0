"""The space of a step stands for everything: whatever the facts are, some row of every dimension says the same."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from engine.evaluation.checks.asked import leaves
from engine.evaluation.checks.budget import Budget
from engine.evaluation.checks.dimension import Dimension
from engine.evaluation.checks.domains import Domains
from engine.evaluation.checks.points import ORDERED, Bounds, points, samples
from engine.evaluation.checks.samples import Setting
from engine.evaluation.checks.space import Space
from engine.evaluation.conditions import Condition
from engine.evaluation.facts import Facts, FactType
from engine.evaluation.literals import Units
from engine.evaluation.reference import holds
from engine.evaluation.ruleset import RuleSet
from engine.evaluation.run import Circumstances
from tests.evaluation.random_sets import NOWHERE, REGIONS, circumstances, facts, rule_sets

# A random set is large: making a failing one smaller takes minutes, and the message names the cell anyway.
NO_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)


def a_budget() -> Budget:
    """Return a budget whose clock stands still."""
    return Budget(1.0, lambda: 0.0)


def a_space(ruleset: RuleSet, known: Circumstances) -> Space:
    step = ruleset.steps["step"]
    setting = Setting(circumstances=known, units=Units("CNY", REGIONS), domains=Domains())
    return Space(step.rules, step.vocabulary, setting, a_budget())


def cells_of(space: Space) -> list[Any]:
    found = (leaf for rule in space.rules for entry in rule.when.entries for leaf in leaves(entry))
    return [leaf for leaf in dict.fromkeys(found) if not isinstance(leaf, Condition) or leaf.tests]


def is_nowhere(seen: Facts) -> bool:
    """Tell whether a region of the facts is in no tree, which the reading of facts refuses."""
    found: list[Any] = [*seen.values()]
    elements: Any = seen.get("lines") or ()
    return NOWHERE in found or any(NOWHERE in element.values() for element in elements)


@settings(max_examples=150, deadline=None, phases=NO_SHRINKING)
@given(ruleset=rule_sets(), known=circumstances())
def test_a_dimension_says_of_each_of_its_rows_what_the_plain_evaluator_says(
    ruleset: RuleSet, known: Circumstances
) -> None:
    space = a_space(ruleset, known)
    for leaf in cells_of(space):
        dimension = space.dimensions[space.place(leaf)]
        if isinstance(dimension, Dimension):
            for place, row in enumerate(dimension.rows):
                said = bool(dimension.takes(leaf) >> place & 1)
                if not row.flips:
                    assert said is holds(leaf, dimension.facts(place), known, space.vocabulary), (leaf, row)


@settings(max_examples=300, deadline=None, phases=NO_SHRINKING)
@given(ruleset=rule_sets(), known=circumstances(), seen=st.data())
def test_whatever_the_facts_are_some_row_of_every_dimension_says_the_same(
    ruleset: RuleSet, known: Circumstances, seen: st.DataObject
) -> None:
    space = a_space(ruleset, known)
    cells = cells_of(space)
    for _ in range(5):
        given_facts = seen.draw(facts())
        if is_nowhere(given_facts):
            continue
        for place, dimension in enumerate(space.dimensions):
            if isinstance(dimension, Dimension):
                own = [leaf for leaf in cells if space.place(leaf) == place]
                said = [holds(leaf, given_facts, known, space.vocabulary) for leaf in own]
                taken = [dimension.takes(leaf) for leaf in own]
                rows = range(len(dimension.rows))
                assert any([bool(mask >> row & 1) for mask in taken] == said for row in rows), (own, given_facts)


@settings(max_examples=200, deadline=None, phases=NO_SHRINKING)
@given(ruleset=rule_sets(), known=circumstances(), seen=st.data())
def test_a_rule_that_matches_has_a_box_with_those_facts_in_it(
    ruleset: RuleSet, known: Circumstances, seen: st.DataObject
) -> None:
    space = a_space(ruleset, known)
    given_facts = seen.draw(facts())
    if is_nowhere(given_facts):
        return
    for rule, boxes in zip(space.rules, space.boxes, strict=True):
        if rule.is_in_force(known.at) and holds(rule.when, given_facts, known, space.vocabulary):
            assert boxes, rule


@given(
    kind=st.sampled_from(sorted(ORDERED - {FactType.DATETIME, FactType.DATE, FactType.DURATION})),
    cuts=st.lists(st.integers(-20, 20), max_size=6),
    low=st.one_of(st.none(), st.integers(-20, 20)),
    between=st.integers(1, 3),
)
def test_points_rise_and_lie_within_the_bounds(kind: FactType, cuts: list[int], low: int | None, between: int) -> None:
    found = [point.value for point in points(kind, cuts, Bounds(low), between)]

    assert found == sorted(set(found))
    assert all(low is None or value >= low for value in found)
    assert {cut for cut in cuts if low is None or cut >= low} <= set(found)


def test_there_is_nothing_before_the_first_day_of_the_calendar() -> None:
    first = datetime.min.replace(tzinfo=UTC)

    assert samples(FactType.DATETIME, None, first) == []
