"""Returns: whether units of a placed order may go back, decided under the rules that the order was placed under."""

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo

import msgspec

from engine.decisions.record import DecisionRecord
from engine.errors import IdempotencyConflict, NotFound, Unavailable
from engine.orders.number import LENGTH, parent_of
from engine.orders.return_request import ReturnReason, ReturnRequest, ReturnType
from engine.planning import Buyer, ReturnContext, ReturnIds, plan_return
from engine.services.order_views import decision_view
from engine.services.rulebooks import RuleBooks
from engine.services.views import ReturnView
from engine.store.catalogue_repository import CatalogueRepository
from engine.store.order_repository import OrderRepository
from engine.store.order_writer import KeyTaken
from engine.store.return_repository import KeptReturn, ReturnRepository, ReturnTaken, return_number

_TRIES = 3


class ReturnService:
    """Requests to take goods back."""

    def __init__(
        self,
        returns: ReturnRepository,
        orders: OrderRepository,
        catalogue: CatalogueRepository,
        books: RuleBooks,
        *,
        zone: tzinfo,
        clock: Callable[[], datetime],
    ) -> None:
        self._returns = returns
        self._orders = orders
        self._catalogue = catalogue
        self._books = books
        self._zone = zone
        self._clock = clock

    async def request(  # noqa: PLR0913  # what is asked
        self,
        order_no: str,
        line: str,
        quantity: int,
        reason: ReturnReason,
        type: ReturnType = "return",  # noqa: A002  # the wire's word
        *,
        opened: bool | None = None,
        received_at: datetime | None = None,
        actor: str = "system",
    ) -> ReturnView:
        """Decide on a request and keep it. Raises NotFound, InvalidInput that names the field, DecisionFailed."""
        asked = ReturnRequest(
            order_no=order_no,
            line=line,
            quantity=quantity,
            reason=reason,
            type=type,
            opened=opened,
            received_at=received_at,
        )
        return (await self.place(asked, actor=actor))[0]

    async def place(
        self, request: ReturnRequest, *, actor: str, idempotency_key: str | None = None, body_hash: str = ""
    ) -> tuple[ReturnView, bool]:
        """Decide on a request and keep it, and tell whether the same call did so before (same key, same body).

        Raises NotFound, InvalidInput that names the field, DecisionFailed, IdempotencyConflict, Unavailable.
        """
        keys = ((f"return:{actor}", idempotency_key),) if idempotency_key else ()
        for _ in range(_TRIES):
            for before in self._returns.before(keys):
                if before.body_hash != body_hash:
                    raise IdempotencyConflict(before.key)
                return await self._again(before.order_no), True
            try:
                return await self._decide(request, actor, keys, body_hash), False
            except (KeyTaken, ReturnTaken):
                continue
        raise Unavailable("many requests for this order come at once; try again")

    async def of_order(self, number: str) -> tuple[KeptReturn, ...]:
        """Return the requests of an order, the oldest first."""
        return await self._returns.of_order(parent_of(number))

    async def _decide(
        self, request: ReturnRequest, actor: str, keys: tuple[tuple[str, str], ...], body_hash: str
    ) -> ReturnView:
        order = await self._orders.get(request.order_no)
        earlier = await self._returns.of_order(order.number)
        context = ReturnContext(
            zone=self._zone,
            buyer=await self._buyer(order.customer.id),
            returned=sum(each.quantity for each in earlier if each.allowed and each.line == request.line),
        )
        ids = ReturnIds(return_no=return_number(order.number, len(earlier) + 1), actor=actor)
        book = await self._books.of_order(order)
        plan = plan_return(
            order, msgspec.structs.replace(request, order_no=order.number), context, book, self._clock(), ids
        )
        await self._returns.keep(plan, keys=keys, body_hash=body_hash)
        kept = KeptReturn(
            return_no=plan.return_no,
            order_no=order.number,
            line=request.line,
            quantity=request.quantity,
            allowed=plan.allowed,
            requested_at=plan.planned_at,
            answer=plan.answer,
        )
        return _view(kept, plan.decision)

    async def _again(self, return_no: str) -> ReturnView:
        earlier = await self._returns.of_order(return_no[:LENGTH])
        return _view(_find(earlier, return_no), await self._orders.decision(f"{return_no}.1"))

    async def _buyer(self, customer_id: str | None) -> Buyer:
        if customer_id is None:
            return Buyer()
        try:
            return Buyer(customer=await self._catalogue.customer(customer_id))
        except NotFound:  # erased since
            return Buyer()


def _find(returns: Sequence[KeptReturn], return_no: str) -> KeptReturn:
    for each in returns:
        if each.return_no == return_no:
            return each
    raise NotFound("return", return_no)


def _view(kept: KeptReturn, decision: DecisionRecord) -> ReturnView:
    answer = kept.answer
    return ReturnView(
        return_no=kept.return_no,
        order_no=kept.order_no,
        line=kept.line,
        quantity=kept.quantity,
        allowed=kept.allowed,
        action=answer.action,
        reason=answer.reason,
        window_days=answer.window_days,
        shipping_by=answer.shipping_by,
        restock_percent=answer.restock_percent,
        pickup=answer.pickup,
        decision=decision_view(decision),
    )
