"""The rollouts of a release: who is on which side, and the rule sets of those who are on a candidate's."""

from collections.abc import Mapping, Sequence

import msgspec

from engine.decisions.rollout_facts import AUDIENCE
from engine.evaluation.facts import Facts
from engine.evaluation.rollouts.sides import AtStep, Side, Sides, Taken
from engine.evaluation.run import Circumstances, Program
from engine.geography.regions import RegionTree
from engine.orders.pin import SidePin


class Running(msgspec.Struct, frozen=True, kw_only=True):
    """One rollout that is running: its step, and the candidate ready to run."""

    at: AtStep
    candidate: Program


class GrayRelease:
    """The rollouts of one release, in the order of their ids."""

    __slots__ = ("_sides", "running")

    def __init__(self, running: Sequence[Running], regions: RegionTree) -> None:
        self.running = tuple(sorted(running, key=lambda each: each.at.rollout.id))
        self._sides = Sides([each.at for each in self.running], AUDIENCE, regions)

    def pins(
        self,
        facts: Facts,
        fallback: str | None,
        circumstances: Circumstances,
        settled: Mapping[str, str] | None = None,
    ) -> tuple[SidePin, ...]:
        """Return the side of an order in every rollout. `fallback` is its number, or the token of a quote.

        `settled` are sides by rollout that a quote has promised: they count, whatever the facts say now.
        """
        taken = self._sides.take(facts, fallback, circumstances)
        if settled is not None:
            taken = tuple(
                msgspec.structs.replace(each, side=Side(settled.get(at.rollout.id, Side.BASELINE)))
                for at, each in zip(self._sides.rollouts, taken, strict=True)
            )
        return tuple(
            pin_of(each.at, side, each.candidate.ruleset.kind) for each, side in zip(self.running, taken, strict=True)
        )


def pin_of(at: AtStep, taken: Taken, kind: str) -> SidePin:
    """Return a side as it is kept with an order."""
    rollout = at.rollout
    return SidePin(
        rollout=rollout.id,
        target=rollout.target,
        kind=kind,
        version=rollout.candidate if taken.side is Side.CANDIDATE else rollout.baseline,
        side=taken.side.value,
        step=at.step,
        percent=format(at.now.percent, "f"),
        bucket=taken.bucket,
        block=taken.block,
        key=taken.key,
    )
