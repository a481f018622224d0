"""A new rollout, step by step: what is tried, on whom, in which steps, and what would come of it."""

from typing import Final

from nicegui import ui

from admin.components.display import moment, pair
from admin.components.refusal import refusal_text
from admin.components.region_picker import region_picker
from admin.components.review import reviewer_name
from admin.components.rollout_form import guardrail_rows, step_rows
from admin.components.rollout_moves import person
from admin.context import AdminContext
from admin.language import say
from admin.shell import Crumb, frame, loaded, title_row
from engine.errors import OmsError
from engine.evaluation.rollouts.document import InFlight
from engine.services.rollout_forms import (
    USUAL_GUARDRAILS,
    USUAL_STEPS,
    Candidates,
    Prospect,
    RolloutForm,
    Submitted,
)
from engine.services.views import RuleSetRow

_CHANNELS: Final = ("app", "mini_program", "web", "pos", "taobao", "jd", "shopify")
_FIELD: Final = "outlined dense"


def build(context: AdminContext) -> None:
    """Register the page."""

    @ui.page("/new-rollout")
    async def new_rollout(target: str | None = None) -> None:
        crumbs = (Crumb(say("rollouts.title"), "/rollouts"), Crumb(say("wizard.title")))
        with frame(context, "rollouts", say("wizard.title"), crumbs):
            title_row(say("wizard.title"))
            async with loaded():
                targets = await context.oms.rollout_forms.targets()
                if not targets:
                    _nothing()
                    return
                names = [row.id for row in targets]
                first = target if target in names else names[0]
                wizard = _Wizard(context, targets, await context.oms.rollout_forms.candidates(first), first)
                wizard.draw()


def _nothing() -> None:
    with ui.column().classes("panel items-center py-8"):
        ui.label(say("wizard.no_targets")).classes("font-semibold")
        ui.label(say("wizard.no_targets_hint")).classes("faint")


