"""Shadows: candidates that say what they would have decided of live orders, and decide none."""

import sqlite3
from typing import Any

import pytest

from engine.errors import Conflict, InvalidInput
from engine.services import shadow_watch
from engine.services.app import Oms
from engine.services.shadow_views import ShadowView
from engine.store import shadow_repository
from engine.store.draft import Draft
from tests.builders import a_line
from tests.services.calls import a_request, place
from tests.services.test_rollouts import CEILING, CHEAPER, candidate, of_kind, start

ADMIN: dict[str, Any] = {"actor": "api:wang", "reason": "试用"}
OTHER: dict[str, Any] = {"actor": "api:li", "reason": "同意"}
SET = "freight-standard"


async def approved(oms: Oms, text: str | None = None, subject: str = SET) -> Draft:
    """Return a draft that somebody else has approved."""
    draft = await oms.governance.drafts.create(subject, text=text, **ADMIN)
    asked = await oms.governance.reviews.request(draft.id, **ADMIN)
    assert asked.review is not None
    shas = {"sha": asked.sha, "effect_sha": asked.review.effect_sha}
    return await oms.governance.reviews.approve(draft.id, **shas, **OTHER)


async def cheaper(oms: Oms) -> str:
    """Return the freight set with one yuan off in Xihu, where our orders go."""
    return (await oms.rules.text(SET)).replace(CEILING, CHEAPER + CEILING, 1)


async def only(oms: Oms) -> ShadowView:
    (view,) = await oms.shadows.list(all_states=True)
    return view


async def test_from_approval_on_a_candidate_is_asked_about_every_new_order_and_decides_none(oms: Oms) -> None:
    before = await place(oms, a_request(a_line("A-1", 3)))
    await approved(oms, await cheaper(oms))
    await oms.shadow_watch.round()
    orders = [await place(oms, a_request(a_line("A-1", units))) for units in (3, 4)]
    assert all(order.amounts == before.amounts for order in orders[:1])
    await oms.shadow_watch.round()

    view = await only(oms)
    page = await oms.shadows.disagreements(view.id)

    assert (view.state, view.orders, view.disagreeing, view.errors, view.behind) == ("running", 2, 2, 0, 0)
    assert view.kinds == {"freight": 2}
    assert {each.order_no for each in page.items} == {order.order_no for order in orders}
    of_number = {order.order_no: order for order in orders}
    for found in page.items:
        order = of_number[found.order_no]
        assert found.decision == of_kind(order, "freight").id
        assert found.live.answer is not None
        assert found.candidate.answer is not None
        assert found.live.answer["fee"] == order.amounts.freight
        assert float(found.live.answer["fee"]) - float(found.candidate.answer["fee"]) == 1.0
        assert "adjust/xihu" in found.candidate.rules
        assert "adjust/xihu" not in found.live.rules


@pytest.mark.parametrize("changed", ["", "\n# 同一规则，另一文本\n"])
async def test_a_candidate_equal_to_what_is_in_force_never_disagrees(oms: Oms, changed: str) -> None:
    await approved(oms, await oms.rules.text(SET) + changed)
    await oms.shadow_watch.round()
    for units in (1, 2, 30):
        await place(oms, a_request(a_line("A-1", units), a_line("B-1")))
    await oms.shadow_watch.round()

    view = await only(oms)

    assert (view.orders, view.disagreeing, view.errors, view.skipped, view.kinds) == (3, 0, 0, 0, {})


async def test_a_kept_candidate_is_asked_until_it_is_promoted_and_its_rollout_shows_what_it_said(oms: Oms) -> None:
    versions = await candidate(oms, SET, CEILING, CHEAPER + CEILING)
    await place(oms, a_request())
    await oms.shadow_watch.round()
    await start(oms, versions)
    shown = (await oms.rollouts.get("gray")).shadow
    assert shown is not None
    assert (shown.version, shown.orders, shown.disagreeing) == (versions["candidate"], 1, 1)

    await oms.rollouts.promote("gray", **ADMIN)
    await oms.shadow_watch.round()

    ended = await only(oms)
    assert (ended.state, ended.ended_by) == ("ended", "watcher")
    assert ended.ended_why == f"{SET}@{versions['candidate']} was promoted"


async def test_a_shadow_ends_when_its_rollout_is_rolled_back_and_may_be_started_again(oms: Oms) -> None:
    versions = await candidate(oms, SET, CEILING, CHEAPER + CEILING)
    await start(oms, versions)
    await oms.rollouts.roll_back("gray", **ADMIN)
    await oms.shadow_watch.round()
    assert (await only(oms)).ended_why == "its rollout gray was rolled back"

    again = await oms.shadows.start_version(SET, versions["candidate"], **ADMIN)
    await oms.shadow_watch.round()

    assert (await oms.shadows.get(again.id)).state == "running"


