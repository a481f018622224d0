"""One order: status in words for three readers, time line, lines, children, amounts, decisions."""

from functools import partial

from nicegui import ui

from admin.components.amount_steps import amount_steps
from admin.components.decision import decision_row
from admin.components.display import chip, moment, money, pair, review_chip, state_chip
from admin.components.order_money import order_money
from admin.components.order_moves import Refresh, order_moves
from admin.components.review import review_notice
from admin.components.table import Column, table
from admin.context import AdminContext
from admin.language import say, say_or_self
from admin.shell import Crumb, frame, loaded, title_row
from engine.services.review_views import ReviewView
from engine.services.views import ChildView, LineView, OrderView


def build(context: AdminContext) -> None:
    """Register the page."""

    @ui.page("/orders/{number}")
    async def order(number: str) -> None:
        crumbs = (Crumb(say("orders.title"), "/orders"), Crumb(number))
        with frame(context, "orders", number, crumbs):

            async def refresh() -> None:
                await content.refresh()

            @ui.refreshable
            async def content() -> None:
                async with loaded():
                    seen = await context.oms.orders.get(number)
                    _order(context, seen, await context.oms.reviews.of_order(number), refresh)

            await content()


def _order(context: AdminContext, seen: OrderView, reviews: tuple[ReviewView, ...], refresh: Refresh) -> None:
    with title_row(seen.order_no):
        state_chip(seen.status.order)
        review_chip(seen.status.review)
        ui.label(money(seen.amounts.payable, seen.currency)).classes("figure")
    for review in reviews:
        if review.verdicts:
            review_notice(context, review)
            ui.link(say("order.review"), f"/reviews/{seen.order_no}")
    with (
        ui.grid()
        .classes("w-full gap-4 items-start order-grid")
        .style("grid-template-columns: 260px minmax(0, 1fr) 260px")
    ):
        with ui.column().classes("gap-4 w-full"):
            _readers(seen)
            order_moves(context, seen, refresh)
            _timeline(context, seen)
        with ui.column().classes("gap-4 w-full"):
            _lines(seen)
            _children(seen)
        with ui.column().classes("gap-4 w-full"):
            _amounts(seen)
            order_money(context, seen)
            _glance(context, seen)
    with ui.column().classes("panel"):
        ui.html(f"<h2>{say('order.decisions')}</h2>", sanitize=False)
        ui.label(say("order.decisions.hint")).classes("faint text-sm")
        for decision in seen.decisions:
            decision_row(context, decision)


def _readers(seen: OrderView) -> None:
    with ui.column().classes("panel gap-1"):
        pair(say("order.view.customer"), seen.views.customer)
        pair(say("order.view.platform"), seen.views.platform)
        pair(say("order.view.erp"), seen.views.erp)


def _timeline(context: AdminContext, seen: OrderView) -> None:
    with ui.column().classes("panel"):
        ui.html(f"<h2>{say('order.timeline')}</h2>", sanitize=False)
        with ui.column().classes("timeline"):
            for event in seen.timeline:
                with ui.column():
                    ui.label(say_or_self("event", event.name))
                    ui.label(f"{moment(event.at, context.timezone)} · {event.actor}").classes("faint text-xs")


def _lines(seen: OrderView) -> None:
    with ui.column().classes("panel"):
        ui.html(f"<h2>{say('order.lines')}</h2>", sanitize=False)
        columns = (
            Column(say("order.line"), "tight"),
            Column(say("order.sku"), "mono tight"),
            Column(say("order.name")),
            Column(say("order.merchant"), "tight"),
            Column(say("order.category"), "tight"),
            Column(say("order.quantity"), "number"),
            Column(say("order.price"), "number"),
            Column(say("order.amount"), "number"),
        )
        rows = [
            (
                line.line, line.sku, partial(_name, line), line.merchant_id, line.category, str(line.quantity),
                money(line.unit_price, seen.currency), money(line.amount, seen.currency),
            )
            for line in seen.lines
        ]  # fmt: skip
        table(columns, rows, say("order.lines"))


def _name(line: LineView) -> None:
    with ui.row().classes("items-center gap-2"):
        ui.label(line.name)
        if line.gift_of is not None:
            chip(say("amounts.gift"), "inform").tooltip(line.gift_of)


def _children(seen: OrderView) -> None:
    with ui.column().classes("panel"):
        ui.html(f"<h2>{say('order.children')}</h2>", sanitize=False)
        for child in seen.children:
            _child(seen, child)


def _child(seen: OrderView, child: ChildView) -> None:
    with ui.column().classes("w-full gap-1 py-1"):
        with ui.row().classes("w-full items-center gap-2"):
            ui.label(child.order_no).classes("mono")
            chip(child.merchant_id)
            chip(child.group_class)
            chip(say_or_self("outcome", child.outcome), "fine" if child.outcome == "allocated" else "look")
            ui.space()
            ui.label(f"{say('order.freight')} {money(child.freight, seen.currency)}").classes("faint")
            ui.label(money(child.payable, seen.currency)).classes("font-semibold number")
        for allocation in child.allocations:
            units = sum(line.quantity for line in allocation.lines)
            shares = " · ".join(f"{line.sku} × {line.quantity}" for line in allocation.lines)
            with ui.row().classes("w-full items-baseline gap-2 pl-4 no-wrap"):
                ui.label(say("order.allocated", warehouse=allocation.warehouse, units=units)).classes(
                    "whitespace-nowrap"
                )
                ui.label(shares).classes("faint text-xs cut").tooltip(shares)


def _amounts(seen: OrderView) -> None:
    with ui.column().classes("panel gap-1"):
        ui.html(f"<h2>{say('order.amounts')}</h2>", sanitize=False)
        amount_steps(seen)


def _glance(context: AdminContext, seen: OrderView) -> None:
    with ui.column().classes("panel gap-1"):
        ui.html(f"<h2>{say('order.facts')}</h2>", sanitize=False)
        pair(say("orders.channel"), say_or_self("channel", seen.channel))
        pair(say("orders.channel_no"), seen.channel_order_id, "mono")
        pair(say("orders.placed_at"), moment(seen.placed_at, context.timezone))
        pair(say("orders.customer"), seen.customer_id or say("orders.guest"))
        pair(say("order.level"), seen.customer_level or "")
        pair(say("order.tags"), " · ".join(seen.customer_tags))
        pair(say("orders.region"), seen.region)
        pair(say("order.type"), say_or_self("type", seen.order_type))
        pair(say("order.shipping"), say_or_self("shipping", seen.shipping_method))
        pair(say("order.payment"), say_or_self("payment", seen.payment_method))
        pair(say("order.remark"), seen.remark or "")
        pair(say("order.release"), f"#{seen.release}")
