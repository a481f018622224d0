"""Drafts come in force: at once, at a time to come, not in a freeze, in an emergency by two."""

from datetime import UTC, datetime, timedelta

import pytest

from engine.errors import (
    ApprovalNeeded,
    Conflict,
    EditConflict,
    Forbidden,
    Frozen,
    InvalidInput,
    NotFound,
    StaleWrite,
)
from engine.services.app import Oms
from engine.services.governance import Governance
from engine.store.draft import DraftState
from engine.store.grant_repository import Grant
from tests.services.changes import AUTHOR, NEARER, OTHER, ROUTING, THIRD, approve, approved, changed, draft_of


async def test_a_draft_of_an_older_version_is_brought_up_to_date_before_it_is_published(
    bare: Oms, governance: Governance
) -> None:
    governance.policy.needs_approval = False
    draft = await draft_of(governance)
    await bare.rules.publish(
        changed(await bare.rules.text(ROUTING), ("title: ", "title: 新")), actor=OTHER, reason="改名"
    )

    with pytest.raises(StaleWrite, match="bring it up to date"):
        await governance.publishing.publish(draft.id, actor=AUTHOR, reason="同省优先")
    fresh = await governance.drafts.rebase(draft.id, actor=AUTHOR)
    done = await governance.publishing.publish(draft.id, actor=AUTHOR, reason="同省优先")

    assert fresh.base_version == 2
    assert done.published_version == 3
    text = await bare.rules.text(ROUTING)
    assert "same_province: 31" in text
    assert "title: 新" in text


async def test_what_a_newer_version_changed_otherwise_is_shown_place_by_place(
    bare: Oms, governance: Governance
) -> None:
    governance.policy.needs_approval = False
    draft = await draft_of(governance)
    text = changed(await bare.rules.text(ROUTING), ("same_province: 30", "same_province: 50"))
    await bare.rules.publish(text, actor=OTHER, reason="同省更优先")

    with pytest.raises(EditConflict, match="same_province"):
        await governance.publishing.publish(draft.id, actor=AUTHOR, reason="同省优先")
    with pytest.raises(EditConflict, match="same_province"):
        await governance.drafts.rebase(draft.id, actor=AUTHOR)


async def test_a_freeze_stops_promotions_and_never_a_rollback(bare: Oms, governance: Governance) -> None:
    now = datetime.now(UTC)
    draft = await approved(governance)
    await governance.publishing.publish(draft.id, actor=AUTHOR, reason="同省优先")
    other = await approved(governance, ("same_province: 31", "same_province: 33"))
    freeze = await governance.freezes.make(
        starts=now - timedelta(hours=1), ends=now + timedelta(hours=1), reason="双十一封版", actor=OTHER
    )

    with pytest.raises(Frozen, match="双十一封版"):
        await governance.publishing.publish(other.id, actor=AUTHOR, reason="同省优先")
    back = await governance.releases.roll_back(2, actor=AUTHOR, reason="投诉增多")
    await governance.freezes.lift(freeze.id, actor=OTHER, reason="提前结束")

    assert (back.number, back.sets[ROUTING], back.changes["sets"]) == (3, 1, {ROUTING: (2, 1)})
    with pytest.raises(EditConflict, match="same_province"):  # it was made of the version that was taken back
        await governance.publishing.publish(other.id, actor=AUTHOR, reason="同省优先")


async def test_a_text_without_a_draft_is_not_published_where_approval_is_required(
    bare: Oms, governance: Governance
) -> None:
    text = changed(await bare.rules.text(ROUTING), NEARER)

    with pytest.raises(ApprovalNeeded, match="make a draft"):
        await bare.rules.publish(text, actor=AUTHOR, reason="同省优先")
    with pytest.raises(ApprovalNeeded):
        await bare.rules.import_folder(actor=AUTHOR, reason="重新导入")


async def test_breaking_the_glass_takes_two_people_and_marks_the_audit(bare: Oms, governance: Governance) -> None:
    now = datetime.now(UTC)
    draft = await draft_of(governance)
    await governance.freezes.make(starts=now, ends=now + timedelta(hours=1), reason="封版", actor=OTHER)

    asked = await governance.publishing.break_glass(draft.id, actor=AUTHOR, reason="运费算错")
    with pytest.raises(Conflict, match="two people"):
        await governance.publishing.break_glass(draft.id, actor="cli:wang", reason="运费算错")
    done = await governance.publishing.break_glass(draft.id, actor=OTHER, reason="确认")

    assert asked.state == DraftState.EDITING
    assert (done.state, await bare.health.check()) == (DraftState.PUBLISHED, 2)
    release, deed = (await governance.audit.entries(limit=200))[-2:]
    assert release.data["emergency"] == [AUTHOR, OTHER]
    assert (deed.action, deed.data["asked_by"]) == ("draft_emergency_published", AUTHOR)


async def test_an_edit_takes_the_first_hand_off_the_glass(governance: Governance) -> None:
    draft = await draft_of(governance)
    await governance.publishing.break_glass(draft.id, actor=AUTHOR, reason="运费算错")
    saved = await governance.drafts.save(draft.id, changed(draft.text, ("31", "39")), revision=2, actor=THIRD)

    asked = await governance.publishing.break_glass(saved.draft.id, actor=OTHER, reason="确认")

    assert asked.state == DraftState.EDITING
    assert asked.emergency is not None
    assert asked.emergency.actor == OTHER


