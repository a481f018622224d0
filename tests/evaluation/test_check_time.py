"""How long checks take: a large table in seconds, a time limit that is kept, and a cache for what is edited."""

from collections.abc import Iterator
from itertools import count

import msgspec
import pytest

from engine.evaluation.checks import CheckCache, check
from engine.evaluation.conditions import All, Compare, Condition, Interval, Op
from engine.evaluation.facts import Fact, FactType, Label, Vocabulary, by_path
from engine.evaluation.kind import Hit
from engine.evaluation.ruleset import Rule, RuleSet, Step
from tests.evaluation.open_sets import DECIDE, SCORE, a_set, codes, findings, still
from tests.evaluation.parcels import KINDS, LISTS, regions
from tests.evaluation.random_sets import a_set as of_steps


def ticking(seconds: float) -> Iterator[float]:
    return (tick * seconds for tick in count())


def large(rows: int = 5_000) -> RuleSet:
    """Return a table of ten columns, each row with its own band of amounts."""
    label = Label("事实", "fact")
    columns = [f"f{place}" for place in range(9)]
    facts = by_path(
        *(Fact(path=path, type=FactType.TEXT, label=label) for path in columns),
        Fact(path="total", type=FactType.MONEY, label=label, minimum=0),
    )
    rules = tuple(
        Rule(
            id=f"r{place}",
            when=All(
                (
                    *(
                        Condition(path=path, type=FactType.TEXT, tests=(Compare(Op.EQ, f"v{place % (3 + column)}"),))
                        for column, path in enumerate(columns)
                    ),
                    Condition(
                        path="total",
                        type=FactType.MONEY,
                        tests=(Interval(place, place + 1, low_closed=True, high_closed=False),),
                    ),
                )
            ),
            then={"points": place},
        )
        for place in range(rows)
    )
    step = Step(
        name="step",
        hit=Hit.UNIQUE,
        rules=rules,
        outputs={"points": FactType.INTEGER},
        default={"points": 0},
        vocabulary=Vocabulary(facts=facts),
    )
    return of_steps(step)


def test_five_thousand_rows_of_ten_columns_are_looked_at_from_all_sides() -> None:
    ruleset = large()
    step = ruleset.steps["step"]
    twice = msgspec.structs.replace(step.rules[7], id="again", then={"points": -1})
    with_overlap = of_steps(msgspec.structs.replace(step, rules=(*step.rules, twice)))

    assert findings(ruleset) == ()
    assert [(one.code, one.rules) for one in findings(with_overlap)] == [("overlap", ("again", "r7"))]


@pytest.mark.parametrize("ticks", [1, 5, 20, 60, 120])
def test_what_there_was_no_time_for_is_said_never_passed_over(ticks: int) -> None:
    clock = ticking(1.0)
    found = check(
        large(800), kind=KINDS["decision"], lists={}, regions=regions(), clock=lambda: next(clock), budget_seconds=ticks
    )
    (unchecked,) = found

    assert (unchecked.code, unchecked.severity, unchecked.step) == ("unchecked", "warning", "step")
    assert "rows that could be one" in unchecked.message
    assert "可以合并的行" in unchecked.message_zh


def test_only_the_step_that_was_edited_is_looked_at_again() -> None:
    cache = CheckCache()
    before = findings(a_set(SCORE, DECIDE), cache)
    # A clock that is over at once: whatever is not in the cache is unchecked.
    edited = a_set(SCORE, DECIDE.replace("action: stop}}", "action: halt}}"))
    again, after = (
        check(one, kind=KINDS["decision"], lists=LISTS, regions=regions(), clock=still, budget_seconds=-1, cache=cache)
        for one in (a_set(SCORE, DECIDE), edited)
    )

    assert again == before == ()
    assert {one.step for one in after} <= {"decide"}


def test_findings_from_the_cache_stand_where_their_rules_stand_now() -> None:
    cache = CheckCache()
    decide = DECIDE.replace("'>= 30'", "'>= 20'")
    (before,) = findings(a_set(SCORE, decide), cache)
    moved = decide.replace("    hit: unique\n", "    # moved\n    hit: unique\n")
    (after,) = findings(a_set(SCORE, moved), cache)

    assert before.line is not None
    assert after == msgspec.structs.replace(before, line=before.line + 1)


def test_what_an_earlier_step_says_is_part_of_what_a_later_one_is_known_by() -> None:
    cache = CheckCache()
    assert findings(a_set(SCORE, DECIDE), cache) == ()

    smaller = SCORE.replace("points: 30", "points: 5").replace("points: 20", "points: 5")
    assert "impossible" in codes(findings(a_set(smaller, DECIDE), cache))


def test_the_cache_forgets_what_was_asked_for_longest_ago() -> None:
    cache = CheckCache(most=1)
    cache.put("a", ())
    cache.put("b", ())

    assert cache.get("a") is None
    assert cache.get("b") == ()
