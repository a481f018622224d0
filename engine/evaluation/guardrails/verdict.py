"""The verdict on one step of a rollout: wait, go on, pause, or roll back; and why."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final, Literal

import msgspec

from engine.evaluation.guardrails.sample_ratio import is_broken
from engine.evaluation.guardrails.sequence import customers_for, lower_bound
from engine.evaluation.guardrails.tally import Moments
from engine.evaluation.rollouts.document import Guardrail, Rollout

Verdict = Literal["waiting", "continue", "pause", "roll_back"]
State = Literal["waiting", "fine", "breached", "unwatched"]

LEAST_CUSTOMERS: Final = 50  # of each side, before a comparison says anything
_PER_CENT: Final = 100


class Watched(msgspec.Struct, frozen=True, kw_only=True):
    """What was measured in one step. `metrics` has for each guardrail the candidate's side and the control's.

    `customers` are those of candidate and control; `both` were seen on both sides, which nobody should be.
    """

    metrics: Sequence[tuple[Moments, Moments]]
    customers: tuple[int, int]
    decisions: int
    elapsed: timedelta
    both: int = 0


class GuardrailState(msgspec.Struct, frozen=True, kw_only=True):
    """One guardrail: the value of each side, the rise that is certain, and what that says.

    `needed` are the customers of each side that tell the rise it names from none, looked at once, as far as is known.
    """

    metric: str
    limit: str
    state: State
    candidate: float
    control: float
    at_least: float | None  # the rise (for `max`: the value) that is exceeded, but for the false-alarm rate
    customers: tuple[int, int]
    orders: int
    needed: int | None = None


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """The verdict with its reasons, in words for a person."""

    verdict: Verdict
    reasons: tuple[str, ...]
    guardrails: tuple[GuardrailState, ...]
    customers: tuple[int, int]
    decisions: int


def alpha_of(rollout: Rollout) -> float:
    """Return the share of false alarms that one test of one step may have, so that all of them keep to the whole."""
    tests = len(rollout.guardrails) + 1  # the sample ratio is one
    return float(rollout.false_alarm_rate) / (tests * len(rollout.steps))


def judge(rollout: Rollout, step: int, watched: Watched) -> Judgement:
    """Return the verdict on a step (counted from 1): a breach counts first, then a broken assignment, then patience."""
    alpha = alpha_of(rollout)
    now = rollout.steps[step - 1]
    has_control = now.control_end > now.buckets
    states = tuple(
        _state(guardrail, sides, alpha, has_control=has_control)
        for guardrail, sides in zip(rollout.guardrails, watched.metrics, strict=True)
    )
    verdict, reasons = _verdict(rollout, step, watched, states)
    return Judgement(
        verdict=verdict, reasons=reasons, guardrails=states, customers=watched.customers, decisions=watched.decisions
    )


def _verdict(
    rollout: Rollout, step: int, watched: Watched, states: Sequence[GuardrailState]
) -> tuple[Verdict, tuple[str, ...]]:
    now = rollout.steps[step - 1]
    breached = tuple(_words(each) for each in states if each.state == "breached")
    if breached:
        return "roll_back", breached
    if broken := _broken(watched, now.buckets, now.control_end, alpha_of(rollout)):
        return "pause", (broken,)
    missing = tuple(_missing(now.hold, now.min_decisions, watched, states))
    if not missing:
        return "continue", ()
    is_late = timedelta() < now.deadline < watched.elapsed
    return ("pause", ("the deadline of the step has passed", *missing)) if is_late else ("waiting", missing)


def _broken(watched: Watched, buckets: int, control_end: int, alpha: float) -> str | None:
    candidate, control = watched.customers
    if watched.both:
        return f"{watched.both} customers were on both sides: their assignment is broken"
    if is_broken(candidate, control, buckets / control_end if control_end else 0.0, alpha):
        return f"{candidate} customers on the candidate and {control} in the control group: their assignment is broken"
    return None


def _missing(hold: timedelta, least: int, watched: Watched, states: Sequence[GuardrailState]) -> Sequence[str]:
    """Return what the step still waits for."""
    found = []
    if watched.elapsed < hold:
        found.append("the hold is not over")
    if watched.decisions < least:
        found.append(f"{watched.decisions} of {least} decisions")
    return [*found, *(f"{each.metric}: too little data" for each in states if each.state == "waiting")]


def _state(guardrail: Guardrail, sides: tuple[Moments, Moments], alpha: float, *, has_control: bool) -> GuardrailState:
    candidate, control = sides
    state, at_least = (
        _above(guardrail, candidate, alpha)
        if guardrail.max is not None
        else _risen(guardrail, candidate, control, alpha)
        if has_control
        else ("unwatched", None)
    )
    return GuardrailState(
        metric=guardrail.metric.value,
        limit=_limit(guardrail),
        state=state,
        candidate=candidate.ratio,
        control=control.ratio,
        at_least=at_least,
        customers=(candidate.customers, control.customers),
        orders=int(candidate.w),
        needed=_needed(guardrail, candidate, control) if has_control and guardrail.max is None else None,
    )


def _above(guardrail: Guardrail, candidate: Moments, alpha: float) -> tuple[State, float | None]:
    """Tell whether the candidate is above an absolute limit for certain."""
    if candidate.w < guardrail.min_samples or candidate.customers < LEAST_CUSTOMERS:
        return "waiting", None
    bound = lower_bound(candidate.ratio, candidate.variance, candidate.customers, alpha)
    return ("breached" if bound > float(guardrail.max or 0) else "fine"), bound


def _risen(guardrail: Guardrail, candidate: Moments, control: Moments, alpha: float) -> tuple[State, float | None]:
    """Tell whether the candidate is worse for certain, and by as much as the guardrail says.

    Between two equal versions the first holds for a share `alpha` of all rollouts, so that the second costs nothing.
    """
    if min(candidate.customers, control.customers) < LEAST_CUSTOMERS:
        return "waiting", None
    rise = candidate.ratio - control.ratio
    variance = candidate.variance + control.variance
    bound = lower_bound(rise, variance, candidate.customers + control.customers, alpha)
    return ("breached" if bound > 0 and rise >= _tolerated(guardrail, control) else "fine"), bound


def _needed(guardrail: Guardrail, candidate: Moments, control: Moments) -> int | None:
    """Return how many customers of each side the rise takes that a guardrail names; None while that is not known."""
    effect = _tolerated(guardrail, control)
    spread = sum(each.variance * each.customers for each in (candidate, control))
    return customers_for(effect, spread) if effect > 0 and 0 < spread < float("inf") else None


def _tolerated(guardrail: Guardrail, control: Moments) -> float:
    """Return the rise that a guardrail names, in the metric's own unit (amounts: major units)."""
    if guardrail.rise is not None:
        return float(guardrail.rise)
    return float(guardrail.rise_percent or 0) / _PER_CENT * control.ratio


def _limit(guardrail: Guardrail) -> str:
    if guardrail.max is not None:
        return f"max {guardrail.max}"
    return f"rise {guardrail.rise}" if guardrail.rise is not None else f"rise {guardrail.rise_percent} %"


def _words(state: GuardrailState) -> str:
    return f"{state.metric}: {state.candidate:.4g} instead of {state.control:.4g} ({state.limit})"


def thresholds(rollout: Rollout) -> tuple[int, ...]:
    """Return the milliseconds above which guardrails call an order slow, each once."""
    return tuple(dict.fromkeys(each.above_ms for each in rollout.guardrails if each.above_ms is not None))
