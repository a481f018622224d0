"""One order that waits for a person: why, what matters of it, what the rules say, and the verdict."""

from collections.abc import Awaitable, Callable

from nicegui import ui

from admin.components.decision import decision_row
from admin.components.display import money, pair, state_chip
from admin.components.review import decide_panel, review_notes, review_notice
from admin.components.table import Column, table
from admin.context import AdminContext
from admin.language import say, say_or_self
from admin.shell import Crumb, frame, loaded, title_row
from engine.errors import NotFound
from engine.services.review_views import ReviewView
from engine.services.views import OrderView


def build(context: AdminContext) -> None:
    """Register the page."""

    @ui.page("/reviews/{number}")
    async def review(number: str) -> None:
        crumbs = (Crumb(say("reviews.title"), "/reviews"), Crumb(number))
        with frame(context, "reviews", number, crumbs):

            async def refresh() -> None:
                await content.refresh()

            @ui.refreshable
            async def content() -> None:
                async with loaded():
                    reviews = await context.oms.reviews.of_order(number)
                    if not reviews:
                        raise NotFound("review", number)
                    _page(context, await context.oms.orders.get(number), reviews, refresh)

            await content()


def _page(
    context: AdminContext,
    seen: OrderView,
    reviews: tuple[ReviewView, ...],
    refresh: Callable[[], Awaitable[None]],
) -> None:
    with title_row(seen.order_no):
        state_chip(seen.status.order)
        ui.label(money(seen.amounts.payable, seen.currency)).classes("figure")
        ui.link(say("reviews.open_order"), f"/orders/{seen.order_no}")
    for review in reviews:
        review_notice(context, review)
    with ui.grid().classes("w-full gap-4 items-start").style("grid-template-columns: minmax(0, 1fr) 320px"):
        with ui.column().classes("gap-4 w-full"):
            _facts(seen)
            _why(context, seen)
        with ui.column().classes("gap-4 w-full"):
            for review in reviews:
                if review.verdicts:
                    decide_panel(context, review, refresh)
                review_notes(context, review)


def _facts(seen: OrderView) -> None:
    """Draw what a reviewer asks of an order first: who, where to, how it is paid, what."""
    with ui.column().classes("panel"):
        ui.html(f"<h2>{say('reviews.facts')}</h2>", sanitize=False)
        pair(say("reviews.customer"), seen.customer_id or say("orders.guest"))
        pair(say("order.tags"), " · ".join(seen.customer_tags))
        pair(say("reviews.region"), seen.region)
        pair(say("reviews.channel"), say_or_self("channel", seen.channel))
        pair(say("order.payment"), say_or_self("payment", seen.payment_method))
        pair(say("order.remark"), seen.remark or "")
        columns = (
            Column(say("order.name")),
            Column(say("order.quantity"), "number"),
            Column(say("order.amount"), "number"),
        )
        rows = [(line.name, str(line.quantity), money(line.amount, seen.currency)) for line in seen.lines]
        table(columns, rows, say("order.lines"))


def _why(context: AdminContext, seen: OrderView) -> None:
    with ui.column().classes("panel"):
        ui.html(f"<h2>{say('reviews.why')}</h2>", sanitize=False)
        ui.label(say("order.decisions.hint")).classes("faint text-sm")
        for decision in seen.decisions:
            if decision.kind in ("risk", "terms"):
                decision_row(context, decision)
