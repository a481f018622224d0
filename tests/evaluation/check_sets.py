"""Sets of one step for tests of the checks, in a few words; and what the checks say of them."""

from datetime import UTC, datetime, timedelta

from engine.errors import Finding
from engine.evaluation.checks import check
from engine.evaluation.coercion import read_facts
from engine.evaluation.evaluator import ReferenceProgram
from engine.evaluation.facts import FactType
from engine.evaluation.lists import ReferenceList
from engine.evaluation.reference import matching
from engine.evaluation.ruleset import RuleSet
from engine.evaluation.run import Circumstances
from engine.evaluation.testing import run_tests
from tests.evaluation.parcels import KINDS, load, regions

NOW = datetime(2026, 11, 1, tzinfo=UTC)
LISTS = {
    each.id: each
    for each in (
        ReferenceList(id="levels", title="等级", type=FactType.TEXT, members={"gold": None, "silver": None}),
        ReferenceList(id="none", title="空", type=FactType.TEXT, members={}),
        ReferenceList(id="fraud", title="黑名单", type=FactType.TEXT, members={"x": None}, live=True),
        ReferenceList(id="quiet", title="空黑名单", type=FactType.TEXT, members={}, live=True),
        ReferenceList(id="old", title="旧", type=FactType.TEXT, members={"a": NOW - timedelta(days=1), "b": None}),
        ReferenceList(id="remote", title="偏远", type=FactType.REGION, members={"540000": None, "650000": None}),
    )
}
HEAD = """format: 1
kind: decision
id: a-set
title: 一套规则
meta: {owner: 测试组, reason: 用于测试}
"""
FACTS = """facts:
  kind: {type: text, values: [a, b, c], label: {zh: 类型, en: Kind}}
  word: {type: text, label: {zh: 文字, en: Word}}
  level: {type: text, nullable: true, label: {zh: 等级, en: Level}}
  total: {type: money, label: {zh: 金额, en: Total}}
  count: {type: integer, label: {zh: 件数, en: Count}}
  limit: {type: integer, label: {zh: 上限, en: Limit}}
  seen: {type: integer, nullable: true, label: {zh: 次数, en: Seen}}
  gift: {type: boolean, label: {zh: 礼品, en: Gift}}
  tags: {type: list of text, label: {zh: 标签, en: Tags}}
  place.region: {type: region, label: {zh: 地区, en: Region}}
  place.province: {type: region, label: {zh: 省份, en: Province}}
  depot: {type: region, label: {zh: 仓库, en: Depot}}
"""


def a_set(rules: str, hit: str = "first", *, default: bool = False, more: str = "") -> RuleSet:
    """Return a set of one step `step`; each line of `rules` is `id | when | then`, its when and then without braces."""
    lines = [line.split("|") for line in rules.strip().splitlines()]
    listed = [
        f"      - {{id: {parts[0].strip()}, when: {{{parts[1].strip()}}}, then: {{{parts[2].strip()}}}"
        + "".join(f", {part.strip()}" for part in parts[3:])
        + "}"
        for parts in lines
    ]
    last = "    default: {say: none}\n" if default else ""
    steps = f"steps:\n  step:\n    hit: {hit}\n    rules:\n" + "\n".join(listed) + "\n" + last
    return load(HEAD + FACTS + more + steps, LISTS)


def findings(ruleset: RuleSet, **given: object) -> tuple[Finding, ...]:
    options: dict[str, object] = {"clock": lambda: 0.0, **given}
    return check(ruleset, kind=KINDS[ruleset.kind], lists=LISTS, regions=regions(), **options)  # type: ignore[arg-type]  # named as check has them


def said(ruleset: RuleSet, code: str, **given: object) -> list[Finding]:
    return [one for one in findings(ruleset, **given) if one.code == code]


def matched(ruleset: RuleSet, finding: Finding) -> list[str]:
    """Return the rules that match over the facts of a finding's witness."""
    given = dict(finding.witness or {})
    at = datetime.fromisoformat(str(given.pop("at"))) if "at" in given else NOW
    step = ruleset.steps[finding.step or "step"]
    facts = read_facts(given, step.vocabulary, currency=ruleset.currency, regions=regions())
    circumstances = Circumstances(at=at, lists=LISTS, regions=regions())
    ReferenceProgram(ruleset).step(step.name, facts, circumstances)  # everything that the step needs is there
    return [rule.id for rule in matching(step, facts, circumstances)]


def run_now(ruleset: RuleSet) -> dict[str, object]:
    report = run_tests(ruleset, KINDS[ruleset.kind], ReferenceProgram(ruleset), LISTS, regions())
    return {"tests": report, "now": NOW}
