"""Releases: what each changed, who made it and why; taken back by a button with a reason."""

from collections.abc import Awaitable, Callable
from typing import Final

from nicegui import ui

from admin.components.display import chip, moment
from admin.components.reason_dialog import ask_reason
from admin.components.rollout_moves import person
from admin.components.table import Cell, Column, table
from admin.context import AdminContext
from admin.language import say
from admin.shell import frame, loaded, title_row
from engine.services.releases import ReleaseView
from engine.store.draft import DraftState

_PAGE_SIZE: Final = 50
_SHOWN: Final = 6  # changes of one release; the others are counted
_TAKEN_BACK: Final = ("sets", "lists")  # rollouts are rolled back by themselves


def build(context: AdminContext) -> None:
    """Register the page."""

    @ui.page("/releases")
    async def releases(before: int | None = None) -> None:
        with frame(context, "releases", say("releases.title")):

            async def refresh() -> None:
                await content.refresh()

            @ui.refreshable
            async def content() -> None:
                async with loaded():
                    found = await context.oms.governance.releases.list(before, _PAGE_SIZE)
                    drafts = await context.oms.governance.drafts.find()
                    with title_row(say("releases.title")):
                        waiting = sum(each.state is DraftState.IN_REVIEW for each in drafts)
                        ui.button(
                            say("approvals.open", count=waiting),
                            icon="how_to_reg",
                            color=None,
                            on_click=lambda: ui.navigate.to("/approvals"),
                        ).props("outline no-caps").classes("text-button")
                    with ui.column().classes("panel"):
                        _table(context, found, dialogs, refresh) if found else _nothing()
                        _next(found)

            dialogs = ui.element("div")  # outside of what is drawn anew, so that no question vanishes unanswered
            await content()


def _nothing() -> None:
    with ui.column().classes("w-full items-center py-8"):
        ui.label(say("releases.empty")).classes("font-semibold")
        ui.label(say("releases.empty_hint")).classes("faint")


def _table(
    context: AdminContext,
    found: tuple[ReleaseView, ...],
    dialogs: ui.element,
    refresh: Callable[[], Awaitable[None]],
) -> None:
    columns = (
        Column(say("releases.number"), "tight"),
        Column(say("releases.at"), "tight"),
        Column(say("releases.actor"), "tight"),
        Column(say("releases.reason"), "sentence"),
        Column(say("releases.changes")),
        Column("", "tight"),
    )

    def ask(release: ReleaseView) -> None:
        async def go(reason: str) -> None:
            made = await context.oms.governance.releases.roll_back(release.number, actor=person(), reason=reason)
            ui.notify(say("releases.done", number=made.number), type="positive")
            await refresh()

        title = say("releases.roll_back_of", number=release.number)
        with dialogs:
            ask_reason(title, say("releases.means"), "negative", go)

    table(columns, [_row(context, each, ask) for each in found], say("releases.title"))


def _row(context: AdminContext, release: ReleaseView, ask: Callable[[ReleaseView], None]) -> tuple[Cell, ...]:
    def number() -> None:
        with ui.row().classes("items-center gap-2 no-wrap"):
            ui.label(str(release.number)).classes("font-semibold")
            if release.in_force:
                chip(say("releases.in_force"), "fine")

    def back() -> None:
        if release.number > 1 and any(release.changes.get(kind) for kind in _TAKEN_BACK):
            ui.button(say("releases.roll_back"), icon="undo", color=None, on_click=lambda: ask(release)).props(
                f'outline dense no-caps aria-label="{say("releases.roll_back_of", number=release.number)}"'
            ).classes("stop-button px-2")

    return (
        number,
        moment(release.at, context.timezone),
        release.actor,
        release.reason,
        lambda: _changes(release),
        back,
    )


def _changes(release: ReleaseView) -> None:
    words = [
        _change(kind, name, before, after)
        for kind, changed in release.changes.items()
        for name, (before, after) in changed.items()
    ]
    with ui.row().classes("gap-2"):
        for each in words[:_SHOWN]:
            chip(each)
        if len(words) > _SHOWN:
            ui.label(say("releases.more", count=len(words) - _SHOWN)).classes("faint")
        if not words:
            ui.label(say("releases.nothing")).classes("faint")


def _change(kind: str, name: str, before: int | None, after: int | None) -> str:
    if kind == "rollouts":
        if after is None:
            return say("releases.rollout_over", name=name)
        return say("releases.rollout_step", name=name, step=after)
    old = f"v{before}" if before is not None else say("releases.new")
    new = f"v{after}" if after is not None else say("releases.gone")
    return f"{name} {old} → {new}"


def _next(found: tuple[ReleaseView, ...]) -> None:
    if len(found) == _PAGE_SIZE and found[-1].number > 1:
        target = f"/releases?before={found[-1].number}"
        ui.button(say("common.next"), on_click=lambda: ui.navigate.to(target)).props(
            "flat dense no-caps icon-right=chevron_right"
        )
