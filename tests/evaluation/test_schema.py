"""The JSON Schema: every shipped document fulfils it, and what an editor should mark does not."""

import json
from pathlib import Path
from typing import Any

import pytest

from engine.decisions.registry import KINDS as OUR_KINDS
from engine.evaluation.document.composer import compose
from engine.evaluation.document.nodes import plain_value
from engine.evaluation.schema import rule_set_schema
from tests.evaluation.json_schema import problems
from tests.evaluation.parcels import HEADER, KINDS, STEPS, a_set, with_rule

_RULES = Path(__file__).parents[2] / "rules"
_SHIPPED = sorted(path for path in _RULES.rglob("*.yaml") if path.parent.name not in {"channels", "rollouts"})
_OURS: dict[str, Any] = json.loads(json.dumps(rule_set_schema(OUR_KINDS)))
_SMALL: dict[str, Any] = json.loads(json.dumps(rule_set_schema(KINDS)))


def wrong(text: str, schema: dict[str, Any]) -> list[str]:
    """Return what the schema finds wrong with a document."""
    return list(problems(plain_value(compose(text)), schema, schema))


@pytest.mark.parametrize("path", _SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_file_fulfils_the_schema(path: Path) -> None:
    assert wrong(path.read_text("utf-8"), _OURS) == []


def test_editors_learn_what_people_call_a_fact() -> None:
    condition = _OURS["$defs"]["when.freight"]["properties"]["order.goods_total"]

    assert condition["title"]
    assert "money (金额)" in condition["description"]
    assert set(_OURS["$defs"]["ruleset"]["properties"]["kind"]["enum"]) == set(OUR_KINDS)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (HEADER, ""),
        (a_set().replace("format: 1", "format: 2"), "/format"),
        (a_set().replace("format: 1", "format: true"), "/format"),
        (a_set().replace("kind: parcel", "kind: parcle"), "/kind"),
        (a_set().replace("parcel-default", "Parcel"), "/id"),
        (a_set().replace("reason: 用于测试", "reason: 试"), "/meta/reason"),
        (a_set().replace("reason: 用于测试", "because: 用于测试"), "/meta/because"),
        (a_set(more="from: 2026-11-01\n"), "/from"),
        (a_set(more="params: {Limit: 5}\n"), "/params/Limit"),
        (a_set(more="params: {limit: [5]}\n"), "/params/limit"),
        (a_set(more="facts: {a: {type: text}}\n"), "/facts"),
        (a_set(more='from: "2026-11-01T00:00:00Z"\n') + "tests: [{name: a, given: {}, expect: {a: 8}}]\n", "/tests/0"),
        (a_set() + "tests: [{name: a, expect: {fee: 8}}]\n", "/tests/0"),
        (a_set("steps:\n  fees: {rules: []}\n"), "/steps/fees"),
        (a_set("steps:\n  score: {rules: [{id: a, when: {}, then: {points: 5}}]}\n"), "/steps"),
        (a_set(STEPS.replace("rules:", "hit: sum\n    rules:")), "/steps/fee/hit"),
        (a_set(STEPS.replace("rules:", "hit: unique\n    rules:")), "/steps/fee"),
        (a_set(STEPS.replace("rules:", "table: {}\n    rules:")), "/steps/fee"),
        (with_rule("{adress.city: 杭州市}"), "/steps/fee/rules/0/when/adress.city"),
        (with_rule("{channel: []}"), "/steps/fee/rules/0/when/channel"),
        (with_rule("{channel: null}"), "/steps/fee/rules/0/when/channel"),
        (with_rule("{channel: {some: [a]}}"), "/steps/fee/rules/0/when/channel"),
        (with_rule("{all: []}"), "/steps/fee/rules/0/when/all"),
        (with_rule("{some: {in: line, where: {}}}"), "/steps/fee/rules/0/when/some/in"),
        (with_rule(then="{nme: x, fee: 8}"), "/steps/fee/rules/0/then/nme"),
        (with_rule(then="{name: x}"), "/steps/fee/rules/0/then"),
        (a_set(STEPS.replace("id: rest", "id: Rest")), "/steps/fee/rules/0/id"),
        (a_set("steps:\n  fee: {table: {in: [chanel], out: [fee], rows: [[a, app, 5]]}}\n"), "/steps/fee/table/in/0"),
        (a_set("steps:\n  fee: {table: {in: [channel], out: [fes], rows: [[a, app, 5]]}}\n"), "/steps/fee/table/out/0"),
        (a_set("steps:\n  fee: {table: {in: [channel], out: [fee], rows: [[a, app]]}}\n"), "/steps/fee/table/rows/0"),
        ("format: 1\nkind: list\nid: a\ntitle: b\ntype: money\nmeta: {owner: a, reason: test}\nvalues: []\n", "/type"),
    ],
)  # fmt: skip
def test_the_schema_marks_what_cannot_be_right(text: str, place: str) -> None:
    assert any(one.startswith(f"{place}:") for one in wrong(text, _SMALL)), wrong(text, _SMALL)


def test_the_schema_allows_what_the_loader_allows() -> None:
    text = a_set(
        """steps:
  zone:
    hit: unique
    table:
      in: [address.region, customer.tags]
      out: [zone, served]
      rows:
        - [near, [浙江省], {any: [VIP]}, 一区, true]
        - {id: far, in: ["-", 5], out: [null, false], priority: 3, enabled: false, note: 停用}
    default: {zone: 一区}
  fee:
    by: [channel]
    rules:
      - {id: a, when: {zone.zone: 一区, any: [{order.count: 5}], every: {in: lines, where: {}}}, then: {fee: 1}}
  combine: max
tests:
  - {name: a, cases: [{given: {}, expect: {fee: 8}, fires: [a]}]}
"""
    )  # fmt: skip

    assert wrong(text, _SMALL) == []
