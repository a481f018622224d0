"""Inbox: payloads of channels that wait for a person."""

from collections.abc import Sequence
from typing import Final

from nicegui import ui

from admin.components.display import chip, moment
from admin.components.table import Cell, Column, table
from admin.context import AdminContext
from admin.language import say, say_or_self
from admin.shell import frame, loaded, title_row
from engine.store.parked_repository import Parked

_AT_ONCE: Final = 50


def build(context: AdminContext) -> None:
    """Register the page."""

    @ui.page("/inbox")
    async def inbox(after: str = "") -> None:
        with frame(context, "inbox", say("inbox.title")):
            title_row(say("inbox.title"))
            ui.label(say("inbox.about")).classes("faint")
            async with loaded():
                _waiting(context, await context.oms.intake.parked(after=after, limit=_AT_ONCE))


def _waiting(context: AdminContext, parked: Sequence[Parked]) -> None:
    with ui.column().classes("panel"):
        if not parked:
            with ui.row().classes("items-center gap-2"):
                ui.icon("check_circle").classes("text-xl").props('aria-hidden="true"')
                ui.label(say("inbox.empty"))
            return
        columns = (
            Column(say("inbox.received"), "tight"), Column(say("inbox.channel"), "tight"), Column(say("inbox.why")),
            Column(say("inbox.attempts"), "number"), Column(""),
        )  # fmt: skip
        table(columns, [_row(context, each) for each in parked], say("inbox.title"))
        if len(parked) == _AT_ONCE:
            ui.link(say("common.next"), f"/inbox?after={parked[-1].id}")


def _row(context: AdminContext, parked: Parked) -> tuple[Cell, ...]:
    def why() -> None:
        for reason in parked.reasons:
            with ui.row().classes("items-center gap-2"):
                chip(say_or_self("reason", reason.code), "look")
                ui.label(reason.source or reason.target).classes("mono faint")
                ui.label(reason.message).classes("text-sm")

    return (
        moment(parked.received_at, context.timezone),
        say_or_self("channel", parked.channel),
        why,
        str(parked.attempts),
        lambda: ui.link(say("inbox.open"), f"/inbox/{parked.id}"),
    )
