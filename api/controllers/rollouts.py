"""Rollouts: previewed, planned, started, widened, paused, promoted and rolled back."""

from collections.abc import Mapping
from typing import Annotated, Any

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED
from msgspec import Meta

from api.access import SCOPE
from api.bodies import RULES_BYTES, JsonBody
from api.call import Call
from api.examples import CANDIDATE, DEED, ROLLOUT, ROLLOUT_PREVIEW
from api.operation import ApiOperation, shows
from api.queries import LARGEST
from engine.evaluation.rollouts.document import InFlight
from engine.orders.request import Id, Wire
from engine.services.app import Oms
from engine.services.rollout_views import CandidateView, PreviewRow, RolloutRowView, RolloutView

MOST_SUBJECTS = 10_000

Facts = Mapping[str, Any]
Reason = Annotated[str, Meta(min_length=1, max_length=500)]


class PreviewRequest(Wire, frozen=True, kw_only=True):
    """A rollout, or as much of one as tells sides (`percent` may stand in place of `steps`), and facts of orders.

    Facts are by path (`"address.city"`) or nested, as for `/v1/evaluate`. `step` counts from 1.
    """

    rollout: Facts
    subjects: Annotated[tuple[Facts, ...], Meta(max_length=MOST_SUBJECTS)]
    step: Annotated[int, Meta(ge=1, le=LARGEST)] = 1


class PlanRequest(Wire, frozen=True, kw_only=True):
    """A document as text, or the id of an approved draft of it, and why it is to be tried."""

    yaml: str | None = None
    draft: Id | None = None
    reason: Reason

    def __post_init__(self) -> None:
        """Refuse both and neither."""
        if (self.yaml is None) == (self.draft is None):
            raise ValueError("give either yaml or draft")


class DeedRequest(Wire, frozen=True, kw_only=True):
    """Why it is done."""

    reason: Reason


class WidenRequest(DeedRequest, frozen=True, kw_only=True):
    """Why, and which step is meant: the call is refused where that is not the next one."""

    step: Annotated[int, Meta(ge=2, le=LARGEST)] | None = None


class RollBackRequest(DeedRequest, frozen=True, kw_only=True):
    """Why, and what becomes of orders in flight: as the document says where it is left out."""

    in_flight: InFlight | None = None


