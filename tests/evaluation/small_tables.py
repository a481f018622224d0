"""Small tables whose every situation can be gone through: what the checks say of them is held against all of it."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import product
from typing import Any

from hypothesis import strategies as st

from engine.errors import Finding
from engine.evaluation.checks import check
from engine.evaluation.checks.asked import leaves, mentioned
from engine.evaluation.conditions import (
    All,
    AnyOf,
    Compare,
    Condition,
    FactOperand,
    Interval,
    Negation,
    NoneOf,
    Op,
    Presence,
    TagCondition,
    Test,
    When,
)
from engine.evaluation.facts import Fact, Facts, FactType, Label, Vocabulary, by_path
from engine.evaluation.kind import Hit, Kind
from engine.evaluation.reference import matching
from engine.evaluation.ruleset import Rule, RuleSet, Step
from engine.evaluation.run import Circumstances
from tests.evaluation.random_sets import REGIONS, a_set

AT = datetime(2026, 11, 1, tzinfo=UTC)
KNOWN = Circumstances(at=AT, lists={}, regions=REGIONS)
_LABEL = Label("事实", "fact")
VOCABULARY = Vocabulary(
    facts=by_path(
        Fact(path="kind", type=FactType.TEXT, label=_LABEL, values=("a", "b", "c")),
        Fact(path="word", type=FactType.TEXT, label=_LABEL),
        Fact(path="count", type=FactType.INTEGER, label=_LABEL, minimum=0),
        Fact(path="limit", type=FactType.INTEGER, label=_LABEL, minimum=0),
        Fact(path="maybe", type=FactType.INTEGER, label=_LABEL, minimum=0, nullable=True),
        Fact(path="gift", type=FactType.BOOLEAN, label=_LABEL),
        Fact(path="tags", type=FactType.TEXTS, label=_LABEL),
        Fact(path="place", type=FactType.REGION, label=_LABEL),
    )
)
# Every value that a test of ours tells apart, and some that it does not.
_WHOLE = (0, 1, 2, 3, 4, 5)
_VALUES: Mapping[str, tuple[Any, ...]] = {
    "kind": ("a", "b", "c"),
    "word": ("x", "y", "something else"),
    "count": _WHOLE,
    "limit": _WHOLE,
    "maybe": (*_WHOLE, None),
    "gift": (True, False),
    "tags": ((), ("VIP",), ("new",), ("VIP", "new")),
    "place": ("330106", "330109", "330922", "310101", "GB"),
}
_NAMED: Mapping[str, tuple[Any, ...]] = {
    **_VALUES,
    "word": ("x", "y"),
    "count": (1, 2, 3),
    "limit": (1, 3),
    "maybe": (1, 3),
    "place": ("330000", "330100", "330106", "310000"),
}
_WHOLE_PATHS = frozenset({"count", "limit", "maybe"})
OPEN = Kind(
    name="decision", label=_LABEL, vocabulary=VOCABULARY, steps=(), decide=lambda _run, _facts: None, open_steps=True
)


def every_situation(rules: tuple[Rule, ...]) -> Iterator[Facts]:
    """Yield facts for every combination of values of the facts that some rules test."""
    cells = (leaf for rule in rules for entry in rule.when.entries for leaf in leaves(entry))
    paths = sorted({path for cell in cells for path in mentioned(cell)})
    for values in product(*(_VALUES[path] for path in paths)):
        yield {path: value for path, value in zip(paths, values, strict=True) if value is not None}


def _tests(path: str) -> st.SearchStrategy[Test]:
    named = st.sampled_from(_NAMED[path])
    plain: st.SearchStrategy[Test] = st.builds(Compare, st.sampled_from((Op.EQ, Op.EQ, Op.NE)), named)
    if path in _WHOLE_PATHS:
        ends = st.one_of(st.none(), named)
        others = st.sampled_from([FactOperand(other, FactType.INTEGER) for other in sorted(_WHOLE_PATHS - {path})])
        plain = st.one_of(
            plain,
            st.builds(Compare, st.sampled_from(tuple(Op)), named),
            st.builds(Compare, st.sampled_from(tuple(Op)), others),
            st.builds(Interval, ends, ends, st.booleans(), st.booleans()),
        )
    presence: st.SearchStrategy[Test] = st.builds(Presence, st.booleans())
    return st.one_of(plain, plain, plain, st.builds(Negation, st.tuples(plain)), presence)


@st.composite
def _cells(draw: st.DrawFn) -> When:
    path = draw(st.sampled_from(sorted(_VALUES)))
    fact = VOCABULARY.facts[path]
    if fact.type is FactType.TEXTS:
        items = st.one_of(st.none(), st.lists(st.sampled_from(("VIP", "new")), max_size=2).map(tuple))
        return draw(st.builds(TagCondition, path=st.just(path), any=items, all=items, none=items))
    return Condition(path=path, type=fact.type, tests=tuple(draw(st.lists(_tests(path), max_size=2))))


def _whens() -> st.SearchStrategy[When]:
    cell = _cells()
    some = st.lists(cell, min_size=1, max_size=2).map(tuple)
    return st.one_of(cell, cell, cell, cell, st.builds(AnyOf, some), st.builds(NoneOf, some))


@st.composite
def small_sets(draw: st.DrawFn, hits: tuple[Hit, ...] = tuple(Hit)) -> RuleSet:
    """Return a set of one step without a default, whose rules say 1 or 2."""
    rules = tuple(
        Rule(
            id=f"r{place}",
            when=All(draw(st.lists(_whens(), max_size=2).map(tuple))),
            then={"points": draw(st.integers(1, 2))},
            priority=draw(st.integers(0, 1)),
        )
        for place in range(draw(st.integers(1, 4)))
    )
    return of_rules(rules, draw(st.sampled_from(hits)))


def of_rules(rules: tuple[Rule, ...], hit: Hit) -> RuleSet:
    step = Step(name="step", hit=hit, rules=rules, outputs={"points": FactType.INTEGER}, vocabulary=VOCABULARY)
    return a_set(step)


def found_in(ruleset: RuleSet) -> tuple[Finding, ...]:
    """Return what the checks say, however long they take."""
    return check(ruleset, kind=OPEN, lists={}, regions=REGIONS, clock=lambda: 0.0)


def matched(ruleset: RuleSet, facts: Facts) -> list[str]:
    """Return the ids of the rules that the plain evaluator finds to match."""
    return [rule.id for rule in matching(ruleset.steps["step"], facts, KNOWN)]