class _Wizard:
    """The controls of the form, and what they say together."""

    def __init__(
        self, context: AdminContext, targets: tuple[RuleSetRow, ...], candidates: Candidates, first: str
    ) -> None:
        self._context = context
        self._forms = context.oms.rollout_forms
        self._targets = {row.id: f"{row.title} · {row.id}" for row in targets}
        self._candidates = candidates
        self._first = first
        self._regions: dict[str, str] = {}

    def draw(self) -> None:
        """Draw the steps of the form."""
        with ui.stepper().props("flat header-nav").classes("panel") as stepper:
            for name, body in (
                ("what", self._what),
                ("who", self._who),
                ("how", self._how),
                ("confirm", self._confirm),
            ):
                with ui.step(name, title=say(f"wizard.{name}")):
                    with ui.column().classes("w-full gap-3"):
                        body()
                    with ui.stepper_navigation():
                        self._buttons(stepper, name)

    def _buttons(self, stepper: ui.stepper, name: str) -> None:
        if name != "confirm":
            ui.button(say("wizard.next"), on_click=stepper.next).props("unelevated no-caps")
        else:
            needs = self._context.oms.governance.policy.needs_approval
            words = say("wizard.submit_draft" if needs else "wizard.submit")
            ui.button(words, icon="check", on_click=self._submit).props("unelevated no-caps")
        if name != "what":
            ui.button(say("wizard.back"), color=None, on_click=stepper.previous).props("flat no-caps").classes(
                "text-button"
            )

    def _what(self) -> None:
        self._target = ui.select(
            self._targets, value=self._first, label=say("wizard.target"), with_input=True, on_change=self._choose
        )
        self._candidate = ui.select(self._versions(), label=say("wizard.candidate"))
        self._candidate.set_value(next(iter(self._versions()), None))
        for field in (self._target, self._candidate):
            field.classes("w-full").props(_FIELD)
        self._baseline = ui.label(say("wizard.baseline", version=self._candidates.baseline)).classes("faint text-sm")

    async def _choose(self) -> None:
        if not self._target.value:
            return
        self._candidates = await self._forms.candidates(str(self._target.value))
        versions = self._versions()
        self._candidate.set_options(versions, value=next(iter(versions), None))
        self._baseline.set_text(say("wizard.baseline", version=self._candidates.baseline))

    def _versions(self) -> dict[int, str]:
        zone = self._context.timezone
        return {
            row.version: say(
                "wizard.version",
                version=row.version,
                at=moment(row.published_at, zone),
                person=row.published_by,
                reason=row.reason,
            )
            for row in self._candidates.versions
        }

    def _who(self) -> None:
        ui.label(say("wizard.who_hint")).classes("faint text-sm")
        region_picker(self._forms.find_regions, self._regions)
        channels = {each: say(f"channel.{each}") for each in _CHANNELS}
        self._channels = ui.select(channels, multiple=True, value=[], label=say("wizard.channels"))
        self._channels.classes("w-full").props(f"{_FIELD} use-chips")
        self._tag = ui.input(say("wizard.tag")).classes("w-full").props(_FIELD)

    def _how(self) -> None:
        self._steps = step_rows(USUAL_STEPS)
        ui.label(say("wizard.guardrails")).classes("font-semibold text-sm")
        self._guardrails = guardrail_rows(USUAL_GUARDRAILS)

    def _confirm(self) -> None:
        self._title = ui.input(say("wizard.name"))
        self._owner = ui.input(say("wizard.owner"), value=reviewer_name())
        self._reason = ui.input(say("wizard.reason"))
        ways = {each.value: say(f"in_flight.{each.value}") for each in InFlight}
        self._flight = ui.select(ways, value=InFlight.KEEP.value, label=say("wizard.in_flight"))
        for field in (self._title, self._owner, self._reason, self._flight):
            field.classes("w-full").props(_FIELD)
        if self._context.oms.governance.policy.needs_approval:
            ui.label(say("wizard.needs_approval")).classes("notice")
        ui.button(say("wizard.look"), icon="groups", color=None, on_click=self._look).props("outline no-caps").classes(
            "text-button"
        )
        self._problem = ui.label().classes("notice stop whitespace-pre-line").props('role="alert"')
        self._problem.visible = False
        self._prospect = ui.column().classes("w-full max-w-md gap-2").props('role="status"')

    def _form(self) -> RolloutForm | None:
        """Return what is filled in; None, and say what is missing, where something has to be."""
        asked = (self._candidate, self._title, self._owner, self._reason)
        labels = ("wizard.candidate", "wizard.name", "wizard.owner", "wizard.reason")
        missing = [
            say(label)
            for field, label in zip(asked, labels, strict=True)
            if field.value is None or not str(field.value).strip()
        ]
        if missing:
            self._refuse(say("wizard.incomplete", fields=", ".join(missing)))
            return None
        return RolloutForm(
            title=str(self._title.value).strip(),
            target=str(self._target.value),
            baseline=self._candidates.baseline,
            candidate=int(str(self._candidate.value)),
            owner=str(self._owner.value).strip(),
            reason=str(self._reason.value).strip(),
            regions=tuple(self._regions),
            channels=tuple(self._channels.value or ()),
            tag=str(self._tag.value or "").strip(),
            steps=self._steps.read(),
            guardrails=self._guardrails.read(),
            in_flight=InFlight(str(self._flight.value)),
        )

    def _refuse(self, words: str) -> None:
        self._problem.set_text(words)
        self._problem.visible = bool(words)

    async def _look(self) -> None:
        self._refuse("")
        self._prospect.clear()
        form = self._form()
        if form is None:
            return
        try:
            found = await self._forms.look(form)
        except OmsError as error:
            self._refuse(refusal_text(error))
            return
        with self._prospect:
            _draw_prospect(found)

    async def _submit(self) -> None:
        self._refuse("")
        form = self._form()
        if form is None:
            return
        try:
            made = await self._forms.submit(form, actor=person())
        except OmsError as error:
            self._refuse(refusal_text(error))
            return
        _go_on(made)


def _go_on(made: Submitted) -> None:
    if made.is_draft:
        ui.notify(say("wizard.draft_made", id=made.id), type="positive")
        ui.navigate.to("/rollouts")
    else:
        ui.notify(say("wizard.made"), type="positive")
        ui.navigate.to(f"/rollouts/{made.id}")


def _draw_prospect(found: Prospect) -> None:
    ui.label(say("wizard.prospect")).classes("font-semibold text-sm")
    for key, count in (
        ("wizard.inside", found.audience),
        ("wizard.every", found.orders),
        ("wizard.first", found.candidate),
    ):
        pair(say(key), f"{count:,}", "number")
    names = ", ".join(found.meets)
    ui.label(say("wizard.meets", names=names) if names else say("wizard.no_meets")).classes("text-sm")
    with ui.expansion(say("wizard.text")).props("dense").classes("w-full"):
        ui.label(found.text).classes("mono whitespace-pre-wrap break-all")
