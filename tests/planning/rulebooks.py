"""Rule books for tests of plans: the shipped rule sets, some of them replaced."""

from functools import cache
from pathlib import Path
from typing import Final

from engine.decisions.registry import KINDS
from engine.decisions.rulebook import RuleBook
from engine.evaluation import evaluator
from engine.evaluation.lists import ReferenceList
from engine.evaluation.loader import load_list, load_rule_set
from engine.evaluation.run import Program
from engine.geography.shipped import shipped_regions

RULES: Final = Path(__file__).parents[2] / "rules"
RELEASE: Final = 7
VERSION: Final = 3
_KINDS: Final = ("risk", "split", "routing", "freight", "terms", "return")


@cache
def shipped_lists() -> dict[str, ReferenceList]:
    texts = [path.read_text("utf-8") for path in sorted((RULES / "lists").glob("*.yaml"))]
    lists = [load_list(text, regions=shipped_regions()) for text in texts]
    return {entry.id: entry for entry in lists}


@cache
def program(text: str) -> Program:
    ruleset = load_rule_set(text, kinds=KINDS, lists=shipped_lists(), regions=shipped_regions())
    return evaluator.prepare(ruleset, shipped_regions(), "reference")


@cache
def shipped_programs() -> tuple[Program, ...]:
    paths = [path for kind in _KINDS for path in sorted((RULES / kind).glob("*.yaml"))]
    return tuple(program(path.read_text("utf-8")) for path in paths)


def a_rulebook(*texts: str, without: tuple[str, ...] = ()) -> RuleBook:
    """Return the shipped sets; those of a kind that a text is of are left out for it, and so are those of `without`."""
    given = [program(text) for text in texts]
    replaced = {*without, *(entry.ruleset.kind for entry in given)}
    kept = [entry for entry in shipped_programs() if entry.ruleset.kind not in replaced]
    return RuleBook(
        release=RELEASE,
        sets=[(VERSION, entry) for entry in (*kept, *given)],
        lists=shipped_lists(),
        regions=shipped_regions(),
    )


REVIEW_ALL: Final = """
format: 1
kind: risk
id: review-all
title: 全部人工
currency: CNY
meta: {owner: 测试, reason: 为测试而写}
steps:
  score: {hit: sum, rules: [{id: any, when: {}, then: {points: 10, reason: 抽查}}]}
  decide:
    hit: unique
    rules: [{id: all, when: {}, then: {action: review, queue: 抽查, customer_text: 订单正在审核，请耐心等待}}]
    default: {action: review}
"""

REJECT_ALL: Final = REVIEW_ALL.replace("review-all", "reject-all").replace(
    "{action: review, queue: 抽查, customer_text: 订单正在审核，请耐心等待}", "{action: reject}"
)

ONE_CHILD: Final = """
format: 1
kind: split
id: one-child
title: 不拆
currency: CNY
meta: {owner: 测试, reason: 为测试而写}
steps:
  group: {hit: first, rules: [{id: all, when: {}, then: {class: 普通}}]}
"""

CANCEL_WITHOUT: Final = """
format: 1
kind: routing
id: cancel-without
title: 无仓则取消
currency: CNY
meta: {owner: 测试, reason: 为测试而写}
steps:
  exclude: {hit: first, rules: [{id: all, when: {wh.status: present}, then: {reason: 停用}}]}
  choose: {order: [wh.id], max_parcels: 1, on_none: cancel}
"""

BACKORDER_ALL: Final = CANCEL_WITHOUT.replace("cancel-without", "backorder-all").replace(
    "on_none: cancel", "on_none: backorder"
)

ANYWHERE: Final = """
format: 1
kind: routing
id: anywhere
title: 任意多仓
currency: CNY
meta: {owner: 测试, reason: 为测试而写}
steps:
  exclude: {hit: first, rules: [{id: empty, when: {wh.fill_rate: "<= 0"}, then: {reason: 无库存}}]}
  choose: {order: [wh.id], max_parcels: 20, on_none: backorder}
"""

# No rule covers what is frozen, and there is no default: the decision fails.
NEVER_FROZEN: Final = """
format: 1
kind: freight
id: never-frozen
title: 冷冻无价
currency: CNY
meta: {owner: 测试, reason: 为测试而写}
steps:
  zone: {hit: first, rules: [{id: all, when: {}, then: {zone: 一区}}]}
  template: {hit: first, rules: [{id: warm, when: {line.temperature: ambient}, then: {name: 普货}}]}
  base:
    hit: unique
    rules: [{id: flat, when: {}, then: {charge_by: piece, first: 1, first_fee: 5.00, step: 1, step_fee: 1.00}}]
    default: {charge_by: piece, first: 1, first_fee: 5.00, step: 1, step_fee: 1.00}
"""
