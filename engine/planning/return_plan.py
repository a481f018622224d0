"""The plan of a return: whether units of a line may go back, and on what terms, as the order was placed."""

from datetime import datetime, tzinfo

import msgspec

from engine.decisions.record import DecisionRecord
from engine.decisions.return_calendar import days_since_receipt
from engine.decisions.returns import ReturnAnswer
from engine.decisions.rulebook import RuleBook
from engine.errors import DecisionFailed, FieldProblem, InvalidInput
from engine.evaluation.facts import Facts, Value
from engine.orders.dues import units_left, worth_of_units
from engine.orders.event import OrderEvent
from engine.orders.order import LineItem, Order
from engine.orders.return_request import ReturnRequest
from engine.planning.deliberation import Deliberation
from engine.planning.order_facts import Buyer, case_of, line_facts


class ReturnIds(msgspec.Struct, frozen=True, kw_only=True):
    """What a plan cannot make up by itself: the return's number, and who asks."""

    return_no: str
    actor: str = "system"


class ReturnContext(msgspec.Struct, frozen=True, kw_only=True):
    """What a return is decided upon beside the order. `zone` is the buyer's; `returned` units went back before."""

    zone: tzinfo
    buyer: Buyer = Buyer()
    returned: int = 0


class ReturnPlan(msgspec.Struct, frozen=True, kw_only=True):
    """All that a return writes. `paid` is what was paid for these units, in minor units, freight aside."""

    return_no: str
    request: ReturnRequest
    answer: ReturnAnswer
    paid: int
    decision: DecisionRecord
    events: tuple[OrderEvent, ...]
    planned_at: datetime

    @property
    def allowed(self) -> bool:
        """Tell whether the goods may go back, at once or when a person agrees."""
        return self.answer.action != "reject"


def plan_return(
    order: Order, request: ReturnRequest, context: ReturnContext, rulebook: RuleBook, now: datetime, ids: ReturnIds
) -> ReturnPlan:
    """Return whether and how units of a line may go back. `rulebook` is of the release that the order is pinned to.

    The decision time is that of the order; the return's own time counts as `request.days`.
    Raises InvalidInput naming the field (`line`, `quantity`, `received_at`), DecisionFailed where no set can decide.
    """
    line = _line(order, request, context, now)
    paid = worth_of_units(order, line.id, context.returned, request.quantity).amount
    council = Deliberation(rulebook, order.number, order.placed_at, ids.return_no)
    facts: Facts = {
        **case_of(order, context.buyer, rulebook.regions).whole(),
        **line_facts(line, "item"),
        **_request_facts(request, context, now),
        "item.paid": paid,
    }
    answer = council.ask("return", facts, line.id, ReturnAnswer)
    if answer is None:
        raise DecisionFailed(council.failures[0].message)
    event = OrderEvent(
        name="ReturnRequested",
        order_no=order.number,
        at=now,
        actor=ids.actor,
        data={"return": ids.return_no, "line": line.id, "quantity": request.quantity, "action": answer.action},
    )
    return ReturnPlan(
        return_no=ids.return_no,
        request=request,
        answer=answer,
        paid=paid,
        decision=council.records[0],
        events=(event,),
        planned_at=now,
    )


def _line(order: Order, request: ReturnRequest, context: ReturnContext, now: datetime) -> LineItem:
    lines = {line.id: line for line in order.lines}
    line = lines.get(request.line)
    if line is None:
        raise InvalidInput.at("line", f"{order.number} has no line {request.line}", tuple(lines))
    problems = []
    left = sum(units_left(child).get(line.id, 0) for child in order.children) - context.returned
    if request.quantity > left:
        message = f"{request.quantity} are to go back, but of line {line.id} there are {left} left"
        problems.append(FieldProblem(path="quantity", message=message))
    received = request.received_at
    if received is not None and received.tzinfo is None:
        message = f"{received.isoformat()} has no zone; write it like 2026-11-11T00:03:00+08:00"
        problems.append(FieldProblem(path="received_at", message=message))
    elif received is not None and not order.placed_at <= received <= now:
        message = f"{received.isoformat()} is not between the order ({order.placed_at.isoformat()}) and now"
        problems.append(FieldProblem(path="received_at", message=message))
    if problems:
        raise InvalidInput("; ".join(f"{problem.path}: {problem.message}" for problem in problems), problems)
    return line


def _request_facts(request: ReturnRequest, context: ReturnContext, now: datetime) -> dict[str, Value]:
    """Return the facts of the request; before receipt the days have not begun to count."""
    facts: dict[str, Value] = {"request.reason": request.reason, "request.type": request.type, "request.days": 0}
    if request.opened is not None:
        facts["item.opened"] = request.opened
    if request.received_at is not None:
        facts["item.received_at"] = request.received_at
        facts["request.days"] = days_since_receipt(request.received_at, now, context.zone)
    return facts
