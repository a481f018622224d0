"""Whether an order is held, why, and what it may not do until a person has cleared it."""

from collections.abc import Sequence
from typing import Final

import msgspec

from engine.decisions.risk import BLOCKS, RiskAnswer
from engine.planning.deliberation import Failure

FAILURE_QUEUE: Final = "规则异常"
USUAL_QUEUE: Final = "人工审核"  # where the risk decision names none


class Hold(msgspec.Struct, frozen=True, kw_only=True):
    """A hold. `reasons` are for us, never for the buyer."""

    queue: str
    reasons: tuple[str, ...]
    blocks: tuple[str, ...]


def hold_of(risk: RiskAnswer | None, failures: Sequence[Failure]) -> Hold | None:
    """Return the hold of an order: by the risk decision, or because a decision could not be made, which blocks all."""
    if failures:
        noted = risk.reasons if risk is not None else ()
        failed = tuple(f"{failure.kind} {failure.subject}: {failure.message}" for failure in failures)
        return Hold(queue=FAILURE_QUEUE, reasons=(*noted, *failed), blocks=BLOCKS)
    if risk is not None and risk.action == "review":
        return Hold(queue=risk.queue or USUAL_QUEUE, reasons=risk.reasons, blocks=risk.blocks)
    return None
