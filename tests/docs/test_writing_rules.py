"""What the pages for people who write rules say is so: each example runs, each message is the loader's."""

import pytest
import yaml

from engine.decisions.registry import KINDS
from engine.errors import RuleSetError
from engine.evaluation.coercion import read_facts
from engine.evaluation.evaluator import Matcher, prepare
from engine.evaluation.kind import Hit
from engine.evaluation.run import Circumstances
from engine.evaluation.testing import NO_PARTICULAR_TIME, run_tests
from tests.decisions.rule_sets import lists, read, regions
from tests.docs.examples import page

WRITING = page("writing-rules.md")
POLICIES = page("hit-policies.md")
EXAMPLES = [
    pytest.param(text, id=f"{one.name}-{number}")
    for one in (WRITING, POLICIES)
    for number, text in enumerate(one.examples)
]
MISSING = WRITING.rows("Missing facts")
GIVEN = ("{}", "{customer: {level: gold, wish: gold, tags: [VIP]}}", "{customer: {level: silver, tags: []}}")
MISTAKES = WRITING.rows("Common mistakes")


@pytest.mark.parametrize("matcher", ["reference", "dual", "compiled"])
@pytest.mark.parametrize("text", EXAMPLES)
def test_an_example_keeps_its_promises(text: str, matcher: Matcher) -> None:
    ruleset = read(text)

    report = run_tests(ruleset, KINDS[ruleset.kind], prepare(ruleset, regions(), matcher), lists(), regions())

    assert [f"{outcome.name}: {outcome.message}" for outcome in report.failed] == []
    assert report.passed > 0


@pytest.mark.parametrize("text", EXAMPLES)
def test_each_rule_of_an_example_is_seen_to_fire(text: str) -> None:
    ruleset = read(text)

    report = run_tests(ruleset, KINDS[ruleset.kind], prepare(ruleset, regions(), "reference"), lists(), regions())

    assert report.unfired == ()


def test_every_hit_policy_has_an_example() -> None:
    assert {f"hit: {hit}" for hit in Hit if f"hit: {hit}\n" in POLICIES.text} == {f"hit: {hit}" for hit in Hit}


@pytest.mark.parametrize("row", MISSING, ids=lambda row: row[0])
def test_the_table_of_missing_facts_is_right(row: list[str]) -> None:
    condition, *said = row
    ruleset = read(WRITING.with_condition(condition))
    program = prepare(ruleset, regions(), "dual")
    circumstances = Circumstances(at=NO_PARTICULAR_TIME, lists=lists(), regions=regions())

    for given, word in zip(GIVEN, said, strict=True):
        facts = read_facts(yaml.safe_load(given), ruleset.vocabulary, currency="CNY", regions=regions())
        assert bool(program.step("assign", facts, circumstances).hit) is (word == "true"), given


def test_the_table_of_missing_facts_is_whole() -> None:
    assert len(MISSING) == WRITING.text.count("| true |\n") + WRITING.text.count("| false |\n")
    assert all(given in WRITING.text for given in GIVEN[1:])


@pytest.mark.parametrize("row", MISTAKES, ids=lambda row: row[1])
def test_the_loader_says_what_the_page_says_of_a_mistake(row: list[str]) -> None:
    path, written, message = row

    with pytest.raises(RuleSetError) as refused:
        read(WRITING.with_condition(f"{{{path}: {written}}}"))

    assert [finding.message for finding in refused.value.findings] == [message]
