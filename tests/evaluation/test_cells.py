"""The condition cell: its text and its parts are two forms of the same thing."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.errors import RuleSetError
from engine.evaluation.cell_parts import (
    Anything,
    Begins,
    Cell,
    Comparison,
    Known,
    Listed,
    Not,
    Param,
    Plain,
    Quoted,
    Range,
    Tags,
    Tests,
    Values,
    Word,
)
from engine.evaluation.cells import cell_text, cell_value, parse_cell
from engine.evaluation.conditions import Op
from tests.evaluation.cell_strategies import cells


def of(*tests: object) -> Tests:
    return Tests(tests)  # type: ignore[arg-type]  # the tests of a cell, whatever they are


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("-", Anything()),
        ("app", of(Plain(Word("app")))),
        ("gold member", of(Plain(Word("gold member")))),
        ('"a, b"', of(Plain(Quoted("a, b")))),
        ('"say \\"hi\\" \\\\"', of(Plain(Quoted('say "hi" \\')))),
        ("$limit", of(Plain(Param("limit")))),
        ("app, web", of(Plain(Word("app")), Plain(Word("web")))),
        ("= address.city", of(Comparison(Op.EQ, Word("address.city")))),
        ("!= open", of(Comparison(Op.NE, Word("open")))),
        (">= -5", of(Comparison(Op.GE, Word("-5")))),
        ("< $limit", of(Comparison(Op.LT, Param("limit")))),
        ("[1..5]", of(Range(Word("1"), Word("5")))),
        ("(1.5..2.5)", of(Range(Word("1.5"), Word("2.5"), low_closed=False, high_closed=False))),
        ("[$low..$high)", of(Range(Param("low"), Param("high"), high_closed=False))),
        ("(24..]", of(Range(Word("24"), None, low_closed=False))),
        ("[..2026-11-01)", of(Range(None, Word("2026-11-01"), high_closed=False))),
        ('["b".."d"]', of(Range(Quoted("b"), Quoted("d")))),
        ("@region.remote", of(Listed("region.remote"))),
        ("present", of(Known(present=True))),
        ("missing, 5", of(Known(present=False), Plain(Word("5")))),
        ('like "苏*"', of(Begins("苏"))),
        ("not(@region.remote, 浙江省)", of(Not((Listed("region.remote"), Plain(Word("浙江省")))))),
        ("not(not(> 5))", of(Not((Not((Comparison(Op.GT, Word("5")),)),)))),
    ],
)
def test_every_operator_reads_and_writes(text: str, cell: Cell) -> None:
    assert parse_cell(text) == cell
    assert cell_value(cell) == text


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        (">=5", ">= 5"),
        ("  app ,web ", "app, web"),
        ("[ 1 .. 5 )", "[1..5)"),
        ("not( a,b )", "not(a, b)"),
        ("not (a)", "not(a)"),
        ("like 苏*", 'like "苏*"'),
        ("@ x", None),
    ],
)
def test_there_is_one_way_to_write_it(written: str, canonical: str | None) -> None:
    if canonical is None:
        with pytest.raises(RuleSetError):
            parse_cell(written)
    else:
        assert cell_value(parse_cell(written)) == canonical


def test_a_list_holds_values_params_and_lists() -> None:
    cell = parse_cell(["手机", "黄金, 白银", 5, True, "$limit", "@levels", '"$5"'])

    assert cell == Values(
        (
            Plain(Word("手机")),
            Plain(Quoted("黄金, 白银")),
            Plain(Word("5")),
            Plain(Word("true")),
            Plain(Param("limit")),
            Listed("levels"),
            Plain(Quoted("$5")),
        )
    )
    assert cell_value(cell) == ["手机", "黄金, 白银", "5", "true", "$limit", "@levels", '"$5"']


def test_tags_have_three_parts() -> None:
    cell = parse_cell({"any": ["VIP"], "none": ["@levels"]})

    assert cell == Tags(any=(Plain(Word("VIP")),), none=(Listed("levels"),))
    assert cell_text(cell) == "any [VIP], none [@levels]"


@settings(deadline=None)
@given(cells)
def test_a_cell_survives_being_written_and_read(cell: Cell) -> None:
    assert parse_cell(cell_value(cell)) == cell


@settings(deadline=None)
@given(st.text(max_size=40))
@example("not(" * 500)
@example('"' * 1001)
@example("[" * 1000)
@example("," * 1000)
@example("[1..2" + " " * 1000)
def test_any_text_is_a_cell_or_a_named_error(text: str) -> None:
    try:
        cell = parse_cell(text)
    except RuleSetError:
        return
    written = cell_value(cell)
    assert parse_cell(written) == cell
    assert cell_value(parse_cell(written)) == written


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10) | st.floats(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@settings(deadline=None)
@given(_json)
def test_any_value_is_a_cell_or_a_named_error(value: object) -> None:
    try:
        cell = parse_cell(value)
    except RuleSetError:
        return
    assert parse_cell(cell_value(cell)) == cell
