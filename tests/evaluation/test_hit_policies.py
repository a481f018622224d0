"""Ten hit policies: which of the rules that match make the answer."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from engine.evaluation.conditions import Compare, InList, Op
from engine.evaluation.facts import Facts, FactType
from engine.evaluation.kind import Hit
from engine.evaluation.ruleset import Placeholder, Rule, Step, Template
from engine.evaluation.run import StepResult
from tests.evaluation.steps import AT, a_cell, a_fact, a_list, a_rule, a_step, a_vocabulary, equals, result_of, under

VOCABULARY = a_vocabulary(
    a_fact("a"), a_fact("b"), a_fact("place", FactType.REGION), a_fact("paid", FactType.MONEY), a_fact("item")
)
A, B, BOTH = equals("a", "x"), equals("b", "x"), {"a": "x", "b": "x"}
NOTHING: dict[str, Any] = {}
OUTPUTS = {"points": FactType.INTEGER, "reason": FactType.TEXT}


def say(points: Any, reason: str | None = None) -> Mapping[str, Any]:
    return {"points": points, "reason": reason}


def step(hit: Hit, *rules: Rule, default: Mapping[str, Any] | None = None) -> Step:
    return a_step(*rules, vocabulary=VOCABULARY, hit=hit, outputs=OUTPUTS, default=default)


def two(hit: Hit, first: Any = 40, second: Any = 15, default: Mapping[str, Any] | None = None) -> Step:
    return step(
        hit,
        a_rule("one", A, then=say(first, "甲")),
        a_rule("two", B, then=say(second, "乙"), priority=5),
        default=default,
    )


def said(result: StepResult) -> tuple[tuple[str, ...], Any]:
    return result.hit, result.out


def test_first_takes_the_first_in_table_order() -> None:
    assert said(result_of(two(Hit.FIRST), BOTH)) == (("one",), say(40, "甲"))
    assert said(result_of(two(Hit.FIRST), {"b": "x"})) == (("two",), say(15, "乙"))


def test_priority_takes_the_largest_and_of_equals_the_first() -> None:
    equal = [a_rule(name, A, then=say(points), priority=3) for name, points in (("p", 1), ("q", 2))]

    assert result_of(two(Hit.PRIORITY), BOTH).hit == ("two",)
    assert result_of(step(Hit.PRIORITY, a_rule("o", A, then=say(0)), *equal), BOTH).hit == ("p",)


def test_unique_takes_the_only_one_and_raises_an_alarm_over_two() -> None:
    default = say(0, "默认")

    assert said(result_of(two(Hit.UNIQUE, default=default), {"a": "x"})) == (("one",), say(40, "甲"))
    clash = result_of(two(Hit.UNIQUE, default=default), BOTH)
    assert (clash.hit, clash.out, clash.defaulted) == ((), default, True)
    assert clash.alarm == "unique: one, two all match; the default stands"


def test_any_is_content_where_all_say_the_same() -> None:
    same = step(Hit.ANY, a_rule("one", A, then=say(1)), a_rule("two", B, then=say(1)), default=say(0))

    assert said(result_of(same, BOTH)) == (("one", "two"), say(1))
    clash = result_of(two(Hit.ANY, default=say(0)), BOTH)
    assert (clash.hit, clash.out, clash.defaulted) == ((), say(0), True)
    assert clash.alarm == "any: one, two match with different answers; the default stands"


def test_collect_keeps_all_in_table_order() -> None:
    result = result_of(two(Hit.COLLECT), BOTH)

    assert said(result) == (("one", "two"), {"points": (40, 15), "reason": ("甲", "乙")})
    assert result.outputs == (say(40, "甲"), say(15, "乙"))


@pytest.mark.parametrize(("hit", "points"), [(Hit.SUM, 55), (Hit.MIN, 15), (Hit.MAX, 40), (Hit.COUNT, 2)], ids=str)
def test_the_first_output_is_aggregated_and_the_others_are_collected(hit: Hit, points: int) -> None:
    assert said(result_of(two(hit), BOTH)) == (("one", "two"), {"points": points, "reason": ("甲", "乙")})


@pytest.mark.parametrize(("hit", "points"), [(Hit.SUM, 0), (Hit.COUNT, 0), (Hit.MIN, None), (Hit.MAX, None)], ids=str)
def test_of_no_hits_sum_and_count_are_nothing_and_min_and_max_missing(hit: Hit, points: int | None) -> None:
    assert said(result_of(two(hit), NOTHING)) == ((), {"points": points, "reason": ()})


def test_amounts_are_summed_exactly() -> None:
    assert result_of(two(Hit.SUM, Decimal("0.1"), Decimal("0.2")), BOTH).out["points"] == Decimal("0.3")
    assert result_of(two(Hit.SUM, None, 7), BOTH).out["points"] == 7


@pytest.mark.parametrize("hit", [Hit.FIRST, Hit.UNIQUE, Hit.ANY, Hit.PRIORITY, Hit.SPECIFIC])
def test_without_hits_the_default_stands_or_nothing(hit: Hit) -> None:
    default = say(7, "默认")

    result = result_of(two(hit, default=default), NOTHING)
    assert (result.hit, result.out, result.defaulted, result.alarm) == ((), default, True, None)
    assert result_of(two(hit), NOTHING).out == {}


@pytest.mark.parametrize("hit", [Hit.COLLECT, Hit.SUM, Hit.MIN, Hit.MAX, Hit.COUNT])
def test_a_default_counts_as_one_hit_where_hits_are_put_together(hit: Hit) -> None:
    result = result_of(two(hit, default=say(7, "默认")), NOTHING)

    assert result.out == {"points": (7,) if hit is Hit.COLLECT else 7, "reason": ("默认",)}
    assert (result.hit, result.defaulted) == ((), True)


def test_specific_takes_the_deepest_region_then_the_most_cells() -> None:
    rules = (
        a_rule("item", equals("item", "TV"), then=say(1)),
        a_rule("province", equals("place", "330000", FactType.REGION), then=say(2)),
        a_rule("item-province", equals("item", "TV"), equals("place", "330000", FactType.REGION), then=say(3)),
        a_rule("item-district", equals("item", "TV"), equals("place", "330106", FactType.REGION), then=say(4)),
        a_rule("rest", a_cell("item"), then=say(0)),
    )
    table = step(Hit.SPECIFIC, *rules)

    assert result_of(table, {"item": "TV", "place": "310101"}).hit == ("item",)
    assert result_of(table, {"item": "TV", "place": "330922"}).hit == ("item-province",)
    assert result_of(table, {"item": "TV", "place": "330106"}).hit == ("item-district",)
    assert result_of(table, {"item": "PC", "place": "330106"}).hit == ("province",)
    assert result_of(table, {"item": "PC", "place": "310101"}).hit == ("rest",)


def test_under_specific_a_list_is_as_deep_as_the_member_that_matched() -> None:
    rules = (
        a_rule("listed", a_cell("place", InList("zone"), kind=FactType.REGION), then=say(1)),
        a_rule("city", equals("place", "330100", FactType.REGION), then=say(2)),
    )
    by_province = under(a_list("zone", FactType.REGION, "330000"))
    by_district = under(a_list("zone", FactType.REGION, "330000", "330106"))

    assert result_of(step(Hit.SPECIFIC, *rules), {"place": "330106"}, by_province).hit == ("city",)
    assert result_of(step(Hit.SPECIFIC, *rules), {"place": "330106"}, by_district).hit == ("listed",)
    assert result_of(step(Hit.SPECIFIC, *rules), {"place": "330109"}, by_district).hit == ("city",)


def test_dates_are_half_open_and_a_rule_that_is_off_never_matches() -> None:
    rules = (
        a_rule("off", A, enabled=False),
        a_rule("before", A, ends=AT),
        a_rule("during", A, starts=AT, ends=AT + timedelta(days=1)),
        a_rule("after", A, starts=AT + timedelta(days=1)),
    )
    table = a_step(*rules, vocabulary=VOCABULARY, hit=Hit.COLLECT)

    assert result_of(table, BOTH, under(at=AT)).hit == ("during",)
    assert result_of(table, BOTH, under(at=AT - timedelta(microseconds=1))).hit == ("before",)
    assert result_of(table, BOTH, under(at=AT + timedelta(days=1))).hit == ("after",)


def test_placeholders_are_filled_from_the_facts_and_never_from_each_other() -> None:
    parts = (
        Placeholder("place", FactType.REGION),
        " 实付 ",
        Placeholder("paid", FactType.MONEY),
        " {a}",
        Placeholder("b", FactType.TEXT),
    )
    rule = a_rule("told", A, then={"say": Template(parts)})
    facts: Facts = {"a": "x", "place": "330106", "paid": 1990, "b": "{paid}"}

    assert result_of(a_step(rule, vocabulary=VOCABULARY), facts).out == {
        "say": "浙江省/杭州市/西湖区 实付 19.90 {a}{paid}"
    }
    assert result_of(a_step(rule, vocabulary=VOCABULARY), {"a": "x"}).out == {"say": " 实付  {a}"}


def test_text_is_never_taken_for_a_number() -> None:
    vocabulary = a_vocabulary(a_fact("text"), a_fact("number", FactType.INTEGER))
    table = a_step(
        a_rule("text", equals("text", "5")),
        a_rule("number", a_cell("number", Compare(Op.EQ, 5), kind=FactType.INTEGER)),
        vocabulary=vocabulary,
        hit=Hit.COLLECT,
    )

    assert result_of(table, {"text": "5", "number": 5}).hit == ("text", "number")
    assert result_of(table, {"text": "05", "number": 50}).hit == ()
