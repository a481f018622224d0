"""The check of several rule sets together: sets that tie, lists that none uses."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final

import msgspec

from engine.errors import Finding
from engine.evaluation.checks.budget import Budget, OutOfTime
from engine.evaluation.checks.check import BUDGET_SECONDS
from engine.evaluation.checks.domains import Domains
from engine.evaluation.checks.examined import Examined, UnknownRank
from engine.evaluation.checks.pair_checks import check_ties
from engine.evaluation.checks.points import Bounds
from engine.evaluation.checks.report import WARNING, Report
from engine.evaluation.checks.samples import Setting
from engine.evaluation.checks.space import Space
from engine.evaluation.checks.wording import say
from engine.evaluation.conditions import All
from engine.evaluation.kind import Hit, Kinds
from engine.evaluation.lists import Lists
from engine.evaluation.literals import Units
from engine.evaluation.ruleset import Rule, RuleSet, Step
from engine.evaluation.run import Circumstances
from engine.evaluation.testing import NO_PARTICULAR_TIME
from engine.geography.regions import RegionTree

APPLIES: Final = "applies"


def check_together(  # noqa: PLR0913 - all but the sets are named; some may be left out
    rulesets: Iterable[RuleSet],
    *,
    kinds: Kinds,
    lists: Lists,
    regions: RegionTree,
    clock: Callable[[], float],
    budget_seconds: float = BUDGET_SECONDS,
    now: datetime | None = None,
) -> tuple[Finding, ...]:
    """Return what can be said of sets that are to be in force together.

    Two sets of a kind and a currency whose `applies` hold for the same facts, neither more specific: an error each (but
    a set with dates goes before one without);
    sets of open steps are asked for by their ids, so that none is in the way of another.
    Lists that no set uses: warnings. Raises nothing: what there is no time for is a finding `unchecked`.
    """
    sets = tuple(rulesets)
    budget = Budget(budget_seconds, clock)
    circumstances = Circumstances(at=now or NO_PARTICULAR_TIME, lists=lists, regions=regions)
    groups: dict[tuple[str, str, bool], list[RuleSet]] = {}
    for ruleset in sets:
        if kinds[ruleset.kind].open_steps:
            continue
        groups.setdefault((ruleset.kind, ruleset.currency, ruleset.is_dated), []).append(ruleset)
    found: list[Finding] = []
    for group in groups.values():
        found += _collisions(group, circumstances, budget, now)
    return (*found, *_unused_lists(sets, lists))


def _collisions(
    sets: list[RuleSet], circumstances: Circumstances, budget: Budget, now: datetime | None
) -> Iterable[Finding]:
    """Return the ties of sets, found as those of rules are: each set is a rule that holds where it applies."""
    if len(sets) < 2:  # noqa: PLR2004  # a tie takes two
        return ()
    step = Step(
        name=APPLIES,
        hit=Hit.SPECIFIC,
        rules=tuple(_rule(ruleset) for ruleset in sets),
        outputs={},
        vocabulary=sets[0].vocabulary,
    )
    setting = Setting(
        circumstances=circumstances,
        units=Units(sets[0].currency, circumstances.regions),
        domains=Domains(),
        life=Bounds(now),
    )
    report = Report(APPLIES)
    try:
        check_ties(Examined(step, Space(step.rules, step.vocabulary, setting, budget), report, budget), "collision")
    except OutOfTime:
        report.add("unchecked", WARNING, say("unchecked_sets", kind=sets[0].kind))
    except UnknownRank as unknown:
        report.add("unchecked", WARNING, say("unchecked_rank", rule=str(unknown)), rules=(str(unknown),))
    files = {ruleset.id: ruleset.file for ruleset in sets}
    return [_of_sets(finding, files) for finding in report.findings()]


def _rule(ruleset: RuleSet) -> Rule:
    entries = () if ruleset.applies is None else (ruleset.applies,)
    return Rule(id=ruleset.id, when=All(entries), then={}, starts=ruleset.starts, ends=ruleset.ends)


def _of_sets(finding: Finding, files: dict[str, str | None]) -> Finding:
    """Return a finding about sets: `rules` are their ids, and it stands in the file of the first."""
    file = files[finding.rules[0]] if finding.rules else None
    return msgspec.structs.replace(finding, step=None, field=APPLIES, file=file)


def _unused_lists(sets: tuple[RuleSet, ...], lists: Lists) -> Iterable[Finding]:
    used = {name for ruleset in sets for name in ruleset.lists}
    report = Report()
    for name in sorted(set(lists) - used):
        report.add("unused", WARNING, say("unused_list", name=name), field=name)
    return report.findings()
