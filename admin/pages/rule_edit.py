"""A draft of a rule set, edited: steps at the left, form, grid or text in the middle, what it does at the right."""

from functools import partial
from typing import Final, cast

from nicegui import context as nicegui_context
from nicegui import ui

from admin.access import ADMINISTRATOR
from admin.components.display import chip
from admin.components.editing.bench import Bench, View
from admin.components.editing.problems import problem_list
from admin.components.editing.release import release_buttons
from admin.components.editing.rule_cards import RuleCards
from admin.components.editing.rule_grid import RuleGrid
from admin.components.editing.rule_text import RuleText
from admin.components.editing.trial import Trial
from admin.context import AdminContext
from admin.language import label, say
from admin.shell import Crumb, frame, loaded, title_row
from engine.errors import OmsError
from engine.evaluation.document.rule_form import StepForm
from engine.services.drafts import OPEN
from engine.services.rule_desk import Look
from engine.store.draft import Draft

_TICK: Final = 0.2
_VIEWS: Final[tuple[View, ...]] = ("form", "grid", "text")
# Leaving the field first, so that what was typed counts.
_SAVE_KEY: Final = """
document.addEventListener('keydown', event => {
  if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 's') return;
  event.preventDefault();
  if (!document.activeElement.closest('.cm-editor')) document.activeElement.blur();
  setTimeout(() => emitEvent('save-draft'), 50);
});
"""


def build(context: AdminContext) -> None:
    """Register the page."""

    @ui.page("/rules/{set_id}/edit")
    async def edit(set_id: str, draft: str | None = None) -> None:
        crumbs = (Crumb(say("rules.title"), "/rules"), Crumb(set_id, f"/rules/{set_id}"), Crumb(say("edit.title")))
        with frame(context, "rules", f"{say('edit.title')} {set_id}", crumbs):
            async with loaded():
                found = await context.oms.governance.drafts.get(draft) if draft else await _newest(context, set_id)
                if found is None or found.subject != set_id:
                    _nothing_yet(context, set_id)
                elif found.state not in OPEN:
                    _over(found)
                else:
                    _page(Bench(context, found, await _first_look(context, found)))


async def open_draft(context: AdminContext, set_id: str) -> None:
    """Go to the draft that is under way, or to a new one of what is in force."""
    found = await _newest(context, set_id)
    if found is None:
        try:
            found = await context.oms.governance.drafts.create(
                set_id, actor=ADMINISTRATOR, reason=say("edit.made_here"), kind="set"
            )
        except OmsError as error:
            ui.notify(str(error), type="negative")
            return
    ui.navigate.to(f"/rules/{set_id}/edit?draft={found.id}")


async def _newest(context: AdminContext, set_id: str) -> Draft | None:
    drafts = await context.oms.governance.drafts.find(set_id, "set")
    return next(iter(drafts), None)


async def _first_look(context: AdminContext, draft: Draft) -> Look:
    """Look at a draft; while it cannot be read, the words of its steps are those of the version in force."""
    look = await context.oms.desk.look(draft.text)
    if look.is_read or not draft.base_version:
        return look
    live = await context.oms.desk.look(await context.oms.rules.text(draft.subject))
    return Look(findings=look.findings, sentences=live.sentences, steps=live.steps, lists=live.lists)


def _nothing_yet(context: AdminContext, set_id: str) -> None:
    with ui.column().classes("panel items-start"):
        ui.label(say("edit.none"))
        ui.button(say("edit.start"), icon="edit", on_click=partial(open_draft, context, set_id)).props(
            "unelevated no-caps"
        )


def _over(draft: Draft) -> None:
    with ui.column().classes("panel items-start").props('role="status"'):
        ui.label(say(f"draft_state.{draft.state}")).classes("font-semibold")
        version = f"?version={draft.published_version}" if draft.published_version else ""
        ui.link(say("edit.to_set"), f"/rules/{draft.subject}{version}")


