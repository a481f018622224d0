"""What the checks say: each code where it is due, with its place and its witness."""

from collections.abc import Callable

import pytest

from engine.errors import Finding
from engine.evaluation.ruleset import RuleSet
from tests.evaluation.check_sets import a_set, findings, matched, run_now, said

DUE: dict[str, tuple[str, str, RuleSet, tuple[str, ...]]] = {
    "impossible: never both in one cell": (
        "impossible", "error", a_set("one | all: [{count: '> 5'}, {count: '< 3'}] | say: x\nrest | | say: y"), ("one",),
    ),
    "impossible: a required fact is never missing": (
        "impossible", "error", a_set("one | kind: missing | say: x\nrest | | say: y"), ("one",),
    ),
    "impossible: none of every value": (
        "impossible", "error", a_set("one | kind: 'not(a, b, c)' | say: x\nrest | | say: y"), ("one",),
    ),
    "impossible: a city is no province": (
        "impossible", "error", a_set("one | place.province: 杭州市 | say: x\nrest | | say: y"), ("one",),
    ),
    "impossible: the province of a place elsewhere": (
        "impossible", "error",
        a_set("one | place.region: 杭州市, place.province: 上海市 | say: x\nrest | | say: y"), ("one",),
    ),
    "impossible: an alternative that never holds": (
        "impossible", "error",
        a_set("one | any: [{kind: a}, {tags: {any: [v], none: [v]}}] | say: x\nrest | | say: y"), ("one",),
    ),
    "impossible: a list without members is only a warning": (
        "impossible", "warning", a_set("one | word: '@none' | say: x\nrest | | say: y"), ("one",),
    ),
    "always: one test or the other": (
        "always", "warning", a_set("one | count: '>= 1, != 3' | say: x", default=True), ("one",),
    ),
    "always: every value": ("always", "warning", a_set("one | kind: [a, b, c] | say: x"), ("one",)),
    "always: every value of a fact that may be missing": (
        "always", "warning", a_set("one | seen: '>= 1, != 3' | say: x", default=True), ("one",),
    ),
    "overlap: at one edge": (
        "overlap", "error",
        a_set("low | total: '<= 500.00' | say: x\nhigh | total: '>= 500.00' | say: y", "unique", default=True),
        ("high", "low"),
    ),
    "overlap: a city and its province": (
        "overlap", "error",
        a_set("city | place.region: 杭州市 | say: x\nall | place.province: 浙江省 | say: x", "unique", default=True),
        ("all", "city"),
    ),
    "overlap: of lists of tags": (
        "overlap", "error",
        a_set("one | tags: {any: [a, b]} | say: x\nother | tags: {all: [b, c]} | say: y", "unique", default=True),
        ("other", "one"),
    ),
    "conflict: different answers under any": (
        "conflict", "error",
        a_set("one | count: '> 1' | say: x\nother | count: '< 9' | say: y", "any", default=True), ("other", "one"),
    ),
    "conflict: placeholders that are filled differently": (
        "conflict", "error",
        a_set("one | count: '> 1' | say: '{word}'\nother | gift: true | say: x", "any", default=True),
        ("other", "one"),
    ),
    "masked: by one before it": (
        "masked", "error", a_set("one | count: '> 1' | say: x\ntwo | count: '> 5' | say: y\nrest | | say: z"),
        ("two", "one"),
    ),
    "masked: by two together": (
        "masked", "error",
        a_set("low | count: '<= 5' | say: x\nhigh | count: '> 5' | say: y\nmid | count: '[3..7]' | say: z"),
        ("mid", "low", "high"),
    ),
    "masked: by a larger priority": (
        "masked", "error",
        a_set("two | count: '> 5' | say: y | priority: 1\none | count: '> 1' | say: x | priority: 2", "priority"),
        ("two", "one"),
    ),
    "masked: by more specific rules": (
        "masked", "error",
        a_set("wide | place.region: 中国 | say: x\none | place.region: 中国, gift: true | say: y\n"
              "two | place.region: 中国, gift: false | say: z", "specific", default=True),
        ("wide", "one", "two"),
    ),
    "misleading: the order decides": (
        "misleading", "warning", a_set("one | count: '> 1' | say: x\ntwo | count: '< 9' | say: y"), ("one", "two"),
    ),
    "misleading: none over a fact that may be missing": (
        "misleading", "warning", a_set("one | none: [{level: gold}] | say: x", default=True), ("one",),
    ),
    "subsumed: a later rule says the same": (
        "subsumed", "warning", a_set("one | count: '> 5' | say: x\ntwo | count: '> 1' | say: x", default=True),
        ("one", "two"),
    ),
    "subsumed: under any": (
        "subsumed", "warning", a_set("two | count: '> 1' | say: x\none | count: '> 5' | say: x", "any", default=True),
        ("one", "two"),
    ),
    "contraction: two values of one cell": (
        "contraction", "warning", a_set("one | kind: a, gift: true | say: x\ntwo | kind: b, gift: true | say: x",
                                        "unique", default=True), ("one", "two"),
    ),
    "contraction: two bands that meet": (
        "contraction", "warning", a_set("one | count: '[0..5)' | say: x\ntwo | count: '[5..9]' | say: x", default=True),
        ("one", "two"),
    ),
    "gap: between two bands": (
        "gap", "error", a_set("low | total: '< 500.00' | say: x\nhigh | total: '>= 600.00' | say: y"), (),
    ),
    "gap: one value is left out": ("gap", "error", a_set("one | kind: [a, b] | say: x"), ()),
    "gap: only a missing fact opens it": (
        "gap", "warning", a_set("low | seen: '< 5' | say: x\nhigh | seen: '>= 5' | say: y"), (),
    ),
    "gap: the decision time is after all rules": (
        "gap", "error", a_set("one | | say: x | to: '2027-01-01T00:00:00+08:00'"), (),
    ),
    "unused: a param": ("unused", "warning", a_set("one | | say: x", more="params: {large: 5}\n"), ()),
    "expired: a rule": (
        "expired", "warning", a_set("one | | say: x | to: '2026-10-01T00:00:00+08:00'\nrest | | say: y"), ("one",),
    ),
    "expired: a member of a list": (
        "expired", "warning", a_set("one | word: '@old' | say: x", default=True), (),
    ),
    "tie: neither is more specific": (
        "tie", "error",
        a_set("one | count: '> 1' | say: x\ntwo | gift: true | say: y", "specific", default=True), ("two", "one"),
    ),
    "tie: only where a third rule leaves off": (
        "tie",
        "error",
        a_set("one | | say: x\ntwo | | say: y\nmost | count: '!= 1' | say: z", "specific"),
        ("two", "one"),
    ),
    "tie: with the same answer it is only a warning": (
        "tie", "warning",
        a_set("one | count: '> 1' | say: x\ntwo | gift: true | say: x", "specific", default=True), ("two", "one"),
    ),
    "unchecked: two rules that no sample settles": (
        "unchecked", "warning",
        a_set("one | none: [{depot: '= place.province'}], depot: '= place.region' | say: x\ntwo | gift: true | say: y",
              "unique", default=True), ("two", "one"),
    ),
    "untested: no test at all": ("untested", "warning", a_set("one | | say: x"), ()),
}  # fmt: skip


