"""Two people edit one rule set: what only one of them changed is taken, what both changed is shown cell by cell."""

from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.evaluation.document.editing import Document
from engine.evaluation.document.merging import Clash, merge

BASE: Final = """format: 1
kind: decision
id: fare
title: 票价
meta: {owner: 票务组, reason: 按年龄定价} # 每季度复核
facts:
  age: {type: integer}
params: {full: 3.00}

steps:
  fare:
    hit: first
    table:
      in: [age]
      out: [amount, note]
      rows:
        - [child, "< 12", 1.50, 儿童]
        # 六十岁以上
        - [old, ">= 60", 2.00, 老人]
        - [rest, "-", 3.00, 成人]

tests:
  - {name: 儿童, given: {age: 7}, expect: {amount: 1.50}}
  - {name: 成人, given: {age: 30}, expect: {amount: 3.00}}
"""


def edited(*edits: tuple[str, str], text: str = BASE) -> str:
    for before, after in edits:
        assert before in text
        text = text.replace(before, after, 1)
    return text


def test_the_base_of_the_tests_is_canonical() -> None:
    assert Document.parse(BASE).text == BASE


def test_edits_of_two_cells_of_one_row_both_stand() -> None:
    mine, theirs = edited(('"< 12", 1.50', '"< 12", 1.80')), edited(('"< 12"', '"< 14"'))

    assert merge(BASE, mine, theirs).text == edited(('"< 12", 1.50', '"< 14", 1.80'))


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        (("title: 票价", "title: 车票"), ("full: 3.00", "full: 4.00")),
        (("# 每季度复核", "# 每月复核"), ("reason: 按年龄定价", "reason: 按年龄调价")),
        (("        # 六十岁以上\n", "        # 满六十岁\n"), ('[rest, "-", 3.00', '[rest, "-", 4.00')),
        (("  - {name: 儿童, given: {age: 7}, expect: {amount: 1.50}}\n", ""), ("age: 30", "age: 31")),
        (('        - [old, ">= 60", 2.00, 老人]\n', ""), ('[rest, "-"', '[rest, ">= 12"')),
        (("hit: first", "hit: priority"), ("老人]\n", '老人]\n        - [vip, "= 50", 0.50, 会员]\n')),
    ],
)
def test_edits_of_two_places_both_stand(mine: tuple[str, str], theirs: tuple[str, str]) -> None:
    if mine[1] == "" and "old" in mine[0]:
        mine = ("        # 六十岁以上\n" + mine[0], "")
    both = edited(mine, theirs)

    assert merge(BASE, edited(mine), edited(theirs)).text == both
    assert merge(BASE, edited(theirs), edited(mine)).text == both


def test_the_same_edit_twice_is_one() -> None:
    mine = edited(("1.50", "1.80"))

    assert merge(BASE, mine, edited(("title: 票价", "title: 车票"), text=mine)).text == edited(
        ("title: 票价", "title: 车票"), text=mine
    )


def test_a_cell_that_both_changed_is_a_clash_that_names_rule_and_column() -> None:
    found = merge(BASE, edited(('"< 12", 1.50', '"< 12", 1.80')), edited(('"< 12", 1.50', '"< 12", 1.20')))

    assert found.text is None
    assert found.clashes == (Clash(place="fare / child / amount", before="1.50", mine="1.80", theirs="1.20"),)


def test_every_clash_is_listed() -> None:
    mine = edited(("1.50, 儿", "1.80, 儿"), ("title: 票价", "title: 车票"), ("full: 3.00", "full: 5.00"))
    theirs = edited(("1.50, 儿", "1.20, 儿"), ("title: 票价", "title: 门票"), ("full: 3.00", "full: 4.00"))

    assert [clash.place for clash in merge(BASE, mine, theirs).clashes] == [
        "title",
        "params / full",
        "fare / child / amount",
    ]


def test_a_row_that_one_took_away_and_the_other_changed_is_a_clash() -> None:
    mine = edited(('        - [rest, "-", 3.00, 成人]\n', ""))
    theirs = edited(('[rest, "-", 3.00', '[rest, "-", 4.00'))

    (clash,) = merge(BASE, mine, theirs).clashes

    assert (clash.place, clash.mine, clash.theirs) == ("fare / rest", None, '[rest, "-", 4.00, 成人]')


def test_two_rows_of_one_name_are_a_clash() -> None:
    mine, theirs = (edited(("老人]\n", f'老人]\n        - [vip, "{cell}", 0.50, 会员]\n')) for cell in ("= 50", "= 51"))

    assert [clash.place for clash in merge(BASE, mine, theirs).clashes] == ["fare / vip"]


