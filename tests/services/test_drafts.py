"""Drafts: saved beside each other, brought together place by place, reviewed by somebody else."""

import asyncio
from typing import Any

import pytest

from engine.errors import (
    ApprovalNeeded,
    Conflict,
    EditConflict,
    IllegalMove,
    InvalidInput,
    NotFound,
    RuleSetError,
    StaleWrite,
)
from engine.services.app import Oms
from engine.services.draft_moves import MOVES, DraftMove, next_state
from engine.services.governance import Governance
from engine.store.draft import DraftState
from tests.services.changes import AUTHOR, NEARER, OTHER, ROUTING, approve, approved, changed, draft_of


async def actions(oms: Oms) -> list[str]:
    return [entry.action for entry in await oms.governance.audit.entries(limit=200)][2:]  # the first start is before


async def test_a_draft_decides_nothing_until_somebody_else_has_approved_it(bare: Oms, governance: Governance) -> None:
    draft = await draft_of(governance)
    with pytest.raises(ApprovalNeeded):
        await governance.publishing.publish(draft.id, actor=AUTHOR, reason="急")
    asked = await governance.reviews.request(draft.id, actor=AUTHOR, reason="同省优先")
    with pytest.raises(Conflict, match="ask somebody else"):
        await approve(governance, asked, AUTHOR)
    with pytest.raises(Conflict, match="ask somebody else"):
        await approve(governance, asked, "cli:wang")
    await approve(governance, asked)
    assert await bare.health.check() == 1

    done = await governance.publishing.publish(draft.id, actor=AUTHOR, reason="同省优先")

    assert (done.state, done.published_version) == (DraftState.PUBLISHED, 2)
    assert await bare.health.check() == 2
    assert await bare.rules.text(ROUTING) == draft.text
    assert await actions(bare) == [
        "draft_created",
        "draft_saved",
        "draft_review_requested",
        "draft_approved",
        "release_published",
        "draft_published",
    ]
    published = (await governance.audit.entries(limit=200))[-2]
    assert (published.data["draft"], published.data["approved_by"]) == (draft.id, OTHER)
    assert (await governance.audit.verify()).ok


async def test_the_effect_that_is_approved_names_each_changed_cell(governance: Governance) -> None:
    draft = await draft_of(governance)

    asked = await governance.reviews.request(draft.id, actor=AUTHOR, reason="同省优先", measured={"orders": 12})

    assert asked.review is not None
    effect: Any = asked.review.effect
    assert effect["changes"] == [
        {"what": "changed", "field": "params.same_province", "before": "30", "after": "31"},
        {
            "what": "changed",
            "step": "score",
            "rule": "same-province",
            "field": "then points",
            "before": "30",
            "after": "31",
        },
    ]
    assert effect["measured"] == {"orders": 12}
    assert effect["coverage"] == 1.0
    assert effect["cases"] > 20


async def test_any_edit_ends_the_approval(governance: Governance) -> None:
    draft = await approved(governance)

    edited = await governance.drafts.save(
        draft.id, draft.text.replace("31", "32", 1), revision=draft.revision, actor=AUTHOR
    )

    assert (edited.draft.state, edited.draft.review) == (DraftState.EDITING, None)
    with pytest.raises(ApprovalNeeded):
        await governance.publishing.publish(draft.id, actor=AUTHOR, reason="同省优先")


async def test_what_was_not_looked_at_cannot_be_approved(governance: Governance) -> None:
    draft = await draft_of(governance)
    first = await governance.reviews.request(draft.id, actor=AUTHOR, reason="同省优先")
    saved = await governance.drafts.save(draft.id, changed(draft.text, ("31", "32")), revision=2, actor=AUTHOR)
    await governance.reviews.request(saved.draft.id, actor=AUTHOR, reason="同省优先")

    with pytest.raises(StaleWrite, match="not the text and the effect"):
        await approve(governance, first)


async def test_a_draft_that_breaks_its_promises_cannot_be_reviewed(governance: Governance) -> None:
    draft = await draft_of(governance, ("review_at: 60", "review_at: 90"), subject="risk-default")

    with pytest.raises(RuleSetError):
        await governance.reviews.request(draft.id, actor=AUTHOR, reason="放宽")


