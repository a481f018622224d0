"""Sets of two steps, a score and what is decided by it, for tests of the checks."""

from engine.errors import Finding
from engine.evaluation.checks import CheckCache, check
from engine.evaluation.ruleset import RuleSet
from tests.evaluation.parcels import KINDS, LISTS, load, regions

HEAD = """format: 1
kind: decision
id: {id}
title: 一套规则
meta: {{owner: 测试组, reason: 用于测试}}
facts:
  total: {{type: money, label: {{zh: 金额, en: Total}}}}
  gift: {{type: boolean, label: {{zh: 礼品, en: Gift}}}}
steps:
"""
SCORE = """  score:
    hit: sum
    rules:
      - {id: large, when: {total: '>= 500.00'}, then: {points: 30, reason: 大额}}
      - {id: present, when: {gift: true}, then: {points: 20, reason: 礼品}}
"""
DECIDE = """  decide:
    hit: unique
    rules:
      - {id: pass, when: {score.points: '< 30'}, then: {action: pass}}
      - {id: stop, when: {score.points: '>= 30'}, then: {action: stop}}
    default: {action: stop}
"""


def a_set(*steps: str, more: str = "", set_id: str = "a-set") -> RuleSet:
    return load(HEAD.format(id=set_id) + "".join(steps) + more)


def still() -> float:
    return 0.0


def findings(ruleset: RuleSet, cache: CheckCache | None = None) -> tuple[Finding, ...]:
    return check(ruleset, kind=KINDS[ruleset.kind], lists=LISTS, regions=regions(), clock=still, cache=cache)


def codes(found: tuple[Finding, ...]) -> list[str]:
    return [one.code for one in found]
