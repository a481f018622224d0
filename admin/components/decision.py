"""One decision: the answer in short; opened, every rule with what each of its conditions saw."""

from collections.abc import Mapping

from nicegui import ui

from admin.components.display import answer_chips, chip, value_text
from admin.components.table import Cell, Column, table
from admin.context import AdminContext
from admin.language import language, say, say_or_self
from admin.shell import failure
from engine.errors import OmsError
from engine.evaluation.explain import ConditionSeen, RuleSeen, StepSeen
from engine.services.views import DecisionView, ExplanationView, NearestView


def decision_row(context: AdminContext, decision: DecisionView) -> None:
    """Draw a decision as a row that opens; the explanation is fetched when it is opened first."""
    with ui.expansion().classes("w-full").props("dense") as row:
        with row.add_slot("header"), ui.row().classes("w-full items-center gap-2"):
            ui.label(say_or_self("kind", decision.kind)).classes("font-semibold w-20")
            answer_chips(decision.answer)
            ui.space()
            if decision.subject:
                ui.label(say("decision.subject", subject=decision.subject)).classes("faint text-xs")
            ui.label(decision.set).classes("mono faint")
            chip(say_or_self("side", decision.side))
        inside = ui.column().classes("w-full gap-4 pb-4")

    async def open_once() -> None:
        if not row.value or inside.default_slot.children:
            return
        with inside:
            try:
                _explanation(await context.oms.orders.explain(decision.id))
            except OmsError as error:
                failure(say("error.title"), f"{error.code}: {error}", can_retry=True)

    row.on_value_change(open_once)


def _explanation(seen: ExplanationView) -> None:
    with ui.row().classes("items-center gap-2"):
        ui.link(f"{say('decision.set')} {seen.set}", f"/rules/{seen.set.partition('@')[0]}")
        if seen.agrees:
            chip(say("decision.agrees"), "fine")
        else:
            chip(say("decision.disagrees"), "stop")
    for step in seen.steps:
        step_seen(step)
    for nearest in seen.nearest:
        _nearest(nearest)
    with ui.expansion(say("decision.facts")).classes("w-full text-sm").props("dense"):
        rows = [(path, value_text(value)) for path, value in seen.facts.items()]
        table(
            (Column(say("decision.condition"), "mono tight"), Column(say("decision.saw"))), rows, say("decision.facts")
        )


def _nearest(nearest: NearestView) -> None:
    """Draw what would have had to be otherwise for another answer."""
    with ui.row().classes("items-baseline gap-2"):
        chip(say("decision.if"), "inform")
        for change in nearest.changes:
            ui.label(change.label_zh if language() == "zh" else change.label_en)
            ui.label(change.text).classes("mono")
            ui.label(say("decision.instead_of", saw=value_text(change.saw))).classes("faint text-sm")
        chip(say("decision.then_it"), "inform")
        if isinstance(nearest.answer, Mapping):
            answer_chips(nearest.answer)
        else:
            ui.label(value_text(nearest.answer))


def step_seen(step: StepSeen) -> None:
    """Draw one step: its answer, and every rule with what its conditions saw."""
    with ui.column().classes("w-full gap-2"):
        with ui.row().classes("items-center gap-2"):
            ui.html(f"<h3 class='mono'>{step.step}</h3>", sanitize=False)
            if step.over:
                chip(f"{say('decision.over')} {step.over}")
            ui.label(say("decision.policy", policy=step.hit_policy)).classes("faint text-xs")
            ui.label(f"→ {value_text(dict(step.out)) or '–'}").classes("text-sm")
        if step.defaulted:
            ui.label(say("decision.default")).classes("faint text-sm")
        shown = [rule for rule in step.rules if rule.matched or rule.hit]
        others = [rule for rule in step.rules if not (rule.matched or rule.hit)]
        if shown:
            _rules(shown)
        if others:
            with ui.expansion(say("decision.others", count=len(others))).classes("w-full text-sm").props("dense"):
                _rules(others)


def _rules(rules: list[RuleSeen]) -> None:
    columns = (
        Column(say("decision.rule"), "mono"),
        Column(""),
        Column(say("decision.condition")),
        Column(say("decision.saw")),
        Column(say("decision.held"), "tight"),
        Column(say("decision.then")),
    )
    rows: list[tuple[Cell, ...]] = []
    for rule in rules:
        conditions = rule.conditions or (None,)
        for i, condition in enumerate(conditions):
            head: tuple[Cell, ...] = (rule.rule, _verdict(rule)) if i == 0 else ("", "")
            rows.append((*head, *_condition(condition), value_text(dict(rule.then)) if i == 0 else ""))
    table(columns, rows, say("decision.rule"))


def _verdict(rule: RuleSeen) -> Cell:
    if rule.hit:
        return lambda: chip(say("decision.hit"), "fine")
    if rule.matched:
        return lambda: chip(say("decision.matched"))
    return lambda: chip(say("decision.missed") if rule.in_force else say("decision.not_in_force"))


def _part(part: ConditionSeen, depth: int) -> None:
    """Draw one part of a compound condition, and its own parts below it, each level further in."""
    with ui.row().classes("items-center gap-2 no-wrap").style(f"padding-left: {16 * depth}px"):
        ui.icon("check" if part.held else "close").classes("text-xs").props(
            f'aria-label="{say("common.yes" if part.held else "common.no")}"'
        )
        seen = "" if part.parts else f"  ·  {value_text(part.saw)}"
        ui.label(part.text + seen).classes("mono faint")
    for inner in part.parts:
        _part(inner, depth + 1)


def _condition(condition: ConditionSeen | None) -> tuple[Cell, Cell, Cell]:
    if condition is None:
        return (say("decision.always"), "", "")
    name = condition.label_zh if language() == "zh" else condition.label_en

    def draw() -> None:
        if name:
            ui.label(name)
        ui.label(condition.text).classes("mono faint")
        for part in condition.parts:
            _part(part, depth=1)

    def mark() -> None:
        signal, icon, word = ("fine", "check", "common.yes") if condition.held else ("", "close", "common.no")
        with chip("", signal):
            ui.icon(icon).props('aria-hidden="true"')
            ui.label(say(word))

    return (draw, value_text(condition.saw), mark)
