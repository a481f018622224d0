"""Rollouts as callers see them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec

from engine.evaluation.guardrails.verdict import Judgement
from engine.evaluation.literals import duration_text
from engine.evaluation.rollouts.document import Audience, Rollout
from engine.evaluation.rollouts.sides import Taken
from engine.services.rollout_moves import MOVES
from engine.services.shadow_views import ShadowView
from engine.store.rollout_repository import HistoryEntry, KeptRollout


class PreviewRow(msgspec.Struct, frozen=True, kw_only=True):
    """The side of one subject. `bucket` is null where it has no key, `block` where no block of the audience is it."""

    side: str
    bucket: int | None
    block: int | None
    key: str | None


class CandidateView(msgspec.Struct, frozen=True, kw_only=True):
    """A version that is kept and not in force."""

    set_id: str
    version: int
    sha: str


class StepView(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a rollout."""

    percent: str
    audience: str  # all, or how many blocks
    hold: str
    min_decisions: int
    deadline: str
    approve: str | None


class RolloutRowView(msgspec.Struct, frozen=True, kw_only=True):
    """A rollout in a list."""

    id: str
    title: str
    target: str
    kind: str
    baseline: int
    candidate: int
    state: str
    step: int
    steps: int
    percent: str | None
    since: datetime | None
    verdict: str
    version: int


class EventView(msgspec.Struct, frozen=True, kw_only=True):
    """What happened to a rollout."""

    number: int
    at: datetime
    actor: str
    action: str
    reason: str
    step: int
    release: int
    data: Mapping[str, object]


class RolloutView(RolloutRowView, frozen=True, kw_only=True):
    """A rollout with all that is known of it. `allowed` are the moves that are possible now."""

    sha: str
    yaml: str
    sticky: str
    salt: str
    layer: str | None
    slots: tuple[int, int]
    in_flight: str
    steps_plan: tuple[StepView, ...]
    planned_at: datetime
    planned_by: str
    approved_step: int
    approved_by: str | None
    release: int
    allowed: tuple[str, ...]
    judgement: Judgement | None
    meets: tuple[str, ...]  # running rollouts of other sets that the same orders may be in
    history: tuple[EventView, ...]
    shadow: ShadowView | None = None  # what the candidate would have said of live orders


def preview_row(taken: Taken) -> PreviewRow:
    """Return a side as it is answered."""
    return PreviewRow(side=taken.side.value, bucket=taken.bucket, block=taken.block, key=taken.key)


def row_view(kept: KeptRollout, document: Rollout | None) -> RolloutRowView:
    """Return a row of the list; of one that is no longer read, its steps are not told (0)."""
    return RolloutRowView(**_row(kept, document))


def rollout_view(
    kept: KeptRollout,
    document: Rollout,
    history: tuple[HistoryEntry, ...],
    judgement: Judgement | None,
    meets: tuple[str, ...],
    shadow: ShadowView | None,
) -> RolloutView:
    """Return a rollout whole."""
    return RolloutView(
        **_row(kept, document),
        sha=kept.sha,
        yaml=kept.text,
        sticky=document.sticky,
        salt=document.salt,
        layer=document.layer,
        slots=document.slots,
        in_flight=document.in_flight.value,
        steps_plan=tuple(
            StepView(
                percent=format(step.percent, "f"),
                audience=_audience(step.audience),
                hold=duration_text(step.hold),
                min_decisions=step.min_decisions,
                deadline=duration_text(step.deadline) if step.deadline > timedelta() else "",
                approve=step.approve,
            )
            for step in document.steps
        ),
        planned_at=kept.planned_at,
        planned_by=kept.planned_by,
        approved_step=kept.approved_step,
        approved_by=kept.approved_by,
        release=kept.release,
        allowed=MOVES[kept.state],
        judgement=judgement,
        meets=meets,
        history=tuple(
            EventView(
                number=each.number,
                at=each.at,
                actor=each.actor,
                action=each.action,
                reason=each.reason,
                step=each.step,
                release=each.release,
                data=each.data,
            )
            for each in history
        ),
        shadow=shadow,
    )


def _row(kept: KeptRollout, document: Rollout | None) -> dict[str, Any]:
    steps = document.steps if document is not None else ()
    return {
        "id": kept.id,
        "title": kept.title,
        "target": kept.target,
        "kind": kept.kind,
        "baseline": kept.baseline,
        "candidate": kept.candidate,
        "state": kept.state,
        "step": kept.step,
        "steps": len(steps),
        "percent": format(steps[kept.step - 1].percent, "f") if steps and kept.step else None,
        "since": kept.since,
        "verdict": kept.verdict,
        "version": kept.version,
    }


def _audience(audience: Audience) -> str:
    return "all" if audience.blocks is None else f"{len(audience.blocks)} blocks"
