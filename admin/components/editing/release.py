"""What a draft would change, and the ways out of it: a review, a release, or the end."""

from collections.abc import Awaitable, Callable

from nicegui import ui

from admin.access import ADMINISTRATOR
from admin.components.editing.bench import Bench
from admin.components.editing.problems import words_of
from admin.components.table import Cell, Column, table
from admin.language import say, say_or_self
from engine.errors import OmsError, RuleSetError, StaleWrite
from engine.evaluation.comparison import Change
from engine.store.draft import Draft

Move = Callable[[str], Awaitable[Draft]]


def release_buttons(bench: Bench) -> None:
    """Draw the buttons: compare, ask for a review, publish, give it up."""
    governance = bench.context.oms.governance
    needs_approval = governance.policy.needs_approval

    async def compare() -> None:
        await _compare(bench)

    def request() -> None:
        _ask(
            bench,
            "request",
            lambda why: governance.reviews.request(bench.draft.id, actor=ADMINISTRATOR, reason=why),
        )

    def publish() -> None:
        _ask(bench, "publish", lambda why: _published(bench, why))

    def abandon() -> None:
        _ask(
            bench,
            "abandon",
            lambda why: governance.drafts.abandon(bench.draft.id, actor=ADMINISTRATOR, reason=why),
        )

    ui.button(say("edit.compare"), icon="difference", on_click=compare).props("flat no-caps")
    with ui.button(icon="more_vert").props(f'flat dense aria-label="{say("edit.more")}"'), ui.menu():
        ui.menu_item(say("edit.abandon"), on_click=abandon)
    first, second = (
        ("unelevated no-caps", "outline no-caps") if needs_approval else ("outline no-caps", "unelevated no-caps")
    )
    ui.button(say("edit.request"), icon="how_to_reg", on_click=request).props(first)
    ui.button(say("edit.publish"), icon="rocket_launch", on_click=publish).props(second)


async def _published(bench: Bench, why: str) -> Draft:
    """Publish the draft; what others published meanwhile is brought into it first."""
    governance = bench.context.oms.governance
    try:
        return await governance.publishing.publish(bench.draft.id, actor=ADMINISTRATOR, reason=why)
    except StaleWrite:
        await governance.drafts.rebase(bench.draft.id, actor=ADMINISTRATOR)
        return await governance.publishing.publish(bench.draft.id, actor=ADMINISTRATOR, reason=why)


def _ask(bench: Bench, word: str, move: Move) -> None:
    """Ask for the reason and do it; what is refused is said in the dialog, and nothing typed is lost."""
    with ui.dialog(value=True) as dialog, ui.card().classes("w-96 gap-3"):
        ui.label(say(f"edit.{word}")).classes("font-semibold")
        ui.label(say(f"ask_hint.{word}")).classes("faint text-sm")
        why = ui.input(label=say("edit.reason")).classes("w-full").props("outlined dense autofocus")
        problem = ui.label().classes("notice stop finding whitespace-pre-wrap").props('role="alert"')
        problem.visible = False

        def refuse(text: str) -> None:
            problem.set_text(text)
            problem.visible = True

        async def go() -> None:
            reason = str(why.value or "").strip()
            if not reason:
                refuse(say("edit.reason.missing"))
                return
            button.props("loading")
            try:
                await bench.save()
                if bench.problem is not None:
                    refuse(bench.problem)
                    return
                bench.draft = await move(reason)
            except RuleSetError as error:
                refuse("\n".join(_said(error)))
                return
            except OmsError as error:
                refuse(str(error))
                return
            finally:
                button.props(remove="loading")
            dialog.close()
            ui.notify(say(f"ask_done.{word}"), type="positive")
            bench.draw()

        with ui.row().classes("w-full justify-end gap-2"):
            ui.button(say("edit.cancel"), on_click=dialog.close).props("flat no-caps")
            button = ui.button(say("edit.confirm"), on_click=go).props("unelevated no-caps")


def _said(error: RuleSetError) -> list[str]:
    return [words_of(finding) for finding in error.findings[:8]]


async def _compare(bench: Bench) -> None:
    try:
        changes = await bench.context.oms.desk.changes(bench.draft.subject, bench.text)
    except OmsError as error:
        ui.notify(str(error), type="negative", multi_line=True)
        return
    with ui.dialog(value=True) as dialog, ui.card().classes("w-full gap-3").style("max-width: 960px"):
        ui.label(say("edit.compare.title", version=bench.draft.base_version)).classes("font-semibold")
        if changes:
            columns = tuple(Column(say(f"edit.compare.{word}")) for word in ("what", "where", "before", "after"))
            table(columns, [_change(change) for change in changes], say("edit.compare"))
        else:
            ui.label(say("edit.compare.same")).classes("faint")
        with ui.row().classes("w-full justify-end"):
            ui.button(say("edit.close"), on_click=dialog.close).props("flat no-caps")


def _change(change: Change) -> tuple[Cell, ...]:
    place = " · ".join(part for part in (change.step, change.rule, change.test, change.field) if part)
    return (say_or_self("change", change.what), place, change.before or "–", change.after or "–")
