"""The terms of an order as instants: what the terms decision says, reckoned from the time of planning."""

from datetime import datetime, timedelta
from typing import Final

from engine.decisions.risk import RiskAnswer
from engine.decisions.terms import USUAL, TermsAnswer, length_of
from engine.evaluation.facts import Value
from engine.orders.terms import OrderTerms
from engine.planning.deliberation import Deliberation
from engine.planning.hold import Hold, hold_of
from engine.planning.order_facts import Case

USUAL_REVIEW: Final = timedelta(hours=2)  # where no set says by when a held order is to be reviewed


def order_terms(council: Deliberation, case: Case, risk: RiskAnswer | None, now: datetime) -> OrderTerms:
    """Return the terms of an order that is planned now, and held or not by what was decided so far.

    A release without a set of the kind gives the usual terms. A set that cannot answer is a failure like any other:
    it is noted, and the order has the usual terms while a person looks.
    """
    facts = {**case.all_lines(), **_hold_facts(hold_of(risk, council.failures), risk)}
    answer = council.ask("terms", facts, "order", TermsAnswer, shared=case.facts, usual=USUAL) or USUAL
    hold = hold_of(risk, council.failures)  # once more: the terms may have failed too
    if hold is None:
        return OrderTerms(
            pay_by=_pay_by(answer, now), cancel_until=answer.cancel_until, complete_after=_complete_after(answer)
        )
    starts = now + length_of(answer.review_delay) if answer.review_delay else None
    within = length_of(answer.review_within) if answer.review_within else USUAL_REVIEW
    return OrderTerms(
        pay_by=_pay_by(answer, now),
        cancel_until=answer.cancel_until,
        review_from=starts,
        review_by=(starts or now) + within,
        reviewers=answer.reviewers,
        complete_after=_complete_after(answer),
    )


def _pay_by(answer: TermsAnswer, since: datetime) -> datetime | None:
    """Return when an order that is unpaid is cancelled; where a hold blocks payment, its clearing moves it on."""
    return since + length_of(answer.pay_within) if answer.pay_within else None


def _complete_after(answer: TermsAnswer) -> timedelta | None:
    """Return how long after its receipt an order is completed by itself; it becomes an instant with the receipt."""
    return length_of(answer.complete_after) if answer.complete_after else None


def _hold_facts(hold: Hold | None, risk: RiskAnswer | None) -> dict[str, Value]:
    if hold is None:
        return {}
    return {
        "hold.queue": hold.queue,
        "hold.reasons": hold.reasons,
        "hold.blocks": hold.blocks,
        "hold.score": risk.score if risk is not None else 0,
    }