async def test_a_scheduled_draft_comes_in_force_by_itself_and_not_before(
    bare: Oms, governance: Governance, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = await approved(governance)
    at = datetime.now(UTC) + timedelta(hours=2)
    await governance.publishing.schedule(draft.id, at=at, actor=AUTHOR, reason="零点生效")

    assert await governance.publishing.activate_due() == 0
    monkeypatch.setattr(governance.publishing, "_clock", lambda: at)
    assert await governance.publishing.activate_due() == 1

    assert await bare.health.check() == 2
    assert (await governance.drafts.get(draft.id)).state == DraftState.PUBLISHED
    assert await governance.publishing.activate_due() == 0


async def test_a_scheduled_draft_that_cannot_be_published_any_more_says_so(
    bare: Oms, governance: Governance, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = await approved(governance)
    at = datetime.now(UTC) + timedelta(hours=2)
    await governance.publishing.schedule(draft.id, at=at, actor=AUTHOR, reason="零点生效")
    governance.policy.needs_approval = False
    text = changed(await bare.rules.text(ROUTING), ("same_province: 30", "same_province: 50"))
    await bare.rules.publish(text, actor=OTHER, reason="同省更优先")
    monkeypatch.setattr(governance.publishing, "_clock", lambda: at)

    assert await governance.publishing.activate_due() == 0

    left = await governance.drafts.get(draft.id)
    assert (left.state, left.activate_at) == (DraftState.APPROVED, None)
    remark = (await governance.drafts.remarks(draft.id))[-1]
    assert remark.what == "activation_failed"
    assert "same_province" in remark.words


async def test_a_freeze_lets_a_scheduled_draft_wait(
    bare: Oms, governance: Governance, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.now(UTC)
    draft = await approved(governance)
    await governance.publishing.schedule(draft.id, at=now + timedelta(hours=1), actor=AUTHOR, reason="零点生效")
    freeze = await governance.freezes.make(starts=now, ends=now + timedelta(hours=9), reason="封版", actor=OTHER)
    monkeypatch.setattr(governance.publishing, "_clock", lambda: now + timedelta(hours=2))

    assert await governance.publishing.activate_due() == 0
    assert (await governance.drafts.get(draft.id)).state == DraftState.SCHEDULED
    await governance.freezes.lift(freeze.id, actor=OTHER, reason="提前结束")
    assert await governance.publishing.activate_due() == 1
    assert await bare.health.check() == 2


async def test_a_time_that_is_over_cannot_be_scheduled(governance: Governance) -> None:
    draft = await approved(governance)

    with pytest.raises(InvalidInput, match="at: must be a time to come"):
        await governance.publishing.schedule(draft.id, at=datetime.now(UTC), actor=AUTHOR, reason="零点生效")
    await governance.publishing.schedule(
        draft.id, at=datetime.now(UTC) + timedelta(hours=1), actor=AUTHOR, reason="零点生效"
    )
    waiting = await governance.publishing.unschedule(draft.id, actor=AUTHOR, reason="再等等")
    assert (waiting.state, waiting.activate_at) == (DraftState.APPROVED, None)


async def test_who_has_a_grant_approves_its_kind_and_market_alone(governance: Governance) -> None:
    await governance.permissions.give(Grant(person="li", action="approve", kind="freight"), actor=THIRD)
    await governance.permissions.give(Grant(person="zhao", action="approve", kind="routing", market="cn"), actor=THIRD)
    draft = await draft_of(governance)
    asked = await governance.reviews.request(draft.id, actor=AUTHOR, reason="同省优先")

    with pytest.raises(Forbidden, match="rules:approve for routing in market cn"):
        await approve(governance, asked, OTHER)
    assert (await approve(governance, asked, THIRD)).state == DraftState.APPROVED

    await governance.permissions.take(Grant(person="li", action="approve", kind="freight"), actor=THIRD)
    with pytest.raises(NotFound):
        await governance.permissions.take(Grant(person="li", action="approve", kind="freight"), actor=THIRD)
    with pytest.raises(InvalidInput, match="needs no grant"):
        await governance.permissions.give(Grant(person="li", action="dance"), actor=THIRD)


async def test_a_list_and_a_new_set_have_drafts_too(bare: Oms, governance: Governance) -> None:
    governance.policy.needs_approval = False
    names = await governance.drafts.create("whitelist.customer", actor=AUTHOR, reason="大客户", kind="list")
    saved = await governance.drafts.save(
        names.id, changed(names.text, ("KA-0002]", "KA-0002, KA-0003]")), revision=1, actor=AUTHOR
    )
    ticket = await bare.rules.text("decision-ticket")
    fresh = await governance.drafts.create(
        "decision-other",
        actor=AUTHOR,
        reason="另一套",
        text=ticket.replace("id: decision-ticket", "id: decision-other"),
    )

    first = await governance.publishing.publish(saved.draft.id, actor=AUTHOR, reason="大客户")
    second = await governance.publishing.publish(fresh.id, actor=AUTHOR, reason="另一套")

    assert (first.published_version, second.published_version) == (2, 1)
    assert fresh.base_version == 0
    assert await bare.health.check() == 3


async def test_a_rollout_has_a_draft_that_is_reviewed_and_not_published(governance: Governance) -> None:
    text = "format: 1\nkind: rollout\nid: routing-gray\ntitle: 灰度\n"
    draft = await governance.drafts.create("routing-gray", actor=AUTHOR, reason="灰度", text=text)
    ready = await approve(governance, await governance.reviews.request(draft.id, actor=AUTHOR, reason="灰度"))

    assert (draft.kind, ready.state) == ("rollout", DraftState.APPROVED)
    with pytest.raises(Conflict, match="started, not published"):
        await governance.publishing.publish(draft.id, actor=AUTHOR, reason="灰度")