@pytest.mark.parametrize("name", DUE)
def test_a_finding_is_made_where_it_is_due(name: str) -> None:
    code, severity, ruleset, rules = DUE[name]
    found = [one for one in said(ruleset, code, **run_now(ruleset)) if one.rules == rules]

    assert [one.severity for one in found] == [severity], findings(ruleset, **run_now(ruleset))
    assert found[0].message
    assert found[0].message_zh
    assert found[0].message != found[0].message_zh
    assert found[0].severity == "error" or code != "gap" or "missing" in found[0].message


WITNESSED: dict[str, Callable[[list[str], Finding], bool]] = {
    "overlap": lambda rules, one: set(one.rules) <= set(rules),
    "conflict": lambda rules, one: set(one.rules) <= set(rules),
    "tie": lambda rules, one: set(one.rules) <= set(rules),
    "misleading": lambda rules, one: set(one.rules) <= set(rules),
    "masked": lambda rules, one: one.rules[0] in rules and len(rules) > 1,
    "gap": lambda rules, _: not rules,
}


@pytest.mark.parametrize("name", [name for name, due in DUE.items() if due[0] in WITNESSED])
def test_the_witness_shows_what_the_finding_says(name: str) -> None:
    code, _, ruleset, _ = DUE[name]
    witnessed = [one for one in said(ruleset, code) if one.witness is not None]

    assert witnessed or code == "misleading"
    for one in witnessed:
        assert WITNESSED[code](matched(ruleset, one), one)


def test_a_gap_where_a_fact_is_missing_is_told_with_all_that_it_needs() -> None:
    ruleset = a_set("one | any: [{kind: [a, c]}, {limit: '< seen'}] | say: x")
    severe, mild = said(ruleset, "gap")

    assert [severe.severity, mild.severity] == ["error", "warning"]
    assert (mild.witness or {}).get("kind") == "b"
    assert "seen" not in (mild.witness or {})
    assert said(ruleset, "unchecked") == []


def test_a_gap_is_told_in_the_words_of_the_trade() -> None:
    (gap,) = said(a_set("low | total: '< 500.00' | say: x\nhigh | total: '>= 600.00' | say: y"), "gap")

    assert gap.message == (
        "there is no rule where total from 500.00 to 600.00 (the latter excluded); add one, or a default"
    )
    assert gap.message_zh == "金额在 500.00 到 600.00 之间（不含后者）没有规则；请补充规则或默认值"
    assert gap.witness == {"total": "500.00"}


def test_a_finding_stands_where_its_rule_stands() -> None:
    ruleset = a_set("one | count: '> 1' | say: x\ntwo | count: '> 5' | say: y\nrest | | say: z")
    (masked,) = said(ruleset, "masked")
    two = ruleset.steps["step"].rules[1]

    assert two.position is not None
    assert (masked.file, masked.line, masked.column) == ("parcel.yaml", two.position.line, two.position.column)
    assert masked.step == "step"
