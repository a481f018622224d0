"""A question before something that takes effect at once: what it does, and why somebody does it."""

from collections.abc import Awaitable, Callable

from nicegui import ui

from admin.components.refusal import refusal_text
from admin.language import say
from engine.errors import OmsError


def ask_reason(title: str, meaning: str, colour: str, go: Callable[[str], Awaitable[None]]) -> ui.column:
    """Open a dialog that asks for a reason, then does it; what is refused is said in it. Return room for more fields.

    `go` is given the reason; the dialog closes when it has done its work. The words of the reason are never lost.
    """
    with ui.dialog(value=True) as dialog, ui.card().classes("w-[28rem] gap-3"):
        ui.label(title).classes("font-semibold")
        ui.label(meaning).classes("text-sm")
        more = ui.column().classes("w-full gap-2")
        reason = ui.input(say("rollouts.reason")).classes("w-full").props("outlined dense autofocus maxlength=200")
        problem = ui.label().classes("chip stop whitespace-pre-line").props('role="alert"')
        problem.visible = False

        def refuse(words: str) -> None:
            problem.set_text(words)
            problem.visible = True

        async def done() -> None:
            said = str(reason.value or "").strip()
            if not said:
                refuse(say("rollouts.need_reason"))
                return
            button.props("loading")
            try:
                await go(said)
            except OmsError as error:
                refuse(refusal_text(error))
            else:
                dialog.close()
            finally:
                button.props(remove="loading")

        reason.on("keydown.enter", done)
        with ui.row().classes("w-full justify-end gap-2"):
            ui.button(say("rollouts.back"), color=None, on_click=dialog.close).props("flat no-caps").classes(
                "text-button"
            )
            button = ui.button(title, color=colour, on_click=done).props("unelevated no-caps")
    dialog.on("hide", dialog.delete)
    return more
