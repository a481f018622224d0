"""Orders: the list, page by page from the server, with filters that live in the address."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import Request
from nicegui import ui

from admin.components.days import midnight
from admin.components.display import moment, money, review_chip, state_chip
from admin.components.table import Cell, Column, table
from admin.context import AdminContext
from admin.language import say, say_or_self
from admin.shell import frame, loaded, title_row
from engine.orders.status import OrderState, ReviewState
from engine.services.views import OrderFilter, OrderRowView, Page

_PAGE_SIZE: Final = 50
_CHANNELS: Final = ("app", "mini_program", "web", "pos", "taobao", "jd", "shopify", "erp")
_FIELDS: Final = ("text", "product", "customer", "channel", "state", "review", "tag", "remark", "since", "until")


def build(context: AdminContext) -> None:
    """Register the page."""

    @ui.page("/orders")
    async def orders(request: Request) -> None:
        asked = {name: request.query_params[name] for name in _FIELDS if request.query_params.get(name)}
        with frame(context, "orders", say("orders.title")):
            with title_row(say("orders.title")):
                ui.link(say("lifecycle.link"), "/lifecycle").classes("text-sm")
            _filters(asked)
            with ui.column().classes("panel"):
                async with loaded():
                    wanted = _filter(asked, context.timezone)
                    after = request.query_params.get("after")
                    page = await context.oms.orders.list(wanted, after, _PAGE_SIZE, with_total=True)
                    _rows(page, context.timezone)
                    _pager(asked, page, is_first=after is None)


def _filter(asked: dict[str, str], zone: ZoneInfo) -> OrderFilter:
    until = midnight(asked.get("until"), zone)
    return OrderFilter(
        text=asked.get("text"),
        product=asked.get("product"),
        customer_id=asked.get("customer"),
        channel=asked.get("channel"),
        order_state=asked.get("state"),
        review_state=asked.get("review"),
        tag=asked.get("tag"),
        remark=asked.get("remark"),
        placed_from=midnight(asked.get("since"), zone),
        placed_to=until + timedelta(days=1) if until else None,
    )


def _go(asked: dict[str, str]) -> None:
    query = urlencode({name: value for name, value in asked.items() if value})
    ui.navigate.to("/orders" + (f"?{query}" if query else ""))


def _filters(asked: dict[str, str]) -> None:
    chosen = dict(asked)

    def text(name: str, title: str, width: str = "w-40") -> None:
        field = ui.input(title, value=chosen.get(name, ""), on_change=_keep(chosen, name)).classes(width)
        field.props("outlined dense clearable").on("keydown.enter", lambda: _go(chosen))

    def choice(name: str, title: str, values: tuple[str, ...], prefix: str) -> None:
        options = {"": say("common.all")} | {value: say_or_self(prefix, value) for value in values}

        def pick(value: str) -> None:
            chosen[name] = value
            _go(chosen)

        picker = ui.select(
            options, label=title, value=chosen.get(name, ""), on_change=lambda e: pick(str(e.value or ""))
        )
        picker.classes("w-36").props("outlined dense")

    def day(name: str, title: str) -> None:
        field = ui.date_input(title, value=chosen.get(name, ""), on_change=_keep(chosen, name)).classes("w-36")
        field.props("outlined dense clearable")

    with ui.row().classes("panel items-center gap-3").props('role="search"'):
        text("text", say("orders.text"), "w-56")
        text("product", say("orders.product"))
        text("customer", say("orders.customer"), "w-32")
        choice("channel", say("orders.channel"), _CHANNELS, "channel")
        choice("state", say("orders.status"), tuple(OrderState), "state")
        choice("review", say("orders.review"), tuple(ReviewState), "review")
        text("tag", say("orders.tag"), "w-32")
        text("remark", say("orders.remark"), "w-32")
        day("since", say("orders.from"))
        day("until", say("orders.to"))
        ui.button(say("common.filter"), icon="filter_list", on_click=lambda: _go(chosen)).props("unelevated no-caps")
        if asked:
            ui.button(say("common.clear"), on_click=lambda: _go({})).props("flat no-caps").classes("text-button")


def _keep(chosen: dict[str, str], name: str) -> Callable[..., None]:
    def keep(event: object) -> None:
        chosen[name] = str(getattr(event, "value", "") or "")

    return keep


def _rows(page: Page, zone: ZoneInfo) -> None:
    if not page.items:
        with ui.column().classes("w-full items-center py-8"):
            ui.label(say("orders.empty")).classes("font-semibold")
            ui.label(say("orders.empty_hint")).classes("faint")
        return
    columns = (
        Column(say("orders.number"), "mono tight"),
        Column(say("orders.placed_at"), "tight"),
        Column(say("orders.channel"), "tight"),
        Column(say("orders.channel_no")),
        Column(say("orders.customer")),
        Column(say("orders.region")),
        Column(say("orders.payable"), "number"),
        Column(say("orders.status"), "tight"),
        Column(say("orders.review"), "tight"),
        Column(say("orders.children"), "number"),
        Column(say("orders.warehouses")),
    )
    table(columns, [_row(row, zone) for row in page.items], say("orders.title"))


def _row(row: OrderRowView, zone: ZoneInfo) -> tuple[Cell, ...]:
    return (
        lambda: ui.link(row.order_no, f"/orders/{row.order_no}"),
        moment(row.placed_at, zone),
        say_or_self("channel", row.channel),
        row.channel_order_id,
        row.customer_id or say("orders.guest"),
        row.region,
        money(row.payable, row.currency),
        lambda: state_chip(row.status.order),
        lambda: review_chip(row.status.review),
        str(row.child_count),
        ", ".join(row.warehouses) or "–",
    )


def _pager(asked: dict[str, str], page: Page, *, is_first: bool) -> None:
    with ui.row().classes("w-full items-center justify-end gap-3"):
        if page.total is not None:
            ui.label(say("orders.count", count=f"{page.total:,}")).classes("faint")
        ui.space()
        if not is_first:
            ui.button(say("common.previous"), icon="chevron_left", on_click=ui.navigate.back).props(
                "flat dense no-caps"
            )
        if page.next:
            key = page.next
            ui.button(say("common.next"), on_click=lambda: _go({**asked, "after": key})).props(
                "flat dense no-caps icon-right=chevron_right"
            )
