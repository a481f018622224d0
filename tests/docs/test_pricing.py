"""What the page about prices says is so: its rule set keeps its promises, its shares are those that are reckoned."""

import re
from typing import cast

import pytest

from engine.decisions.registry import KINDS
from engine.evaluation.evaluator import Matcher, prepare
from engine.evaluation.testing import run_tests
from engine.money import ApportionmentMode, minor_units, share_out
from tests.decisions.rule_sets import lists, read, regions
from tests.docs.examples import page

PAGE = page("pricing.md")
SHARES = re.findall(r"^\| `(\w+)` \| ([\d. ]+) \| ([\d.]+) \| ([\d. ]+) \|$", PAGE.text, re.MULTILINE)


@pytest.mark.parametrize("matcher", ["reference", "dual", "compiled"])
@pytest.mark.parametrize("text", PAGE.examples)
def test_the_example_keeps_its_promises_and_fires_each_rule(text: str, matcher: Matcher) -> None:
    ruleset = read(text)

    report = run_tests(ruleset, KINDS[ruleset.kind], prepare(ruleset, regions(), matcher), lists(), regions())

    assert [f"{outcome.name}: {outcome.message}" for outcome in report.failed] == []
    assert set(report.unfired) == {"everybody"} - {rule for outcome in report.outcomes for rule in outcome.fired}


@pytest.mark.parametrize("row", SHARES, ids=" ".join)
def test_a_row_of_the_table_of_shares_is_right(row: tuple[str, str, str, str]) -> None:
    mode, lines, total, shares = row
    weights = [minor_units(amount, "CNY") for amount in lines.split()]

    found = share_out(minor_units(total, "CNY"), weights, cast("ApportionmentMode", mode))

    assert list(found) == [minor_units(share, "CNY") for share in shares.split()]


def test_the_table_of_shares_is_whole() -> None:
    assert len(SHARES) == 6
