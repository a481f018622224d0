"""A plan in one word: the usual order on the usual stock under the shipped rule sets, but for what a test names."""

from typing import Any, Final

from engine.decisions.rulebook import RuleBook
from engine.orders.request import OrderRequest
from engine.orders.tokens import Tokens
from engine.planning import Plan, PlanIds, Snapshot, plan_order
from tests.builders import NOW, a_snapshot, an_order_request
from tests.planning.rulebooks import a_rulebook

IDS: Final = PlanIds(order_no="26111016ZTEST", actor="key:app")
TOKENS: Final = Tokens(customer="c" * 32, phone="f" * 32, device="d" * 32, address="a" * 32)


def plan(
    request: OrderRequest | None = None, snapshot: Snapshot | None = None, rulebook: RuleBook | None = None
) -> Plan:
    return plan_order(
        request or an_order_request(), snapshot or a_snapshot(), rulebook or a_rulebook(), NOW, IDS, TOKENS
    )


def facts_of(plan: Plan, kind: str) -> dict[str, Any]:
    return dict(next(record.facts for record in plan.decisions if record.kind == kind))
