"""Drafts that wait for somebody to agree: their effect, and approve or send back; the approved ones to be published."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final, NamedTuple

from nicegui import ui

from admin.components.display import chip, moment
from admin.components.reason_dialog import ask_reason
from admin.components.rollout_moves import person
from admin.components.table import Cell, Column, table
from admin.context import AdminContext
from admin.language import say
from admin.shell import Crumb, frame, loaded, title_row
from engine.store.draft import Draft, DraftState, Review

_GROUPS: Final = (("waiting", DraftState.IN_REVIEW), ("approved", DraftState.APPROVED))
_PLACE: Final = ("step", "rule", "test", "field")


class _Room(NamedTuple):
    """What a button of a draft needs: the application, where questions open, and how to draw the page anew."""

    context: AdminContext
    dialogs: ui.element
    refresh: Callable[[], Awaitable[None]]


def build(context: AdminContext) -> None:
    """Register the page."""

    @ui.page("/approvals")
    async def approvals() -> None:
        crumbs = (Crumb(say("releases.title"), "/releases"), Crumb(say("approvals.title")))
        with frame(context, "releases", say("approvals.title"), crumbs):

            async def refresh() -> None:
                await content.refresh()

            @ui.refreshable
            async def content() -> None:
                title_row(say("approvals.title"))
                async with loaded():
                    drafts = await context.oms.governance.drafts.find()
                    shown = [(name, [each for each in drafts if each.state is state]) for name, state in _GROUPS]
                    for name, found in shown:
                        _group(room, name, found)
                    if not any(found for _, found in shown):
                        _nothing()

            room = _Room(context, ui.element("div"), refresh)
            await content()


def _nothing() -> None:
    with ui.column().classes("panel items-center py-8"):
        ui.label(say("approvals.empty")).classes("font-semibold")
        ui.label(say("approvals.empty_hint")).classes("faint")


def _group(room: _Room, name: str, drafts: Sequence[Draft]) -> None:
    if not drafts:
        return
    ui.html(f"<h2>{say(f'approvals.{name}')} · {len(drafts)}</h2>", sanitize=False)
    for draft in drafts:
        with ui.column().classes("panel").props(f'role="group" aria-label="{draft.id}"'):
            _draft(room, draft)


def _draft(room: _Room, draft: Draft) -> None:
    with ui.row().classes("w-full items-center gap-2"):
        chip(say(f"draft_kind.{draft.kind}"), "inform")
        ui.label(draft.subject).classes("font-semibold")
        ui.label(f"{draft.id} · v{draft.base_version}").classes("faint mono")
        ui.space()
        for move, go in _moves(room.context, draft).items():
            _button(room, move, go)
    review = draft.review
    if review is None:
        return
    zone = room.context.timezone
    ui.label(
        say("approvals.asked", person=review.requested_by, at=moment(review.requested_at, zone), reason=review.reason)
    )
    if review.approval is not None:
        agreed = review.approval
        ui.label(say("approvals.agreed", person=agreed.actor, at=moment(agreed.at, zone), reason=agreed.reason))
    _effect(review)
    with ui.expansion(say("approvals.text")).props("dense").classes("w-full"):
        ui.label(draft.text).classes("mono whitespace-pre-wrap break-all")


def _effect(review: Review) -> None:
    effect = review.effect
    with ui.row().classes("items-center gap-2"):
        ui.label(say("approvals.effect")).classes("font-semibold text-sm")
        if effect.get("is_new"):
            chip(say("approvals.is_new"))
        if effect.get("tests"):
            chip(say("approvals.tests", count=effect["tests"]), "fine")
    changes = effect.get("changes") or ()
    if not isinstance(changes, Sequence) or not changes:
        ui.label(say("approvals.no_changes")).classes("faint text-sm")
        return
    columns = (
        Column(say("approvals.where"), "mono"),
        Column(say("approvals.before"), "mono"),
        Column(say("approvals.after"), "mono"),
    )
    table(columns, [_change(each) for each in changes], say("approvals.effect"))
    if effect.get("more_changes"):
        ui.label(say("releases.more", count=effect["more_changes"])).classes("faint text-sm")


def _change(change: Mapping[str, str]) -> tuple[Cell, ...]:
    place = " / ".join(change[name] for name in _PLACE if change.get(name)) or change["what"]
    return (place, change.get("before") or "–", change.get("after") or "–")


def _moves(context: AdminContext, draft: Draft) -> dict[str, Callable[[str], Awaitable[object]]]:
    """Return what can be done with a draft, each given its reason."""
    governance, rollouts, actor = context.oms.governance, context.oms.rollouts, person()
    review = draft.review
    back: Callable[[str], Awaitable[object]] = lambda said: governance.reviews.send_back(  # noqa: E731  # one of a table of deeds
        draft.id, actor=actor, reason=said
    )
    if draft.state is DraftState.IN_REVIEW and review is not None:
        return {
            "send_back": back,
            "approve": lambda said: governance.reviews.approve(
                draft.id, actor=actor, sha=review.sha, effect_sha=review.effect_sha, reason=said
            ),
        }
    if draft.kind == "rollout":
        return {"send_back": back, "plan": lambda said: rollouts.plan(draft=draft.id, actor=actor, reason=said)}
    publish: Callable[[str], Awaitable[object]] = lambda said: governance.publishing.publish(  # noqa: E731  # as above
        draft.id, actor=actor, reason=said
    )
    if draft.kind != "set":
        return {"send_back": back, "publish": publish}
    return {
        "send_back": back,
        "try": lambda said: rollouts.keep_candidate(draft=draft.id, actor=actor, reason=said),
        "publish": publish,
    }


def _button(room: _Room, move: str, go: Callable[[str], Awaitable[object]]) -> None:
    name = say(f"approvals.{move}")
    is_main = move in {"approve", "publish", "plan"}

    async def done(reason: str) -> None:
        await go(reason)
        ui.notify(say("approvals.done", move=name), type="positive")
        await room.refresh()

    def ask() -> None:
        with room.dialogs:
            ask_reason(name, say(f"approvals.{move}_means"), "primary", done)

    ui.button(name, color="primary" if is_main else None, on_click=ask).props(
        f"{'unelevated' if is_main else 'outline'} no-caps"
    ).classes("" if is_main else "text-button")
