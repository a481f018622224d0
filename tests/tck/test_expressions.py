"""FEEL's `in` of the DMN TCK and the condition cell mean the same, by every matcher."""

import pytest

from engine.errors import RuleSetError
from tests.tck.cells import TYPES
from tests.tck.coverage import questions
from tests.tck.document import document
from tests.tck.evaluation import MATCHERS, said_by_each
from tests.tck.expressions import Question
from tests.tck.feel import Sort
from tests.tck.source import Expression

ASKED, MISSED = questions()


@pytest.mark.parametrize(("expression", "question"), ASKED, ids=[expression.id for expression, _ in ASKED])
def test_a_cell_holds_where_the_expression_is_true(expression: Expression, question: Question) -> None:
    said = said_by_each(question.yaml, question.facts)

    answers = {matcher: one.answer.get("holds") for matcher, one in said.items()}
    assert answers == dict.fromkeys(MATCHERS, expression.expected)
    assert [one.alarms for one in said.values()] == [()] * len(MATCHERS)


def test_the_cell_says_all_but_lists_contexts_and_null_ends() -> None:
    assert len(ASKED) == 307
    assert len(ASKED) + len(MISSED) == 330
    by_conversion = {
        f"{expression.id}" for expression, _ in ASKED if "/time_" in expression.id or "/ym_" in expression.id
    }
    assert len(ASKED) - len(by_conversion) >= 120


def test_a_comparison_across_types_is_an_error_when_it_is_loaded() -> None:
    table = {"in": ["value"], "out": ["holds"], "rows": [["holds", [False, 2, 3], True]]}
    facts = {"value": {"type": str(TYPES[Sort.BOOLEAN])}}

    with pytest.raises(RuleSetError) as error:
        said_by_each(document("across types", facts=facts, step={"hit": "first", "table": table}), {"value": True})

    assert {finding.code for finding in error.value.findings} == {"type"}
