"""What the samples of each step of a set depend on: the time, the lists, and what the steps before it can say."""

from datetime import datetime

from engine.evaluation.checks.domains import Domains
from engine.evaluation.checks.points import Bounds
from engine.evaluation.checks.samples import Setting
from engine.evaluation.literals import Units
from engine.evaluation.ruleset import RuleSet
from engine.evaluation.run import Circumstances
from engine.evaluation.testing import NO_PARTICULAR_TIME


def settings_of(ruleset: RuleSet, circumstances: Circumstances, now: datetime | None = None) -> dict[str, Setting]:
    """Return the setting of each step by its name. Decision times before `now` do not count."""
    steps = list(ruleset.steps.values())
    starts = [instant for instant in (ruleset.starts, now) if instant is not None]
    is_over = ruleset.ends is not None and now is not None and ruleset.ends <= now
    life = Bounds(ruleset.starts if is_over else max(starts, default=None), ruleset.ends)
    return {
        step.name: Setting(
            circumstances=circumstances,
            units=Units(ruleset.currency, circumstances.regions),
            domains=Domains(steps[:place]),
            life=life,
        )
        for place, step in enumerate(steps)
    }


def time_of(ruleset: RuleSet, now: datetime | None = None) -> datetime:
    """Return a time at which the set decides: now, or when it begins."""
    if now is not None and (ruleset.starts is None or now >= ruleset.starts):
        return now
    return ruleset.starts or NO_PARTICULAR_TIME