def _page(bench: Bench) -> None:
    views: dict[View, RuleCards | RuleGrid | RuleText] = {
        "form": RuleCards(bench),
        "grid": RuleGrid(bench),
        "text": RuleText(bench),
    }

    @ui.refreshable
    def head() -> None:
        _state(bench)

    @ui.refreshable
    def steps() -> None:
        _steps(bench)

    @ui.refreshable
    def problems() -> None:
        problem_list(bench)

    @ui.refreshable
    def middle() -> None:
        if bench.draft.state not in OPEN:
            _over(bench.draft)
        else:
            views[bench.view].draw()

    with title_row(bench.draft.subject):
        release_buttons(bench)
    with ui.row().classes("w-full items-center gap-2").props('role="status"'):
        head()
    with ui.grid().classes("w-full gap-4 items-start editor-grid"):
        with ui.column().classes("panel gap-1"):
            steps()
        with ui.column().classes("gap-3 w-full").style("min-width: 0"):
            with ui.tabs().props("dense no-caps align=left") as tabs:
                for view in _VIEWS:
                    ui.tab(view, label=say(f"edit.view.{view}"))
            tabs.set_value(bench.view)
            tabs.on_value_change(lambda event: bench.show(view=cast("View", event.value)))
            with ui.column().classes("w-full gap-3"):
                middle()
        with ui.column().classes("gap-4 w-full").style("min-width: 0"):
            with ui.column().classes("panel"):
                ui.html(f"<h2>{say('edit.problems')}</h2>", sanitize=False)
                with ui.column().classes("w-full gap-3 problem-list").props('tabindex="0"'):
                    problems()
            with ui.column().classes("panel"):
                Trial(bench).draw()

    def draw() -> None:
        tabs.set_value(bench.view)
        middle.refresh()
        steps.refresh()
        head.refresh()

    def seen() -> None:
        head.refresh()
        steps.refresh()
        problems.refresh()

    bench.redraw.append(draw)
    bench.seen.append(seen)
    ui.timer(_TICK, bench.tick)
    ui.run_javascript(_SAVE_KEY)
    ui.on("save-draft", bench.save)
    nicegui_context.client.on_disconnect(bench.save)


def _state(bench: Bench) -> None:
    """Say how the draft stands: its base, whether it is saved, its problems, tests and coverage; undo and redo."""
    draft, look = bench.draft, bench.look
    chip(say("edit.base", version=draft.base_version))
    chip(say(f"draft_state.{draft.state}"), "inform")
    if bench.problem is not None:
        chip(say("edit.not_saved"), "stop")
    else:
        chip(say("edit.saved") if bench.is_saved else say("edit.saving"), "fine" if bench.is_saved else "")
    warnings = len(look.findings) - look.errors
    chip(
        say("edit.errors", errors=look.errors, warnings=warnings),
        "stop" if look.errors else "look" if warnings else "fine",
    )
    if look.tests is not None:
        passed, total = look.tests.passed, len(look.tests.outcomes)
        chip(say("edit.tests", passed=passed, total=total), "fine" if passed == total else "stop")
        chip(say("rules.coverage", percent=round(look.tests.coverage * 100)))
    ui.space()
    for word, icon, move, is_possible in (
        ("edit.undo", "undo", bench.undo, bench.can_undo),
        ("edit.redo", "redo", bench.redo, bench.can_redo),
    ):
        button = (
            ui.button(icon=icon, on_click=move).props(f'flat dense size=sm aria-label="{say(word)}"').tooltip(say(word))
        )
        button.set_enabled(is_possible)
    if bench.problem is not None:
        _clash(bench, bench.problem)


def _clash(bench: Bench, problem: str) -> None:
    """Say why it could not be saved, and let the person choose: nothing that either wrote is lost."""
    with ui.column().classes("notice stop gap-2").props('role="alert"'):
        ui.label(say("edit.clash")).classes("font-semibold")
        ui.label(problem).classes("mono text-xs").style("white-space: pre-wrap")

        async def keep_own() -> None:
            try:
                made = await bench.save_as_own(say("edit.own_copy", draft=bench.draft.id))
            except OmsError as error:
                ui.notify(str(error), type="negative")
                return
            ui.navigate.to(f"/rules/{bench.draft.subject}/edit?draft={made}")

        with ui.row().classes("gap-2"):
            ui.button(say("edit.keep_own"), on_click=keep_own).props("outline dense no-caps")
            ui.button(say("edit.take_theirs"), on_click=bench.take_theirs).props("flat dense no-caps")


def _steps(bench: Bench) -> None:
    """List the steps, each with the number of its rules and a mark where something is wrong."""
    ui.html(f"<h2>{say('edit.steps')}</h2>", sanitize=False)
    shown = bench.shown()
    for number, step in enumerate(bench.steps(), start=1):
        _step(bench, number, step, is_here=shown is not None and shown.name == step.name)


def _step(bench: Bench, number: int, step: StepForm, *, is_here: bool) -> None:
    fields = bench.look.steps.get(step.name)
    ids = {rule.id for rule in step.rules}
    wrong = [one for one in bench.look.findings if one.step == step.name or ids.intersection(one.rules)]
    name = label(fields.label) if fields is not None else step.name
    button = ui.button(on_click=lambda: bench.show(step=step.name)).props(
        f'flat no-caps align=left dense aria-current="{"step" if is_here else "false"}"'
    )
    button.classes("w-full step-here" if is_here else "w-full")
    with button, ui.row().classes("w-full items-center gap-2 no-wrap"):
        ui.label(f"{number} {name}").classes("cut")
        ui.space()
        if wrong:
            is_error = any(one.severity == "error" for one in wrong)
            chip(str(len(wrong)), "stop" if is_error else "look").tooltip(say("edit.wrong_here", count=len(wrong)))
        ui.label(str(len(step.rules))).classes("faint number")