def test_rows_that_both_moved_elsewhere_are_a_clash_of_their_order() -> None:
    child, rest = '        - [child, "< 12", 1.50, 儿童]\n', '        - [rest, "-", 3.00, 成人]\n'
    mine = edited((child, ""), (rest, rest + child))
    theirs = edited((rest, ""), (child, rest + child))

    (clash,) = merge(BASE, mine, theirs).clashes

    assert (clash.place, clash.before) == ("fare / order", "child, old, rest")
    assert merge(BASE, mine, mine.replace("title: 票价", "title: 车票")).text is not None


def test_a_row_moved_by_one_and_changed_by_the_other_is_moved_and_changed() -> None:
    child, rest = '        - [child, "< 12", 1.50, 儿童]\n', '        - [rest, "-", 3.00, 成人]\n'
    moved = edited((child, ""), (rest, rest + child))

    assert merge(BASE, moved, edited(("1.50, 儿", "1.80, 儿"))).text == edited(("1.50, 儿", "1.80, 儿"), text=moved)


def test_cells_are_not_brought_together_under_other_columns() -> None:
    mine = edited(
        ("out: [amount, note]", "out: [note, amount]"),
        ("1.50, 儿童", "儿童, 1.50"),
        ("2.00, 老人", "老人, 2.00"),
        ("3.00, 成人", "成人, 3.00"),
    )

    assert [clash.place for clash in merge(BASE, mine, edited(("1.50, 儿", "1.80, 儿"))).clashes] == ["fare"]


def test_members_of_a_list_are_brought_together() -> None:
    text = "format: 1\nkind: list\nid: levels\ntitle: 等级\ntype: text\nvalues:\n  - gold\n  - silver\n  - bronze\n"
    mine, theirs = text.replace("  - silver\n", ""), text.replace("  - bronze\n", "  - bronze\n  - iron\n")

    merged = merge(text, mine, theirs).text

    assert merged == text.replace("  - silver\n", "").replace("  - bronze\n", "  - bronze\n  - iron\n")


Edit = tuple[str, int, str]


@st.composite
def two_edits(draw: st.DrawFn) -> tuple[int, list[Edit], list[Edit]]:
    """Return the size of a table, and what each of two people does to rows that the other leaves alone."""
    rows = draw(st.integers(2, 12))
    places = draw(st.permutations(range(rows)))
    split = draw(st.integers(0, rows))

    def edits(own: list[int]) -> list[Edit]:
        kinds = st.sampled_from(["change", "remove", "leave"])
        return [(draw(kinds), place, draw(st.sampled_from(["7.70", "8.80", "-", "新"]))) for place in own]

    return rows, edits(places[:split]), edits(places[split:])


def table(rows: int) -> Document:
    text = edited(
        ('        - [child, "< 12", 1.50, 儿童]\n        # 六十岁以上\n        - [old, ">= 60", 2.00, 老人]\n', ""),
        (
            '        - [rest, "-", 3.00, 成人]\n',
            "".join(f'        - [r{row}, "= {row}", 1.00, 票]\n' for row in range(rows)),
        ),
    )
    return Document.parse(text)


def done(document: Document, edits: list[Edit]) -> Document:
    for kind, place, cell in edits:
        path: tuple[Any, ...] = document.rule_path(f"r{place}") if kind != "leave" else ()
        if kind == "change":
            document = document.with_value((*path, 2), cell)
        elif kind == "remove" and len(document.node(path[:-1]).items) > 1:  # type: ignore[union-attr]  # it is the list of rows
            document = document.without(path)
    return document


@given(two_edits())
def test_edits_that_do_not_meet_are_both_done_whoever_comes_first(drawn: tuple[int, list[Edit], list[Edit]]) -> None:
    rows, mine, theirs = drawn
    kept = (len(mine) + len(theirs)) - sum(kind == "remove" for kind, _, _ in (*mine, *theirs))
    if kept == 0:
        mine = [("leave", place, cell) for _, place, cell in mine]
        theirs = [("leave", place, cell) for _, place, cell in theirs]
    base = table(rows)
    both = done(done(base, mine), theirs).text

    assert merge(base.text, done(base, mine).text, done(base, theirs).text).text == both
    assert merge(base.text, done(base, theirs).text, done(base, mine).text).text == both


@given(two_edits())
def test_an_edit_beside_none_is_that_edit(drawn: tuple[int, list[Edit], list[Edit]]) -> None:
    rows, mine, _ = drawn
    base = table(rows)
    own = done(base, mine).text

    assert merge(base.text, own, base.text).text == merge(base.text, base.text, own).text == own
