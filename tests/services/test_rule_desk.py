"""The desk at which rules are edited: findings in words, sentences, real orders tried, and kept as tests."""

import pytest

from engine.errors import InvalidInput, NotFound
from engine.evaluation.document.editing import Document
from engine.evaluation.document.promises import Promise, with_promise
from engine.evaluation.document.rule_edits import with_condition, with_copy
from engine.services.app import Oms
from tests.services.calls import a_request, place

RISK = "risk-default"
FREIGHT = "freight-standard"


async def test_a_good_text_is_told_in_sentences_with_its_tests_and_fields(bare: Oms) -> None:
    look = await bare.desk.look(await bare.rules.text(RISK))

    assert look.errors == 0
    assert look.tests is not None
    assert not look.tests.failed
    assert "支付方式 是 货到付款" in look.sentences["cod-large"].zh
    assert look.steps["screen"].outputs["action"].values["review"].zh == "人工审核"
    assert look.steps["score"].outputs["points"].type == "integer"
    assert "region.remote" in look.lists


async def test_an_overlap_stands_at_both_rows_in_both_languages(bare: Oms) -> None:
    document, new = with_copy(Document.parse(await bare.rules.text(FREIGHT)), "near_standard")

    look = await bare.desk.look(document.text)

    overlap = next(finding for finding in look.findings if finding.code == "overlap")
    assert set(overlap.rules) == {"near_standard", new}
    assert overlap.message_zh
    assert look.errors > 0


async def test_a_text_that_cannot_be_read_is_told_by_line(bare: Oms) -> None:
    text = (await bare.rules.text(RISK)).replace("payment.method: cod", "payment.methode: cod", 1)

    look = await bare.desk.look(text)

    assert not look.is_read
    assert look.findings[0].line is not None
    assert look.findings[0].message_zh


async def test_what_a_draft_changes_is_told_by_rule_and_cell(bare: Oms) -> None:
    document = with_condition(Document.parse(await bare.rules.text(RISK)), "cod-large", "order.goods_total", "> 300.00")

    (change,) = await bare.desk.changes(RISK, document.text)

    assert (change.rule, change.field, change.after) == ("cod-large", "when order.goods_total", "> 300.00")


async def test_a_real_order_is_decided_by_both_and_kept_as_a_test(oms: Oms) -> None:
    order = await place(oms, a_request())
    document = Document.parse(await oms.rules.text(FREIGHT))
    fee = document.with_value(("params", "free_over"), 1)

    (tried,) = await oms.desk.try_order(FREIGHT, fee.text, order.order_no)
    fires = tuple(dict.fromkeys(rule for step in tried.draft.steps for rule in step.hit))
    kept = with_promise(
        fee, Promise(name=order.order_no, given=tried.record.facts, expect=tried.draft.answer, fires=fires)
    )
    look = await oms.desk.look(kept.text)

    assert tried.live.set == f"{FREIGHT}@1"
    assert tried.live.explanation
    assert tried.is_same == (tried.live.answer == tried.draft.answer)
    assert look.tests is not None
    assert [outcome.message for outcome in look.tests.outcomes if outcome.name == order.order_no] == [""]


async def test_an_order_without_such_a_decision_and_none_at_all_are_told_apart(oms: Oms) -> None:
    order = await place(oms, a_request())
    text = await oms.rules.text("decision-ticket")

    with pytest.raises(InvalidInput, match="no decision of the kind decision"):
        await oms.desk.try_order("decision-ticket", text, order.order_no)
    with pytest.raises(NotFound):
        await oms.desk.try_order("decision-ticket", text, "no-such-order")