async def test_a_draft_that_was_sent_back_says_why(governance: Governance) -> None:
    draft = await draft_of(governance)
    await governance.reviews.request(draft.id, actor=AUTHOR, reason="同省优先")
    await governance.drafts.comment(draft.id, "为什么是 31？", actor=OTHER, place="params.same_province")

    back = await governance.reviews.send_back(draft.id, actor=OTHER, reason="请说明")

    assert back.state == DraftState.EDITING
    said = await governance.drafts.remarks(draft.id)
    assert [(remark.what, remark.words, remark.place) for remark in said[-2:]] == [
        ("commented", "为什么是 31？", "params.same_province"),
        ("sent_back", "请说明", None),
    ]


async def test_two_people_who_edit_other_places_of_one_draft_lose_nothing(governance: Governance) -> None:
    draft = await governance.drafts.create(ROUTING, actor=AUTHOR, reason="一起改")
    mine, theirs = changed(draft.text, NEARER), changed(draft.text, ("title: ", "title: 新"))

    first = await governance.drafts.save(draft.id, theirs, revision=1, actor=OTHER)
    second = await governance.drafts.save(draft.id, mine, revision=1, actor=AUTHOR)

    assert (first.merged, second.merged) == (False, True)
    assert "same_province: 31" in second.draft.text
    assert "title: 新" in second.draft.text
    assert second.draft.revision == 3


async def test_two_people_who_edit_one_place_are_shown_both(governance: Governance) -> None:
    draft = await governance.drafts.create(ROUTING, actor=AUTHOR, reason="一起改")
    await governance.drafts.save(draft.id, changed(draft.text, NEARER), revision=1, actor=OTHER)

    with pytest.raises(EditConflict) as refused:
        await governance.drafts.save(
            draft.id, changed(draft.text, ("same_province: 30", "same_province: 40")), revision=1, actor=AUTHOR
        )

    assert [(one.path, one.message) for one in refused.value.problems] == [
        ("params / same_province", "was 30; yours is 40, theirs is 31")
    ]
    assert (await governance.drafts.get(draft.id)).revision == 2


async def test_two_saves_at_the_same_moment_lose_nothing(governance: Governance) -> None:
    draft = await governance.drafts.create(ROUTING, actor=AUTHOR, reason="一起改")
    mine, theirs = changed(draft.text, NEARER), changed(draft.text, ("title: ", "title: 新"))

    done = await asyncio.gather(
        governance.drafts.save(draft.id, mine, revision=1, actor=AUTHOR),
        governance.drafts.save(draft.id, theirs, revision=1, actor=OTHER),
        return_exceptions=True,
    )

    refused = [each for each in done if isinstance(each, BaseException)]
    assert all(isinstance(each, StaleWrite) for each in refused)
    text = (await governance.drafts.get(draft.id)).text
    assert sum(("same_province: 31" in text, "title: 新" in text)) == 2 - len(refused)


async def test_several_drafts_of_one_set_are_listed_until_they_are_over(governance: Governance) -> None:
    first, second = await draft_of(governance), await draft_of(governance)

    gone = await governance.drafts.abandon(first.id, actor=AUTHOR, reason="不要了")

    assert [draft.id for draft in await governance.drafts.find(ROUTING, "set")] == [second.id]
    assert {draft.id for draft in await governance.drafts.find(ROUTING, all_states=True)} == {first.id, second.id}
    with pytest.raises(IllegalMove, match="draft is abandoned"):
        await governance.drafts.save(gone.id, gone.text, revision=2, actor=AUTHOR)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("kind: list\nid: routing-default\n", "is a list"),
        ("kind: routing\nid: routing-other\n", "has the id routing-other"),
    ],
)
async def test_a_draft_stays_a_draft_of_what_it_was_made_of(governance: Governance, text: str, message: str) -> None:
    draft = await governance.drafts.create(ROUTING, actor=AUTHOR, reason="同省优先")

    with pytest.raises(InvalidInput, match=message):
        await governance.drafts.save(draft.id, text, revision=1, actor=AUTHOR)


async def test_a_draft_of_nothing_is_refused(governance: Governance) -> None:
    with pytest.raises(NotFound):
        await governance.drafts.create("no-such", actor=AUTHOR, reason="没有")
    with pytest.raises(NotFound):
        await governance.drafts.get("D-none")


@pytest.mark.parametrize("state", list(DraftState))
@pytest.mark.parametrize("move", list(DraftMove))
def test_every_move_leads_where_the_table_says_or_is_refused_with_the_legal_ones(
    state: DraftState, move: DraftMove
) -> None:
    legal = MOVES[state]
    if move in legal:
        assert next_state(state, move) == legal[move]
        return
    with pytest.raises(IllegalMove) as refused:
        next_state(state, move)
    assert refused.value.legal == tuple(legal)
