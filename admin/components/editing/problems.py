"""What is wrong with a draft, in words, each a click away from where it stands; and how its tests went."""

from typing import Final

from nicegui import ui

from admin.components.display import chip
from admin.components.editing.bench import Bench
from admin.language import language, say
from engine.errors import Finding

_SHOWN: Final = 40


def words_of(finding: Finding) -> str:
    """Return a finding in the person's language."""
    return finding.message_zh if language() == "zh" and finding.message_zh else finding.message


def problem_list(bench: Bench) -> None:
    """Draw what is wrong, errors first."""
    findings = sorted(bench.look.findings, key=lambda one: one.severity != "error")
    if not findings:
        chip(say("edit.nothing_wrong"), "fine")
    for finding in findings[:_SHOWN]:
        is_error = finding.severity == "error"
        with ui.column().classes("w-full gap-0 finding"):
            with ui.row().classes("w-full items-center gap-2 no-wrap"):
                chip(say("edit.error" if is_error else "edit.warning"), "stop" if is_error else "look")
                ui.label(" · ".join((*finding.rules, *_line(finding)))).classes("mono faint text-xs cut grow")
                text = say("edit.go_there")
                ui.button(text, on_click=lambda one=finding: _go(bench, one)).props(
                    "flat dense no-caps no-wrap size=sm"
                )
            ui.label(words_of(finding)).classes("text-sm")
    if len(findings) > _SHOWN:
        ui.label(say("edit.more_problems", count=len(findings) - _SHOWN)).classes("faint text-sm")


def _line(finding: Finding) -> tuple[str, ...]:
    return (say("rules.line", line=finding.line),) if finding.line else ()


def _go(bench: Bench, finding: Finding) -> None:
    """Show the step that it is about; where it is about none, the text."""
    steps = {rule.id: step.name for step in bench.steps() for rule in step.rules}
    step = next((steps[rule] for rule in finding.rules if rule in steps), finding.step)
    if step is None or step not in steps.values():
        bench.show(view="text")
    else:
        bench.show(step=step)
