"""A step as cards: each rule with its sentence, what is wrong with it, its conditions, what it sets, and its moves."""

from collections.abc import Callable
from functools import partial
from typing import Final

from nicegui import ui

from admin.components.editing.bench import Bench
from admin.components.editing.controls import operators, single_control, value_control
from admin.components.editing.problems import words_of
from admin.language import label, say
from engine.evaluation.document.rule_edits import (
    with_condition,
    with_copy,
    with_moved,
    with_output,
    with_rule,
    with_switch,
    without_condition,
    without_rule,
)
from engine.evaluation.document.rule_form import ConditionForm, RuleForm, StepForm
from engine.evaluation.document.simple_cell import WITHOUT_VALUE, Operator, SimpleCell, simple_cell
from engine.evaluation.facts import FactType
from engine.services.rule_desk import Field, StepFields

_PAGE: Final = 20
_TEXTUAL: Final = frozenset({FactType.TEXT, FactType.TOKEN, FactType.TEXTS})


class RuleCards:
    """Draws the step that is shown. Sentences and findings follow each look without drawing anything else again."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._page = 1
        self._followers: list[Callable[[], None]] = []
        bench.seen.append(self._follow)

    def draw(self) -> None:
        """Draw the cards of the page that is shown."""
        self._followers = []
        step = self._bench.shown()
        if step is None:
            ui.label(say("edit.no_yaml")).classes("notice stop")
            return
        fields = self._bench.look.steps.get(step.name)
        pages = max(1, -(-len(step.rules) // _PAGE))
        self._page = min(self._page, pages)
        start = (self._page - 1) * _PAGE
        if not step.rules:
            ui.label(say("edit.no_rules")).classes("faint")
        for number, rule in enumerate(step.rules[start : start + _PAGE], start=start + 1):
            self._card(step, fields, number, rule)
        with ui.row().classes("w-full items-center"):
            ui.button(say("edit.add_rule"), icon="add", on_click=partial(self._add, step)).props("flat no-caps")
            ui.space()
            if pages > 1:
                ui.pagination(1, pages, value=self._page, direction_links=True, on_change=self._turn).props(
                    "max-pages=7"
                )

    def _turn(self, event: object) -> None:
        self._page = int(getattr(event, "value", 1))
        self._bench.draw()

    def _add(self, step: StepForm) -> None:
        self._page = -(-(len(step.rules) + 1) // _PAGE)
        self._bench.edit(lambda document: with_rule(document, step.name)[0], is_redrawn=True)

    def _follow(self) -> None:
        if self._bench.view != "form":
            return  # its cards are gone
        for follower in self._followers:
            follower()

    def _card(self, step: StepForm, fields: StepFields | None, number: int, rule: RuleForm) -> None:
        with ui.column().classes("panel gap-2").props(f'role="group" aria-label="{rule.id}"'):
            self._head(number, rule)
            self._sentence(rule)
            ui.label(say("edit.when")).classes("faint text-xs")
            for condition in rule.conditions:
                field = fields.inputs.get(condition.path) if fields is not None else None
                _ConditionRow(self._bench, rule, condition, field, is_fixed=step.is_table).draw()
            if not step.is_table and fields is not None:
                self._ask_more(rule, fields)
            ui.label(say("edit.then")).classes("faint text-xs")
            self._outputs(step, fields, rule)

    def _head(self, number: int, rule: RuleForm) -> None:
        with ui.row().classes("w-full items-center gap-1 no-wrap"):
            ui.label(str(number)).classes("faint number")
            ui.label(rule.id).classes("mono font-semibold cut").tooltip(rule.id)
            ui.space()
            switch = ui.switch(value=rule.is_on).props(f'dense aria-label="{say("edit.on", rule=rule.id)}"')
            switch.on_value_change(lambda event: self._switch(rule.id, is_on=bool(event.value)))
            bench = self._bench
            moves: tuple[tuple[str, str, Callable[[], object]], ...] = (
                (
                    "arrow_upward",
                    "edit.up",
                    lambda: bench.edit(lambda one: with_moved(one, rule.id, -1), is_redrawn=True),
                ),
                (
                    "arrow_downward",
                    "edit.down",
                    lambda: bench.edit(lambda one: with_moved(one, rule.id, 1), is_redrawn=True),
                ),
                (
                    "content_copy",
                    "edit.copy",
                    lambda: bench.edit(lambda one: with_copy(one, rule.id)[0], is_redrawn=True),
                ),
                ("delete", "edit.delete", lambda: bench.edit(lambda one: without_rule(one, rule.id), is_redrawn=True)),
            )
            for icon, word, move in moves:
                text = say(word, rule=rule.id)
                ui.button(icon=icon, on_click=move).props(f'flat dense size=sm aria-label="{text}"').tooltip(text)

    def _switch(self, rule_id: str, *, is_on: bool) -> None:
        self._bench.edit(lambda document: with_switch(document, rule_id, is_on=is_on))

    def _sentence(self, rule: RuleForm) -> None:
        sentence = ui.label().classes("text-sm")
        wrong = ui.column().classes("w-full gap-1")

        def follow() -> None:
            if wrong.is_deleted:
                return
            said = self._bench.look.sentences.get(rule.id)
            sentence.set_text(label(said) if said is not None else "")
            wrong.clear()
            with wrong:
                for finding in self._bench.look.findings:
                    if rule.id in finding.rules:
                        is_error = finding.severity == "error"
                        ui.label(words_of(finding)).classes("notice finding text-sm" + (" stop" if is_error else ""))

        self._followers.append(follow)
        follow()

    def _ask_more(self, rule: RuleForm, fields: StepFields) -> None:
        asked = {condition.path for condition in rule.conditions}
        options = {path: f"{label(field.label)} · {path}" for path, field in fields.inputs.items() if path not in asked}
        more = ui.select(options, with_input=True, label=say("edit.ask_more")).classes("w-72")
        more.props(f'outlined dense aria-label="{say("edit.ask_more")} {rule.id}"')

        def ask() -> None:
            path = str(more.value or "")
            if path:
                self._bench.edit(lambda document: with_condition(document, rule.id, path, "present"), is_redrawn=True)

        more.on_value_change(ask)

    def _outputs(self, step: StepForm, fields: StepFields | None, rule: RuleForm) -> None:
        known = fields.outputs if fields is not None else {}
        named = {output.name: output.text for output in rule.outputs}
        names = tuple(dict.fromkeys((*named, *(() if step.is_table else known))))
        with ui.element("div").classes("w-full grid gap-2").style("grid-template-columns: repeat(2, minmax(0, 1fr))"):
            for name in names:
                field = known.get(name)
                with ui.row().classes("items-center gap-2 no-wrap"):
                    ui.label(label(field.label) if field is not None else name).classes("w-24 cut").tooltip(name)
                    said = f"{rule.id} {label(field.label) if field is not None else name}"
                    single_control(field, named.get(name, ""), said, partial(self._set, rule.id, name, field))

    def _set(self, rule_id: str, name: str, field: Field | None, text: str) -> None:
        is_textual = field is not None and field.type in _TEXTUAL
        self._bench.edit(lambda document: with_output(document, rule_id, name, text, is_textual=is_textual))


class _ConditionRow:
    """One condition: field, operator, value. Another operator brings another control."""

    def __init__(
        self, bench: Bench, rule: RuleForm, condition: ConditionForm, field: Field | None, *, is_fixed: bool
    ) -> None:
        self._bench, self._rule, self._field, self._is_fixed = bench, rule, field, is_fixed
        self._path, self._is_block = condition.path, condition.is_block
        self._cell = SimpleCell(Operator.OTHER, condition.text) if condition.is_block else simple_cell(condition.text)

    def draw(self) -> None:
        """Draw the row into the card of the moment."""
        self._row = ui.row().classes("w-full items-center gap-2 no-wrap")
        self._fill()

    def _fill(self) -> None:
        self._row.clear()
        name = self._name()
        with self._row:
            ui.label(name).classes("w-32 cut").tooltip(self._path)
            if not self._is_block:
                choice = ui.select(operators(self._field, self._cell.operator), value=self._cell.operator.value)
                choice.classes("w-32").props(
                    f'outlined dense aria-label="{self._rule.id} {name} {say("edit.operator")}"'
                )
                choice.on_value_change(lambda event: self._ask(Operator(event.value)))
            value_control(self._field, self._cell, self._bench.look.lists, f"{self._rule.id} {name}", self._commit)
            if not self._is_fixed:
                text = say("edit.forget", field=name, rule=self._rule.id)
                ui.space()
                ui.button(icon="close", on_click=self._forget).props(f'flat dense size=sm aria-label="{text}"')

    def _name(self) -> str:
        if self._field is not None:
            return label(self._field.label)
        return say(f"block.{self._path}") if self._is_block else self._path

    def _ask(self, operator: Operator) -> None:
        before = self._cell
        value = before.text if operator is Operator.OTHER else "" if before.operator is Operator.OTHER else before.value
        self._cell = SimpleCell(operator, value)
        self._fill()
        if value or operator in WITHOUT_VALUE:
            self._write()

    def _commit(self, value: str) -> None:
        self._cell = SimpleCell(self._cell.operator, value)
        self._write()

    def _write(self) -> None:
        is_textual = self._field is not None and self._field.type in _TEXTUAL
        self._bench.edit(
            lambda document: with_condition(document, self._rule.id, self._path, self._cell.text, is_textual=is_textual)
        )

    def _forget(self) -> None:
        self._bench.edit(lambda document: without_condition(document, self._rule.id, self._path), is_redrawn=True)