async def test_an_edit_of_the_draft_ends_its_shadow_and_a_new_approval_begins_another(oms: Oms) -> None:
    draft = await approved(oms, await cheaper(oms))
    await oms.shadow_watch.round()
    saved = await oms.governance.drafts.save(
        draft.id, f"{draft.text}\n# 再想想\n", revision=draft.revision, actor="api:wang"
    )
    await oms.shadow_watch.round()
    first = await only(oms)
    assert (first.state, first.ended_why) == ("ended", "the draft is no longer approved as it was")

    asked = await oms.governance.reviews.request(draft.id, **ADMIN)
    assert asked.review is not None
    await oms.governance.reviews.approve(draft.id, sha=saved.draft.sha, effect_sha=asked.review.effect_sha, **OTHER)
    await oms.shadow_watch.round()

    assert [each.state for each in await oms.shadows.list(all_states=True)] == ["running", "ended"]


async def test_what_a_person_has_stopped_is_not_begun_again_by_itself(oms: Oms) -> None:
    draft = await approved(oms, await cheaper(oms))
    await oms.shadow_watch.round()
    stopped = await oms.shadows.stop((await only(oms)).id, actor="api:zhao", reason="看够了")
    await oms.shadow_watch.round()

    assert (stopped.ended_by, stopped.ended_why) == ("api:zhao", "看够了")
    assert await oms.shadows.list() == ()
    with pytest.raises(Conflict, match="has ended: 看够了"):
        await oms.shadows.stop(stopped.id, **ADMIN)
    assert (await oms.shadows.start_draft(draft.id, **ADMIN)).state == "running"
    assert (await oms.governance.audit.verify()).ok


async def test_a_published_draft_needs_no_shadow_any_more(oms: Oms) -> None:
    draft = await approved(oms, await cheaper(oms))
    await oms.shadow_watch.round()
    await oms.governance.publishing.publish(draft.id, **ADMIN)
    await oms.shadow_watch.round()

    assert (await only(oms)).ended_why == "the draft was published as version 2"


async def test_of_two_workers_one_counts_an_order_and_no_more_than_a_few_are_kept(
    oms: Oms, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shadow_repository, "MOST_KEPT", 3)
    monkeypatch.setattr(shadow_watch, "ORDERS_A_ROUND", 2)
    monkeypatch.setattr(shadow_watch, "FEWEST", 2)
    await candidate(oms, SET, CEILING, CHEAPER + CEILING)
    for _ in range(5):
        await place(oms, a_request())
    rounds = []
    for _ in range(4):
        await oms.shadow_watch.round()
        rounds.append((await only(oms)).orders)

    view = await only(oms)
    assert rounds == [2, 4, 5, 5]
    assert (view.disagreeing, view.kinds, view.kept) == (5, {"freight": 5}, 3)
    assert len((await oms.shadows.disagreements(view.id)).items) == 3


async def test_a_candidate_that_breaks_is_counted_and_harms_nobody(oms: Oms, monkeypatch: pytest.MonkeyPatch) -> None:
    await candidate(oms, SET, CEILING, CHEAPER + CEILING)
    order = await place(oms, a_request())
    engine = oms._engine  # noqa: SLF001 - the test looks behind the use cases

    def spoil(connection: sqlite3.Connection) -> None:
        connection.execute("UPDATE decisions SET document = replace(document, '\"order.currency\":', '\"order.x\":')")

    await engine.write(spoil)
    await oms.shadow_watch.round()

    view = await only(oms)
    assert (view.orders, view.errors, view.disagreeing) == (1, 1, 0)
    assert "order.currency" in (view.last_error or "")
    assert (await oms.orders.get(order.order_no)).amounts == order.amounts


async def test_only_what_decides_orders_when_they_are_placed_can_be_a_shadow(oms: Oms) -> None:
    draft = await approved(oms, subject="return-cn")
    with pytest.raises(InvalidInput, match="of kind return"):
        await oms.shadows.start_draft(draft.id, **ADMIN)
    with pytest.raises(Conflict, match="is in force"):
        await oms.shadows.start_version(SET, 1, **ADMIN)
    unasked = await oms.governance.drafts.create(SET, **ADMIN)
    with pytest.raises(Conflict, match="is editing"):
        await oms.shadows.start_draft(unasked.id, **ADMIN)
    await oms.shadow_watch.round()
    assert await oms.shadows.list(all_states=True) == ()
