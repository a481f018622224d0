"""Checks of whole sets: steps after steps, embedded tests, dates, and the sets that are shipped."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from engine.decisions.registry import KINDS as SHIPPED_KINDS
from engine.evaluation.checks import check
from engine.evaluation.evaluator import ReferenceProgram
from engine.evaluation.testing import run_tests
from tests.decisions import rule_sets as shipped
from tests.evaluation.open_sets import DECIDE, SCORE, a_set, codes, findings, still
from tests.evaluation.parcels import KINDS, LISTS, load, regions

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def test_a_sound_set_has_no_findings() -> None:
    assert findings(a_set(SCORE, DECIDE)) == ()


@pytest.mark.parametrize("path", shipped.SETS, ids=lambda path: path.stem)
def test_every_shipped_set_passes_without_an_error_and_with_few_warnings(path: Path) -> None:
    ruleset = shipped.load(path)
    kind = SHIPPED_KINDS[ruleset.kind]
    tests = run_tests(ruleset, kind, ReferenceProgram(ruleset), shipped.lists(), shipped.regions())
    found = check(
        ruleset, kind=kind, lists=shipped.lists(), regions=shipped.regions(), clock=still, tests=tests, now=NOW
    )

    assert [one for one in found if one.severity == "error"] == []
    assert len(found) <= 3
    assert "unchecked" not in codes(found)


def test_what_an_earlier_step_can_never_say_opens_no_gap() -> None:
    rows = "\n".join(
        f"      - {{id: r{points}, when: {{score.points: {points}}}, then: {{action: x{points}}}}}"
        for points in (0, 20, 30, 50)
    )
    decide = f"  decide:\n    hit: first\n    rules:\n{rows}\n"

    assert "gap" not in codes(findings(a_set(SCORE, decide)))
    assert "gap" in codes(findings(a_set(SCORE.replace("points: 30", "points: 31"), decide)))


def test_a_sum_that_no_rules_add_up_to_is_impossible() -> None:
    (found,) = findings(a_set(SCORE, DECIDE.replace(">= 30", ">= 60").replace("< 30", "< 60")))[:1]

    assert (found.code, found.rules, found.field) == ("always", ("pass",), "score.points")
    assert "impossible" in codes(findings(a_set(SCORE, DECIDE.replace(">= 30", ">= 60").replace("< 30", "< 60"))))


def test_outputs_of_one_rule_go_together() -> None:
    zone = """  zone:
    hit: first
    rules:
      - {id: near, when: {gift: true}, then: {name: near, far: false}}
    default: {name: rest, far: true}
"""
    fee = """  fee:
    hit: first
    rules:
      - {id: one, when: {zone.name: near, zone.far: false}, then: {fee: 1}}
      - {id: two, when: {zone.name: rest, zone.far: true}, then: {fee: 2}}
"""
    assert codes(findings(a_set(zone, fee))) == []
    impossible = findings(a_set(zone, fee.replace("far: true}, then", "far: false}, then")))

    assert [one.rules for one in impossible if one.code == "impossible"] == [("two",)]


def test_an_output_that_nothing_reads_is_unused_unless_it_is_for_people() -> None:
    score = SCORE.replace("points: 30,", "points: 30, weight: 1,")

    assert [one.field for one in findings(a_set(score, DECIDE)) if one.code == "unused"] == ["score.weight"]


def test_where_an_optional_step_has_no_rule_it_says_nothing() -> None:
    text = """format: 1
kind: parcel
id: parcel-default
title: 包裹
meta: {owner: 测试组, reason: 用于测试}
steps:
  zone:
    hit: first
    rules: [{id: near, when: {channel: app}, then: {zone: 近}}]
  fee:
    hit: first
    rules: [{id: one, when: {channel: app}, then: {fee: 8.00}}]
"""
    assert [(one.code, one.step) for one in findings(load(text))] == [("gap", "fee")]


def test_tests_that_fail_are_errors_and_rules_that_none_fires_warnings() -> None:
    promises = """tests:
  - {name: 大额, given: {total: 600.00, gift: false}, expect: {action: pass}, fires: [large]}
"""
    ruleset = a_set(SCORE, DECIDE, more=promises)
    kind = SHIPPED_KINDS["decision"]
    tests = run_tests(ruleset, kind, ReferenceProgram(ruleset), LISTS, regions())
    found = check(ruleset, kind=kind, lists=LISTS, regions=regions(), clock=still, tests=tests)

    assert [(one.code, one.severity) for one in found if one.code == "test"] == [("test", "error")]
    assert {one.rules for one in found if one.code == "untested"} >= {("present",), ("pass",)}


def test_a_set_that_is_over_is_said_to_be() -> None:
    ruleset = msgspec.structs.replace(a_set(SCORE, DECIDE), ends=NOW - timedelta(days=1))
    found = check(ruleset, kind=KINDS["decision"], lists=LISTS, regions=regions(), clock=still, now=NOW)

    assert [(one.code, one.field) for one in found] == [("expired", "to")]
