"""The record of one decision: which set answered, what it saw, what it said. Kept for ever, never changed."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from engine.decisions.rulebook import RuleBook
from engine.decisions.step_record import StepRecord
from engine.encoding import to_json
from engine.evaluation.run import Decision
from engine.orders.pin import SidePin


class DecisionRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One decision as stored. `facts` and `answer` are plain JSON values (money as decimal text)."""

    id: str  # order number, ".", 1, 2 … (a return's: its number, ".", 1)
    kind: str
    order_no: str
    subject: str  # what it was about: the order, a child's key, a merchant's group, a line
    set_id: str
    version: int
    sha: str
    engine: str
    release: int
    at: datetime  # the decision time
    facts: Mapping[str, object]  # flat: path → value
    answer: Mapping[str, object]
    steps: tuple[StepRecord, ...]
    lists: Mapping[str, int] = {}  # list id → version used
    side: str = "baseline"
    why_side: Mapping[str, object] | None = None
    alarms: tuple[str, ...] = ()

    @property
    def set_version(self) -> str:
        """The set and its version: `risk-default@18`."""
        return f"{self.set_id}@{self.version}"


def record_of(  # noqa: PLR0913 - each names one thing that the record says
    decision: Decision,
    *,
    rulebook: RuleBook,
    id: str,  # noqa: A002 - the record's field
    order_no: str,
    subject: str,
    at: datetime,
    facts: Mapping[str, object],
) -> DecisionRecord:
    """Return the record of a decision that this rule book made over these facts (as `FactWriter` writes them) then.

    The release, the versions of the reference lists and the set's vocabulary are the rule book's.
    """
    found = rulebook.find(decision.set_id)
    pin = rulebook.pin_of(decision.set_id) if rulebook.pins else None
    return DecisionRecord(
        id=id,
        kind=decision.kind,
        order_no=order_no,
        subject=subject,
        set_id=decision.set_id,
        version=decision.version,
        sha=decision.sha,
        engine=decision.engine,
        release=rulebook.release,
        at=at,
        facts=facts,
        answer=msgspec.json.decode(to_json(decision.answer)),  # tuples become lists, as when it is read again
        steps=tuple(map(found.steps.record, decision.steps)),
        side=pin.side if pin is not None else "baseline",
        why_side=_why(pin) if pin is not None else None,
        lists=found.lists,
        alarms=decision.alarms,
    )


def _why(pin: SidePin) -> Mapping[str, object]:
    """Return why an order is on its side; where the bucket or the block is None, it has no key or no block."""
    return {
        "rollout": pin.rollout,
        "step": pin.step,
        "percent": pin.percent,
        "bucket": pin.bucket,
        "block": pin.block,
    }
