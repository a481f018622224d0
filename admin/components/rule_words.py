"""A rule set in words: its steps in order, a sentence for each rule."""

from collections.abc import Sequence

from nicegui import ui

from admin.components.display import chip
from admin.language import label, say, say_or_self
from engine.services.rule_words import RuleWords, StepWords


def rule_words(steps: Sequence[StepWords]) -> None:
    """Draw the steps of a rule set."""
    for position, step in enumerate(steps, start=1):
        with ui.column().classes("w-full gap-1 pb-2"):
            with ui.row().classes("items-baseline gap-2"):
                ui.html(f"<h3>{position} {label(step.label)}</h3>", sanitize=False)
                ui.label(step.name).classes("mono faint text-xs")
                chip(say_or_self("hit", step.hit))
            with ui.element("ol").classes("w-full rule-words"):
                for rule in step.rules:
                    _rule(rule)


def _rule(rule: RuleWords) -> None:
    with ui.element("li").classes("py-1"):
        ui.label(label(rule.sentence)).classes("inline" if rule.enabled else "inline faint")
        with ui.element("span").classes("mono faint text-xs q-ml-sm"):
            ui.label(f"{rule.id} · {say('rules.line', line=rule.line)}" if rule.line else rule.id).classes("inline")
