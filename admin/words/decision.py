"""Texts of one decision: key → (Chinese, English)."""

from typing import Final

WORDS: Final = {
    "decision.set": ("规则集", "Rule set"),
    "decision.over": ("对象", "For"),
    "decision.rule": ("规则", "Rule"),
    "decision.condition": ("条件", "Condition"),
    "decision.saw": ("看到的值", "What it saw"),
    "decision.held": ("成立", "Holds"),
    "decision.hit": ("命中", "Hit"),
    "decision.matched": ("匹配但未采用", "Matched, not used"),
    "decision.missed": ("未命中", "Not hit"),
    "decision.not_in_force": ("未生效", "Not in force"),
    "decision.always": ("无条件", "No condition"),
    "decision.default": ("没有规则命中，采用缺省值", "No rule hit; the default was used"),
    "decision.others": ("另有 {count} 条规则未命中", "{count} more rules did not hit"),
    "decision.then": ("结果", "Result"),
    "decision.facts": ("当时的事实", "Facts at the time"),
    "decision.if": ("如果", "If"),
    "decision.instead_of": ("（当时 {saw}）", "(it was {saw})"),
    "decision.then_it": ("则会", "then"),
    "decision.agrees": ("按存档事实重算，结论一致", "Recomputed from the stored facts: the same answer"),
    "decision.disagrees": ("按存档事实重算，结论不同", "Recomputed from the stored facts: another answer"),
    "decision.policy": ("命中策略 {policy}", "hit policy {policy}"),
    "decision.subject": ("对象 {subject}", "for {subject}"),
}
