"""Evaluation without an order: facts in, a rule set's answer out. Nothing is stored."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from litestar import Controller, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from litestar.status_codes import HTTP_200_OK
from msgspec import Meta

from api.access import SCOPE
from api.bodies import RULES_BYTES, JsonBody
from api.examples import BATCH, EVALUATION
from api.operation import shows
from api.queries import LARGEST
from engine.orders.request import Id, Wire
from engine.services.app import Oms
from engine.services.views import EvaluationView

MOST_FACTS = 10_000

Facts = Mapping[str, Any]


class RuleSetChoice(Wire, frozen=True, kw_only=True):
    """Which rule set: its text, or the id of a stored one (its version in force where none is named)."""

    yaml: str | None = None
    id: Id | None = None
    version: Annotated[int, Meta(ge=1, le=LARGEST)] | None = None

    def __post_init__(self) -> None:
        """Refuse both and neither."""
        if (self.yaml is None) == (self.id is None):
            raise ValueError("give either yaml or id")
        if self.yaml is not None and self.version is not None:
            raise ValueError("version goes with id")


class EvaluateRequest(Wire, frozen=True, kw_only=True):
    """Facts by path (`"address.city"`) or nested; `at` is the decision time, now where it is left out."""

    ruleset: RuleSetChoice
    facts: Facts
    at: Annotated[datetime, Meta(tz=True)] | None = None
    lists: Mapping[str, Any] = {}
    explain: bool = False


class EvaluateBatchRequest(Wire, frozen=True, kw_only=True):
    """The same for many facts, answered in their order."""

    ruleset: RuleSetChoice
    facts: Annotated[tuple[Facts, ...], Meta(max_length=MOST_FACTS)]
    at: Annotated[datetime, Meta(tz=True)] | None = None
    lists: Mapping[str, Any] = {}
    explain: bool = False


class BatchView(Wire, frozen=True, kw_only=True):
    """The answers, one for each set of facts, in their order."""

    results: tuple[EvaluationView, ...]


class EvaluationController(Controller):
    """Evaluation."""

    path = "/v1/evaluate"
    tags = ("rules",)
    request_max_body_size = RULES_BYTES

    @post(
        "/",
        status_code=HTTP_200_OK,
        dto=JsonBody[EvaluateRequest],
        return_dto=None,
        operation_class=shows(EVALUATION),
        opt={SCOPE: "rules:evaluate"},
    )
    async def evaluate(self, data: JSONBody[EvaluateRequest], oms: NamedDependency[Oms]) -> EvaluationView:
        """Return what a rule set answers to these facts, and which rules fired."""
        (answer,) = await oms.rules.evaluate(
            data.ruleset, (data.facts,), at=data.at, lists=data.lists, explain=data.explain
        )
        return answer

    @post(
        "/batch",
        status_code=HTTP_200_OK,
        dto=JsonBody[EvaluateBatchRequest],
        return_dto=None,
        operation_class=shows(BATCH),
        opt={SCOPE: "rules:evaluate"},
    )
    async def evaluate_batch(self, data: JSONBody[EvaluateBatchRequest], oms: NamedDependency[Oms]) -> BatchView:
        """Return the same for many facts. One that is wrong is named by its number, and nothing is answered."""
        found = await oms.rules.evaluate(
            data.ruleset, data.facts, at=data.at, lists=data.lists, explain=data.explain, is_batch=True
        )
        return BatchView(results=found)
