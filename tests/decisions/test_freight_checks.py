"""Tariffs of which more costs less, and amounts at which a cent more of goods makes the whole order cheaper."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.decisions.cliffs import cliffs
from engine.decisions.monotone import not_monotone
from engine.decisions.registry import KINDS
from engine.errors import Finding
from engine.evaluation.coercion import read_facts
from engine.evaluation.evaluator import ReferenceProgram, decide
from engine.evaluation.ruleset import RuleSet
from engine.evaluation.run import Circumstances
from engine.money import Money
from tests.decisions.rule_sets import SETS, lists, load, read, regions

KNOWN = Circumstances(at=datetime(2026, 10, 20, tzinfo=UTC), lists=lists(), regions=regions())
FREIGHT = KINDS["freight"]

BANDS = """
format: 1
kind: freight
id: freight-bands
title: 重量段
meta: {{owner: 物流组, reason: 用于测试}}
steps:
  zone:
    table:
      in: [address.region]
      out: [zone]
      rows:
        - [near, 浙江省, 近]
        - [rest, "-", 远]
  template:
    rules: [{{id: all, when: {{}}, then: {{name: 普货}}}}]
  base:
    table:
      in: [zone.zone, template.{measure}]
      out: [charge_by, first, first_fee, step, step_fee]
      rows:
{rows}
    default: {{first_fee: 99.00}}
"""
NEAR = """
        - [near_small, 近, "[0..2000)", {by}, 0, 8.00, null, null]
        - [near_large, 近, "[2000..]", {by}, 0, {large}, null, null]
"""
FAR = """
        - [far_small, 远, "[0..2000]", {by}, 1000, 10.00, 1000, 5.00]
        - [far_large, 远, "(2000..]", {by}, 2000, {large}, 1000, 5.00]
"""


def a_table(rows: str, large: str, measure: str = "weight_grams", by: str = "weight") -> RuleSet:
    return read(BANDS.format(measure=measure, rows=rows.format(by=by, large=large).strip("\n")))


def drops(ruleset: RuleSet) -> tuple[Finding, ...]:
    return not_monotone(FREIGHT, ruleset, KNOWN)


def test_three_kilograms_that_cost_less_than_two_are_named_with_both_fees() -> None:
    (found,) = drops(a_table(NEAR, "6.00"))

    assert (found.code, found.severity, found.step) == ("non-monotone", "warning", "base")
    assert found.rules == ("near_large", "near_small")
    assert found.message == "2000 g cost 6.00 (near_large), less than 1999 g, which cost 8.00 (near_small)"
    assert found.message_zh == "模板内实重 2000 g 收费 6.00（near_large），反而低于 1999 g 的 8.00（near_small）"
    assert found.witness == {"zone.zone": "近", "template.weight_grams": 2000}


@pytest.mark.parametrize("large", ["8.00", "8.01", "20.00"])
def test_a_heavier_band_that_costs_as_much_or_more_is_fine(large: str) -> None:
    assert drops(a_table(NEAR, large)) == ()


def test_additional_units_of_the_lighter_band_count() -> None:
    # 2,000 g by the first row: 10.00 and one additional kilogram, 15.00.
    assert [one.rules for one in drops(a_table(FAR, "9.99"))] == [("far_large", "far_small")]
    assert drops(a_table(FAR, "15.00")) == ()


def test_each_zone_is_looked_at_by_itself() -> None:
    found = drops(a_table(NEAR + FAR, "7.00"))

    assert {one.rules for one in found} == {("near_large", "near_small"), ("far_large", "far_small")}


def test_a_tariff_by_piece_is_held_to_its_pieces() -> None:
    assert [one.field for one in drops(a_table(NEAR, "6.00", "quantity", "piece"))] == ["template.quantity"]


def test_what_is_charged_by_weight_may_cost_less_for_more_pieces() -> None:
    assert drops(a_table(NEAR, "6.00", "quantity", "weight")) == ()


def test_the_default_beyond_the_last_band_counts_too() -> None:
    rows = '        - [small, 近, "[0..2000)", weight, 0, 120.00, null, null]'
    (found,) = drops(read(BANDS.format(measure="weight_grams", rows=rows)))

    assert found.rules == ("small",)
    assert "default" in found.message


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_no_shipped_tariff_falls_as_weight_rises(path: Path) -> None:
    assert drops(load(path)) == ()


CLIFF = """
format: 1
kind: freight
id: freight-cliff
title: 包邮
meta: {{owner: 物流组, reason: 用于测试}}
steps:
  zone:
    table: {{in: [address.region], out: [zone], rows: [[rest, "-", 全国]]}}
  template:
    rules: [{{id: all, when: {{}}, then: {{name: 普货}}}}]
  base:
    table: {{in: [zone.zone], out: [first_fee], rows: [[flat, "-", 10.00]]}}
    default: {{first_fee: 10.00}}
  adjust:
    rules:
      - {rule}
tests:
  - name: 满额
    given:
      address: {{region: 浙江省/杭州市/西湖区}}
      group: {{goods_total: 120.00}}
      lines: [{{id: L1, quantity: 1, amount: 120.00, weight_grams: 100, volume_cm3: 0}}]
    expect: {{deliverable: true}}
"""


def a_cliff(when: str, then: str = "{op: free}") -> tuple[Finding, ...]:
    ruleset = read(CLIFF.format(rule=f"{{id: over, when: {when}, then: {then}}}"))
    return cliffs(FREIGHT, ruleset, KNOWN)


def test_a_free_shipping_cliff_is_named_with_what_both_orders_pay() -> None:
    (found,) = a_cliff('{group.goods_total: ">= 99.00"}')

    assert (found.code, found.severity, found.rules) == ("non-monotone", "warning", ("over",))
    assert found.message == (
        "freight falls off a cliff: goods for 99.00 pay 0.00 for freight (over), "
        "goods for 98.99 pay 10.00 and more in all"
    )
    assert found.message_zh.startswith("包邮门槛处总价倒挂：商品 99.00 运费 0.00")


def test_the_witness_of_a_cliff_pays_what_it_says() -> None:
    (found,) = a_cliff('{group.goods_total: "> 99.00"}')
    ruleset = read(CLIFF.format(rule='{id: over, when: {group.goods_total: "> 99.00"}, then: {op: free}}'))
    facts = read_facts(found.witness or {}, ruleset.vocabulary, currency="CNY", regions=regions())
    answer = decide(FREIGHT, ReferenceProgram(ruleset), 0, facts, KNOWN).answer

    assert facts["group.goods_total"] == 9901
    assert getattr(answer, "fee", None) == Money(0, "CNY")


@pytest.mark.parametrize(
    ("when", "then"),
    [
        ('{group.goods_total: "<= 99.00"}', "{op: free}"),  # freight rises with the goods
        ("{group.quantity: 3}", "{op: free}"),  # no amount of goods
        ('{group.goods_total: ">= 99.00"}', "{op: add, amount: 1.00}"),
        ('{group.goods_total: ">= 99.00"}', "{op: pay_percent, percent: 99.9}"),  # a cent off for a cent more
    ],
)
def test_what_is_no_cliff_is_not_called_one(when: str, then: str) -> None:
    assert a_cliff(when, then) == ()


def test_a_rule_that_no_test_fires_is_not_tried() -> None:
    assert a_cliff('{group.goods_total: ">= 99.00", channel: pos}') == ()
