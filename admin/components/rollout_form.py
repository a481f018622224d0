"""The rows of a rollout's form: its steps and its guardrails, with what most begin by."""

from collections.abc import Callable
from decimal import Decimal
from typing import Generic, TypeVar

from nicegui import ui

from admin.language import say
from engine.evaluation.rollouts.document import Metric
from engine.services.rollout_forms import BOUNDS, GuardrailForm, StepForm

Form = TypeVar("Form")
_FIELD = "outlined dense"


class Rows(Generic[Form]):
    """Rows that can be added and taken out. `draw` draws the controls of one and returns what reads them."""

    def __init__(
        self, usual: tuple[Form, ...], new: Form, draw: Callable[[Form], Callable[[], Form]], add: str
    ) -> None:
        self._readers: dict[ui.row, Callable[[], Form]] = {}
        self._draw = draw
        self._body = ui.column().classes("w-full gap-2")
        for form in usual:
            self._add(form)
        ui.button(add, icon="add", color=None, on_click=lambda: self._add(new)).props("flat dense no-caps").classes(
            "text-button"
        )

    def read(self) -> tuple[Form, ...]:
        """Return what is filled in, row by row."""
        return tuple(reader() for reader in self._readers.values())

    def _add(self, form: Form) -> None:
        with self._body, ui.row().classes("w-full items-center gap-2 no-wrap") as row:
            self._readers[row] = self._draw(form)
            ui.button(icon="close", color=None, on_click=lambda: self._drop(row)).props(
                f'flat round dense aria-label="{say("wizard.remove_row")}"'
            )

    def _drop(self, row: ui.row) -> None:
        del self._readers[row]
        row.delete()


def step_rows(usual: tuple[StepForm, ...]) -> Rows[StepForm]:
    """Draw the steps."""
    return Rows(usual, StepForm(percent=Decimal(100), hold="24h"), _step, say("wizard.add_step"))


def guardrail_rows(usual: tuple[GuardrailForm, ...]) -> Rows[GuardrailForm]:
    """Draw the guardrails."""
    new = GuardrailForm(metric=Metric.CANCEL_RATE.value, bound="rise", value=Decimal("0.03"))
    return Rows(usual, new, _guardrail, say("wizard.add_guardrail"))


def _step(form: StepForm) -> Callable[[], StepForm]:
    percent = _number("wizard.percent", form.percent).classes("w-28")
    hold = ui.input(say("wizard.hold"), value=form.hold).props(_FIELD).classes("w-40")
    least = _number("wizard.least", Decimal(form.min_decisions)).classes("w-32")
    approve = ui.input(say("wizard.approve"), value=form.approve).props(_FIELD).classes("flex-1")
    return lambda: StepForm(
        percent=_exact(percent.value),
        hold=str(hold.value or "").strip(),
        min_decisions=int(_exact(least.value)),
        approve=str(approve.value or "").strip(),
    )


def _guardrail(form: GuardrailForm) -> Callable[[], GuardrailForm]:
    metrics = {each.value: say(f"metric.{each.value}") for each in Metric if each is not Metric.SLOW_RATE}
    metric = ui.select(metrics, value=form.metric, label=say("wizard.metric")).props(_FIELD).classes("flex-1")
    bounds = {each: say(f"bound.{each}") for each in BOUNDS}
    bound = ui.select(bounds, value=form.bound, label=say("wizard.bound")).props(_FIELD).classes("w-48")
    value = _number("wizard.value", form.value).classes("w-28")
    samples = _number("wizard.samples", Decimal(form.min_samples)).classes("w-40")
    samples.bind_visibility_from(bound, "value", value="max")
    return lambda: GuardrailForm(
        metric=str(metric.value),
        bound=bound.value or BOUNDS[0],
        value=_exact(value.value),
        min_samples=int(_exact(samples.value)),
    )


def _number(key: str, value: Decimal) -> ui.number:
    return ui.number(say(key), value=float(value)).props(_FIELD)


def _exact(value: object) -> Decimal:
    """Return a number as it was typed; nothing is 0."""
    return Decimal(str(value)).normalize() + 0 if value not in (None, "") else Decimal(0)
