"""Every error of ours, drawn as a tree; each has a public code that never changes.

OmsError
├── InvalidInput            what was sent cannot be read or is not allowed; names each field
│   └── RuleSetError        a rule set, list or cell that cannot be loaded; findings with file, line, column
├── NotFound                no such order, SKU, rule set …
├── Unauthenticated         no key, or not one of ours
├── Forbidden               the key lacks the scope
├── Conflict                what is asked for clashes with what is
│   ├── IdempotencyConflict same key, other body
│   ├── StaleWrite          the row has moved on since it was read
│   │   └── ReleaseMoved    another release came in force while one was being made
│   ├── ReviewTaken         somebody else looks at it just now
│   ├── ReviewTooEarly      a delayed review has not begun yet
│   ├── SecondReviewerNeeded  who has agreed to clear an order cannot agree a second time
│   ├── EditConflict        two people changed the same place of a draft, each otherwise; names each place
│   ├── ApprovalNeeded      rule sets are published from approved drafts here
│   ├── Frozen              nothing is promoted at this time
│   └── IllegalMove         the status does not allow the move; names the legal ones
├── Refused                 understood, and refused for a named business reason
│   ├── OutOfStock          names the SKU, what was asked and what is left
│   ├── BenefitNotUsable    names the coupon or the points, and why
│   ├── OrderNotAccepted    the risk decision rejected it; neutral words
│   └── Undeliverable       no delivery to this region
├── DecisionFailed          a rule set could not answer (required fact missing, unknown set)
└── Unavailable             a part we need is away; try again
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec


class FieldProblem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One wrong field: `path` as in the request (`lines[0].sku`), what is wrong, and what is allowed."""

    path: str
    message: str
    allowed: tuple[str, ...] = ()


class OmsError(Exception):
    """The root. `code` is public; `problems` name the fields that are wrong, if any.

    `is_replay`: the same call was answered with it before.
    """

    code = "oms_error"
    is_replay = False

    def __init__(self, message: str, problems: Sequence[FieldProblem] = ()) -> None:
        self.problems = tuple(problems)
        super().__init__(message)


class InvalidInput(OmsError):
    """What was sent cannot be read or is not allowed."""

    code = "invalid_input"

    @classmethod
    def at(cls, path: str, message: str, allowed: Sequence[str] = ()) -> "InvalidInput":
        """Return the error for a single wrong field."""
        return cls(f"{path}: {message}", [FieldProblem(path=path, message=message, allowed=tuple(allowed))])


class NotFound(OmsError):
    """No such thing. Keeps what was looked for."""

    code = "not_found"

    def __init__(self, subject: str, key: object) -> None:
        self.subject, self.key = subject, str(key)
        super().__init__(f"there is no {subject} {key}")


class Unauthenticated(OmsError):
    """No key, or not one of ours."""

    code = "unauthenticated"


class Forbidden(OmsError):
    """The caller lacks a scope."""

    code = "forbidden"

    def __init__(self, scope: str) -> None:
        self.scope = scope
        super().__init__(f"this key lacks the scope {scope}")


class Conflict(OmsError):
    """What is asked for clashes with what is."""

    code = "conflict"


class IdempotencyConflict(Conflict):
    """The same key came with another body."""

    code = "idempotency_conflict"

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"{key} was used before with another body; send a new key for a new request")


class StaleWrite(Conflict):
    """The row was changed by somebody else after it was read."""

    code = "stale_write"


class EditConflict(Conflict):
    """Two people changed the same place of a draft, each otherwise. Each problem is one such place."""

    code = "edit_conflict"


class ApprovalNeeded(Conflict):
    """What is published here has to be approved by somebody else first."""

    code = "approval_needed"


class Frozen(Conflict):
    """Nothing is promoted at this time; taking back is always possible."""

    code = "frozen"


class ReleaseMoved(StaleWrite):
    """Another release came in force while one was being made."""


class IllegalMove(Conflict):
    """The status does not allow the move. `legal` are the moves that it does; `why` says what stands against it."""

    code = "illegal_move"

    def __init__(self, subject: str, current: str, move: str, legal: tuple[str, ...], why: str = "") -> None:
        self.subject, self.current, self.move, self.legal, self.why = subject, current, move, legal, why
        possible = ", ".join(legal) or "none"
        reason = f" ({why})" if why else ""
        super().__init__(f"{subject} is {current}: {move} is not possible{reason}; possible: {possible}")


