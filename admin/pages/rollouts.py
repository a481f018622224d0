"""Rollouts: what runs, what is planned, what is over; each with its step, its share and its verdict."""

from collections.abc import Sequence
from typing import Final

from nicegui import ui

from admin.components.display import moment
from admin.components.rollout import state_chip, verdict_chip
from admin.components.table import Cell, Column, table
from admin.context import AdminContext
from admin.language import say
from admin.shell import frame, loaded, title_row
from engine.services.rollout_views import RolloutRowView

_GROUPS: Final = (("running", ("running", "paused")), ("planned", ("planned",)), ("past", ("promoted", "rolled_back")))


def build(context: AdminContext) -> None:
    """Register the page."""

    @ui.page("/rollouts")
    async def rollouts() -> None:
        with frame(context, "rollouts", say("rollouts.title")):
            with title_row(say("rollouts.title")):
                _new_button()
            async with loaded():
                rows = await context.oms.rollouts.list()
                if not rows:
                    _nothing()
                for name, states in _GROUPS:
                    _group(context, name, [row for row in rows if row.state in states])


def _new_button() -> None:
    ui.button(say("wizard.title"), icon="add", on_click=lambda: ui.navigate.to("/new-rollout")).props(
        "unelevated no-caps"
    )


def _nothing() -> None:
    with ui.column().classes("panel items-center py-8"):
        ui.label(say("rollouts.empty")).classes("font-semibold")
        ui.label(say("rollouts.empty_hint")).classes("faint")


def _group(context: AdminContext, name: str, rows: Sequence[RolloutRowView]) -> None:
    if not rows:
        return
    columns = (
        Column(say("rollouts.name")),
        Column(say("rollouts.target"), "mono"),
        Column(say("rollouts.versions"), "tight"),
        Column(say("rollouts.state"), "tight"),
        Column(say("rollouts.step"), "tight"),
        Column(say("rollouts.share"), "number"),
        Column(say("rollouts.since"), "tight"),
        Column(say("rollouts.verdict"), "tight"),
    )
    with ui.column().classes("panel"):
        ui.html(f"<h2>{say(f'rollouts.{name}')}</h2>", sanitize=False)
        table(columns, [_row(context, row) for row in rows], say(f"rollouts.{name}"))


def _row(context: AdminContext, row: RolloutRowView) -> tuple[Cell, ...]:
    step = say("rollouts.step_of", step=row.step, steps=row.steps) if row.step else say("rollouts.not_begun")
    return (
        lambda: ui.link(row.title, f"/rollouts/{row.id}"),
        lambda: ui.link(row.target, f"/rules/{row.target}"),
        f"v{row.baseline} → v{row.candidate}",
        lambda: state_chip(row.state),
        step,
        f"{row.percent} %" if row.percent else "–",
        moment(row.since, context.timezone) if row.since else "–",
        lambda: verdict_chip(row.verdict),
    )
