"""What may be done to a rollout in which state, and what it is then."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal

import msgspec

from engine.errors import Conflict, IllegalMove, StaleWrite
from engine.evaluation.rollouts.document import InFlight, Rollout
from engine.store.release import Manifest
from engine.store.rollout_repository import PAUSED, PLANNED, PROMOTED, ROLLED_BACK, RUNNING, KeptRollout

Move = Literal["start", "widen", "approve", "pause", "resume", "promote", "roll_back"]

MOVES: Final[Mapping[str, tuple[Move, ...]]] = {
    PLANNED: ("approve", "start", "roll_back"),
    RUNNING: ("approve", "widen", "pause", "promote", "roll_back"),
    PAUSED: ("approve", "resume", "promote", "roll_back"),
    PROMOTED: ("roll_back",),
    ROLLED_BACK: (),
}
TO_LOOK_AT: Final = "to_look_at"  # the verdict of a rollout whose orders in flight wait for the watcher
PAST: Final[Mapping[Move, str]] = {
    "start": "started",
    "widen": "widened",
    "approve": "approved",
    "pause": "paused",
    "resume": "resumed",
    "promote": "promoted",
    "roll_back": "rolled_back",
}


def check_move(rollout: KeptRollout, move: Move) -> None:
    """Raise IllegalMove where the state does not allow it."""
    legal = MOVES[rollout.state]
    if move not in legal:
        raise IllegalMove(f"rollout {rollout.id}", rollout.state, move, legal)


def started(rollout: KeptRollout, document: Rollout, at: datetime) -> KeptRollout:
    """Return the rollout at its first step. Raises Conflict where that has to be agreed to."""
    check_move(rollout, "start")
    _check_agreed(rollout, document, 1)
    return msgspec.structs.replace(rollout, state=RUNNING, step=1, since=at, verdict="")


def widened(rollout: KeptRollout, document: Rollout, at: datetime) -> KeptRollout:
    """Return the rollout at its next step. Raises Conflict where there is none, or it has to be agreed to."""
    check_move(rollout, "widen")
    step = rollout.step + 1
    if step > len(document.steps):
        raise Conflict(f"rollout {rollout.id} stands at its last step; promote it")
    _check_agreed(rollout, document, step)
    return msgspec.structs.replace(rollout, step=step, since=at, verdict="")


def approved(rollout: KeptRollout, document: Rollout, actor: str) -> KeptRollout:
    """Return the rollout with the next step that asks for it agreed to. Raises Conflict where none does."""
    check_move(rollout, "approve")
    asking = [number for number, step in enumerate(document.steps, start=1) if step.approve]
    later = [number for number in asking if number > max(rollout.step, rollout.approved_step)]
    if not later:
        raise Conflict(f"no further step of rollout {rollout.id} asks for approval")
    if actor == rollout.planned_by:
        raise Conflict(f"{actor} has planned the rollout {rollout.id}; somebody else has to agree to its steps")
    return msgspec.structs.replace(rollout, approved_step=later[0], approved_by=actor)


def paused(rollout: KeptRollout) -> KeptRollout:
    """Return the rollout paused: every order keeps its side, and the step does not change."""
    check_move(rollout, "pause")
    return msgspec.structs.replace(rollout, state=PAUSED)


def resumed(rollout: KeptRollout, at: datetime) -> KeptRollout:
    """Return the rollout running again; its step begins anew."""
    check_move(rollout, "resume")
    return msgspec.structs.replace(rollout, state=RUNNING, since=at, verdict="")


def promoted(rollout: KeptRollout, document: Rollout, manifest: Manifest) -> KeptRollout:
    """Return the rollout promoted. Raises Conflict where a step was not agreed to, or others are under way."""
    check_move(rollout, "promote")
    for step in range(rollout.step, len(document.steps) + 1):
        _check_agreed(rollout, document, step)
    if manifest.sets.get(rollout.target) != rollout.baseline:
        raise Conflict(f"{rollout.target}@{rollout.baseline} is not in force any more; look at {rollout.id} again")
    return msgspec.structs.replace(rollout, state=PROMOTED)


def rolled_back(rollout: KeptRollout, manifest: Manifest, in_flight: InFlight) -> KeptRollout:
    """Return the rollout rolled back. Raises Conflict where a later version has come in force since.

    Where orders in flight are to be looked at, its verdict says so until the watcher has put them before somebody.
    """
    check_move(rollout, "roll_back")
    if rollout.state == PROMOTED and manifest.sets.get(rollout.target) != rollout.candidate:
        raise Conflict(f"{rollout.target}@{rollout.candidate} is not in force any more; there is nothing to take back")
    verdict = TO_LOOK_AT if in_flight is InFlight.HOLD else ""
    return msgspec.structs.replace(rollout, state=ROLLED_BACK, verdict=verdict)


def begun_in(manifest: Manifest, rollout: KeptRollout, beside: Mapping[str, int]) -> Manifest:
    """Return the manifest with the rollout at its first step, beside those that it was held against.

    Raises StaleWrite where another rollout has begun meanwhile, or the baseline is no longer in force.
    """
    if manifest.rollouts.keys() - beside.keys() or manifest.sets.get(rollout.target) != rollout.baseline:
        raise StaleWrite(f"other rules came in force while {rollout.id} was started; look at them, then try again")
    return running_in(manifest, rollout)


def running_in(manifest: Manifest, rollout: KeptRollout) -> Manifest:
    """Return the manifest with the rollout at its step."""
    return msgspec.structs.replace(manifest, rollouts={**manifest.rollouts, rollout.id: rollout.step})


def without(
    manifest: Manifest, rollout: KeptRollout, version: int | None = None, *, is_revoked: bool = False
) -> Manifest:
    """Return the manifest with the rollout ended, and with a version of its target in force where one is named.

    Raises StaleWrite where neither the baseline nor the candidate is in force any more.
    """
    if version is not None and manifest.sets.get(rollout.target) not in {rollout.baseline, rollout.candidate}:
        raise StaleWrite(f"another version of {rollout.target} came in force meanwhile; look at it, then try again")
    rollouts = {name: step for name, step in manifest.rollouts.items() if name != rollout.id}
    sets = manifest.sets if version is None else {**manifest.sets, rollout.target: version}
    revoked = tuple(dict.fromkeys((*manifest.revoked, rollout.id))) if is_revoked else manifest.revoked
    return msgspec.structs.replace(manifest, sets=sets, rollouts=rollouts, revoked=revoked)


def _check_agreed(rollout: KeptRollout, document: Rollout, step: int) -> None:
    team = document.steps[step - 1].approve
    if team is not None and rollout.approved_step < step:
        raise Conflict(f"step {step} of rollout {rollout.id} needs the approval of {team}")
