"""The audit: who did what, when and to what; whether the chain holds; what fits a filter as a file."""

from datetime import timedelta
from typing import Final
from urllib.parse import urlencode

from fastapi import Request
from nicegui import ui

from admin.components.days import midnight
from admin.components.display import chip, moment, value_text
from admin.components.table import Cell, Column, table
from admin.context import AdminContext
from admin.language import language, say, say_or_self
from admin.shell import frame, loaded, title_row
from engine.services.audit import AuditNames, Verification
from engine.store.audit_trail import AuditEntry, AuditFilter

_PAGE_SIZE: Final = 50
_FIELDS: Final = ("actor", "action", "subject", "since", "until")
_FILE: Final = "oms-audit.jsonl"
_SHORT: Final = 12  # signs of a hash


def build(context: AdminContext) -> None:
    """Register the page."""

    @ui.page("/audit")
    async def audit(request: Request, before: int | None = None) -> None:
        asked = {name: request.query_params[name] for name in _FIELDS if request.query_params.get(name)}
        wanted = _filter(context, asked)
        trail = context.oms.governance.audit

        async def export() -> None:
            ui.download.content(await trail.export(wanted), _FILE, "application/x-ndjson")

        with frame(context, "audit", say("audit.title")):
            with title_row(say("audit.title")):
                ui.button(say("audit.export"), icon="download", color=None, on_click=export).props(
                    "outline no-caps"
                ).classes("text-button")
            async with loaded():
                _filters(asked, await trail.names())
                _chain(await trail.verify())
                found = await trail.find(wanted, before, _PAGE_SIZE)
                with ui.column().classes("panel"):
                    _table(context, found) if found else _nothing(asked)
                    _next(asked, found)


def _filter(context: AdminContext, asked: dict[str, str]) -> AuditFilter:
    until = midnight(asked.get("until"), context.timezone)
    return AuditFilter(
        actor=asked.get("actor"),
        action=asked.get("action"),
        subject=asked.get("subject"),
        at_from=midnight(asked.get("since"), context.timezone),
        at_to=until + timedelta(days=1) if until else None,
    )


def _go(asked: dict[str, str]) -> None:
    query = urlencode({name: value for name, value in asked.items() if value})
    ui.navigate.to("/audit" + (f"?{query}" if query else ""))


def _filters(asked: dict[str, str], names: AuditNames) -> None:
    every = {"": say("common.all")}
    actions = {each: say_or_self("deed_of", each) for each in names.actions}
    fields = {
        "actor": ui.select(every | {each: each for each in names.actors}, label=say("audit.actor"), with_input=True),
        "action": ui.select(every | actions, label=say("audit.action"), with_input=True),
        "subject": ui.input(say("audit.subject_begins")),
        "since": ui.date_input(say("audit.from")),
        "until": ui.date_input(say("audit.to")),
    }

    def go() -> None:
        _go({name: str(field.value or "") for name, field in fields.items()})

    with ui.row().classes("panel items-center gap-3").props('role="search"'):
        for name, field in fields.items():
            field.move(ui.context.slot.parent)
            field.set_value(asked.get(name, ""))
            field.classes("w-44").props("outlined dense").on("keydown.enter", go)
        ui.button(say("common.filter"), icon="filter_list", on_click=go).props("unelevated no-caps")
        if asked:
            ui.button(say("common.clear"), color=None, on_click=lambda: _go({})).props("flat no-caps").classes(
                "text-button"
            )


def _chain(found: Verification) -> None:
    with ui.row().classes("items-center gap-2").props('role="status"'):
        if found.tampering is None:
            chip(say("audit.verified", count=found.entries), "fine")
            ui.label(say("audit.head", hash=found.head[:_SHORT])).classes("faint mono")
        else:
            what = found.tampering.what_zh if language() == "zh" else found.tampering.what
            chip(say("audit.broken", number=found.tampering.number, what=what), "stop")


def _nothing(asked: dict[str, str]) -> None:
    with ui.column().classes("w-full items-center py-8"):
        ui.label(say("audit.empty")).classes("font-semibold")
        ui.label(say("audit.empty_hint")).classes("faint")
        if asked:
            ui.button(say("common.clear"), on_click=lambda: _go({})).props("flat no-caps")


def _table(context: AdminContext, found: tuple[AuditEntry, ...]) -> None:
    columns = (
        Column(say("audit.number"), "number"),
        Column(say("audit.at"), "tight"),
        Column(say("audit.actor"), "tight"),
        Column(say("audit.action"), "tight"),
        Column(say("audit.subject"), "mono tight"),
        Column(say("audit.data")),
        Column(say("audit.hash"), "mono tight"),
    )
    table(columns, [_row(context, each) for each in found], say("audit.title"))


def _row(context: AdminContext, entry: AuditEntry) -> tuple[Cell, ...]:
    return (
        str(entry.number),
        moment(entry.at, context.timezone),
        entry.actor,
        say_or_self("deed_of", entry.action),
        entry.subject,
        lambda: ui.label(value_text(entry.data)).classes("text-sm break-all clamp"),
        entry.hash[:_SHORT],
    )


def _next(asked: dict[str, str], found: tuple[AuditEntry, ...]) -> None:
    if len(found) == _PAGE_SIZE:
        more = {**asked, "before": str(found[-1].number)}
        ui.button(say("common.next"), on_click=lambda: _go(more)).props("flat dense no-caps icon-right=chevron_right")
