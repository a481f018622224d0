"""The check of one rule set: every step looked at from all sides, within a time that is given."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from engine.errors import Finding
from engine.evaluation.checks.asked import placeholders
from engine.evaluation.checks.budget import Budget, OutOfTime
from engine.evaluation.checks.cache import CheckCache, keys_of
from engine.evaluation.checks.cell_checks import check_cells
from engine.evaluation.checks.contractions import check_contractions
from engine.evaluation.checks.examined import Examined, UnknownRank
from engine.evaluation.checks.gaps import check_gaps
from engine.evaluation.checks.pair_checks import check_conflicts, check_overlaps, check_ties
from engine.evaluation.checks.rank_checks import check_masked, check_misleading, check_subsumed
from engine.evaluation.checks.report import WARNING, Report, placed
from engine.evaluation.checks.samples import Setting
from engine.evaluation.checks.settings import settings_of, time_of
from engine.evaluation.checks.space import Space
from engine.evaluation.checks.usage import check_dates, check_outputs, check_params, check_tests
from engine.evaluation.checks.wording import say
from engine.evaluation.kind import Hit, Kind, StepKind
from engine.evaluation.lists import Lists
from engine.evaluation.ruleset import RuleSet, Step
from engine.evaluation.run import Circumstances
from engine.evaluation.testing import TestReport
from engine.evaluation.wording import Words
from engine.geography.regions import RegionTree

BUDGET_SECONDS: Final = 10.0
_Look = Callable[[Examined], None]

_WHAT: Final[Mapping[_Look, Words]] = {
    check_cells: Words("cells that never or always hold", "恒假、恒真的条件"),
    check_overlaps: Words("overlaps", "重叠"),
    check_conflicts: Words("conflicts", "冲突"),
    check_ties: Words("ties", "并列"),
    check_masked: Words("rules that never decide", "不起作用的规则"),
    check_subsumed: Words("rules that could be left out", "多余的规则"),
    check_misleading: Words("rules whose order decides", "依赖先后顺序的规则"),
    check_contractions: Words("rows that could be one", "可以合并的行"),
    check_gaps: Words("gaps", "空缺"),
}
_LOOKS: Final[Mapping[Hit, tuple[_Look, ...]]] = {
    Hit.FIRST: (check_masked, check_gaps, check_misleading, check_subsumed, check_contractions),
    Hit.PRIORITY: (check_masked, check_gaps, check_subsumed, check_contractions),
    Hit.SPECIFIC: (check_ties, check_masked, check_gaps, check_subsumed, check_contractions),
    Hit.UNIQUE: (check_overlaps, check_gaps, check_contractions),
    Hit.ANY: (check_conflicts, check_gaps, check_subsumed, check_contractions),
}


def check(  # noqa: PLR0913 - all but the set are named; most may be left out
    ruleset: RuleSet,
    *,
    kind: Kind,
    lists: Lists,
    regions: RegionTree,
    clock: Callable[[], float],
    budget_seconds: float = BUDGET_SECONDS,
    now: datetime | None = None,
    tests: TestReport | None = None,
    cache: CheckCache | None = None,
) -> tuple[Finding, ...]:
    """Return everything that can be said of a rule set that is loaded, in the order of its file.

    `clock` counts seconds; what is not looked at when `budget_seconds` are over is a finding `unchecked`. `now`: only
    decision times from now on count, and what was over before has expired; without it all times count. `tests` are
    the set's embedded tests, run. With a `cache`, steps that say what they said before are not looked at again.
    """
    budget = Budget(budget_seconds, clock)
    circumstances = Circumstances(at=time_of(ruleset, now), lists=lists, regions=regions)
    settings = settings_of(ruleset, circumstances, now)
    keys = keys_of(ruleset, settings, kind.name) if cache is not None else {}
    found = [*_of_set(ruleset, kind, lists, now, tests)]
    for name, step in ruleset.steps.items():
        known = cache.get(keys[name]) if cache is not None else None
        if known is None:
            known, is_whole = _of_step(step, _step_kind(kind, name), settings[name], budget)
            if cache is not None and is_whole:
                cache.put(keys[name], known)
        found += known
    found += [finding for further in kind.checks for finding in further(kind, ruleset, circumstances)]
    return tuple(sorted(placed(found, ruleset), key=lambda one: (one.line or 0, one.column or 0)))


def _of_set(
    ruleset: RuleSet, kind: Kind, lists: Lists, now: datetime | None, tests: TestReport | None
) -> tuple[Finding, ...]:
    """Return what is said of a set as a whole."""
    report = Report()
    check_params(ruleset, report)
    check_outputs(ruleset, kind, report)
    if now is not None:
        check_dates(ruleset, lists, now, report)
    if tests is not None:
        check_tests(ruleset, tests, report)
    return report.findings()


def _of_step(step: Step, kind: StepKind | None, setting: Setting, budget: Budget) -> tuple[tuple[Finding, ...], bool]:
    """Return the findings of one step, and whether everything was looked at."""
    report = Report(step.name)
    looks = [check_cells, *_LOOKS.get(step.hit, ())]
    if kind is not None and kind.optional:
        looks = [look for look in looks if look is not check_gaps]  # where no rule matches, the step says nothing
    try:
        # Whether two rules say the same may hang on what their outputs are filled in with.
        also = [path for rule in step.rules for path in placeholders(rule.then.values()) if step.hit is Hit.ANY]
        space = Space(step.rules, step.vocabulary, setting, budget, also)
        examined = Examined(step, space, report, budget)
    except OutOfTime:
        _leave_out(step, looks, report)
        return report.findings(), False
    for place, look in enumerate(looks):
        try:
            look(examined)
        except UnknownRank as unknown:
            report.add("unchecked", WARNING, say("unchecked_rank", rule=str(unknown)), rules=(str(unknown),))
        except OutOfTime:
            _leave_out(step, looks[place:], report)
            return report.findings(), False
    return report.findings(), True


def _leave_out(step: Step, looks: list[_Look], report: Report) -> None:
    """Say what there was no time for."""
    whats = [_WHAT[look] for look in looks]
    what = Words(", ".join(one.en for one in whats), "、".join(one.zh for one in whats))
    report.add("unchecked", WARNING, say("unchecked_time", what=what, step=step.name))


def _step_kind(kind: Kind, name: str) -> StepKind | None:
    return next((step for step in kind.steps if isinstance(step, StepKind) and step.name == name), None)
