"""How the goods of an order become what is paid: each step, what it changed, and what stood after it."""

from nicegui import ui

from admin.components.display import money
from admin.components.table import Column, table
from admin.language import say, say_or_self
from engine.services.views import AmountStepView, OrderView

_TOTALS = frozenset({"goods", "payable"})


def amount_steps(seen: OrderView) -> None:
    """Draw the steps as a table; a step that a rule made names it."""
    columns = (
        Column(say("amounts.step")),
        Column(say("amounts.change"), "number"),
        Column(say("amounts.left"), "number"),
    )
    rows = [
        (
            lambda step=step: _name(step),
            "" if step.step in _TOTALS else money(step.amount, seen.currency),
            money(step.after, seen.currency),
        )
        for step in seen.amounts.steps
    ]
    table(columns, rows, say("order.amounts"))


def _name(step: AmountStepView) -> None:
    style = "font-semibold" if step.step in _TOTALS else ""
    ui.label(say_or_self("amount_step", step.step)).classes(style)
    source = " · ".join(part for part in (step.id, step.source) if part)
    if source:
        ui.label(source).classes("faint text-xs break-all")
