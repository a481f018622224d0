"""The truth table of missing facts, line by line, by every evaluator."""

from typing import Any

import pytest

from engine.errors import DecisionFailed
from engine.evaluation.conditions import (
    All,
    AnyOf,
    Compare,
    Every,
    FactOperand,
    InList,
    Interval,
    Negation,
    NoneOf,
    Op,
    Prefix,
    Presence,
    Some,
    TagCondition,
    TagItem,
    Test,
)
from engine.evaluation.evaluator import Matcher, prepare
from engine.evaluation.facts import Facts, FactType
from tests.evaluation.random_sets import REGIONS, a_set
from tests.evaluation.steps import (
    MATCHERS,
    a_cell,
    a_fact,
    a_list,
    a_rule,
    a_step,
    a_vocabulary,
    equals,
    is_true,
    under,
)

MISSING: tuple[Facts, ...] = ({}, {"text": None, "number": None, "place": None, "tags": None, "lines": None})
VOCABULARY = a_vocabulary(
    a_fact("text"),
    a_fact("other"),
    a_fact("number", FactType.INTEGER),
    a_fact("place", FactType.REGION),
    a_fact("tags", FactType.TEXTS),
    line=[a_fact("line.id"), a_fact("line.category"), a_fact("line.quantity", FactType.INTEGER)],
)
LISTS = under(
    a_list("words", FactType.TEXT, "a"), a_list("numbers", FactType.INTEGER, 1), a_list("places", FactType.REGION, "CN")
)

TESTS = {
    "= x": ("text", FactType.TEXT, Compare(Op.EQ, "a")),
    "!= x": ("text", FactType.TEXT, Compare(Op.NE, "a")),
    "< x": ("number", FactType.INTEGER, Compare(Op.LT, 5)),
    "<= x": ("number", FactType.INTEGER, Compare(Op.LE, 5)),
    "> x": ("number", FactType.INTEGER, Compare(Op.GT, 5)),
    ">= x": ("number", FactType.INTEGER, Compare(Op.GE, 5)),
    "[a..b]": ("number", FactType.INTEGER, Interval(1, 5)),
    "[..]": ("number", FactType.INTEGER, Interval(None, None)),
    "in a region": ("place", FactType.REGION, Compare(Op.EQ, "CN")),
    "outside a region": ("place", FactType.REGION, Compare(Op.NE, "CN")),
    "like": ("text", FactType.TEXT, Prefix("")),
    "@list": ("text", FactType.TEXT, InList("words")),
    "@list of numbers": ("number", FactType.INTEGER, InList("numbers")),
    "@list of regions": ("place", FactType.REGION, InList("places")),
    "= another fact": ("text", FactType.TEXT, Compare(Op.EQ, FactOperand("other", FactType.TEXT))),
    "!= another fact": ("text", FactType.TEXT, Compare(Op.NE, FactOperand("other", FactType.TEXT))),
    "not(= x)": ("text", FactType.TEXT, Negation((Compare(Op.EQ, "a"),))),
    "not(@list)": ("text", FactType.TEXT, Negation((InList("words"),))),
    "not([a..b])": ("number", FactType.INTEGER, Negation((Interval(1, 5),))),
    "not(missing)": ("text", FactType.TEXT, Negation((Presence(present=False),))),
    "not(present)": ("text", FactType.TEXT, Negation((Presence(present=True),))),
    "present": ("text", FactType.TEXT, Presence(present=True)),
}


@pytest.mark.parametrize("facts", MISSING, ids=("missing", "null"))
@pytest.mark.parametrize(("path", "kind", "test"), TESTS.values(), ids=TESTS)
def test_a_cell_over_a_missing_fact_is_false_whatever_it_is(
    path: str, kind: FactType, test: Test, facts: Facts
) -> None:
    assert not is_true(a_cell(path, test, kind=kind), facts, VOCABULARY, LISTS)


@pytest.mark.parametrize("facts", MISSING, ids=("missing", "null"))
def test_only_missing_is_true_of_a_missing_fact(facts: Facts) -> None:
    assert is_true(a_cell("text", Presence(present=False)), facts, VOCABULARY)
    assert is_true(a_cell("text", Compare(Op.EQ, "a"), Presence(present=False)), facts, VOCABULARY)
    assert not is_true(a_cell("text", Presence(present=False)), {"text": ""}, VOCABULARY)


@pytest.mark.parametrize("facts", [*MISSING, {"text": "a"}], ids=("missing", "null", "present"))
def test_a_dash_matches_everything_missing_too(facts: Facts) -> None:
    assert is_true(a_cell("text"), facts, VOCABULARY)


@pytest.mark.parametrize("facts", MISSING, ids=("missing", "null"))
@pytest.mark.parametrize("part", ["any", "all", "none"])
def test_every_test_of_tags_is_false_where_the_list_is_missing(part: str, facts: Facts) -> None:
    condition = TagCondition(path="tags", **{part: ("VIP",)})

    assert not is_true(condition, facts, VOCABULARY)


@pytest.mark.parametrize(("part", "expected"), [("any", False), ("all", False), ("none", True)])
def test_an_empty_list_of_tags_is_not_missing(part: str, expected: bool) -> None:
    condition = TagCondition(path="tags", **{part: ("VIP", TagItem("words"))})

    assert is_true(condition, {"tags": ()}, VOCABULARY, LISTS) is expected


