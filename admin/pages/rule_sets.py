"""Rules: every rule set, by kind, with what is in force."""

from collections.abc import Sequence

from nicegui import ui

from admin.components.display import moment
from admin.components.table import Cell, Column, table
from admin.context import AdminContext
from admin.language import say, say_or_self
from admin.shell import frame, loaded, title_row
from engine.services.views import RuleSetRow


def build(context: AdminContext) -> None:
    """Register the page."""

    @ui.page("/rules")
    async def rule_sets() -> None:
        with frame(context, "rules", say("rules.title")):
            title_row(say("rules.title"))
            async with loaded():
                sets = await context.oms.rules.sets()
                if not sets:
                    ui.label(say("rules.empty")).classes("panel")
                    return
                _searchable(context, sets)


def _searchable(context: AdminContext, sets: Sequence[RuleSetRow]) -> None:
    @ui.refreshable
    def rows(text: str) -> None:
        wanted = [row for row in sets if text.casefold() in f"{row.id} {row.title} {row.kind}".casefold()]
        columns = (
            Column(say("rules.name")),
            Column(say("rules.id"), "mono"),
            Column(say("rules.kind"), "tight"),
            Column(say("rules.version"), "number"),
            Column(say("rules.rules"), "number"),
            Column(say("rules.tests"), "number"),
            Column(say("rules.published"), "tight"),
            Column(say("rules.by"), "tight"),
            Column(say("rules.reason")),
        )
        table(columns, [_row(context, row) for row in wanted], say("rules.title"))

    with ui.column().classes("panel"):
        ui.input(say("rules.search"), on_change=lambda e: rows.refresh(str(e.value or ""))).classes("w-80").props(
            "outlined dense clearable"
        )
        rows("")


def _row(context: AdminContext, row: RuleSetRow) -> tuple[Cell, ...]:
    return (
        lambda: ui.link(row.title, f"/rules/{row.id}"),
        row.id,
        say_or_self("kind", row.kind),
        f"v{row.version}",
        str(row.rule_count),
        str(row.test_count),
        moment(row.published_at, context.timezone),
        row.published_by,
        row.reason,
    )
