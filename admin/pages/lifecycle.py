"""The life of an order: a state diagram of each dimension for an order type, with where orders stand; its moves."""

from urllib.parse import urlencode

from fastapi import Request
from nicegui import ui

from admin import theme
from admin.components.table import Cell, Column, table
from admin.context import AdminContext
from admin.language import language, say, say_or_self
from admin.shell import Crumb, frame, loaded, title_row
from engine.services.lifecycle import ORDER_TYPES, DimensionView, MoveView


def build(context: AdminContext) -> None:
    """Register the page."""

    @ui.page("/lifecycle")
    async def lifecycle(request: Request) -> None:
        order_type = request.query_params.get("type") or next(iter(ORDER_TYPES))
        crumbs = (Crumb(say("orders.title"), "/orders"), Crumb(say("lifecycle.title")))
        with frame(context, "orders", say("lifecycle.title"), crumbs):
            with title_row(say("lifecycle.title")):
                _types(order_type)
            async with loaded():
                seen = await context.oms.lifecycle.lifecycle(order_type, language())
                ui.label(say("lifecycle.about", newest=f"{seen.newest:,}", orders=f"{seen.orders:,}")).classes("faint")
                for dimension in seen.dimensions:
                    _dimension(dimension)


def _types(chosen: str) -> None:
    options = {order_type: say_or_self("type", order_type) for order_type in ORDER_TYPES}
    picker = ui.select(
        options,
        label=say("lifecycle.type"),
        value=chosen if chosen in options else None,
        on_change=lambda event: ui.navigate.to("/lifecycle?" + urlencode({"type": str(event.value)})),
    )
    picker.classes("w-44").props("outlined dense")


def _dimension(seen: DimensionView) -> None:
    with ui.column().classes("panel w-full"):
        ui.html(f"<h2>{seen.name}</h2>", sanitize=False)
        look = {"theme": "dark" if theme.is_dark() else "neutral", "securityLevel": "strict"}
        drawing = ui.mermaid(seen.diagram, config=look)
        drawing.classes("w-full overflow-x-auto").props(f'role="img" aria-label="{seen.name}"')
        columns = (
            Column(say("lifecycle.move"), "tight"),
            Column(say("lifecycle.cause")),
            Column(say("lifecycle.roles")),
            Column(say("lifecycle.guards")),
        )
        table(columns, [_move(move) for move in seen.moves], seen.name)


def _move(move: MoveView) -> tuple[Cell, ...]:
    separator = "、" if language() == "zh" else ", "
    roles = separator.join(say_or_self("role", role) for role in move.roles)
    guards = ("；" if language() == "zh" else "; ").join(move.guards)
    return (move.name, move.cause, roles or say("lifecycle.follows"), guards or say("common.none"))
