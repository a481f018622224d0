"""Embedded tests: promises of a rule set, held to the letter, and said plainly where they are broken."""

from decimal import Decimal
from typing import Any

import pytest

from engine.decisions.registry import KINDS
from engine.evaluation.evaluator import Matcher, prepare
from engine.evaluation.testing import TestReport, differences, run_tests
from tests.decisions.rule_sets import SETS, lists, load, read, regions
from tests.evaluation.steps import MATCHERS

SET = """
format: 1
kind: decision
id: decision-promises
title: 承诺
currency: CNY
meta: {{owner: 客服组, reason: 试一试承诺}}
facts:
  order.paid: {{type: money, label: {{zh: 实付, en: Paid}}}}
  order.phone: {{type: text, nullable: true, label: {{zh: 电话, en: Phone}}}}
steps:
  fee:
    hit: first
    rules:
      - {{id: free, when: {{order.paid: ">= 99.00"}}, then: {{fee: 0.00}}}}
      - {{id: charged, when: {{order.paid: "< 99.00"}}, then: {{fee: 6.50}}}}
tests:
  - {{name: 满额包邮, given: {{order: {{paid: 99.00}}}}, expect: {{fee: {fee}}}, fires: [{fires}]}}
"""


def report(fee: str = "0.00", fires: str = "free") -> TestReport:
    ruleset = read(SET.format(fee=fee, fires=fires))
    return run_tests(ruleset, KINDS["decision"], prepare(ruleset, regions()), lists(), regions())


def message(**given: str) -> str:
    (failed,) = report(**given).failed
    return failed.message


def test_a_kept_promise_counts_what_fired_and_what_no_test_fires() -> None:
    found = report()

    assert (found.passed, found.failed, found.coverage, found.unfired) == (1, (), 0.5, ("charged",))
    (outcome,) = found.outcomes
    assert (outcome.passed, outcome.fired, outcome.line) == (True, ("free",), 18)


def test_a_broken_promise_says_what_was_expected_and_what_came() -> None:
    assert message(fee="6.50") == "fee: expected 6.50 but got 0.00"
    assert message(fires="charged") == "expected rule charged to fire; fired: free"


def test_a_test_without_a_required_fact_fails_by_name() -> None:
    ruleset = read(SET.format(fee="0.00", fires="free").replace("paid: 99.00", "phone: x"))

    found = run_tests(ruleset, KINDS["decision"], prepare(ruleset, regions()), lists(), regions())

    assert found.failed[0].message == "step fee tests order.paid, which is required but missing"


@pytest.mark.parametrize("matcher", MATCHERS)
@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_every_shipped_set_keeps_its_promises_by_every_matcher(path: Any, matcher: Matcher) -> None:
    ruleset = load(path)

    found = run_tests(ruleset, KINDS[ruleset.kind], prepare(ruleset, regions(), matcher), lists(), regions())

    assert [(outcome.name, outcome.message) for outcome in found.failed] == []
    assert found.unfired == ()


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        ({"a": "1"}, {"a": 1, "b": 2}),
        ({"a": "9.6"}, {"a": Decimal("9.60")}),
        ({"a": "9.6"}, {"a": "9.60"}),
        ({"a": Decimal("9.6")}, {"a": Decimal("9.60")}),
        ({"a": "true"}, {"a": True}),
        ({"a": True}, {"a": True}),
        ({"a": None}, {"b": 1}),
        ({"a": [{"b": "1"}]}, {"a": [{"b": 1, "c": 2}]}),
        ({"a": []}, {"a": []}),
        ({"a": "0571"}, {"a": "0571"}),
    ],
    ids=str,
)
def test_an_answer_may_say_more_than_was_promised(expected: object, actual: object) -> None:
    assert differences(expected, actual) == []


@pytest.mark.parametrize(
    ("expected", "actual", "problem"),
    [
        ({"a": "1"}, {"a": 2}, "a: expected 1 but got 2"),
        ({"a": "571"}, {"a": "0571"}, "a: expected 571 but got 0571"),
        ({"a": "true"}, {"a": False}, "a: expected true but got false"),
        ({"a": "1"}, {"a": True}, "a: expected 1 but got true"),
        ({"a": ["x"]}, {"a": ["x", "y"]}, "a: expected [x] but got [x, y]"),
        ({"a": [{"b": "1"}]}, {"a": [{"b": 2}]}, "a[0].b: expected 1 but got 2"),
        ({"a": {"b": "1"}}, {"a": None}, "a: expected {b: 1} but got null"),
        ({"a": None}, {"a": 0}, "a: expected null but got 0"),
        ({"a": "x"}, {}, "a: expected x but got null"),
    ],
    ids=str,
)
def test_what_differs_is_named_by_its_place(expected: object, actual: object, problem: str) -> None:
    assert differences(expected, actual) == [problem]
