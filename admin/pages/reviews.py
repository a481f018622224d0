"""The review queue: what waits for a person, what is due first; some of it decided at once."""

from typing import Final
from urllib.parse import urlencode

from fastapi import Request
from nicegui import ui

from admin.components.display import chip, moment, money
from admin.components.review import BUTTON_COLOURS, due_chip, reviewer_name, stage_chip
from admin.components.table import Cell, Column, table
from admin.context import AdminContext
from admin.language import say, say_or_self
from admin.shell import frame, loaded, title_row
from engine.errors import OmsError
from engine.services.review_views import QueueView, ReviewFilter, ReviewPage, ReviewRowView
from engine.services.reviews import Reviewer

_PAGE_SIZE: Final = 50
_FIELDS: Final = ("queue", "reason", "mine", "overdue")
_ON: Final = "1"
_BULK: Final = ("clear", "reject")


def build(context: AdminContext) -> None:
    """Register the page."""

    @ui.page("/reviews")
    async def reviews(request: Request) -> None:
        asked = {name: request.query_params[name] for name in _FIELDS if request.query_params.get(name)}
        after = request.query_params.get("after")
        with frame(context, "reviews", say("reviews.title")):
            title_row(say("reviews.title"))
            async with loaded():
                _queues(await context.oms.reviews.queues(), asked)
                page = await context.oms.reviews.list(_filter(asked), reviewer_name(), after, _PAGE_SIZE)
                with ui.column().classes("panel"):
                    _rows(context, page) if page.items else _nothing(asked)
                    _next(asked, page)


def _filter(asked: dict[str, str]) -> ReviewFilter:
    return ReviewFilter(
        queue=asked.get("queue"),
        reason=asked.get("reason"),
        mine="mine" in asked,
        overdue="overdue" in asked,
    )


def _address(asked: dict[str, str]) -> str:
    return "/reviews" + (f"?{urlencode(asked)}" if asked else "")


def _queues(queues: tuple[QueueView, ...], asked: dict[str, str]) -> None:
    """Draw each queue with how much is in it; what is chosen is marked."""
    with ui.row().classes("w-full items-stretch gap-3").props('role="navigation"'):
        _tile(say("reviews.all"), sum(each.open for each in queues), sum(each.overdue for each in queues), {}, asked)
        for each in queues:
            _tile(each.queue, each.open, each.overdue, {"queue": each.queue}, asked)
        ui.space()
        for name in ("mine", "overdue"):
            is_on = name in asked
            other = {key: value for key, value in asked.items() if key != name} if is_on else {**asked, name: _ON}
            target = _address(other)
            colour = "primary" if is_on else None  # without one the theme's own, which can be read in the dark too
            ui.button(say(f"reviews.{name}"), color=colour, on_click=lambda to=target: ui.navigate.to(to)).props(
                f'{"unelevated" if is_on else "outline"} no-caps dense aria-pressed="{str(is_on).lower()}"'
            ).classes("self-center px-3" + ("" if is_on else " text-button"))


def _tile(title: str, count: int, overdue: int, narrowed: dict[str, str], asked: dict[str, str]) -> None:
    is_here = asked.get("queue") == narrowed.get("queue")
    with ui.link(target=_address(narrowed)).classes("panel gap-0").style("padding: 8px 16px; width: auto") as tile:
        ui.label(title).classes("font-semibold" if is_here else "")
        with ui.row().classes("items-center gap-2"):
            ui.label(str(count)).classes("figure")
            if overdue:
                chip(f"{say('reviews.overdue')} {overdue}", "stop")
    if is_here:
        tile.props('aria-current="page"')


def _nothing(asked: dict[str, str]) -> None:
    with ui.column().classes("w-full items-center py-8"):
        ui.label(say("reviews.empty")).classes("font-semibold")
        ui.label(say("reviews.empty_hint")).classes("faint")
        if asked:
            ui.button(say("common.clear"), on_click=lambda: ui.navigate.to("/reviews")).props("flat no-caps")
        else:
            ui.button(say("reviews.see_orders"), on_click=lambda: ui.navigate.to("/orders")).props("flat no-caps")


def _rows(context: AdminContext, page: ReviewPage) -> None:
    chosen: set[str] = set()
    bar = ui.row().classes("w-full items-center gap-3")
    columns = (
        Column("", "tight"),
        Column(say("reviews.order"), "mono tight"),
        Column(say("reviews.queue"), "tight"),
        Column(say("reviews.reasons")),
        Column(say("reviews.payable"), "number"),
        Column(say("reviews.since"), "tight"),
        Column(say("reviews.due"), "tight"),
        Column(say("reviews.holder"), "tight"),
    )
    table(columns, [_row(context, row, chosen, bar) for row in page.items], say("reviews.title"))


def _row(context: AdminContext, row: ReviewRowView, chosen: set[str], bar: ui.row) -> tuple[Cell, ...]:
    review = row.review

    def toggle(is_on: object) -> None:
        (chosen.add if is_on else chosen.discard)(review.order_no)
        _bulk_bar(context, chosen, bar)

    def box() -> None:
        if review.cause == "hold":
            ui.checkbox(on_change=lambda event: toggle(event.value)).props(f'dense aria-label="{review.order_no}"')

    def queue() -> None:
        with ui.row().classes("items-center gap-2 no-wrap"):
            chip(review.queue)
            if review.stage != "open":
                stage_chip(review.stage)

    return (
        box,
        lambda: ui.link(review.order_no, f"/reviews/{review.order_no}"),
        queue,
        " · ".join(review.reasons) or say_or_self("cause", review.cause),
        money(row.payable, row.currency),
        moment(review.since, context.timezone),
        lambda: due_chip(context, review),
        review.claimed_by or "–",
    )


def _bulk_bar(context: AdminContext, chosen: set[str], bar: ui.row) -> None:
    """Draw what can be done with all that is chosen, one reason for all."""
    bar.clear()
    if not chosen:
        return

    async def decide(verdict: str) -> None:
        said = str(reason.value or "").strip()
        if not said:
            ui.notify(say("reviews.need_reason"), type="warning")
            return
        try:
            outcomes = await context.oms.reviews.decide_many(
                sorted(chosen), verdict, said, Reviewer(name=reviewer_name())
            )
        except OmsError as refused:
            ui.notify(str(refused), type="warning")
            return
        done = sum(each.done for each in outcomes)
        ui.notify(say("reviews.bulk_done", done=done, failed=len(outcomes) - done))
        for each in outcomes:
            if each.detail:
                ui.notify(each.detail, type="warning", multi_line=True)
        ui.navigate.reload()

    with bar:
        ui.label(say("reviews.selected", count=len(chosen)))
        reason = ui.input(say("reviews.reason")).classes("w-80").props("outlined dense")
        for verdict in _BULK:
            ui.button(say(f"verdict.{verdict}"), color=None, on_click=lambda said=verdict: decide(said)).props(
                "outline no-caps dense"
            ).classes(f"px-3 {BUTTON_COLOURS[verdict]}")


def _next(asked: dict[str, str], page: ReviewPage) -> None:
    if page.next:
        target = _address({**asked, "after": page.next})
        ui.button(say("common.next"), on_click=lambda: ui.navigate.to(target)).props(
            "flat dense no-caps icon-right=chevron_right"
        )
