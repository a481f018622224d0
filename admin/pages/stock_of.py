"""The stock of one SKU: by warehouse, what may be promised, what is held, and every movement with its reason."""

from collections.abc import Awaitable, Callable
from typing import Final

from fastapi import Request
from nicegui import ui

from admin.access import ADMINISTRATOR
from admin.components.display import chip, moment
from admin.components.sales_level import sales_level_dialog
from admin.components.stock_booking import booking_dialog
from admin.components.stock_transfers import transfers_panel
from admin.components.table import Cell, Column, table
from admin.context import AdminContext
from admin.language import say, say_or_self
from admin.shell import Crumb, frame, loaded, title_row
from engine.errors import NotFound
from engine.orders.catalogue import StockLevel, Warehouse
from engine.orders.sales_level import SalesLevel
from engine.services.stock import StockOverview
from engine.store.stock_repository import Movement

_PAGE_SIZE: Final = 25
_SIGNALS: Final = {"open": "fine", "paused": "look", "closed": "stop"}


def build(context: AdminContext) -> None:
    """Register the page."""

    @ui.page("/stock/{sku}")
    async def stock_of(request: Request, sku: str) -> None:
        after = request.query_params.get("after", "")
        with frame(context, "stock", sku, (Crumb(say("stock.title"), "/stock"), Crumb(sku))):

            async def refresh() -> None:
                await content.refresh()

            @ui.refreshable
            async def content() -> None:
                async with loaded():
                    seen = await context.oms.stock.of(sku)
                    warehouses = {each.id: each for each in await context.oms.catalogue.warehouses()}
                    with title_row(f"{sku} · {seen.name}"):
                        booking_dialog(context, sku, tuple(warehouses), refresh)
                    _figures(seen)
                    _levels(seen.levels, warehouses)
                    _sales(context, seen, refresh)
                    _holds(context, seen, refresh)
                    transfers_panel(context, seen.transfers, refresh)
                    place = int(after) if after.isdecimal() else None
                    found = await context.oms.stock.movements(sku, place, _PAGE_SIZE + 1)
                    _movements(context, found, sku, is_first=place is None)

            await content()


def _figures(seen: StockOverview) -> None:
    figures = (
        ("stock.on_hand", seen.on_hand),
        ("stock.reserved", seen.reserved),
        ("stock.held", seen.held),
        ("stock.in_transit", seen.in_transit),
        ("stock.sellable", seen.sellable),
        ("stock.promise", seen.available_to_promise),
    )
    with ui.row().classes("panel").style("gap: 32px"):
        for key, units in figures:
            with ui.column().classes("gap-0"):
                ui.label(say(key)).classes("faint text-sm")
                ui.label(f"{units:,}").classes("figure")


def _levels(levels: tuple[StockLevel, ...], warehouses: dict[str, Warehouse]) -> None:
    with ui.column().classes("panel"):
        ui.html(f"<h2>{say('stock.levels')}</h2>", sanitize=False)
        if not levels:
            ui.label(say("stock.levels.empty")).classes("faint")
            return
        columns = (
            Column(say("stock.warehouse")),
            Column(say("stock.status"), "tight"),
            Column(say("stock.on_hand"), "number"),
            Column(say("stock.reserved"), "number"),
            Column(say("stock.free"), "number"),
        )
        table(columns, [_level(level, warehouses[level.warehouse]) for level in levels], say("stock.levels"))


def _level(level: StockLevel, warehouse: Warehouse) -> tuple[Cell, ...]:
    return (
        f"{level.warehouse} · {warehouse.name}",
        lambda: chip(say_or_self("warehouse", warehouse.status), _SIGNALS.get(warehouse.status, "")),
        f"{level.on_hand:,}",
        f"{level.reserved:,}",
        f"{level.free:,}",
    )


