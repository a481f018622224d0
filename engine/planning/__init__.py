"""From a request and a snapshot to a plan: the decisions of one order, in their order. Pure."""

from engine.planning.clearing import Clearing, plan_clearing
from engine.planning.order_facts import Buyer
from engine.planning.order_plan import plan_order, plan_quote
from engine.planning.plan import Plan, PlanIds, Quote, Quoted, Reservation
from engine.planning.return_plan import ReturnContext, ReturnIds, ReturnPlan, plan_return
from engine.planning.snapshot import Snapshot, Velocity

__all__ = [
    "Buyer",
    "Clearing",
    "Plan",
    "PlanIds",
    "Quote",
    "Quoted",
    "Reservation",
    "ReturnContext",
    "ReturnIds",
    "ReturnPlan",
    "Snapshot",
    "Velocity",
    "plan_clearing",
    "plan_order",
    "plan_quote",
    "plan_return",
]
