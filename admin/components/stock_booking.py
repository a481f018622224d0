"""The dialog in which a person books a change of stock: what, where, how many, and why."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final, cast

from nicegui import ui

from admin.access import ADMINISTRATOR
from admin.context import AdminContext
from admin.language import say, say_or_self
from engine.errors import InvalidInput
from engine.orders.stock import BookingKind, StockBooking, StockHold, StockLine, StockTransfer

_KINDS: Final = ("adjust", "count", "receive", "damage", "hold", "transfer")


def booking_dialog(
    context: AdminContext, sku: str, warehouses: Sequence[str], refresh: Callable[[], Awaitable[None]]
) -> None:
    """Draw the button that opens the dialog; what is refused is said in it, and nothing is lost that was typed."""
    with ui.dialog() as dialog, ui.card().classes("w-96 gap-3"):
        ui.label(say("stock.book")).classes("font-semibold")
        kind = ui.select(
            {each: say_or_self("stock_move", each) for each in _KINDS}, value="adjust", label=say("stock.book.what")
        )
        where = ui.select(list(warehouses), label=say("stock.warehouse"))
        target = ui.select(list(warehouses), label=say("stock.book.target"))
        target.visible = False
        units = ui.number(say("stock.book.quantity.adjust"), precision=0, format="%d")
        why = ui.input(say("stock.book.reason"))
        for field in (kind, where, target, units, why):
            field.classes("w-full").props("outlined dense")
        problem = ui.label().classes("chip stop whitespace-normal").props('role="alert"')
        problem.visible = False

        def ask() -> None:
            units.props(f'label="{_question(str(kind.value))}"')
            target.visible = kind.value == "transfer"

        kind.on_value_change(ask)

        async def save() -> None:
            reason = str(why.value or "").strip()
            if not where.value or units.value is None or not reason or (target.visible and not target.value):
                _show(problem, say("stock.book.incomplete"))
                return
            try:
                place = str(where.value)
                if target.visible:
                    number = await _send(context, (sku, place, str(target.value)), int(units.value), reason)
                else:
                    number = await _book(context, str(kind.value), (sku, place, int(units.value)), reason)
            except InvalidInput as wrong:
                _show(problem, "; ".join(each.message for each in wrong.problems) or str(wrong))
                return
            dialog.close()
            ui.notify(say("stock.book.done", reference=number), type="positive")
            await refresh()

        with ui.row().classes("w-full justify-end gap-2"):
            ui.button(say("stock.book.cancel"), on_click=dialog.close).props("flat no-caps").classes("text-button")
            ui.button(say("stock.book.save"), on_click=save).props("unelevated no-caps")
    ui.button(say("stock.book"), icon="edit_note", on_click=dialog.open).props("unelevated no-caps")


def _question(kind: str) -> str:
    if kind == "adjust":
        return say("stock.book.quantity.adjust")
    return say("stock.book.quantity.count") if kind == "count" else say("stock.book.quantity")


def _show(problem: ui.label, text: str) -> None:
    problem.set_text(text)
    problem.visible = True


async def _book(context: AdminContext, kind: str, what: tuple[str, str, int], reason: str) -> str:
    """Book it and return its number. Raises InvalidInput in words for a person."""
    sku, warehouse, units = what
    if kind == "hold":
        if units < 1:
            raise InvalidInput.at("quantity", f"{units} < 1")
        asked = StockHold(sku=sku, warehouse=warehouse, quantity=units, reason=reason)
        return (await context.oms.stock.hold(asked, actor=ADMINISTRATOR))[0].reference
    line = StockLine(sku=sku, warehouse=warehouse, quantity=units)
    booking = StockBooking(lines=(line,), reason=reason)
    return (await context.oms.stock.book(cast("BookingKind", kind), booking, actor=ADMINISTRATOR))[0].reference


async def _send(context: AdminContext, way: tuple[str, str, str], units: int, reason: str) -> str:
    """Send units of a SKU from one warehouse to another. Raises InvalidInput in words for a person."""
    sku, source, target = way
    if units < 1:
        raise InvalidInput.at("quantity", f"{units} < 1")
    asked = StockTransfer(sku=sku, source=source, target=target, quantity=units, reason=reason)
    return (await context.oms.stock.send(asked, actor=ADMINISTRATOR))[0].reference
