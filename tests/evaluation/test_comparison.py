"""Two versions of a rule set are compared by rule and cell, not by line."""

from importlib.resources import files

import pytest

from engine.decisions.registry import KINDS
from engine.evaluation.comparison import Change, compare
from engine.evaluation.lists import Lists
from engine.evaluation.loader import load_list, load_rule_set
from engine.geography.shipped import shipped_regions

REGIONS = shipped_regions()
FREIGHT = (files("rules") / "freight" / "freight-standard.yaml").read_text(encoding="utf-8")
RISK = (files("rules") / "risk" / "risk-default.yaml").read_text(encoding="utf-8")
CEILING = "      - id: ceiling\n"
FIRST_ROW = "        - [near_standard, 一区, 普货, standard, weight, 1000, 6.00, 1000, 1.00, 6000]\n"
FREE_OVER = """      - id: free-over
        when: {group.goods_total: ">= $free_over", zone.zone: [一区, 二区], order.shipping_method: standard}
        then: {op: free, reason: 满额包邮}
"""
BLOCKS = """format: 1
kind: decision
id: blocks
title: 块
meta: {owner: 规则组, reason: 比较用的规则集}
facts:
  age: {type: integer}
  city: {type: text}
  tags: {type: list of text}
steps:
  say:
    hit: first
    rules:
      - id: either
        when: {any: [{age: "< 12"}, {city: 杭州}], tags: {any: [VIP]}}
        then: {word: "您好，{city}"}
    default: {word: 你好}
tests:
  - {name: 儿童, given: {age: 7, city: 上海, tags: [VIP]}, expect: {word: 您好，上海}}
"""


@pytest.fixture(scope="module")
def lists() -> Lists:
    """Return the shipped lists."""
    texts = [entry.read_text(encoding="utf-8") for entry in (files("rules") / "lists").iterdir()]
    return {one.id: one for one in (load_list(text, regions=REGIONS) for text in texts)}


def changes(old: str, new: str, lists: Lists) -> tuple[Change, ...]:
    before, after = (load_rule_set(text, kinds=KINDS, lists=lists, regions=REGIONS) for text in (old, new))
    return compare(before, after, REGIONS)


def changed(lists: Lists, *pairs: tuple[str, str], text: str = FREIGHT) -> tuple[Change, ...]:
    new = text
    for old_part, new_part in pairs:
        assert old_part in new
        new = new.replace(old_part, new_part, 1)
    return changes(text, new, lists)


@pytest.mark.parametrize("text", [FREIGHT, RISK])
def test_a_set_and_itself_are_the_same(lists: Lists, text: str) -> None:
    assert changes(text, text, lists) == ()


def test_how_it_is_written_makes_no_difference(lists: Lists) -> None:
    written = (
        FREIGHT.replace("浙江省/舟山市/嵊泗县", "330922", 1)
        .replace("steps:\n", "# 步骤\n\nsteps:\n")
        .replace("6.00,", "6,", 1)
    )

    assert changes(FREIGHT, written, lists) == ()


def test_a_changed_cell_is_named_with_before_and_after(lists: Lists) -> None:
    (change,) = changed(lists, ("1000, 6.00, 1000", "1000, 7.50, 1000"))

    assert change == Change(
        what="changed", step="base", rule="near_standard", field="then first_fee", before="6.00", after="7.50"
    )


def test_a_changed_condition_is_shown_as_its_cell(lists: Lists) -> None:
    (change,) = changed(lists, ("when: {payment.method: cod,", 'when: {payment.method: "cod, alipay",'))

    assert (change.rule, change.field) == ("cod-fee", "when payment.method")
    assert (change.before, change.after) == ("cod", "cod, alipay")


def test_a_condition_that_was_added_or_taken_away_is_named(lists: Lists) -> None:
    extra = ("when: {payment.method: cod,", 'when: {payment.method: cod, order.quantity: ">= 3",')
    (added,) = changed(lists, extra)
    (removed,) = changed(lists, extra[::-1], text=FREIGHT.replace(*extra))

    assert (added.what, added.field, added.before, added.after) == ("added", "when order.quantity", None, ">= 3")
    assert (removed.what, removed.field, removed.before, removed.after) == (
        "removed",
        "when order.quantity",
        ">= 3",
        None,
    )


def test_a_new_rule_is_shown_whole(lists: Lists) -> None:
    rule = "      - {id: parking, when: {customer.id: C-1}, then: {op: add, amount: 1.00, reason: 停车费}}\n"

    (change,) = changed(lists, (CEILING, rule + CEILING))

    assert (change.what, change.step, change.rule) == ("added", "adjust", "parking")
    assert change.after == "when customer.id C-1; then op add; then amount 1.00; then reason 停车费"


def test_a_rule_that_moved_is_the_only_one_named(lists: Lists) -> None:
    (change,) = changed(lists, (FREE_OVER, ""), (CEILING, FREE_OVER + CEILING))

    assert (change.what, change.rule, change.before, change.after) == ("moved", "free-over", "1", "3")


def test_a_parameter_is_named_and_so_is_what_it_changes(lists: Lists) -> None:
    found = changed(lists, ("free_over: 99.00", "free_over: 88.00"))

    assert [(change.field, change.before, change.after) for change in found] == [
        ("params.free_over", "99.00", "88.00"),
        ("when group.goods_total", ">= 99.00", ">= 88.00"),
    ]


def test_the_header_and_a_steps_own_settings_are_compared(lists: Lists) -> None:
    found = changed(
        lists,
        ("title: 标准运费", "title: 标准运费二"),
        ("hit: specific", "hit: first"),
        ("combine: sum", "combine: max_first"),
    )

    assert {(change.step, change.field) for change in found} == {(None, "title"), (None, "combine"), ("zone", "hit")}


def test_a_test_that_promises_something_else_is_named(lists: Lists) -> None:
    (change,) = changed(lists, ("  - name: 江浙沪两件共二点三公斤\n", "  - name: 江浙沪\n"))[:1]
    (other,) = changed(lists, ("fires: [near, plain, near_standard, ceiling]", "fires: [near, plain]"))

    assert (change.what, change.test) == ("added", "江浙沪")
    assert (other.what, other.test) == ("changed", "江浙沪两件共二点三公斤")


def test_blocks_tags_and_texts_with_facts_in_them_are_compared_too(lists: Lists) -> None:
    found = changed(
        lists,
        ("{city: 杭州}", "{city: 苏州}"),
        ("any: [VIP]", "any: [VIP, 员工]"),
        ("您好，{city}", "欢迎，{city}"),
        ("word: 你好", "word: 好"),
        text=BLOCKS,
    )

    assert [(change.what, change.field, change.before, change.after) for change in found] == [
        ("changed", "default word", "你好", "好"),
        ("added", "when any (age < 12; city = 苏州)", None, ""),
        ("changed", "when tags", "{any: [VIP]}", "{any: [VIP, 员工]}"),
        ("changed", "then word", "您好，{city}", "欢迎，{city}"),
        ("removed", "when any (age < 12; city = 杭州)", "", None),
    ]


def test_a_step_that_was_added_comes_with_its_rules(lists: Lists) -> None:
    step = "  more:\n    rules:\n      - {id: big, when: {age: '> 100'}, then: {extra: 长寿}}\n"

    found = changed(lists, ("steps:\n", "steps:\n" + step), text=BLOCKS)

    named = [(change.what, change.step, change.rule) for change in found]
    assert named[0] == ("added", "more", None)
    assert ("added", "more", "big") in named