@pytest.mark.parametrize("op", [Op.EQ, Op.NE])
def test_two_missing_facts_are_neither_equal_nor_unequal(op: Op) -> None:
    cell = a_cell("text", Compare(op, FactOperand("other", FactType.TEXT)))

    assert not is_true(cell, {}, VOCABULARY)
    assert not is_true(cell, {"text": "a"}, VOCABULARY)
    assert not is_true(cell, {"other": "a"}, VOCABULARY)
    assert is_true(cell, {"text": "a", "other": "a"}, VOCABULARY) is (op is Op.EQ)


SOME = Some("lines", equals("line.category", "手机"))
EVERY = Every("lines", equals("line.category", "手机"))


@pytest.mark.parametrize(
    ("lines", "some", "every"),
    [
        (None, False, False),
        ((), False, True),
        (({"line.category": "手机"},), True, True),
        (({"line.category": "手机"}, {"line.category": "服饰"}), True, False),
        (({"line.category": None},), False, False),
        (({"line.category": "手机"}, {"line.id": "2"}), True, False),
    ],
    ids=["missing", "empty", "all", "one", "of null", "one of them missing"],
)
def test_some_and_every_over_lists_that_are_missing_empty_or_not(lines: Any, some: bool, every: bool) -> None:
    assert is_true(SOME, {"lines": lines}, VOCABULARY) is some
    assert is_true(EVERY, {"lines": lines}, VOCABULARY) is every


def test_blocks_are_plain_logic_over_their_entries() -> None:
    entry = equals("text", "open")

    assert is_true(NoneOf((entry,)), {}, VOCABULARY)
    assert not is_true(a_cell("text", Negation((Compare(Op.EQ, "open"),))), {}, VOCABULARY)
    assert not is_true(All((entry,)), {}, VOCABULARY)
    assert not is_true(AnyOf((entry,)), {}, VOCABULARY)
    assert is_true(NoneOf((NoneOf((entry,)),)), {"text": "open"}, VOCABULARY)


def test_blocks_of_nothing_are_true_but_for_any() -> None:
    assert is_true(All(()), {}, VOCABULARY)
    assert not is_true(AnyOf(()), {}, VOCABULARY)
    assert is_true(NoneOf(()), {}, VOCABULARY)


def test_an_element_sees_its_own_facts_and_the_rest_of_the_order_but_no_other_line() -> None:
    vocabulary = a_vocabulary(
        a_fact("line.category"),  # the step runs over lines
        a_fact("limit", FactType.INTEGER),
        line=[a_fact("line.category"), a_fact("line.quantity", FactType.INTEGER)],
    )
    beyond = a_cell("line.quantity", Compare(Op.GT, FactOperand("limit", FactType.INTEGER)), kind=FactType.INTEGER)
    facts: Facts = {"line.category": "手机", "limit": 3, "lines": ({"line.quantity": 4},)}

    assert is_true(Some("lines", beyond), facts, vocabulary)
    assert not is_true(Some("lines", equals("line.category", "手机")), facts, vocabulary)


@pytest.mark.parametrize("matcher", MATCHERS)
@pytest.mark.parametrize("facts", MISSING, ids=("missing", "null"))
def test_a_required_fact_that_is_missing_stops_the_decision_and_is_named(matcher: Matcher, facts: Facts) -> None:
    vocabulary = a_vocabulary(a_fact("text", nullable=False), a_fact("other"))
    rules = (a_rule("known", equals("other", "a")), a_rule("asks", equals("text", "a")))
    program = prepare(a_set(a_step(*rules, vocabulary=vocabulary)), REGIONS, matcher)

    with pytest.raises(DecisionFailed, match="step step tests text, which is required but missing"):
        program.step("step", {**facts, "other": "a"}, under())


@pytest.mark.parametrize("matcher", MATCHERS)
def test_a_required_fact_of_an_element_is_named_too(matcher: Matcher) -> None:
    vocabulary = a_vocabulary(line=[a_fact("line.id"), a_fact("line.category", nullable=False)])
    program = prepare(a_set(a_step(a_rule("asks", SOME), vocabulary=vocabulary)), REGIONS, matcher)
    lines: tuple[Facts, ...] = ({"line.category": "手机"}, {"line.id": "2"})

    with pytest.raises(DecisionFailed, match=r"tests line\.category of lines, which is required but missing"):
        program.step("step", {"lines": lines}, under())
    assert program.step("step", {}, under()).hit == ()


@pytest.mark.parametrize("matcher", MATCHERS)
def test_what_no_rule_in_force_tests_may_be_missing(matcher: Matcher) -> None:
    vocabulary = a_vocabulary(a_fact("text", nullable=False), a_fact("other"))
    rules = (
        a_rule("off", equals("text", "a"), enabled=False),
        a_rule("past", equals("text", "a"), ends=under().at),
        a_rule("asks", a_cell("text", Presence(present=False))),
    )
    program = prepare(a_set(a_step(*rules, vocabulary=vocabulary)), REGIONS, matcher)

    assert program.step("step", {}, under()).hit == ("asks",)


@pytest.mark.parametrize("matcher", MATCHERS)
def test_a_list_that_is_not_there_stops_the_decision_and_is_named(matcher: Matcher) -> None:
    program = prepare(
        a_set(a_step(a_rule("asks", a_cell("text", InList("gone"))), vocabulary=VOCABULARY)), REGIONS, matcher
    )

    with pytest.raises(DecisionFailed, match="@gone, and there is no such list"):
        program.step("step", {"text": "a"}, under())
