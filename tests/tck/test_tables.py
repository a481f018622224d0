"""Decision tables of the DMN TCK answer as the kit says, by every matcher."""

import pytest

from tests.tck.answers import answer_of, as_json, facts_of, lists_of
from tests.tck.coverage import Asked, decisions
from tests.tck.evaluation import MATCHERS, said_by_each

ASKED, MISSED = decisions()


@pytest.mark.parametrize("asked", ASKED, ids=[one.name for one in ASKED])
def test_a_decision_table_of_the_kit_answers_as_the_kit_says(asked: Asked) -> None:
    converted, case = asked.converted, asked.case
    said = said_by_each(converted.yaml, facts_of(case, converted), lists_of(case, converted))

    answers = {matcher: answer_of(asked.table, converted.hit, one.answer) for matcher, one in said.items()}
    assert answers == dict.fromkeys(MATCHERS, as_json(asked.expected))
    assert [one.alarms for one in said.values()] == [()] * len(MATCHERS)


def test_every_case_that_is_a_table_over_the_inputs_is_asked() -> None:
    direct = {(asked.model.id, asked.case.id) for asked in ASKED if asked.model.direct}

    assert len(direct) == 60
    assert [missed.name for missed in MISSED if missed.is_direct] == []
