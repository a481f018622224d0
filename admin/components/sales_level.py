"""The dialog in which a person says what may be promised of a SKU, or to one channel, and why."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from nicegui import ui

from admin.access import ADMINISTRATOR
from admin.context import AdminContext
from admin.language import say, say_or_self
from engine.errors import InvalidInput
from engine.orders.sales_level import EVERY_CHANNEL, SalesLevel
from engine.orders.stock import SalesLevelRequest

_CHANNELS: Final = ("app", "mini_program", "web", "pos", "taobao", "jd", "shopify", "erp")


def sales_level_dialog(
    context: AdminContext, sku: str, levels: Sequence[SalesLevel], refresh: Callable[[], Awaitable[None]]
) -> None:
    """Draw the button that opens the dialog; choosing a channel shows what holds for it now."""
    now = {level.channel: level for level in levels}
    names = {EVERY_CHANNEL: say("stock.every_channel")} | {each: say_or_self("channel", each) for each in _CHANNELS}
    names |= {channel: channel for channel in now if channel not in names}
    with ui.dialog() as dialog, ui.card().classes("w-96 gap-3"):
        ui.label(say("stock.sales.set")).classes("font-semibold")
        channel = ui.select(names, value=EVERY_CHANNEL, label=say("stock.channel"))
        for_sale = ui.switch(say("stock.for_sale"), value=True)
        safety = ui.number(say("stock.safety"), precision=0, min=0)
        set_aside = ui.number(say("stock.set_aside"), precision=0, min=0)
        quota = ui.number(f"{say('stock.quota')} · {say('stock.sales.no_quota')}", precision=0, min=0)
        why = ui.input(say("stock.book.reason"))
        for field in (channel, safety, set_aside, quota, why):
            field.classes("w-full").props("outlined dense")
        problem = ui.label().classes("chip stop whitespace-normal").props('role="alert"')
        problem.visible = False

        def show_present() -> None:
            chosen = str(channel.value or EVERY_CHANNEL)
            level = now.get(chosen, SalesLevel(sku=sku, channel=chosen))
            for_sale.value, safety.value, set_aside.value = level.for_sale, level.safety, level.set_aside
            quota.value = level.quota
            safety.visible = chosen == EVERY_CHANNEL
            set_aside.visible = quota.visible = chosen != EVERY_CHANNEL

        async def save() -> None:
            reason = str(why.value or "").strip()
            if not reason:
                problem.set_text(say("stock.sales.needs_reason"))
                problem.visible = True
                return
            asked = SalesLevelRequest(
                channel=str(channel.value or EVERY_CHANNEL),
                for_sale=bool(for_sale.value),
                safety=int(safety.value or 0),
                set_aside=int(set_aside.value or 0),
                quota=None if quota.value is None else int(quota.value),
                reason=reason,
            )
            try:
                await context.oms.stock.set_sales_level(sku, asked, actor=ADMINISTRATOR)
            except InvalidInput as wrong:
                problem.set_text("; ".join(each.message for each in wrong.problems) or str(wrong))
                problem.visible = True
                return
            dialog.close()
            ui.notify(say("stock.sales.done"), type="positive")
            await refresh()

        channel.on_value_change(show_present)
        show_present()
        with ui.row().classes("w-full justify-end gap-2"):
            ui.button(say("stock.book.cancel"), on_click=dialog.close).props("flat no-caps").classes("text-button")
            ui.button(say("stock.sales.save"), on_click=save).props("unelevated no-caps")
    ui.button(say("stock.sales.set"), icon="tune", on_click=dialog.open).props("flat dense no-caps").classes(
        "text-button"
    )
