"""Decisions: why one was made."""

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.access import SCOPE
from api.operation import ApiOperation
from engine.services.app import Oms
from engine.services.views import ExplanationView


class DecisionController(Controller):
    """Decisions."""

    path = "/v1/decisions"
    tags = ("orders",)

    @get("/{decision:str}/explanation", operation_class=ApiOperation, opt={SCOPE: "orders:read"})
    async def explain_decision(self, decision: FromPath[str], oms: NamedDependency[Oms]) -> ExplanationView:
        """Return every rule of the decision and every condition with the value that it saw."""
        return await oms.orders.explain(decision)
