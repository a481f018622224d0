"""What can be done to an order now, as buttons; a cancellation asks for its reason first."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from nicegui import ui

from admin.components.review import reviewer_name
from admin.context import AdminContext
from admin.language import say
from engine.errors import OmsError
from engine.orders.actor import Actor, Role
from engine.orders.operation_requests import (
    AllocationRequest,
    CancellationRequest,
    GroupRequest,
    ShipmentRequest,
)
from engine.services.app import Oms
from engine.services.roles import Caller
from engine.services.views import OrderView

Refresh = Callable[[], Awaitable[None]]
Deed = Callable[[Oms, str, Caller], Awaitable[object]]

# Whose place somebody in the admin takes: never the buyer's.
_PLACES: Final[tuple[Role, ...]] = ("customer_service", "merchant", "warehouse", "risk")
_OF_ORDERS: Final[Mapping[str, Deed]] = {
    "confirm": lambda oms, number, by: oms.operations.confirm(number, by),
    "succeed_group": lambda oms, number, by: oms.operations.settle_group(number, GroupRequest(succeeded=True), by),
    "fail_group": lambda oms, number, by: oms.operations.settle_group(number, GroupRequest(succeeded=False), by),
    "forfeit_deposit": lambda oms, number, by: oms.operations.forfeit_deposit(number, by),
}
_OF_CHILDREN: Final[Mapping[str, Deed]] = {
    "allocate": lambda oms, number, by: oms.deliveries.allocate(number, AllocationRequest(), by),
    "make_ready": lambda oms, number, by: oms.deliveries.make_ready(number, by),
    "ship": lambda oms, number, by: oms.deliveries.ship(number, ShipmentRequest(), by),
    "pick_up": lambda oms, number, by: oms.deliveries.receive(number, by),
    "deliver": lambda oms, number, by: oms.deliveries.deliver(number, by),
    "receive": lambda oms, number, by: oms.deliveries.receive(number, by),
    "refuse": lambda oms, number, by: oms.deliveries.refuse(number, by),
    "return_goods": lambda oms, number, by: oms.deliveries.return_goods(number, by),
    "complete": lambda oms, number, by: oms.operations.complete(number, by),
}
_CANCEL: Final = "cancel"


def order_moves(context: AdminContext, seen: OrderView, refresh: Refresh) -> None:
    """Draw a button for each legal move of the order and of its children; `refresh` draws the page anew afterwards."""
    with ui.column().classes("panel gap-2"):
        ui.html(f"<h2>{say('operations.title')}</h2>", sanitize=False)
        drawn = _buttons(context, say("operations.whole"), seen.order_no, seen.moves or {}, _OF_ORDERS, refresh)
        for child in seen.children:
            drawn |= _buttons(context, child.order_no, child.order_no, child.moves or {}, _OF_CHILDREN, refresh)
        if not drawn:
            ui.label(say("operations.none")).classes("faint")


def _buttons(
    context: AdminContext,
    title: str,
    number: str,
    moves: Mapping[str, tuple[str, ...]],
    deeds: Mapping[str, Deed],
    refresh: Refresh,
) -> bool:
    """Draw the buttons of one order or child; tell whether there were any."""
    able = {move: _place(moves[move]) for move in (*deeds, _CANCEL) if move in moves}
    shown = {move: role for move, role in able.items() if role is not None}
    if not shown:
        return False
    ui.label(title).classes("faint text-xs mono")
    with ui.row().classes("gap-1"):
        for move, role in shown.items():
            by = Caller(actor=Actor(name=f"admin:{reviewer_name()}", role=role))
            if move == _CANCEL:
                dialog = _cancellation(context, number, by, refresh)
                ui.button(_name(move), on_click=dialog.open).props("outline dense no-caps color=negative")
            else:
                _button(context, move, number, deeds[move], by, refresh)
    return True


def _button(context: AdminContext, move: str, number: str, deed: Deed, by: Caller, refresh: Refresh) -> None:
    async def go() -> None:
        await _done(move, deed(context.oms, number, by), refresh)

    ui.button(_name(move), on_click=go).props("outline dense no-caps")


def _cancellation(context: AdminContext, number: str, by: Caller, refresh: Refresh) -> ui.dialog:
    async def go() -> None:
        said = str(reason.value or "").strip()
        if not said:
            ui.notify(say("operations.need_reason"), type="warning")
            return
        dialog.close()
        asked = CancellationRequest(reason=said)
        await _done(_CANCEL, context.oms.operations.cancel(number, asked, by), refresh)

    with ui.dialog() as dialog, ui.card().classes("w-96"):
        ui.label(f"{_name(_CANCEL)} {number}").classes("font-semibold")
        reason = ui.input(say("operations.reason")).props("outlined dense autofocus maxlength=200").classes("w-full")
        with ui.row().classes("w-full justify-end"):
            ui.button(say("operations.back"), on_click=dialog.close).props("flat no-caps")
            ui.button(_name(_CANCEL), on_click=go).props("unelevated no-caps color=negative")
    return dialog


async def _done(move: str, deed: Awaitable[object], refresh: Refresh) -> None:
    """Do it, say so or say what stands against it, and draw the page anew."""
    try:
        await deed
    except OmsError as refused:
        ui.notify(str(refused), type="warning", multi_line=True)
    else:
        ui.notify(say("operations.done", move=_name(move)), type="positive")
    await refresh()


def _place(roles: tuple[str, ...]) -> Role | None:
    """Return whose place to take, of those who may make a move; None where only the buyer may."""
    return next((place for place in _PLACES if place in roles), None)


def _name(move: str) -> str:
    return say(f"operation.{move}")
