"""What became, or would have become, of an order: its answers one by one, and what they come to."""

from collections.abc import Mapping

import msgspec

from engine.evaluation.run import Decision


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """One question and its answer. Where there is none `failure` says why; `has_no_set`: no set of the kind applies."""

    kind: str
    subject: str
    decision: Decision | None = None
    failure: str | None = None
    has_no_set: bool = False

    @property
    def answer(self) -> object:
        """The answer itself."""
        return self.decision.answer if self.decision is not None else None

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that made the answer, as `step/rule`, each once and in the order in which they were asked."""
        if self.decision is None:
            return ()
        return tuple(dict.fromkeys(f"{step.step}/{rule}" for step in self.decision.steps for rule in step.hit))

    @property
    def set_version(self) -> str | None:
        """The set that answered, and its version (0: not published)."""
        return f"{self.decision.set_id}@{self.decision.version}" if self.decision is not None else None


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """An order decided whole. Amounts are minor units of its currency; `parcels` are counted by warehouse.

    `freight` and `discount` are by merchant. `refused` is the decision that turned the order away, if one did.
    """

    answers: Mapping[tuple[str, str], Answered]
    refused: str | None = None
    is_held: bool = False
    freight: Mapping[str, int] = {}
    discount: Mapping[str, int] = {}
    parcels: Mapping[str, int] = {}

    @property
    def freight_total(self) -> int:
        """What is paid for carriage."""
        return sum(self.freight.values())

    @property
    def discount_total(self) -> int:
        """What the promotion rules take off."""
        return sum(self.discount.values())

    @property
    def parcel_total(self) -> int:
        """How many parcels are sent."""
        return sum(self.parcels.values())
