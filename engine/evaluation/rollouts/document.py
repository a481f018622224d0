"""A rollout as a document: what goes to whom, in which steps, and what must not get worse meanwhile.

Once it is started it is never edited; at which step it stands is kept beside it.
"""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

import msgspec

from engine.evaluation.conditions import All
from engine.evaluation.rollouts.bucket import BUCKETS
from engine.evaluation.ruleset import Position

ROLLOUT: Final = "rollout"  # the kind of these documents
FALSE_ALARMS: Final = Decimal("0.01")  # of a whole rollout, over all its guardrails
HOLDS_TO_DEADLINE: Final = 3
_PER_CENT: Final = BUCKETS // 100


class InFlight(StrEnum):
    """What a roll-back does with orders that were placed under the candidate and are not finished."""

    KEEP = "keep"  # they are finished under the version that they were placed under
    DECIDE_AGAIN = "decide_again"  # what is still to be decided of them is decided by the baseline
    HOLD = "hold"  # a person looks at each of them before it goes on


class Metric(StrEnum):
    """What guardrails watch. Rates are shares of one; money is in major units."""

    ERROR_RATE = "error_rate"
    REJECT_RATE = "reject_rate"
    REVIEW_RATE = "review_rate"
    SHORTAGE_RATE = "shortage_rate"
    CANCEL_RATE = "cancel_rate"
    RETURN_RATE = "return_rate"
    SLOW_RATE = "slow_rate"
    PARCELS_PER_ORDER = "parcels_per_order"
    FREIGHT_PER_ORDER = "freight_per_order"
    DISCOUNT_PER_ORDER = "discount_per_order"

    @property
    def is_rate(self) -> bool:
        """Tell whether it is a share of one."""
        return self.value.endswith("_rate")

    @property
    def is_money(self) -> bool:
        """Tell whether it is an amount."""
        return self in {Metric.FREIGHT_PER_ORDER, Metric.DISCOUNT_PER_ORDER}


class Audience(msgspec.Struct, frozen=True):
    """Who is meant: all, or whoever fulfils one of the blocks (inside a block every cell must hold)."""

    blocks: tuple[All, ...] | None = None

    @property
    def is_all(self) -> bool:
        """Tell whether everybody is meant."""
        return self.blocks is None

    def covers(self, other: "Audience") -> bool:
        """Tell whether everybody of another audience is certainly meant: all, or each of its blocks stands here."""
        if self.blocks is None:
            return True
        return other.blocks is not None and all(block in self.blocks for block in other.blocks)


class RolloutStep(msgspec.Struct, frozen=True, kw_only=True):
    """One step. `percent` has at most two decimals; `audience` stands here where a step widens it."""

    percent: Decimal
    audience: Audience
    hold: timedelta = timedelta()
    min_decisions: int = 0
    deadline: timedelta = timedelta()  # 0: never
    approve: str | None = None  # the role or team that must agree before this step is taken

    @property
    def buckets(self) -> int:
        """How many buckets are inside, the lowest first."""
        return int(self.percent * _PER_CENT)

    @property
    def control_end(self) -> int:
        """Where the control group ends that begins at `buckets`: as large while there is room, else all the rest."""
        return min(2 * self.buckets, BUCKETS)


class Guardrail(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What must not get worse: by `rise` (absolute), `rise_percent` (of the control's value), or above `max`."""

    metric: Metric
    rise: Decimal | None = None
    rise_percent: Decimal | None = None
    max: Decimal | None = None
    min_samples: int = 0  # orders of the candidate before `max` is asked
    above_ms: int | None = None  # slow_rate: what is slow
    position: Position | None = None


class Rollout(msgspec.Struct, frozen=True, kw_only=True):
    """One rollout. `slots` [from, to) of a layer's 10,000: two rollouts with disjoint ones never meet."""

    id: str
    title: str
    target: str
    baseline: int
    candidate: int
    sticky: str
    salt: str
    steps: tuple[RolloutStep, ...]
    layer: str | None = None
    slots: tuple[int, int] = (0, BUCKETS)
    guardrails: tuple[Guardrail, ...] = ()
    in_flight: InFlight = InFlight.KEEP
    false_alarm_rate: Decimal = FALSE_ALARMS
    meta: Mapping[str, object] = {}
    lists: tuple[str, ...] = ()  # reference lists that an audience names
    file: str | None = None

    @property
    def set_versions(self) -> str:
        """What it is about, in short: `freight-standard@6→7`."""
        return f"{self.target}@{self.baseline}→{self.candidate}"
