"""The buttons of a rollout: each asks for a reason and says what happens to orders in flight."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from nicegui import ui

from admin.components.reason_dialog import ask_reason
from admin.components.review import reviewer_name
from admin.context import AdminContext
from admin.language import say
from engine.evaluation.rollouts.document import InFlight
from engine.services.rollout_views import RolloutView

Refresh = Callable[[], Awaitable[None]]

# In the order in which they stand; the last one to be drawn is what is usually done next.
_MOVES: Final = ("roll_back", "pause", "approve", "promote", "resume", "start", "widen")
_LOOKS: Final[Mapping[str, str]] = {"start": "unelevated", "widen": "unelevated", "resume": "unelevated"}
_ICONS: Final[Mapping[str, str]] = {
    "roll_back": "undo", "pause": "pause", "approve": "how_to_reg", "promote": "done_all", "resume": "play_arrow",
    "start": "play_arrow", "widen": "arrow_forward",
}  # fmt: skip


def person() -> str:
    """Return the name under which deeds of the admin stand in histories and the audit."""
    return f"admin:{reviewer_name()}"


def move_buttons(context: AdminContext, rollout: RolloutView, dialogs: ui.element, refresh: Refresh) -> None:
    """Draw what may be done now; questions open within `dialogs`."""
    for move in _MOVES:
        if move not in rollout.allowed:
            continue
        if move == "widen" and rollout.step >= rollout.steps:
            continue  # at the last step there is nothing left but to promote it
        if move == "approve" and not any(
            step.approve for step in rollout.steps_plan[max(rollout.step, rollout.approved_step) :]
        ):
            continue
        look = _LOOKS.get(move, "outline")
        is_harmful = move == "roll_back"
        button = ui.button(
            _name(move) + ("…" if is_harmful else ""),
            icon=_ICONS[move],
            color="primary" if look == "unelevated" else None,
            on_click=lambda said=move: _ask(context, rollout, said, dialogs, refresh),
        )
        button.props(f"{look} no-caps")
        if look != "unelevated":
            button.classes("stop-button" if is_harmful else "text-button")


def _name(move: str) -> str:
    return say(f"rollout_move.{move}")


def _ask(context: AdminContext, rollout: RolloutView, move: str, dialogs: ui.element, refresh: Refresh) -> None:
    flight: list[ui.select] = []

    async def go(reason: str) -> None:
        chosen = InFlight(str(flight[0].value)) if flight else None
        await _do(context, rollout, move, reason, chosen)
        ui.notify(say("rollouts.moved", move=_name(move)), type="positive")
        await refresh()

    colour = "negative" if move == "roll_back" else "primary"
    with dialogs:
        more = ask_reason(_name(move), say(f"move_means.{move}"), colour, go)
    if move == "roll_back" and rollout.step:
        with more:
            ways = {each.value: say(f"in_flight.{each.value}") for each in InFlight}
            select = ui.select(ways, value=rollout.in_flight, label=say("rollouts.in_flight"))
            flight.append(select.classes("w-full").props("outlined dense"))


async def _do(context: AdminContext, rollout: RolloutView, move: str, reason: str, flight: InFlight | None) -> None:
    rollouts, name, actor = context.oms.rollouts, rollout.id, person()
    match move:
        case "start":
            await rollouts.start(name, actor=actor, reason=reason)
        case "widen":
            await rollouts.widen(name, actor=actor, reason=reason, step=rollout.step + 1)
        case "approve":
            await rollouts.approve(name, actor=actor, reason=reason)
        case "pause":
            await rollouts.pause(name, actor=actor, reason=reason)
        case "resume":
            await rollouts.resume(name, actor=actor, reason=reason)
        case "promote":
            await rollouts.promote(name, actor=actor, reason=reason)
        case _:
            await rollouts.roll_back(name, actor=actor, reason=reason, in_flight=flight)
