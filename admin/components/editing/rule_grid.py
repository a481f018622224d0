"""A step as a grid: cells to type in, rows to add, move and delete, blocks from and to a spreadsheet."""

from functools import partial
from typing import Any, Final

from nicegui import ui
from nicegui.events import GenericEventArguments

from admin import theme
from admin.components.editing.bench import Bench
from admin.components.editing.problems import words_of
from admin.language import label, say
from engine.errors import OmsError
from engine.evaluation.document.editing import Document
from engine.evaluation.document.rule_edits import (
    with_condition,
    with_copy,
    with_moved,
    with_name,
    with_output,
    with_rule,
    without_rule,
)
from engine.evaluation.document.rule_form import StepForm
from engine.evaluation.document.table_grid import csv_of, with_lines
from engine.evaluation.facts import FactType
from engine.services.rule_desk import StepFields

_TEXTUAL: Final = frozenset({FactType.TEXT, FactType.TOKEN, FactType.TEXTS})
_KEY: Final = "key"
_WRONG: Final = "wrong"


class RuleGrid:
    """Draws the step that is shown as a grid; cells that something is wrong with say so."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._grid: ui.aggrid | None = None
        self._columns: dict[str, tuple[str, str]] = {}  # column → what it is (`in`, `out`, `id`) and its name
        self._said: dict[str, str] = {}
        bench.seen.append(self._follow)

    def draw(self) -> None:
        """Draw the grid into the panel of the moment."""
        self._grid = None
        step = self._bench.shown()
        if step is None:
            ui.label(say("edit.no_yaml")).classes("notice stop")
            return
        fields = self._bench.look.steps.get(step.name)
        self._said = self._words(step)
        with ui.row().classes("w-full items-center gap-1"):
            self._buttons(step)
        self._grid = ui.aggrid(
            {
                "columnDefs": self._column_definitions(step, fields),
                "rowData": [self._row(step, number) for number in range(len(step.rules))],
                "defaultColDef": {"editable": True, "resizable": True, "minWidth": 90, "tooltipValueGetter": None},
                "rowSelection": {"mode": "multiRow", "enableClickSelection": False},
                "stopEditingWhenCellsLoseFocus": True,
                "singleClickEdit": False,
                "enterNavigatesVerticallyAfterEdit": True,
                ":getRowId": f"params => params.data.{_KEY}",
            },
            theme="balham",
            auto_size_columns=False,
        )
        self._grid.classes("w-full" + (" ag-dark" if theme.is_dark() else "")).style("height: 560px")
        self._grid.props(f'aria-label="{say("edit.grid")}"')
        self._grid.on("cellValueChanged", self._typed, ["colId", "newValue", "oldValue", "rowId"])

    def _buttons(self, step: StepForm) -> None:
        add = partial(self._bench.edit, lambda document: with_rule(document, step.name)[0], is_redrawn=True)
        ui.button(say("edit.add_row"), icon="add", on_click=add).props("flat dense no-caps")
        for icon, word, change in (
            ("content_copy", "edit.copy_rows", lambda document, rule: with_copy(document, rule)[0]),
            ("arrow_upward", "edit.rows_up", lambda document, rule: with_moved(document, rule, -1)),
            ("arrow_downward", "edit.rows_down", lambda document, rule: with_moved(document, rule, 1)),
            ("delete", "edit.delete_rows", without_rule),
        ):
            is_backward = word == "edit.rows_down"
            on_click = partial(self._each_chosen, change, is_backward=is_backward)
            ui.button(say(word), icon=icon, on_click=on_click).props("flat dense no-caps")
        ui.space()
        if step.is_table:
            ui.button(say("edit.paste"), icon="content_paste", on_click=partial(self._paste, step)).props(
                "flat dense no-caps"
            )
        ui.button(say("edit.csv"), icon="download", on_click=lambda: self._download(step)).props("flat dense no-caps")

    def _column_definitions(self, step: StepForm, fields: StepFields | None) -> list[dict[str, Any]]:
        self._columns = {"id": ("id", "id")}
        found: list[dict[str, Any]] = [
            {"field": _WRONG, "headerName": say("edit.problem"), "editable": False, "width": 70, "pinned": "left",
             "tooltipField": _WRONG, "cellClass": "grid-wrong"},
            {"field": "id", "headerName": say("edit.row_id"), "pinned": "left", "width": 130, "cellClass": "mono"},
        ]  # fmt: skip
        named = ((kind, names) for kind, names in (("in", step.inputs), ("out", step.outputs)))
        for kind, names in named:
            for number, name in enumerate(names):
                column = f"{kind}{number}"
                self._columns[column] = (kind, name)
                known = (fields.inputs if kind == "in" else fields.outputs).get(name) if fields is not None else None
                title = label(known.label) if known is not None else name
                definition: dict[str, Any] = {
                    "field": column, "headerName": title, "headerTooltip": name, "flex": 1,
                    "cellClass": "grid-out" if kind == "out" else "",
                }  # fmt: skip
                if kind == "out" and known is not None and known.values:
                    definition |= {
                        "cellEditor": "agSelectCellEditor",
                        "cellEditorParams": {"values": list(known.values)},
                    }
                found.append(definition)
        return found

    def _row(self, step: StepForm, number: int) -> dict[str, str]:
        rule = step.rules[number]
        return {
            _KEY: rule.id,
            "id": rule.id,
            _WRONG: self._said.get(rule.id, ""),
            **{f"in{i}": rule.condition(name) for i, name in enumerate(step.inputs)},
            **{f"out{i}": rule.output(name) for i, name in enumerate(step.outputs)},
        }

    def _typed(self, event: GenericEventArguments) -> None:
        kind, name = self._columns.get(event.args["colId"], ("", ""))
        rule, new = str(event.args["rowId"]), str(event.args["newValue"] or "")
        step = self._bench.shown()
        fields = self._bench.look.steps.get(step.name) if step is not None else None
        if not kind or new == str(event.args["oldValue"] or ""):
            return
        if kind == "id":
            self._bench.edit(lambda document: with_name(document, rule, new), is_redrawn=True)
            return
        known = (fields.inputs if kind == "in" else fields.outputs).get(name) if fields is not None else None
        is_textual = known is not None and known.type in _TEXTUAL
        change = with_condition if kind == "in" else with_output
        self._bench.edit(lambda document: change(document, rule, name, new, is_textual=is_textual))

    async def _each_chosen(self, change: Any, *, is_backward: bool) -> None:
        rows = await self._grid.get_selected_rows() if self._grid is not None else []
        chosen = {str(row[_KEY]) for row in rows}
        step = self._bench.shown()
        if not chosen or step is None:
            ui.notify(say("edit.choose_rows"), type="info")
            return
        ids = [rule.id for rule in step.rules if rule.id in chosen]

        def all_of_them(document: Document) -> Document:
            for rule in reversed(ids) if is_backward else ids:
                document = change(document, rule)
            return document

        self._bench.edit(all_of_them, is_redrawn=True)

    def _paste(self, step: StepForm) -> None:
        with ui.dialog(value=True) as dialog, ui.card().classes("w-full gap-3").style("max-width: 720px"):
            ui.label(say("edit.paste")).classes("font-semibold")
            ui.label(say("edit.paste.hint", columns=", ".join(("id", *step.inputs, *step.outputs)))).classes(
                "faint text-sm"
            )
            block = ui.textarea(label=say("edit.paste.block")).classes("w-full mono").props("outlined rows=10")
            problem = ui.label().classes("notice stop finding").props('role="alert"')
            problem.visible = False

            def take() -> None:
                document = self._bench.document()
                try:
                    if document is not None:
                        with_lines(document, step, str(block.value or ""))
                except OmsError as error:
                    problem.set_text(str(error))
                    problem.visible = True
                    return
                dialog.close()
                self._bench.edit(lambda one: with_lines(one, step, str(block.value or "")), is_redrawn=True)

            with ui.row().classes("w-full justify-end gap-2"):
                ui.button(say("edit.cancel"), on_click=dialog.close).props("flat no-caps")
                ui.button(say("edit.paste.take"), on_click=take).props("unelevated no-caps")

    def _download(self, step: StepForm) -> None:
        # The sign before all is how a spreadsheet sees that it is UTF-8.
        ui.download(("\ufeff" + csv_of(step)).encode(), f"{self._bench.draft.subject}-{step.name}.csv")

    def _words(self, step: StepForm) -> dict[str, str]:
        ids = {rule.id for rule in step.rules}
        found: dict[str, str] = {}
        for finding in sorted(self._bench.look.findings, key=lambda one: one.severity != "error"):
            for rule in ids.intersection(finding.rules):
                sign = "✗" if finding.severity == "error" else "⚠"
                found[rule] = f"{found[rule]}; {words_of(finding)}" if rule in found else f"{sign} {words_of(finding)}"
        return found

    def _follow(self) -> None:
        """Tell the rows what is wrong with them now; only those that change are touched."""
        grid, step = self._grid, self._bench.shown()
        if grid is None or grid.is_deleted or step is None or self._bench.view != "grid":
            return
        words = self._words(step)
        for rule in {*words, *self._said}:
            if words.get(rule, "") != self._said.get(rule, ""):
                grid.run_row_method(rule, "setDataValue", _WRONG, words.get(rule, ""))
        self._said = words
