"""Today: orders in numbers, by status, day, warehouse, channel and province."""

from nicegui import ui

from admin.components.chart import bars, stacked_days
from admin.components.display import money
from admin.context import AdminContext
from admin.language import say, say_or_self
from admin.shell import frame, loaded, title_row
from engine.services.overview_view import OverviewView


def build(context: AdminContext) -> None:
    """Register the page."""

    @ui.page("/")
    async def overview() -> None:
        with frame(context, "today", say("today.title")):
            title_row(say("today.title"))
            async with loaded():
                seen = await context.oms.overview.overview()
                if seen.orders:
                    _figures(seen)
                    _charts(seen)
                else:
                    with ui.column().classes("panel items-center py-12"):
                        ui.icon("inbox").classes("text-4xl faint")
                        ui.label(say("today.empty"))


def _figures(seen: OverviewView) -> None:
    with ui.grid().classes("w-full gap-4").style("grid-template-columns: repeat(auto-fit, minmax(170px, 1fr))"):
        _figure(say("today.orders"), f"{seen.orders:,}")
        _held(seen.held)
        _figure(say("today.children"), f"{seen.children:,}")
        _figure(say("today.goods"), money(seen.goods, seen.currency))
        _figure(say("today.freight"), money(seen.freight, seen.currency))
        _figure(say("today.release"), f"#{seen.release}")


def _figure(name: str, value: str) -> None:
    with ui.column().classes("panel gap-0"):
        ui.label(name).classes("faint")
        ui.label(value).classes("figure")


def _held(count: int) -> None:
    with ui.column().classes("panel gap-0"):
        ui.label(say("today.held")).classes("faint")
        with ui.row().classes("w-full items-baseline justify-between"):
            ui.label(f"{count:,}").classes("figure")
            if count:
                ui.link(say("today.see_held"), "/reviews").classes("text-sm")
            else:
                ui.label(say("today.no_held")).classes("faint text-sm")


def _charts(seen: OverviewView) -> None:
    stacked_days(say("today.by_day"), seen.by_day)
    with ui.grid().classes("w-full gap-4").style("grid-template-columns: repeat(auto-fit, minmax(420px, 1fr))"):
        bars(say("today.by_status"), seen.by_status, lambda key: say_or_self("state", key))
        bars(say("today.by_channel"), seen.by_channel, lambda key: say_or_self("channel", key))
        bars(say("today.by_warehouse"), seen.by_warehouse)
        bars(say("today.by_province"), seen.by_province, top=10)
