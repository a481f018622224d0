"""The embedded tests of the shipped rule sets, and of the tables of this folder, hold under every evaluator."""

from pathlib import Path

import pytest

from engine.decisions.registry import KINDS
from engine.evaluation.evaluator import Matcher, prepare
from engine.evaluation.testing import run_tests
from engine.evaluation.writer import canonical_text
from tests.decisions.rule_sets import LISTS, OURS, SETS, SHIPPED, lists, load, regions

TABLES = sorted(OURS.glob("*.yaml"))
MATCHERS: tuple[Matcher, ...] = ("reference", "compiled", "dual")


@pytest.mark.parametrize("matcher", MATCHERS)
@pytest.mark.parametrize("path", [*SETS, *TABLES], ids=lambda path: path.stem)
def test_a_rule_set_keeps_its_promises(path: Path, matcher: Matcher) -> None:
    ruleset = load(path)

    report = run_tests(ruleset, KINDS[ruleset.kind], prepare(ruleset, regions(), matcher), lists(), regions())

    assert [f"{outcome.line} {outcome.name}: {outcome.message}" for outcome in report.failed] == []
    assert report.passed > 0


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_every_shipped_rule_is_fired_by_a_test(path: Path) -> None:
    ruleset = load(path)

    report = run_tests(ruleset, KINDS[ruleset.kind], prepare(ruleset, regions(), "reference"), lists(), regions())

    assert report.unfired == ()


def test_each_kind_has_a_shipped_rule_set() -> None:
    assert {load(path).kind for path in SETS} == set(KINDS)


def test_files_stand_in_the_folder_of_their_kind_under_their_own_id() -> None:
    assert [path for path in SETS if (load(path).kind, load(path).id) != (path.parent.name, path.stem)] == []
    assert [path for path in LISTS if path.stem not in lists()] == []
    mappings = sorted((SHIPPED / "channels").glob("*.yaml"))  # of orders as channels send them: no rules
    assert sorted(path for path in SHIPPED.rglob("*.yaml")) == sorted([*SETS, *LISTS, *mappings])


@pytest.mark.parametrize("path", [*SETS, *LISTS, *TABLES], ids=lambda path: path.stem)
def test_files_are_written_as_the_canonical_writer_writes_them(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert canonical_text(text, kinds=KINDS, lists=lists(), regions=regions()) == text


def test_personal_values_stand_in_lists_as_tokens_only() -> None:
    tokens = [value for one in lists().values() if one.type == "token" for value in one.members]

    assert tokens
    assert all(len(str(token)) == 32 and set(str(token)) <= set("0123456789abcdef") for token in tokens)
