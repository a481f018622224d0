"""The publish gate of one rule set: what keeps it from being published, and what is said of it all the same."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import pytest

from engine.decisions.registry import KINDS
from engine.evaluation import smoke
from engine.evaluation.compiled import CompiledStep
from engine.evaluation.evaluator import prepare
from engine.evaluation.lists import Lists
from engine.evaluation.loader import load_rule_set
from engine.evaluation.ruleset import RuleSet
from engine.evaluation.run import Program
from engine.geography.regions import RegionTree
from engine.services import trials
from engine.services.trials import Trial, try_out
from tests.decisions.rule_sets import SHIPPED, lists, regions

NOW: Final = datetime(2026, 11, 22, tzinfo=UTC)
TICKET: Final = (SHIPPED / "decision" / "decision-ticket.yaml").read_text(encoding="utf-8")


class Bench:
    """Reads and prepares without a database."""

    @property
    def regions(self) -> RegionTree:
        return regions()

    def read(self, text: str, lists: Lists, file: str | None = None) -> RuleSet:
        return load_rule_set(text, kinds=KINDS, lists=lists, regions=regions(), file=file)

    def prepare_untried(self, ruleset: RuleSet) -> Program:
        return prepare(ruleset, regions(), "compiled")


def tried(text: str, *, is_known: bool = True) -> Trial:
    return try_out(text, lists(), Bench(), "a.yaml", now=NOW, is_known=is_known)


def fares(rows: int) -> str:
    """Return a table of so many rows with a test for the first of them."""
    cells = "\n".join(f'        - [r{row}, "[{row * 10}..{row * 10 + 10})", "{row}.00"]' for row in range(rows - 1))
    return f"""format: 1
kind: decision
id: fares
title: 票价
meta: {{owner: 票务组, reason: 一张很长的表}}
facts:
  age: {{type: integer}}
steps:
  fare:
    hit: first
    table:
      in: [age]
      out: [amount]
      rows:
{cells}
        - [rest, "-", "0.50"]
tests:
  - {{name: 首行, given: {{age: 7}}, expect: {{amount: "0.00"}}, fires: [r0]}}
"""


def test_a_good_set_has_a_certificate_of_all_three_evaluators() -> None:
    trial = tried(TICKET, is_known=False)

    assert trial.is_good
    assert trial.certificate is not None
    assert trial.certificate.agreed
    assert trial.certificate.cases >= 20
    assert trial.certificate.engines.keys() == {"python", "durable-rules"}
    assert trial.certificate.partly == {}


def test_evaluators_that_differ_keep_a_set_from_being_published(monkeypatch: pytest.MonkeyPatch) -> None:
    right: Callable[..., object] = CompiledStep.places_of

    def wrong_at_edges(self: CompiledStep, found: int) -> object:
        places = right(self, found)
        return places[:-1] if isinstance(places, tuple) and len(places) > 1 else places

    text = TICKET.partition("\ntests:")[0] + "\n"
    before = tried(text)
    monkeypatch.setattr(CompiledStep, "places_of", wrong_at_edges)

    trial = tried(text)

    assert before.is_good
    assert not trial.is_good
    assert {finding.code for finding in trial.findings if finding.severity == "error"} == {"certificate"}
    assert all(finding.message_zh for finding in trial.findings)


def test_a_set_that_durable_rules_gets_wrong_in_its_own_process_is_not_run_by_it_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(trials, "smoke_test", lambda *_: smoke.SmokeReport(cases=1, failures=("it hung",)))

    trial = tried(TICKET, is_known=False)

    assert trial.certificate is None
    assert [(one.code, one.message) for one in trial.findings if one.severity == "error"] == [("test", "it hung")]


def test_a_set_with_an_error_has_no_certificate() -> None:
    trial = tried(TICKET.replace("48", "47", 1))

    assert not trial.is_good
    assert trial.certificate is None


def test_of_a_very_long_table_it_is_said_how_many_rules_were_compared() -> None:
    trial = tried(fares(1_500))

    assert trial.is_good
    assert trial.certificate is not None
    turns, rules = trial.certificate.partly["fare"]
    assert 0 < turns < rules == 1_500
    (finding,) = [one for one in trial.warnings if one.code == "unchecked"]
    assert f"{turns} of 1500 rules" in finding.message
    assert f"共 1500 条规则，只对其中 {turns} 条" in finding.message_zh