def _sales(context: AdminContext, seen: StockOverview, refresh: Callable[[], Awaitable[None]]) -> None:
    with ui.column().classes("panel"):
        with ui.row().classes("w-full items-center justify-between"):
            ui.html(f"<h2>{say('stock.sales')}</h2>", sanitize=False)
            sales_level_dialog(context, seen.sku, seen.sales_levels, refresh)
        if not seen.sales_levels:
            ui.label(say("stock.sales.empty")).classes("faint")
            return
        columns = (
            Column(say("stock.channel")),
            Column(say("stock.for_sale"), "tight"),
            Column(say("stock.safety"), "number"),
            Column(say("stock.set_aside"), "number"),
            Column(say("stock.quota"), "number"),
            Column(say("stock.sold"), "number"),
            Column(say("stock.promise"), "number"),
        )
        rows = [_sales_row(level, seen) for level in seen.sales_levels]
        table(columns, rows, say("stock.sales"))


def _sales_row(level: SalesLevel, seen: StockOverview) -> tuple[Cell, ...]:
    return (
        say_or_self("channel", level.channel) if level.channel else say("stock.every_channel"),
        say("common.yes" if level.for_sale else "common.no"),
        f"{level.safety:,}",
        f"{level.set_aside:,}",
        say("stock.no_limit") if level.quota is None else f"{level.quota:,}",
        f"{level.sold:,}" if level.channel else "–",
        f"{seen.by_channel.get(level.channel, seen.available_to_promise):,}",
    )


def _holds(context: AdminContext, seen: StockOverview, refresh: Callable[[], Awaitable[None]]) -> None:
    if not seen.holds:
        return

    async def lift(hold_no: str) -> None:
        try:
            await context.oms.stock.lift(hold_no, say("stock.lift"), actor=ADMINISTRATOR)
            ui.notify(say("stock.lifted"), type="positive")
        except NotFound as gone:  # somebody else was faster
            ui.notify(str(gone), type="warning")
        await refresh()

    with ui.column().classes("panel"):
        ui.html(f"<h2>{say('stock.holds')}</h2>", sanitize=False)
        for hold in seen.holds:
            with ui.row().classes("items-center gap-4"):
                ui.label(hold.warehouse)
                ui.label(f"{hold.quantity:,}").classes("number")
                ui.label(hold.reason)
                ui.label(f"{moment(hold.at, context.timezone)} · {hold.actor}").classes("faint text-sm")
                ui.button(say("stock.lift"), on_click=lambda number=hold.hold_no: lift(number)).props(
                    "flat dense no-caps"
                ).classes("text-button")


def _movements(context: AdminContext, found: tuple[Movement, ...], sku: str, *, is_first: bool) -> None:
    with ui.column().classes("panel"):
        ui.html(f"<h2>{say('stock.movements')}</h2>", sanitize=False)
        if not found:
            ui.label(say("stock.movements.empty")).classes("faint")
            return
        columns = (
            Column(say("stock.at"), "tight"),
            Column(say("stock.warehouse"), "tight"),
            Column(say("stock.kind"), "tight"),
            Column(say("stock.change"), "number"),
            Column(say("stock.reserved_change"), "number"),
            Column(say("stock.order"), "mono"),
            Column(say("stock.actor")),
            Column(say("stock.reason")),
        )
        page = found[:_PAGE_SIZE]
        table(columns, [_movement(context, each) for each in page], say("stock.movements"))
        with ui.row().classes("w-full justify-end gap-3"):
            if not is_first:
                ui.link(say("stock.newest"), f"/stock/{sku}")
            if len(found) > _PAGE_SIZE:
                ui.link(say("stock.older"), f"/stock/{sku}?after={page[-1].id}")


def _movement(context: AdminContext, each: Movement) -> tuple[Cell, ...]:
    number = each.order_no

    def order() -> None:
        if number is not None:
            ui.link(number, f"/orders/{number.rpartition('-')[0] or number}")

    return (
        moment(each.at, context.timezone),
        each.warehouse,
        say_or_self("stock_move", each.kind),
        f"{each.on_hand:+,}" if each.on_hand else "–",
        f"{each.reserved:+,}" if each.reserved else "–",
        order,
        each.actor,
        each.reason or "",
    )