class RolloutController(Controller):
    """Rollouts."""

    path = "/v1/rollouts"
    tags = ("rollouts",)
    request_max_body_size = RULES_BYTES

    @post(
        "/preview",
        status_code=HTTP_200_OK,
        dto=JsonBody[PreviewRequest],
        return_dto=None,
        operation_class=shows(ROLLOUT_PREVIEW),
        opt={SCOPE: "rules:evaluate"},
    )
    async def preview(self, data: JSONBody[PreviewRequest], oms: NamedDependency[Oms]) -> tuple[PreviewRow, ...]:
        """Return the side of each subject, with its bucket and the block of the audience. Nothing is stored."""
        return await oms.rollouts.preview(data.rollout, data.subjects, step=data.step)

    @post(
        "/candidates",
        status_code=HTTP_201_CREATED,
        dto=JsonBody[PlanRequest],
        return_dto=None,
        operation_class=shows(CANDIDATE),
        opt={SCOPE: "rules:write"},
    )
    async def keep_candidate(self, data: JSONBody[PlanRequest], call: NamedDependency[Call]) -> CandidateView:
        """Keep a rule set as a version that is not in force, for a rollout to name. It goes through every check."""
        return await call.oms.rollouts.keep_candidate(
            text=data.yaml, draft=data.draft, actor=call.actor, reason=data.reason
        )

    @get("/", operation_class=ApiOperation, opt={SCOPE: "rules:read"})
    async def list_rollouts(self, oms: NamedDependency[Oms]) -> tuple[RolloutRowView, ...]:
        """Return all rollouts, the newest first."""
        return await oms.rollouts.list()

    @get("/{rollout:str}", operation_class=ApiOperation, opt={SCOPE: "rules:read"})
    async def get_rollout(self, rollout: FromPath[str], oms: NamedDependency[Oms]) -> RolloutView:
        """Return a rollout: where it stands, what its guardrails say, what may be done now, and what happened."""
        return await oms.rollouts.get(rollout)

    @post(
        "/",
        status_code=HTTP_201_CREATED,
        dto=JsonBody[PlanRequest],
        return_dto=None,
        operation_class=shows(ROLLOUT),
        opt={SCOPE: "rules:write"},
    )
    async def plan(self, data: JSONBody[PlanRequest], call: NamedDependency[Call]) -> RolloutView:
        """Keep a rollout for later. One that may meet another of the same set is refused."""
        return await call.oms.rollouts.plan(data.yaml, draft=data.draft, actor=call.actor, reason=data.reason)

    @post(
        "/{rollout:str}/start",
        status_code=HTTP_200_OK,
        dto=JsonBody[DeedRequest],
        return_dto=None,
        operation_class=shows(DEED),
        opt={SCOPE: "rules:write"},
    )
    async def start(
        self, rollout: FromPath[str], data: JSONBody[DeedRequest], call: NamedDependency[Call]
    ) -> RolloutView:
        """Take the first step. From the next order on its audience is parted."""
        return await call.oms.rollouts.start(rollout, actor=call.actor, reason=data.reason)

    @post(
        "/{rollout:str}/widen",
        status_code=HTTP_200_OK,
        dto=JsonBody[WidenRequest],
        return_dto=None,
        operation_class=shows(DEED),
        opt={SCOPE: "rules:write"},
    )
    async def widen(
        self, rollout: FromPath[str], data: JSONBody[WidenRequest], call: NamedDependency[Call]
    ) -> RolloutView:
        """Take the next step now. Whoever is on the candidate stays there."""
        return await call.oms.rollouts.widen(rollout, actor=call.actor, reason=data.reason, step=data.step)

    @post(
        "/{rollout:str}/approve",
        status_code=HTTP_200_OK,
        dto=JsonBody[DeedRequest],
        return_dto=None,
        operation_class=shows(DEED),
        opt={SCOPE: "rules:write"},
    )
    async def approve(
        self, rollout: FromPath[str], data: JSONBody[DeedRequest], call: NamedDependency[Call]
    ) -> RolloutView:
        """Agree to the next step that asks for it. Who has planned the rollout cannot."""
        return await call.oms.rollouts.approve(rollout, actor=call.actor, reason=data.reason)

    @post(
        "/{rollout:str}/pause",
        status_code=HTTP_200_OK,
        dto=JsonBody[DeedRequest],
        return_dto=None,
        operation_class=shows(DEED),
        opt={SCOPE: "rules:write"},
    )
    async def pause(
        self, rollout: FromPath[str], data: JSONBody[DeedRequest], call: NamedDependency[Call]
    ) -> RolloutView:
        """Stay at the present step until it is resumed. Every order keeps its side."""
        return await call.oms.rollouts.pause(rollout, actor=call.actor, reason=data.reason)

    @post(
        "/{rollout:str}/resume",
        status_code=HTTP_200_OK,
        dto=JsonBody[DeedRequest],
        return_dto=None,
        operation_class=shows(DEED),
        opt={SCOPE: "rules:write"},
    )
    async def resume(
        self, rollout: FromPath[str], data: JSONBody[DeedRequest], call: NamedDependency[Call]
    ) -> RolloutView:
        """Go on after a pause. The hold of the step begins anew."""
        return await call.oms.rollouts.resume(rollout, actor=call.actor, reason=data.reason)

    @post(
        "/{rollout:str}/promote",
        status_code=HTTP_200_OK,
        dto=JsonBody[DeedRequest],
        return_dto=None,
        operation_class=shows(DEED),
        opt={SCOPE: "rules:write"},
    )
    async def promote(
        self, rollout: FromPath[str], data: JSONBody[DeedRequest], call: NamedDependency[Call]
    ) -> RolloutView:
        """Put the candidate in force for everybody. It is a new release."""
        return await call.oms.rollouts.promote(rollout, actor=call.actor, reason=data.reason)

    @post(
        "/{rollout:str}/rollback",
        status_code=HTTP_200_OK,
        dto=JsonBody[RollBackRequest],
        return_dto=None,
        operation_class=shows(DEED),
        opt={SCOPE: "rules:write"},
    )
    async def roll_back(
        self, rollout: FromPath[str], data: JSONBody[RollBackRequest], call: NamedDependency[Call]
    ) -> RolloutView:
        """Let the baseline decide again, at once. It is a new release."""
        return await call.oms.rollouts.roll_back(
            rollout, actor=call.actor, reason=data.reason, in_flight=data.in_flight
        )
