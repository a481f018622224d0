"""The window that the law grants a buyer who gives no reason, and which policies fall short of it."""

from collections.abc import Mapping
from typing import Final

import msgspec

from engine.errors import Finding
from engine.evaluation.conditions import All, Condition
from engine.evaluation.facts import Facts
from engine.evaluation.reference import cell_holds, holds
from engine.evaluation.ruleset import Rule, RuleSet, Step
from engine.evaluation.run import Circumstances

_NO_REASON: Final[Facts] = {"request.reason": "no_reason"}


class Statute(msgspec.Struct, frozen=True, kw_only=True):
    """A minimum and where it is written."""

    days: int
    source: str


# By the set's label `market`. What the law excludes (made to measure, fresh, opened) belongs into the step `refuse`.
STATUTES: Final[Mapping[str, Statute]] = {
    "cn": Statute(days=7, source="消费者权益保护法 第二十五条"),
    "tw": Statute(days=7, source="消費者保護法 第十九條"),
    "kr": Statute(days=7, source="전자상거래법 제17조"),
    "jp": Statute(days=8, source="特定商取引に関する法律 第十五条の三"),
    "eu": Statute(days=14, source="Directive 2011/83/EU, Article 9"),
    "gb": Statute(days=14, source="Consumer Contracts Regulations 2013, regulation 30"),
}


def short_windows(ruleset: RuleSet, circumstances: Circumstances) -> tuple[Finding, ...]:
    """Return a warning for each policy that may grant a buyer without a reason fewer days than the law.

    Sets of other kinds, and of markets that we know no minimum of, have none.
    """
    labels = ruleset.meta.get("labels")
    statute = STATUTES.get(str(labels.get("market"))) if isinstance(labels, Mapping) else None
    policy = ruleset.steps.get("policy")
    if ruleset.kind != "return" or statute is None or policy is None:
        return ()
    found = [
        _finding(ruleset, statute, rule.id, rule.then.get("window_days"), rule)
        for rule in policy.rules
        if rule.enabled and _may_hold(rule.when, circumstances)
    ]
    if policy.default is not None and not _always_covered(policy, circumstances):
        found.append(_finding(ruleset, statute, "default", policy.default.get("window_days"), None))
    return tuple(finding for finding in found if finding is not None)


def _may_hold(when: All, circumstances: Circumstances) -> bool:
    """Tell whether a rule may hold for a return without a reason, whatever else is the case."""
    reasons = [entry for entry in when.entries if isinstance(entry, Condition) and entry.path == "request.reason"]
    return all(cell_holds(entry, _NO_REASON, circumstances) for entry in reasons)


def _always_covered(policy: Step, circumstances: Circumstances) -> bool:
    """Tell whether some rule holds for a return without a reason of which nothing else is known."""
    return any(
        holds(rule.when, _NO_REASON, circumstances, policy.vocabulary)
        for rule in policy.rules
        if rule.is_in_force(circumstances.at)
    )


def _finding(ruleset: RuleSet, statute: Statute, name: str, window: object, rule: Rule | None) -> Finding | None:
    if not isinstance(window, int) or window >= statute.days:
        return None
    position = None if rule is None else rule.position
    return Finding(
        code="statutory",
        severity="warning",
        message=f"{name} grants {window} days without a reason; the law grants {statute.days} ({statute.source})",
        message_zh=f"{name} 的无理由退货期只有 {window} 天，少于法定的 {statute.days} 天（{statute.source}）",
        step="policy",
        rules=() if rule is None else (name,),
        file=ruleset.file,
        line=None if position is None else position.line,
        column=None if position is None else position.column,
        witness={"request.reason": "no_reason"},
    )
