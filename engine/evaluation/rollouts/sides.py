"""Sides: who is on the candidate, who is compared with it, and who has nothing to do with a rollout."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

import msgspec

from engine.evaluation.compiler import lower
from engine.evaluation.conditions import All
from engine.evaluation.facts import Facts, Vocabulary
from engine.evaluation.kind import Hit
from engine.evaluation.lowering.masks import match_function
from engine.evaluation.reference import holds
from engine.evaluation.rollouts.bucket import bucket_of, key_text
from engine.evaluation.rollouts.document import Rollout, RolloutStep
from engine.evaluation.ruleset import Rule, Step
from engine.evaluation.run import Circumstances
from engine.geography.regions import RegionTree


class Side(StrEnum):
    """Which version an order is decided by. `control` is on the baseline, and counted against the candidate."""

    CANDIDATE = "candidate"
    CONTROL = "control"
    BASELINE = "baseline"


class Taken(msgspec.Struct, frozen=True):
    """The side of one subject, and why: its bucket (None: it has no key), the block of the audience, counted from 0.

    `block` is None where the audience is `all`, and where the subject is not in it.
    """

    side: Side
    bucket: int | None = None
    block: int | None = None
    key: str | None = None


class AtStep(msgspec.Struct, frozen=True, kw_only=True):
    """A rollout and the step at which it stands, counted from 1."""

    rollout: Rollout
    step: int = 1

    @property
    def now(self) -> RolloutStep:
        """The step itself."""
        return self.rollout.steps[self.step - 1]


def side_of(at: AtStep, facts: Facts, fallback: str | None, circumstances: Circumstances) -> Taken:
    """Return the side of a subject by the plain evaluator: what it says is what counts.

    `fallback` is the key where the sticky fact is missing or empty: the number of the parent order.
    """
    rollout, step = at.rollout, at.now
    key = key_text(facts.get(rollout.sticky)) or fallback or None
    if key is None:
        return Taken(Side.BASELINE)
    bucket = bucket_of(rollout.salt, key)
    block = _block(step.audience.blocks, facts, circumstances)
    if block is _OUTSIDE or not _has_slot(rollout, key):
        return Taken(Side.BASELINE, bucket, None, key)
    return Taken(_side(bucket, step), bucket, block, key)


_OUTSIDE: Final = -1


def _block(blocks: tuple[All, ...] | None, facts: Facts, circumstances: Circumstances) -> int | None:
    if blocks is None:
        return None
    found = (place for place, block in enumerate(blocks) if holds(block, facts, circumstances))
    return next(found, _OUTSIDE)


def _has_slot(rollout: Rollout, key: str) -> bool:
    if rollout.layer is None:
        return True
    first, end = rollout.slots
    return first <= bucket_of(rollout.layer, key) < end


def _side(bucket: int, step: RolloutStep) -> Side:
    if bucket < step.buckets:
        return Side.CANDIDATE
    return Side.CONTROL if bucket < step.control_end else Side.BASELINE


class _Entry(msgspec.Struct, frozen=True):
    """A rollout made ready: the numbers of its step, and the bits of each of its blocks (None: all are meant)."""

    rollout: Rollout
    salt: str
    sticky: str
    buckets: int
    control_end: int
    bits: int | None
    blocks: tuple[int, ...]


class Sides:
    """Several rollouts, compiled: every audience is asked by one look-up of each fact, however many they are."""

    __slots__ = ("_entries", "_match", "rollouts")

    def __init__(self, rollouts: Sequence[AtStep], vocabulary: Vocabulary, regions: RegionTree) -> None:
        self.rollouts = tuple(rollouts)
        blocks = [block for at in rollouts for block in at.now.audience.blocks or ()]
        rules = tuple(Rule(id=f"block-{place}", when=block, then={}) for place, block in enumerate(blocks))
        step = Step(name="audience", hit=Hit.COLLECT, rules=rules, outputs={}, vocabulary=vocabulary)
        lowered = lower(step, regions)
        bits = [0] * len(blocks)
        for place, variant in enumerate(lowered.variants):
            bits[variant.rule] |= 1 << place + 1  # as `masks` numbers them
        self._match = match_function(lowered, {}) if blocks else None
        self._entries = _entries(self.rollouts, bits)

    def take(self, facts: Facts, fallback: str | None, circumstances: Circumstances) -> tuple[Taken, ...]:
        """Return the side of a subject in each rollout, in their order. `fallback` is as for `side_of`."""
        found = self._match(facts, circumstances) if self._match is not None else 0
        return tuple(_taken(entry, facts, fallback, found) for entry in self._entries)


def _entries(rollouts: Sequence[AtStep], bits: Sequence[int]) -> tuple[_Entry, ...]:
    entries = []
    first = 0
    for at in rollouts:
        rollout, step = at.rollout, at.now
        count = len(step.audience.blocks or ())
        own = tuple(bits[first : first + count])
        first += count
        any_of = None if step.audience.is_all else sum(own)
        entries.append(_Entry(rollout, rollout.salt, rollout.sticky, step.buckets, step.control_end, any_of, own))
    return tuple(entries)


def _taken(entry: _Entry, facts: Facts, fallback: str | None, found: int) -> Taken:
    value = facts.get(entry.sticky)
    key = (value if type(value) is str else key_text(value)) or fallback
    if not key:
        return Taken(Side.BASELINE)
    bucket = bucket_of(entry.salt, key)
    block = None
    if entry.bits is not None:
        if not found & entry.bits:
            return Taken(Side.BASELINE, bucket, None, key)
        block = next(place for place, own in enumerate(entry.blocks) if found & own)
    if entry.rollout.layer is not None and not _has_slot(entry.rollout, key):
        return Taken(Side.BASELINE, bucket, None, key)
    if bucket < entry.buckets:
        return Taken(Side.CANDIDATE, bucket, block, key)
    return Taken(Side.CONTROL if bucket < entry.control_end else Side.BASELINE, bucket, block, key)
