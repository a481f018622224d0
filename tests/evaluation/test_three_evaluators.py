"""Three evaluators, one meaning: on random rule sets and facts they give the same answers."""

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.evaluation.evaluator import Prepared, prepare
from engine.evaluation.facts import Facts
from engine.evaluation.ruleset import RuleSet
from engine.evaluation.run import Circumstances
from tests.evaluation.random_sets import REGIONS, circumstances, facts, rule_sets

_SETTINGS = settings(deadline=None, suppress_health_check=list(HealthCheck))


def _agree(ruleset: RuleSet, cases: list[Facts], under: Circumstances) -> None:
    plain = prepare(ruleset, REGIONS, "reference")
    others = [prepare(ruleset, REGIONS, matcher) for matcher in ("durable", "compiled", "dual")]
    for case in cases:
        expected = plain.step("step", case, under)
        for program in others:
            assert program.step("step", case, under) == expected, program.engine
    for program in others:
        assert isinstance(program, Prepared)
        assert program.differences == 0
        assert not program.served_by


_CASES = given(ruleset=rule_sets(), cases=st.lists(facts(), min_size=3, max_size=6), under=circumstances())


@_CASES
@settings(_SETTINGS, max_examples=300)
def test_reference_durable_and_compiled_agree_on_every_answer(
    ruleset: RuleSet, cases: list[Facts], under: Circumstances
) -> None:
    _agree(ruleset, cases, under)


@pytest.mark.prove
@pytest.mark.skipif("OMS_PROVE" not in os.environ, reason="only in `make prove`")
@_CASES
@settings(_SETTINGS, max_examples=5_000)
def test_reference_durable_and_compiled_agree_on_five_thousand_rule_sets(
    ruleset: RuleSet, cases: list[Facts], under: Circumstances
) -> None:
    _agree(ruleset, cases, under)
