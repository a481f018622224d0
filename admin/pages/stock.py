"""Stock: every SKU with what lies there and what may be promised, page by page, found by id or name."""

from typing import Final
from urllib.parse import urlencode

from fastapi import Request
from nicegui import ui

from admin.components.table import Cell, Column, table
from admin.context import AdminContext
from admin.language import say
from admin.shell import frame, loaded, title_row
from engine.services.stock import StockRow

_PAGE_SIZE: Final = 50


def build(context: AdminContext) -> None:
    """Register the page."""

    @ui.page("/stock")
    async def stock(request: Request) -> None:
        text, after = request.query_params.get("text"), request.query_params.get("after")
        with frame(context, "stock", say("stock.title")):
            title_row(say("stock.title"))
            ui.label(say("stock.about")).classes("faint")
            _search(text)
            with ui.column().classes("panel"):
                async with loaded():
                    found = await context.oms.stock.list(after, _PAGE_SIZE + 1, text)
                    _rows(found[:_PAGE_SIZE])
                    if len(found) > _PAGE_SIZE:
                        _next(text, found[_PAGE_SIZE - 1].sku)


def _search(text: str | None) -> None:
    with ui.row().classes("panel items-center gap-3").props('role="search"'):
        field = ui.input(say("stock.search"), value=text or "").classes("w-72").props("outlined dense clearable")
        field.on("keydown.enter", lambda: _go(field.value))
        ui.button(say("common.filter"), icon="filter_list", on_click=lambda: _go(field.value)).props(
            "unelevated no-caps"
        )
        if text:
            ui.button(say("common.clear"), on_click=lambda: _go(None)).props("flat no-caps").classes("text-button")


def _go(text: str | None, after: str | None = None) -> None:
    query = urlencode({name: value for name, value in (("text", text), ("after", after)) if value})
    ui.navigate.to("/stock" + (f"?{query}" if query else ""))


def _next(text: str | None, last: str) -> None:
    with ui.row().classes("w-full justify-end"):
        ui.button(say("common.next"), on_click=lambda: _go(text, last)).props(
            "flat dense no-caps icon-right=chevron_right"
        )


def _rows(rows: tuple[StockRow, ...]) -> None:
    if not rows:
        with ui.column().classes("w-full items-center py-8"):
            ui.label(say("stock.empty")).classes("font-semibold")
            ui.label(say("stock.empty_hint")).classes("faint")
        return
    columns = (
        Column(say("stock.sku"), "mono tight"),
        Column(say("stock.name")),
        Column(say("stock.merchant"), "tight"),
        Column(say("stock.on_hand"), "number"),
        Column(say("stock.reserved"), "number"),
        Column(say("stock.promise"), "number"),
    )
    table(columns, [_row(row) for row in rows], say("stock.title"))


def _row(row: StockRow) -> tuple[Cell, ...]:
    return (
        lambda: ui.link(row.sku, f"/stock/{row.sku}"),
        row.name,
        row.merchant,
        f"{row.on_hand:,}",
        f"{row.reserved:,}",
        f"{row.available_to_promise:,}",
    )
