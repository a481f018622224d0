"""What is other in an order: the answers before and after, kind by kind, and what they come to.

An answer is another one where something else comes out. That other rules were met on the way to the same is no change:
a fee of the same amount has perhaps other terms, a warehouse another rank among those that ship nothing.
"""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from engine.decisions.freight import FreightAnswer
from engine.decisions.routing import RoutingAnswer
from engine.encoding import to_json
from engine.planning.replay.outcome import Answered, Outcome
from engine.planning.replay.situation import Situation

_NOT_ASKED: Final = "not asked"


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """One answer with what made it. `answer` is plain JSON; where there is none `failure` says why."""

    set_version: str | None
    rules: tuple[str, ...]
    answer: Mapping[str, Any] | None
    failure: str | None = None


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One question that is answered otherwise."""

    kind: str
    subject: str
    before: Side
    after: Side

    @property
    def pattern(self) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
        """What makes it like others: the kind, and the rules that answered before and after."""
        return self.kind, self.before.rules, self.after.rules


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """What an order comes to; amounts in minor units."""

    freight: int = 0
    discount: int = 0
    parcels: int = 0
    held: bool = False
    refused: str | None = None


class OrderChange(msgspec.Struct, frozen=True, kw_only=True):
    """An order that the candidate decides otherwise."""

    order_no: str
    currency: str
    before: Figures
    after: Figures
    differences: tuple[Difference, ...]

    @property
    def weight(self) -> tuple[int, int]:
        """How much is other, for finding the most affected: what is paid, then how many questions."""
        paid = abs((self.after.freight - self.after.discount) - (self.before.freight - self.before.discount))
        turned = (self.before.refused is None) != (self.after.refused is None)
        return (paid if not turned else paid + _TURNED), len(self.differences)


_TURNED: Final = 1_000_000  # an order that is refused now, or no longer, comes before any freight


def change_of(situation: Situation, before: Outcome, after: Outcome) -> OrderChange | None:
    """Return what is other in an order; None where the same comes out."""
    if before is after:
        return None
    keys = [*before.answers, *(key for key in after.answers if key not in before.answers)]
    differences = tuple(
        Difference(
            kind=key[0], subject=key[1], before=_side(before.answers.get(key)), after=_side(after.answers.get(key))
        )
        for key in keys
        if _differs(before.answers.get(key), after.answers.get(key))
    )
    if not differences:
        return None
    return OrderChange(
        order_no=situation.order_no,
        currency=situation.currency,
        before=figures_of(before),
        after=figures_of(after),
        differences=differences,
    )


def figures_of(outcome: Outcome) -> Figures:
    """Return what an outcome comes to."""
    return Figures(
        freight=outcome.freight_total,
        discount=outcome.discount_total,
        parcels=outcome.parcel_total,
        held=outcome.is_held,
        refused=outcome.refused,
    )


def _differs(before: Answered | None, after: Answered | None) -> bool:
    if before is after:
        return False
    if before is None or after is None:
        return True
    return before.failure != after.failure or _result(before.answer) != _result(after.answer)


def _result(answer: object) -> object:
    """Return what comes out, without how it came about."""
    match answer:
        case FreightAnswer():
            return answer.fee, answer.deliverable, answer.shares
        case RoutingAnswer():
            return answer.outcome, answer.allocations, answer.unallocated
        case _:
            return answer


def _side(answered: Answered | None) -> Side:
    if answered is None:
        return Side(set_version=None, rules=(), answer=None, failure=_NOT_ASKED)
    answer = msgspec.json.decode(to_json(answered.answer)) if answered.decision is not None else None
    return Side(set_version=answered.set_version, rules=answered.rules, answer=answer, failure=answered.failure)
