"""The record of one decision: which set answered, what it saw, what it said. Kept for ever, never changed."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

import msgspec

from engine.decisions.rulebook import RuleBook
from engine.encoding import to_json
from engine.evaluation.fact_writer import FactWriter
from engine.evaluation.facts import Facts, FactType
from engine.evaluation.literals import duration_text
from engine.evaluation.ruleset import RuleSet
from engine.evaluation.run import Decision, StepResult
from engine.money import money_text
from engine.orders.pin import SidePin


class StepRecord(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one step said."""

    step: str
    hit: tuple[str, ...]
    out: Mapping[str, object]
    over: str | None = None


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
    facts: Facts,
    writer: FactWriter | None = None,
) -> DecisionRecord:
    """Return the record of a decision that this rule book made over these facts at that time.

    The release, the versions of the reference lists and the set's vocabulary are the rule book's. `writer` is one for
    all decisions of an order, so that what they share is written once.
    """
    found = rulebook.find(decision.set_id)
    ruleset = found.ruleset
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
        facts=(writer or FactWriter(ruleset.currency)).write(facts, found.money),
        answer=msgspec.json.decode(to_json(decision.answer)),  # tuples become lists, as when it is read again
        steps=tuple(_step(step, ruleset) for step in decision.steps),
        side=pin.side if pin is not None else "baseline",
        why_side=_why(pin) if pin is not None else None,
        lists={name: rulebook.lists[name].version for name in ruleset.lists if name in rulebook.lists},
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


def _step(result: StepResult, ruleset: RuleSet) -> StepRecord:
    types = ruleset.steps[result.step].outputs
    return StepRecord(
        step=result.step, hit=result.hit, out=plain_outputs(result.out, types, ruleset.currency), over=result.over
    )


def plain_outputs(outputs: Mapping[str, object], types: Mapping[str, FactType], currency: str) -> dict[str, object]:
    """Return outputs of a step as JSON values: amounts as text in major units, decimals as text, times in ISO 8601."""
    return {name: _plain(value, types.get(name), currency) for name, value in outputs.items()}


def _plain(value: object, kind: FactType | None, currency: str) -> object:
    match value:
        case tuple():
            return [_plain(item, kind, currency) for item in value]
        case int() if kind is FactType.MONEY:
            return money_text(value, currency)
        case Decimal():
            return format(value, "f")
        case timedelta():
            return duration_text(value)
        case date():
            return value.isoformat()  # a datetime is a date, too
        case _:
            return value