class ReviewTaken(Conflict):
    """Somebody else looks at the order just now."""

    code = "review_taken"

    def __init__(self, order_no: str, holder: str, until: datetime) -> None:
        self.order_no, self.holder, self.until = order_no, holder, until
        super().__init__(f"{holder} looks at {order_no} until {until.isoformat()}; wait, or ask for its release")


class ReviewTooEarly(Conflict):
    """A delayed review has not begun yet: the buyer may still think again."""

    code = "review_too_early"

    def __init__(self, order_no: str, starts: datetime) -> None:
        self.order_no, self.starts = order_no, starts
        super().__init__(f"{order_no} is reviewed from {starts.isoformat()} on; until then its buyer may cancel it")


class SecondReviewerNeeded(Conflict):
    """Who has agreed to clear an order cannot agree a second time."""

    code = "second_reviewer_needed"

    def __init__(self, order_no: str, person: str, reviewers: int) -> None:
        self.order_no, self.person, self.reviewers = order_no, person, reviewers
        super().__init__(f"{person} has agreed to {order_no} already; {reviewers} different people have to")


class Refused(OmsError):
    """Understood, and refused for a named business reason. `decisions` are the records made on the way, for keeping.

    `sides` are the pins of the order in the rollouts in which it counts.
    """

    code = "refused"
    decisions: tuple[object, ...] = ()
    sides: tuple[object, ...] = ()


class OutOfStock(Refused):
    """Not enough can be promised. `reason` says why goods that lie there cannot: their sales level keeps them."""

    code = "out_of_stock"

    def __init__(self, sku: str, wanted: int, available: int, path: str = "lines", reason: str | None = None) -> None:
        self.sku, self.wanted, self.available, self.reason = sku, wanted, available, reason
        message = f"{sku}: {wanted} wanted, {available} available" + (f" ({reason})" if reason else "")
        super().__init__(message, [FieldProblem(path=path, message=message)])


class BenefitNotUsable(Refused):
    """A coupon or points that the buyer wants to use and cannot; the message names it and says why."""

    code = "benefit_not_usable"

    def __init__(self, path: str, message: str) -> None:
        super().__init__(message, [FieldProblem(path=path, message=message)])


class OrderNotAccepted(Refused):
    """The risk decision rejected the order. The words are neutral: they never name a rule."""

    code = "order_not_accepted"

    def __init__(self, customer_text: str, decision: str) -> None:
        self.customer_text, self.decision = customer_text, decision
        super().__init__(customer_text)


class Undeliverable(Refused):
    """No delivery to this region."""

    code = "undeliverable"


class DecisionFailed(OmsError):
    """A rule set could not answer: a required fact is missing, or no set applies."""

    code = "decision_failed"


class Unavailable(OmsError):
    """A part that we need is away; the same call may go through later."""

    code = "unavailable"


class RuleSetError(InvalidInput):
    """A rule set, list or cell that cannot be loaded. `findings` say where (file, line, column) and what is allowed."""

    code = "rule_set_error"

    def __init__(self, findings: Sequence["Finding"]) -> None:
        self.findings = tuple(findings)
        problems = [FieldProblem(path=f.place, message=f.message, allowed=f.allowed) for f in findings]
        super().__init__("; ".join(f"{f.place}: {f.message}" for f in findings), problems)


class Finding(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that a check says of a rule set.

    `code` is one of: schema type impossible always duplicate overlap conflict masked misleading subsumed contraction
    gap unused untested non-monotone expired collision tie unchecked test certificate. `line` and `column` count from 1.
    `witness` is a set of facts that shows it, where one exists. `message_zh` says the same in Chinese.
    """

    code: str
    severity: str  # "error" or "warning"
    message: str
    step: str | None = None
    rules: tuple[str, ...] = ()
    file: str | None = None
    line: int | None = None
    column: int | None = None
    field: str | None = None
    allowed: tuple[str, ...] = ()
    witness: dict[str, object] | None = None
    message_zh: str = ""

    @property
    def place(self) -> str:
        """Where it is: `file:line:column field`, as far as known."""
        position = ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        return " ".join(part for part in (position, self.field) if part) or (self.step or "rule set")
