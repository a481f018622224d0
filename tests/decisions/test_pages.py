"""The rule sets on the page about the kinds are real: each loads, and keeps its promises."""

import re
from pathlib import Path

import pytest

from engine.decisions.registry import KINDS
from engine.evaluation.evaluator import prepare
from engine.evaluation.testing import run_tests
from tests.decisions.rule_sets import lists, read, regions

PAGE = (Path(__file__).parents[2] / "docs" / "kinds.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(format: 1\n.*?)```", PAGE, re.DOTALL)


def test_each_kind_has_an_example() -> None:
    assert sorted(re.findall(r"^kind: (\w+)$", "".join(EXAMPLES), re.MULTILINE)) == sorted(KINDS)


@pytest.mark.parametrize("text", EXAMPLES, ids=lambda text: text.splitlines()[2])
def test_an_example_keeps_its_promises(text: str) -> None:
    ruleset = read(text, "kinds.md")

    report = run_tests(ruleset, KINDS[ruleset.kind], prepare(ruleset, regions(), "reference"), lists(), regions())

    assert [f"{outcome.name}: {outcome.message}" for outcome in report.failed] == []
    assert report.unfired == ()
