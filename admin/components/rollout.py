"""One rollout in pieces: its state and verdict in a word, its steps as a line, both sides side by side, its history."""

from typing import Final

from nicegui import ui

from admin.components.display import chip, moment
from admin.components.table import Cell, Column, table
from admin.context import AdminContext
from admin.language import say, say_or_self
from engine.evaluation.guardrails.verdict import GuardrailState
from engine.evaluation.rollouts.document import Metric
from engine.services.rollout_views import EventView, RolloutView, StepView

_STATES: Final = {"running": "inform", "paused": "look", "promoted": "fine", "rolled_back": "stop"}
_VERDICTS: Final = {"continue": "fine", "pause": "look", "roll_back": "stop", "to_look_at": "look"}
_GUARDRAILS: Final = {"fine": "fine", "breached": "stop", "unwatched": "look"}


def state_chip(state: str) -> None:
    """Draw in which state a rollout is."""
    chip(say_or_self("rollout_state", state), _STATES.get(state, ""))


def verdict_chip(verdict: str) -> None:
    """Draw what its guardrails say; nothing where they say nothing."""
    if verdict:
        chip(say_or_self("rollout_verdict", verdict), _VERDICTS.get(verdict, ""))


def step_line(context: AdminContext, rollout: RolloutView) -> None:
    """Draw the steps from left to right: what is over, where it stands, what is to come."""
    with ui.row().classes("w-full gap-0 items-start no-wrap").props('role="list"'):
        for number, step in enumerate(rollout.steps_plan, start=1):
            with ui.column().classes("gap-1 flex-1 step").props('role="listitem"'):
                _step(context, rollout, number, step)


def _step(context: AdminContext, rollout: RolloutView, number: int, step: StepView) -> None:
    is_now = number == rollout.step and rollout.state in {"running", "paused"}
    is_over = number < rollout.step or (number == rollout.step and not is_now)
    with ui.row().classes("items-center gap-2 no-wrap w-full"):
        icon, colour = (
            ("check_circle", "fine")
            if is_over
            else ("radio_button_checked", "now")
            if is_now
            else ("radio_button_unchecked", "ahead")
        )
        ui.icon(icon).classes(f"text-xl step-{colour}").props('aria-hidden="true"')
        if number < len(rollout.steps_plan):
            ui.element("div").classes("step-line")
    with ui.row().classes("items-center gap-2"):
        ui.label(f"{step.percent} %").classes("figure")
        word = "rollouts.done" if is_over else "rollouts.now" if is_now else "rollouts.to_come"
        chip(say(word), "fine" if is_over else "inform" if is_now else "")
    if is_now and rollout.since is not None:
        ui.label(f"{say('rollouts.since')} {moment(rollout.since, context.timezone)}").classes("faint text-xs")
    words = [say("rollouts.hold", hold=step.hold)]
    if step.min_decisions:
        words.append(say("rollouts.least", count=step.min_decisions))
    ui.label(" · ".join(words)).classes("faint text-xs")
    if step.approve:
        is_agreed = rollout.approved_step >= number
        agreed = say("rollouts.agreed", person=rollout.approved_by or "–")
        chip(agreed if is_agreed else say("rollouts.needs", team=step.approve), "fine" if is_agreed else "look")


def both_sides(rollout: RolloutView) -> None:
    """Draw what each side brought, beside each other, with the verdict of each guardrail and of all."""
    judgement = rollout.judgement
    if judgement is None:
        ui.label(say("rollouts.not_watched")).classes("faint")
        return
    with ui.row().classes("items-center gap-2").props('role="status"'):
        verdict_chip(judgement.verdict)
        if rollout.step:
            step = rollout.steps_plan[rollout.step - 1]
            words = say("rollouts.decided", decisions=judgement.decisions, least=step.min_decisions, hold=step.hold)
            ui.label(words).classes("faint text-sm")
    columns = (
        Column(say("rollouts.metric")),
        Column(say("rollouts.side_of", side=say("side.control"), version=rollout.baseline), "number"),
        Column(say("rollouts.side_of", side=say("side.candidate"), version=rollout.candidate), "number"),
        Column(say("rollouts.limit"), "tight"),
        Column(say("rollouts.verdict"), "tight"),
    )
    candidate, control = judgement.customers
    customers: tuple[Cell, ...] = (say("rollouts.customers"), f"{control:,}", f"{candidate:,}", "", "")
    table(columns, [customers, *(_guardrail(each) for each in judgement.guardrails)], say("rollouts.sides"))
    if not judgement.guardrails:
        ui.label(say("rollouts.no_guardrails")).classes("faint text-sm")
    if judgement.reasons:
        with ui.expansion(say("rollouts.why")).props("dense").classes("w-full"):
            for reason in judgement.reasons:
                ui.label(reason).classes("mono")


def _guardrail(state: GuardrailState) -> tuple[Cell, ...]:
    metric = Metric(state.metric)
    candidate, control = (
        metric_text(metric, value) if count else "–"
        for value, count in zip((state.candidate, state.control), state.customers, strict=True)
    )
    word = say_or_self("guardrail", state.state)
    return (
        say_or_self("metric", state.metric),
        control,
        candidate,
        limit_text(state.limit),
        lambda: chip(word, _GUARDRAILS.get(state.state, "")),
    )


def metric_text(metric: Metric, value: float) -> str:
    """Return a measured value: a rate in per cent, an amount with two decimals."""
    return f"{value:.2%}" if metric.is_rate else f"{value:,.2f}"


def limit_text(limit: str) -> str:
    """Return a guardrail's bound (`rise 0.03`, `max 0.005`) in words."""
    kind, _, value = limit.partition(" ")
    return say("limit.max" if kind == "max" else "limit.rise", value=value)


def history(context: AdminContext, events: tuple[EventView, ...]) -> None:
    """Draw what happened to a rollout, the newest first."""
    with ui.column().classes("timeline"):
        for event in reversed(events):
            with ui.column():
                ui.label(f"{event.actor} {say_or_self('rollout_deed', event.action)}")
                if event.reason:
                    ui.label(event.reason).classes("break-all")
                ui.label(moment(event.at, context.timezone)).classes("faint text-xs")
