"""The review queue: what a person has to look at, who looks at it, and what comes of it."""

from typing import Annotated, Any, Final

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK
from msgspec import Meta

from api.acting import open_to
from api.bodies import JsonBody
from api.call import Call, Write
from api.examples import VERDICT, VERDICTS
from api.idempotency import replay_header
from api.operation import ApiOperation, asks, shows
from api.queries import PageQuery, Part, read_query
from engine.encoding import content_hash
from engine.orders.actor import Role
from engine.orders.review import Cause
from engine.orders.review_requests import ClaimRequest, VerdictRequest, VerdictsRequest
from engine.orders.status import Move
from engine.services.review_views import QueueView, ReviewFilter, ReviewPage, ReviewView, VerdictOutcome
from engine.services.reviews import Reviewer
from engine.services.roles import acting, roles_of

REVIEWING: Final = roles_of(Move.CLEAR, Move.REJECT)


class ReviewQuery(PageQuery, frozen=True, kw_only=True):
    """What the queue is narrowed to; all that is given must hold."""

    queue: Part | None = None
    cause: Cause | None = None
    reason: Annotated[Part, Meta(description="one of its reasons, as it stands")] | None = None
    mine: Annotated[bool, Meta(description="what this key has claimed")] = False
    overdue: bool = False

    @property
    def filter(self) -> ReviewFilter:
        """What the list is narrowed to, without the page."""
        return ReviewFilter(**{name: getattr(self, name) for name in ReviewFilter.__struct_fields__})


class ReviewController(Controller):
    """Orders that somebody has to look at: held ones, and those with a problem."""

    path = "/v1/reviews"
    tags = ("reviews",)
    opt = open_to(REVIEWING)

    @get("/", operation_class=asks(ReviewQuery))
    async def list_reviews(self, request: Request[Any, Any, Any], call: NamedDependency[Call]) -> ReviewPage:
        """List what is open, what is due first, page by page."""
        query = read_query(request, ReviewQuery)
        return await call.oms.reviews.list(query.filter, call.actor, query.after, query.limit)

    @get("/queues", operation_class=ApiOperation)
    async def count_queues(self, call: NamedDependency[Call]) -> tuple[QueueView, ...]:
        """Count what is open, overdue and claimed, by queue."""
        return await call.oms.reviews.queues()

    @get("/{number:str}", operation_class=ApiOperation)
    async def get_reviews(self, number: FromPath[str], call: NamedDependency[Call]) -> tuple[ReviewView, ...]:
        """Return the reviews of an order with what was done with each, also those that are closed."""
        return await call.oms.reviews.of_order(number)

    @post(
        "/{number:str}/claim",
        status_code=HTTP_200_OK,
        dto=JsonBody[ClaimRequest],
        return_dto=None,
        operation_class=ApiOperation,
    )
    async def claim_review(
        self, number: FromPath[str], data: JSONBody[ClaimRequest], call: NamedDependency[Call]
    ) -> ReviewView:
        """Look at it for a quarter of an hour: nobody else can claim or decide it meanwhile. A repeat renews it."""
        return await call.oms.reviews.claim(number, call.actor, data.cause)

    @post(
        "/{number:str}/release",
        status_code=HTTP_200_OK,
        dto=JsonBody[ClaimRequest],
        return_dto=None,
        operation_class=ApiOperation,
    )
    async def release_review(
        self, number: FromPath[str], data: JSONBody[ClaimRequest], call: NamedDependency[Call]
    ) -> ReviewView:
        """Look at it no more."""
        return await call.oms.reviews.release(number, call.actor, data.cause)

    @post(
        "/verdicts",
        status_code=HTTP_200_OK,
        dto=JsonBody[VerdictsRequest],
        return_dto=None,
        operation_class=shows(VERDICTS),
    )
    async def decide_many(
        self, data: JSONBody[VerdictsRequest], write: NamedDependency[Write]
    ) -> tuple[VerdictOutcome, ...]:
        """Say the same of up to 100 orders, each by itself. A repeat does nothing more to those that are decided."""
        reviewer = Reviewer(name=write.actor, role=_role(write))
        return await write.oms.reviews.decide_many(data.orders, data.verdict, data.reason, reviewer, data.cause)


class OrderReviewController(Controller):
    """The verdict on one order."""

    path = "/v1/orders/{number:str}"
    tags = ("reviews",)

    @post(
        "/review",
        status_code=HTTP_200_OK,
        dto=JsonBody[VerdictRequest],
        return_dto=None,
        operation_class=shows(VERDICT),
        opt=open_to(REVIEWING),
    )
    async def decide_review(
        self, number: FromPath[str], data: JSONBody[VerdictRequest], write: NamedDependency[Write]
    ) -> Response[ReviewView]:
        """Clear, reject, ask for more, or resolve a problem. Where two have to agree, the second one is another key."""
        reviewer = Reviewer(
            name=write.actor,
            role=_role(write),
            idempotency_key=write.idempotency_key,
            body_hash=content_hash(data),
        )
        review, replayed = await write.oms.reviews.decide(number, data.verdict, data.reason, reviewer, data.cause)
        return Response(review, headers=replay_header(replayed=replayed))


def _role(write: Write) -> Role:
    return acting(write.actor, write.scopes, REVIEWING).role
