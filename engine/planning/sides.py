"""The rule book of one order: its sides are chosen before anything is decided, or were promised by a quote."""

from datetime import datetime

from engine.decisions.rulebook import RuleBook
from engine.evaluation.facts import Facts
from engine.planning.plan import PlanIds


def book_for(rulebook: RuleBook, facts: Facts, ids: PlanIds, at: datetime) -> RuleBook:
    """Return the rule book with the order's side in every rollout; a guest is parted by the order's number."""
    quoted = ids.quoted
    if quoted is None:
        return rulebook.for_order(facts, ids.order_no, at)
    return rulebook.for_order(facts, quoted.token, at, quoted.sides)
