"""Rules edited as forms, as a grid and as text: three views of one document that never lose anything."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import rules
from engine.errors import InvalidInput, NotFound
from engine.evaluation.document.editing import Document
from engine.evaluation.document.rule_edits import (
    with_condition,
    with_copy,
    with_moved,
    with_name,
    with_output,
    with_rule,
    with_switch,
    without_condition,
    without_rule,
)
from engine.evaluation.document.rule_form import RuleForm, StepForm, step_forms
from engine.evaluation.document.simple_cell import simple_cell
from engine.evaluation.document.table_grid import columns_of, csv_of, lines_of, with_lines

FOLDER = Path(rules.__file__).parent
SHIPPED = {
    name: Document.parse((FOLDER / name).read_text(encoding="utf-8"))
    for name in ("freight/freight-standard.yaml", "risk/risk-default.yaml", "decision/decision-ticket.yaml")
}
FREIGHT, RISK, TICKET = SHIPPED.values()
CELLS = st.sampled_from(
    ["-", "", "5", "12.50", "true", "0571", "[1..5)", "> 3, < 9", "[手机, 黄金]", "{any: [VIP]}", "@region.remote",
     "浙江省/杭州市", "not(a, b)", "{line.ship_date}", "[a", "# no comment", "a: b", '"quoted"', "x\ty", "null"]
) | st.text(max_size=12)  # fmt: skip
EDITS = st.tuples(
    st.sampled_from(["cell", "output", "switch", "copy", "delete", "move", "add", "grid", "ask", "forget"]),
    st.integers(0, 500),
    st.integers(0, 20),
    CELLS,
)


def rule_of(document: Document, rule_id: str) -> RuleForm:
    return next(rule for step in step_forms(document) for rule in step.rules if rule.id == rule_id)


def step_of(document: Document, name: str) -> StepForm:
    return next(step for step in step_forms(document) if step.name == name)


def edited(document: Document, edit: tuple[str, int, int, str]) -> Document:
    what, number, column, text = edit
    found = [(step, rule) for step in step_forms(document) for rule in step.rules]
    if not found:
        return document
    step, rule = found[number % len(found)]
    edits: dict[str, Callable[[], Document]] = {
        "switch": lambda: with_switch(document, rule.id, is_on=bool(column % 2)),
        "copy": lambda: with_copy(document, rule.id)[0],
        "delete": lambda: without_rule(document, rule.id),
        "move": lambda: with_moved(document, rule.id, column - 10),
        "add": lambda: with_rule(document, step.name)[0],
        "grid": lambda: with_lines(document, step, csv_of(step)) if step.is_table else document,
        "ask": lambda: document if step.is_table else with_condition(document, rule.id, "order.type", text),
    }
    if rule.conditions:
        path = rule.conditions[column % len(rule.conditions)].path
        edits["cell"] = lambda: with_condition(document, rule.id, path, text)
        edits["forget"] = lambda: without_condition(document, rule.id, path)
    if rule.outputs:
        name = rule.outputs[column % len(rule.outputs)].name
        edits["output"] = lambda: with_output(document, rule.id, name, text)
    return edits[what]() if what in edits else document


@given(st.sampled_from(sorted(SHIPPED)), st.lists(EDITS, max_size=12))
def test_random_edits_leave_a_document_that_every_view_shows(name: str, edits: list[tuple[str, int, int, str]]) -> None:
    document = SHIPPED[name]
    for edit in edits:
        document = edited(document, edit)

    read = Document.parse(document.text)
    assert read.text == document.text
    assert step_forms(read) == step_forms(document)
    for step in step_forms(document):
        assert len(lines_of(step)) == len(step.rules)
        if step.is_table:
            assert with_lines(document, step, csv_of(step)).text == document.text


@given(st.sampled_from(sorted(SHIPPED)), st.integers(0, 500))
def test_what_is_typed_as_it_stands_there_changes_nothing(name: str, number: int) -> None:
    document = SHIPPED[name]
    found = [rule for step in step_forms(document) for rule in step.rules]
    rule = found[number % len(found)]
    same = document
    for condition in rule.conditions:
        same = with_condition(same, rule.id, condition.path, condition.text)
    for output in rule.outputs:
        same = with_output(same, rule.id, output.name, output.text)

    assert same.text == document.text


def test_a_threshold_is_changed_and_nothing_else() -> None:
    after = with_condition(RISK, "cod-large", "order.goods_total", "> 300.00")

    gone = [line for line in RISK.text.splitlines() if line not in after.text.splitlines()]
    come = [line for line in after.text.splitlines() if line not in RISK.text.splitlines()]
    assert gone == ['        when: {payment.method: cod, order.goods_total: "> $cod_limit"}']
    assert come == ['        when: {payment.method: cod, order.goods_total: "> 300.00"}']


def test_a_row_that_is_switched_off_keeps_its_cells_and_says_so() -> None:
    off = with_switch(FREIGHT, "near_standard", is_on=False)

    assert "{id: near_standard, in: [一区, 普货, standard], out: [weight, 1000, 6.00, 1000, 1.00, 6000]" in off.text
    assert "enabled: false" in off.text
    assert not rule_of(off, "near_standard").is_on
    assert rule_of(with_switch(off, "near_standard", is_on=True), "near_standard") == rule_of(FREIGHT, "near_standard")


def test_a_new_row_asks_nothing_and_sets_what_the_last_one_sets() -> None:
    after, new = with_rule(FREIGHT, "base")

    assert rule_of(after, new).condition("zone.zone") == "-"
    assert rule_of(after, new).output("first_fee") == "0.00"
    assert step_of(after, "base").rules[-1].id == new


def test_a_copy_stands_after_its_rule_under_an_id_of_its_own() -> None:
    once, first = with_copy(RISK, "trusted")
    twice, second = with_copy(once, "trusted")

    assert [rule.id for rule in step_of(twice, "screen").rules][:3] == ["trusted", second, first]
    assert rule_of(twice, second).conditions == rule_of(RISK, "trusted").conditions


def test_tests_follow_a_rule_that_is_renamed() -> None:
    after = with_name(RISK, "cod-large", "cod-dear")

    assert "cod-large" not in after.text
    assert after.text.count("cod-dear") == RISK.text.count("cod-large")


def test_a_block_of_a_spreadsheet_changes_rows_and_adds_others() -> None:
    step = step_of(FREIGHT, "zone")
    after = with_lines(FREIGHT, step, "near\t@region.jzh\t零区\ttrue\nhangzhou\t浙江省/杭州市\t一区\ttrue\n")

    assert '- [near, "@region.jzh", 零区, true]' in after.text
    assert "- [hangzhou, 浙江省/杭州市, 一区, true]" in after.text


def test_a_block_may_name_its_columns() -> None:
    after = with_lines(FREIGHT, step_of(FREIGHT, "base"), "id,first_fee\nnear_standard,7.00\n")

    assert rule_of(after, "near_standard").output("first_fee") == "7.00"
    assert rule_of(after, "near_standard").output("step_fee") == "1.00"


@pytest.mark.parametrize(
    ("block", "words"),
    [
        ("id,fee\nnear_standard,7.00", "there is no column fee"),
        (",一区", "has no id"),
        ("near" + ",x" * 12, "13 cells, and there are 10 columns"),
    ],
)
def test_a_block_that_does_not_fit_is_refused_by_its_line(block: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        with_lines(FREIGHT, step_of(FREIGHT, "base"), block)


def test_a_column_that_a_table_has_not_is_named() -> None:
    with pytest.raises(NotFound, match=r"order\.type"):
        with_condition(FREIGHT, "near", "order.type", "normal")


def test_columns_of_one_name_are_told_apart() -> None:
    document = Document.parse(
        "steps:\n  a:\n    table:\n      in: [x]\n      out: [x]\n      rows:\n        - [one, 1, 2]\n"
    )
    (step,) = step_forms(document)

    assert columns_of(step) == ("id", "x", "=x")
    assert "- [one, 1, 3]" in with_lines(document, step, "id,=x\none,3").text


@given(CELLS | st.sampled_from([f"{sign} {value}" for sign in (">", ">=", "<", "!=", "=") for value in ("5", "$x")]))
def test_operator_and_value_say_the_same_cell_again(text: str) -> None:
    if text:
        assert simple_cell(text).text == text


@pytest.mark.parametrize(
    ("text", "operator", "value"),
    [
        ("> 500.00", "more", "500.00"),
        ("cod", "is", "cod"),
        ("5", "is", "5"),
        ("[手机, 黄金]", "one_of", "手机, 黄金"),
        ("{none: [企业客户]}", "has_none", "企业客户"),
        ("@region.remote", "in_list", "region.remote"),
        ("not(@region.remote)", "not_in_list", "region.remote"),
        ("[1..5)", "other", "[1..5)"),
        ("> 3, < 9", "other", "> 3, < 9"),
        ("like 138*", "other", "like 138*"),
        ("-5", "other", "-5"),
        ("missing", "missing", ""),
    ],
)
def test_a_cell_is_read_as_a_form_shows_it(text: str, operator: str, value: str) -> None:
    found = simple_cell(text)

    assert (found.operator, found.value) == (operator, value)
