"""Trying a real order: what it got, what the draft would answer, the way of both, and keeping it as a test."""

from nicegui import ui

from admin.components.decision import step_seen
from admin.components.display import answer_chips, chip
from admin.components.editing.bench import Bench
from admin.language import say
from engine.errors import OmsError, RuleSetError
from engine.evaluation.document.promises import Promise, with_promise
from engine.services.rule_desk import Tried
from engine.services.views import EvaluationView


class Trial:
    """Draws the column in which an order is tried; it is tried again after each look."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._number = ""
        self._tried: tuple[Tried, ...] = ()
        self._text = ""
        bench.seen.append(self._follow)

    def draw(self) -> None:
        """Draw it into the panel of the moment."""
        ui.html(f"<h2>{say('edit.try')}</h2>", sanitize=False)
        with ui.row().classes("w-full items-center gap-2 no-wrap"):
            number = ui.input(label=say("edit.try.number")).classes("grow").props("outlined dense")
            number.on("keydown.enter", lambda: self._start(str(number.value or "")))
            ui.button(say("edit.try.go"), on_click=lambda: self._start(str(number.value or ""))).props(
                "unelevated no-caps"
            )
        self._result = ui.column().classes("w-full gap-3")
        with self._result:
            ui.label(say("edit.try.hint")).classes("faint text-sm")

    async def _start(self, number: str) -> None:
        self._number = number.strip()
        await self._try()

    def _follow(self) -> None:
        is_new = self._text != self._bench.text and self._bench.look.is_read
        if self._number and is_new and self._bench.look_is_fresh:
            ui.timer(0.01, self._try, once=True)

    async def _try(self) -> None:
        if not self._number:
            return
        self._text = self._bench.text
        try:
            self._tried = await self._bench.context.oms.desk.try_order(
                self._bench.draft.subject, self._text, self._number
            )
        except OmsError as error:
            self._tried = ()
            self._result.clear()
            with self._result:
                said = say("edit.try.unread") if isinstance(error, RuleSetError) else str(error)
                ui.label(said).classes("notice stop finding").props('role="alert"')
            return
        self._result.clear()
        with self._result:
            for tried in self._tried:
                self._one(tried)

    def _one(self, tried: Tried) -> None:
        with ui.row().classes("items-center gap-2"):
            ui.link(tried.record.order_no, f"/orders/{tried.record.order_no}")
            same = tried.is_same
            chip(say("edit.try.same" if same else "edit.try.other"), "fine" if same else "look")
        for word, view in (("edit.try.live", tried.live), ("edit.try.draft", tried.draft)):
            with ui.column().classes("w-full gap-1").props(f'role="group" aria-label="{say(word)}"'):
                ui.label(f"{say(word)} · {view.set}").classes("font-semibold text-sm")
                with ui.row().classes("gap-2 items-center"):
                    answer_chips(view.answer)
                ui.label(_way(view)).classes("mono faint text-xs")
                with (
                    ui.expansion(say("edit.try.why")).classes("w-full text-sm").props("dense"),
                    ui.element("div").classes("scroll"),
                ):
                    for step in view.explanation:
                        step_seen(step)
        ui.button(say("edit.try.keep"), icon="playlist_add_check", on_click=lambda: self._keep(tried)).props(
            "flat dense no-caps"
        )

    def _keep(self, tried: Tried) -> None:
        subject = tried.record.subject
        name = f"{tried.record.order_no} {subject}" if subject and subject != tried.record.order_no else subject
        promise = Promise(
            name=name or tried.record.order_no,
            given=tried.record.facts,
            expect=tried.draft.answer,
            fires=tuple(dict.fromkeys(rule for step in tried.draft.steps for rule in step.hit)),
            at=tried.record.at.isoformat(),
        )
        if self._bench.edit(lambda document: with_promise(document, promise), is_redrawn=True):
            ui.notify(say("edit.try.kept"), type="positive")


def _way(view: EvaluationView) -> str:
    return "  ▸  ".join(dict.fromkeys(rule for step in view.steps for rule in step.hit))
