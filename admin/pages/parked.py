"""One payload that waits: its reasons, the payload to mend, and the ways on."""

import json
from collections.abc import Awaitable, Callable

from nicegui import ui

from admin import theme
from admin.access import ADMINISTRATOR
from admin.components.display import chip, moment
from admin.components.table import Cell, Column, table
from admin.context import AdminContext
from admin.language import say, say_or_self
from admin.shell import Crumb, frame, loaded, title_row
from engine.errors import OmsError
from engine.intake.goods_codes import CodePart
from engine.intake.reason import Reason
from engine.services.intake import SKU_UNMAPPED, Taken
from engine.store.parked_repository import Parked


def build(context: AdminContext) -> None:
    """Register the page."""

    @ui.page("/inbox/{place}")
    async def parked(place: str) -> None:
        with frame(context, "inbox", say("inbox.title"), (Crumb(say("inbox.title"), "/inbox"), Crumb(place))):
            async with loaded():
                _page(context, await context.oms.intake.parked_one(place))


def _page(context: AdminContext, parked: Parked) -> None:
    with title_row(say_or_self("channel", parked.channel)):
        chip(moment(parked.received_at, context.timezone))
        chip(say_or_self("parked", parked.state), "look" if parked.state == "parked" else "")
    with ui.column().classes("panel"):
        columns = (Column(say("inbox.why"), "tight"), Column(say("inbox.where"), "mono"), Column(""))
        table(columns, [_reason(reason) for reason in parked.reasons], say("inbox.why"))
    if parked.state != "parked":
        ui.label(say("inbox.settled", state=parked.note or say_or_self("parked", parked.state))).classes("panel")
        return
    for code in dict.fromkeys(reason.source for reason in parked.reasons if reason.code == SKU_UNMAPPED):
        _code(context, parked, code)
    _repair(context, parked)


def _reason(reason: Reason) -> tuple[Cell, ...]:
    def told() -> None:
        ui.label(reason.message)
        if reason.allowed:
            ui.label(", ".join(reason.allowed)).classes("faint text-xs")

    return (
        lambda: chip(say_or_self("reason", reason.code), "look"),
        " → ".join(part for part in (reason.source, reason.target) if part),
        told,
    )


def _code(context: AdminContext, parked: Parked, code: str) -> None:
    """Draw the form that says what a channel's code is."""

    async def save() -> None:
        parts = [CodePart(sku=str(sku.value or ""), quantity=int(quantity.value or 1))]
        taken = await context.oms.intake.put_code(parked.channel, code, parts, actor=ADMINISTRATOR)
        ui.notify(say("inbox.released", count=sum(each.order is not None for each in taken)), type="positive")
        ui.navigate.to(f"/inbox/{parked.id}")

    with ui.row().classes("panel items-center"):
        ui.label(say("inbox.code", code=code)).classes("font-semibold")
        sku = ui.input(say("inbox.sku")).props("outlined dense")
        quantity = ui.number(say("inbox.quantity"), value=1, min=1, precision=0).props("outlined dense")
        ui.button(say("inbox.say_code"), on_click=_told(save)).props("unelevated no-caps")


def _repair(context: AdminContext, parked: Parked) -> None:
    """Draw the payload, the reason, and the buttons."""

    async def repair() -> None:
        if given():
            text, reason = str(payload.value), str(why.value)
            _after(await context.oms.intake.repair(parked.id, text, actor=ADMINISTRATOR, reason=reason), parked.id)

    async def replay() -> None:
        _after(await context.oms.intake.replay(parked.id, actor=ADMINISTRATOR), parked.id)

    async def drop() -> None:
        if given():
            await context.oms.intake.drop(parked.id, actor=ADMINISTRATOR, reason=str(why.value))
            ui.notify(say("inbox.dropped"))
            ui.navigate.to("/inbox")

    def given() -> bool:
        if not str(why.value or "").strip():
            ui.notify(say("inbox.needs_reason"), type="warning")
            return False
        return True

    with ui.column().classes("panel"):
        ui.label(say("inbox.payload")).classes("font-semibold")
        pretty = json.dumps(json.loads(parked.payload), ensure_ascii=False, indent=2)
        payload = ui.codemirror(
            pretty, language="JSON", line_wrapping=True, theme="oneDark" if theme.is_dark() else "basicLight"
        )
        payload.classes("w-full").style("height: 360px; font-size: 13px").props(f'aria-label="{say("inbox.payload")}"')
        with ui.row().classes("w-full items-center gap-2"):
            why = ui.input(say("inbox.reason")).classes("grow").props("outlined dense")
            ui.button(say("inbox.repair"), icon="build", on_click=_told(repair)).props("unelevated no-caps")
            ui.button(say("inbox.replay"), icon="replay", on_click=_told(replay)).props("flat no-caps")
            ui.button(say("inbox.drop"), icon="delete", on_click=_told(drop)).props("flat no-caps color=negative")


def _after(taken: Taken, place: str) -> None:
    """Lead on to the order, or back to what still waits."""
    if taken.order is None:
        ui.notify(say("inbox.waits"), type="warning")
        ui.navigate.to(f"/inbox/{place}")
        return
    ui.notify(say("inbox.placed", order=taken.order.order_no), type="positive")
    ui.navigate.to(f"/orders/{taken.order.order_no}")


def _told(work: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
    """Return the same work, whose refusal is told instead of raised."""

    async def telling() -> None:
        try:
            await work()
        except OmsError as error:
            ui.notify(f"{error.code}: {error}", type="negative")

    return telling
