"""`specific`: the deeper region wins, then the more cells; five rules and three places."""

from datetime import UTC, datetime

import pytest

from engine.decisions.registry import KINDS
from engine.evaluation.coercion import read_facts
from engine.evaluation.evaluator import Matcher, decide, prepare
from engine.evaluation.loader import load_rule_set
from engine.evaluation.run import Circumstances
from engine.geography.regions import Region, RegionTree

TREE = RegionTree.of(
    [
        Region(code="US", name="美国", level="country", parent=None),
        Region(code="US-NY", name="New York", level="province", parent="US"),
        Region(code="US-CA", name="California", level="province", parent="US"),
        Region(code="US-CA-LA", name="Los Angeles", level="city", parent="US-CA"),
        Region(code="US-CA-SF", name="San Francisco", level="city", parent="US-CA"),
    ]
)
TEXT = """
format: 1
kind: decision
id: decision-shipping-rule
title: 越具体越优先
meta: {owner: 物流组, reason: 五条规则三个地方}
facts:
  item.sku: {type: text, label: {zh: 商品, en: Item}}
  item.class: {type: text, label: {zh: 类别, en: Class}}
  to.region: {type: region, label: {zh: 地区, en: Region}}
steps:
  choose:
    hit: specific
    rules:
      - {id: item, when: {item.sku: TV-9}, then: {rule: 1}}
      - {id: class, when: {item.class: TV}, then: {rule: 2}}
      - {id: item-california, when: {item.sku: TV-9, to.region: US-CA}, then: {rule: 3}}
      - {id: california, when: {to.region: US-CA}, then: {rule: 4}}
      - {id: item-san-francisco, when: {item.sku: TV-9, to.region: US-CA-SF}, then: {rule: 5}}
"""


@pytest.mark.parametrize("matcher", ["reference", "compiled", "dual"])
@pytest.mark.parametrize(("region", "rule"), [("US-NY", 1), ("US-CA-LA", 3), ("US-CA-SF", 5)])
def test_the_most_specific_rule_decides(region: str, rule: int, matcher: Matcher) -> None:
    ruleset = load_rule_set(TEXT, kinds=KINDS, lists={}, regions=TREE)
    given = {"item": {"sku": "TV-9", "class": "TV"}, "to": {"region": region}}
    facts = read_facts(given, ruleset.vocabulary, currency=ruleset.currency, regions=TREE)
    now = Circumstances(at=datetime(2026, 1, 1, tzinfo=UTC), lists={}, regions=TREE)

    decision = decide(KINDS["decision"], prepare(ruleset, TREE, matcher), 1, facts, now)

    assert decision.answer == {"rule": rule}
