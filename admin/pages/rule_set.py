"""One rule set: its rules in words, its text with highlighting, its versions, and its tests run by a button."""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from nicegui import ui

from admin import theme
from admin.components.display import chip, moment
from admin.components.evidence import evidence_of_gate
from admin.components.rule_words import rule_words
from admin.components.table import Cell, Column, table
from admin.context import AdminContext
from admin.language import say, say_or_self
from admin.pages.rule_edit import open_draft
from admin.shell import Crumb, frame, loaded, title_row
from engine.errors import OmsError
from engine.evaluation.testing import TestOutcome, TestReport
from engine.services.rule_words import StepWords
from engine.services.views import RuleSetRow, VersionRow
from engine.store.evidence import Evidence


def build(context: AdminContext) -> None:
    """Register the page."""

    @ui.page("/rules/{set_id}")
    async def rule_set(set_id: str, version: int | None = None) -> None:
        crumbs = (Crumb(say("rules.title"), "/rules"), Crumb(set_id))
        with frame(context, "rules", set_id, crumbs):
            async with loaded():
                row = next((row for row in await context.oms.rules.sets() if row.id == set_id), None)
                versions = await context.oms.rules.versions(set_id)
                text = await context.oms.rules.text(set_id, version)
                shown = version or (row.version if row else versions[0].version)
                words = await context.oms.rules.in_words(set_id, shown)
                evidence = (await context.oms.rules.version(set_id, shown)).evidence
                _set(context, set_id, row, versions, _Version(shown, text, words, evidence))


class _Version(NamedTuple):
    """The version that is shown."""

    number: int
    text: str
    words: Sequence[StepWords]
    evidence: Evidence | None


def _set(
    context: AdminContext, set_id: str, row: RuleSetRow | None, versions: Sequence[VersionRow], version: _Version
) -> None:
    shown = version.number

    @ui.refreshable
    def report(found: TestReport | None) -> None:
        _report(found)

    async def run_tests() -> None:
        button.props("loading")
        try:
            report.refresh(await context.oms.rules.run_tests(set_id, shown))
        except OmsError as error:
            ui.notify(f"{error.code}: {error}", type="negative")
        finally:
            button.props(remove="loading")

    with title_row(row.title if row else set_id):
        if row:
            chip(say_or_self("kind", row.kind), "inform")
        chip(f"v{shown}" + (f" · {say('rules.in_force')}" if row and row.version == shown else ""), "fine")
        button = ui.button(say("rules.run_tests"), icon="play_arrow", on_click=run_tests).props("outline no-caps")
        edit = partial(open_draft, context, set_id)
        ui.button(say("edit.title"), icon="edit", on_click=edit).props("unelevated no-caps")
    with (
        ui.grid().classes("w-full gap-4 items-start").style("grid-template-columns: minmax(0, 3fr) minmax(320px, 2fr)")
    ):
        with ui.column().classes("panel"):
            _both_views(version)
        with ui.column().classes("gap-4 w-full"):
            with ui.column().classes("panel"):
                ui.html(f"<h2>{say('rules.test')}</h2>", sanitize=False)
                report(None)
            with ui.column().classes("panel"):
                ui.html(f"<h2>{say('evidence.title')} · v{shown}</h2>", sanitize=False)
                evidence_of_gate(version.evidence)
            with ui.column().classes("panel"):
                ui.html(f"<h2>{say('rules.versions')}</h2>", sanitize=False)
                _versions(context, set_id, versions)


def _both_views(version: _Version) -> None:
    """Draw the rules in words, and the text one click away."""
    with ui.tabs().props("dense no-caps align=left") as tabs:
        in_words = ui.tab("words", label=f"{say('rules.words')} · v{version.number}")
        source = ui.tab("source", label=say("rules.source"))
    with ui.tab_panels(tabs, value=in_words).classes("w-full"):
        with ui.tab_panel(in_words).classes("q-pa-none q-pt-md"):
            rule_words(version.words)
        with ui.tab_panel(source).classes("q-pa-none q-pt-md"):
            editor = ui.codemirror(
                version.text, language="YAML", line_wrapping=True, theme="oneDark" if theme.is_dark() else "basicLight"
            )
            editor.classes("w-full").style("height: 640px; font-size: 13px").props(
                f'aria-label="{say("rules.source")}"'
            )
            editor.disable()


def _report(found: TestReport | None) -> None:
    if found is None:
        ui.label(say("rules.untested")).classes("faint")
        return
    total = len(found.outcomes)
    with ui.row().classes("gap-2").props('role="status"'):
        chip(say("rules.passed", passed=found.passed, total=total), "stop" if found.failed else "fine")
        chip(say("rules.coverage", percent=round(found.coverage * 100)))
    if found.unfired:
        ui.label(say("rules.unfired", rules=", ".join(found.unfired))).classes("faint text-sm")
    columns = (Column(say("rules.test")), Column(say("rules.result"), "tight"), Column(say("rules.fired"), "mono"))
    table(columns, [_outcome(outcome) for outcome in found.outcomes], say("rules.tests"))


def _outcome(outcome: TestOutcome) -> tuple[Cell, ...]:
    def name() -> None:
        ui.label(outcome.name)
        if outcome.message:
            ui.label(outcome.message).classes("text-xs chip stop whitespace-normal")

    def result() -> None:
        chip(say("rules.pass") if outcome.passed else say("rules.fail"), "fine" if outcome.passed else "stop")

    return (name, result, ", ".join(dict.fromkeys(outcome.fired)))


def _versions(context: AdminContext, set_id: str, versions: Sequence[VersionRow]) -> None:
    columns = (
        Column(say("rules.one_version"), "tight"), Column(say("rules.published"), "tight"),
        Column(say("rules.by"), "tight"), Column(say("rules.reason"), "sentence"), Column("sha", "mono tight"),
    )  # fmt: skip
    table(columns, [_version(context, set_id, row) for row in versions], say("rules.versions"))


def _version(context: AdminContext, set_id: str, row: VersionRow) -> tuple[Cell, ...]:
    def number() -> None:
        with ui.row().classes("items-center gap-2 no-wrap"):
            ui.link(f"v{row.version}", f"/rules/{set_id}?version={row.version}")
            if row.in_force:
                chip(say("rules.in_force"), "fine")

    return (number, moment(row.published_at, context.timezone), row.published_by, row.reason, row.sha[:8])
