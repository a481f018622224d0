"""One rollout, live: where it stands, what both sides bring, what is said of it, and the buttons."""

from typing import Final

import msgspec
from nicegui import ui

from admin.components.display import chip, moment, pair
from admin.components.rollout import both_sides, history, state_chip, step_line
from admin.components.rollout_moves import move_buttons
from admin.context import AdminContext
from admin.language import say
from admin.shell import Crumb, frame, loaded, title_row
from engine.errors import OmsError
from engine.services.rollout_views import RolloutView

_LOOK_AGAIN: Final = 5.0  # seconds


def build(context: AdminContext) -> None:
    """Register the page."""

    @ui.page("/rollouts/{rollout_id}")
    async def rollout(rollout_id: str) -> None:
        seen: list[bytes] = []
        with frame(context, "rollouts", rollout_id, (Crumb(say("rollouts.title"), "/rollouts"), Crumb(rollout_id))):
            dialogs = ui.element("div")  # outside of what is drawn anew, so that no question vanishes unanswered

            async def refresh() -> None:
                await content.refresh()

            @ui.refreshable
            async def content() -> None:
                async with loaded():
                    found = await context.oms.rollouts.get(rollout_id)
                    seen[:] = [msgspec.json.encode(found)]
                    with title_row(found.title):
                        state_chip(found.state)
                        move_buttons(context, found, dialogs, refresh)
                    _body(context, found)

            async def look_again() -> None:
                """Draw it anew only where something is different: whoever reads or uses the keyboard is left alone."""
                try:
                    found = await context.oms.rollouts.get(rollout_id)
                except OmsError:
                    return  # the next look may answer; what is on the page stays there
                if seen and seen != [msgspec.json.encode(found)]:
                    await content.refresh()

            await content()
            if seen:
                ui.timer(_LOOK_AGAIN, look_again)


def _body(context: AdminContext, rollout: RolloutView) -> None:
    with ui.column().classes("panel"):
        ui.html(f"<h2>{say('rollouts.steps')}</h2>", sanitize=False)
        step_line(context, rollout)
    with (
        ui.grid().classes("w-full gap-4 items-start").style("grid-template-columns: minmax(0, 5fr) minmax(300px, 2fr)")
    ):
        with ui.column().classes("gap-4 w-full"):
            with ui.column().classes("panel"):
                ui.html(f"<h2>{say('rollouts.sides')}</h2>", sanitize=False)
                both_sides(rollout)
            with ui.column().classes("panel"):
                ui.html(f"<h2>{say('rollouts.history')}</h2>", sanitize=False)
                history(context, rollout.history)
        with ui.column().classes("panel"):
            _facts(context, rollout)


def _facts(context: AdminContext, rollout: RolloutView) -> None:
    ui.html(f"<h2>{say('rollouts.facts')}</h2>", sanitize=False)
    with ui.row().classes("items-center gap-2"):
        ui.link(rollout.target, f"/rules/{rollout.target}").classes("mono")
        chip(f"v{rollout.baseline} → v{rollout.candidate}")
    pair(say("rollouts.sticky"), rollout.sticky, "mono")
    pair(say("rollouts.in_flight"), say(f"in_flight.{rollout.in_flight}"))
    pair(say("rollouts.planned_by"), rollout.planned_by)
    pair(say("rollouts.planned_at"), moment(rollout.planned_at, context.timezone))
    pair(say("rollouts.meets"), ", ".join(rollout.meets) or say("common.none"))
    with ui.expansion(say("rollouts.text")).props("dense").classes("w-full"):
        ui.label(rollout.yaml).classes("mono whitespace-pre-wrap break-all")
