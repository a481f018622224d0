"""What of a SKU is on its way between warehouses, and the button that says what came."""

from collections.abc import Awaitable, Callable, Sequence

from nicegui import ui

from admin.access import ADMINISTRATOR
from admin.components.display import moment
from admin.context import AdminContext
from admin.language import say
from engine.errors import OmsError
from engine.orders.stock import StockArrival
from engine.store.stock_repository import Transfer


def transfers_panel(
    context: AdminContext, transfers: Sequence[Transfer], refresh: Callable[[], Awaitable[None]]
) -> None:
    """Draw the transfers that have not come whole; nothing where there are none."""
    if not transfers:
        return
    with ui.column().classes("panel"):
        ui.html(f"<h2>{say('stock.transfers')}</h2>", sanitize=False)
        for transfer in transfers:
            _row(context, transfer, refresh)


def _row(context: AdminContext, transfer: Transfer, refresh: Callable[[], Awaitable[None]]) -> None:
    left = transfer.quantity - transfer.arrived - transfer.lost

    async def arrive() -> None:
        come = int(units.value or 0)
        try:
            asked = StockArrival(arrived=come, lost=left - come if rest_is_lost.value else 0)
            await context.oms.stock.arrive(transfer.transfer_no, asked, actor=ADMINISTRATOR)
        except OmsError as refused:  # too many, nothing at all, or somebody else was faster
            ui.notify(str(refused), type="warning")
            return
        ui.notify(say("stock.arrived"), type="positive")
        await refresh()

    with ui.row().classes("w-full items-center gap-4"):
        ui.label(f"{transfer.source} → {transfer.target}").classes("whitespace-nowrap")
        ui.label(say("stock.on_its_way", count=f"{left:,}", all=f"{transfer.quantity:,}"))
        ui.label(transfer.reason)
        ui.label(f"{moment(transfer.sent_at, context.timezone)} · {transfer.actor}").classes("faint text-sm")
        ui.space()
        units = ui.number(say("stock.came"), value=left, precision=0, min=0, max=left).classes("w-28")
        units.props("outlined dense")
        rest_is_lost = ui.checkbox(say("stock.rest_is_lost"))
        ui.button(say("stock.arrive"), on_click=arrive).props("flat dense no-caps").classes("text-button")
