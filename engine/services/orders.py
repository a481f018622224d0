"""Placing, quoting, finding and explaining orders."""

import asyncio
import secrets
import time
from collections.abc import Callable, Collection
from datetime import datetime, tzinfo

import msgspec

from engine.decisions.gifts import gift_skus
from engine.decisions.record import DecisionRecord
from engine.decisions.rulebook import RuleBook
from engine.errors import BenefitNotUsable, NotFound, OutOfStock, Refused
from engine.geography.regions import Level, RegionTree
from engine.money import ApportionmentMode
from engine.orders.channel import PLATFORMS, ChannelPolicy, policy_of
from engine.orders.number import parent_of
from engine.orders.request import OrderRequest
from engine.planning import PlanIds, Quoted, plan_order, plan_quote
from engine.planning.free_stock import available
from engine.services.call import Call, call_of, earlier_order, placement_of, refusal_of
from engine.services.customer_views import CustomerOrderView, customer_order_view
from engine.services.explanations import explanation
from engine.services.order_views import amounts_view, children_views, decision_view, order_view, row_view, with_moves
from engine.services.quote_token import make_quote_token, quote_base, read_quote_token
from engine.services.rule_library import RuleLibrary
from engine.services.rulebooks import RuleBooks
from engine.services.views import ExplanationView, OrderFilter, OrderView, Page, QuoteView
from engine.store.benefit_writer import BenefitGone
from engine.store.order_repository import OrderRepository
from engine.store.order_search import Wanted, count_orders, find_orders
from engine.store.order_writer import KeyTaken, StockGone
from engine.store.snapshot import Found


class OrderService:
    """Orders: one read, one plan, one transaction."""

    def __init__(  # noqa: PLR0913 - what placing needs, and the settings that it follows
        self,
        orders: OrderRepository,
        books: RuleBooks,
        library: RuleLibrary,
        *,
        secret: bytes,
        zone: tzinfo,
        clock: Callable[[], datetime],
        platforms: Collection[str] = PLATFORMS,
        apportionment: ApportionmentMode = "largest_remainder",
    ) -> None:
        self._orders = orders
        self._books = books
        self._library = library
        self._secret = secret
        self._zone = zone
        self._clock = clock
        self._platforms = platforms
        self._apportionment = apportionment
        self._gifts: tuple[str, ...] = ()  # what the promotions gave when they were last looked at

    @property
    def _regions(self) -> RegionTree:
        return self._library.regions

    async def place(
        self,
        request: OrderRequest,
        *,
        actor: str,
        idempotency_key: str | None = None,
        body_hash: str,
        policy: ChannelPolicy | None = None,
    ) -> tuple[OrderView, bool]:
        """Place an order, and tell whether the same call placed it before.

        A call is the same when its idempotency key or its channel order id came before with the same body; then the
        answer is the first one. Raises InvalidInput, IdempotencyConflict, OutOfStock, BenefitNotUsable,
        OrderNotAccepted, Undeliverable, Unavailable. When somebody else takes the stock or the coupon between read and
        write, all is read and planned once more. `policy` stands in for what the channel's word is usually worth.
        """
        call = self._call(request, actor, idempotency_key, body_hash, policy)
        gone: StockGone | BenefitGone | None = None
        for _ in range(2):
            found = self._orders.find_for(call.asked)
            if found.before:
                return await self._again(earlier_order(found.before, body_hash)), True
            book, quoted = await self._book(request, found.release, call.now)
            found = self._with_gifts(call, found, book)
            began = time.perf_counter_ns()
            try:
                ids = PlanIds(order_no=call.order_no, actor=actor, quoted=quoted)
                plan = plan_order(request, found.snapshot, book, call.now, ids, call.tokens)
                micros = _micros_since(began)
                placement = placement_of(call, plan, self._regions, found.snapshot.sales, micros=micros)
                events = await self._orders.place(placement)
            except Refused as refused:
                await self._keep(call, refused, _micros_since(began))
                raise
            except KeyTaken:
                continue
            except (StockGone, BenefitGone) as error:
                gone = error
                continue
            return order_view(plan.order, plan.decisions, self._regions, events), False
        return await self._after_two(call, gone)

    async def quote(self, request: OrderRequest) -> QuoteView:
        """Return the same plan without placing it. Raises what `place` raises, but for a rejection, which is told."""
        call = self._call(request, "quote", None, "")
        found = self._orders.find_for(call.asked)
        book, _ = await self._book(request, found.release, call.now)
        found = self._with_gifts(call, found, book)
        base = quote_base(book.release, call.now, secrets.token_urlsafe(9))
        ids = PlanIds(order_no=base, actor="quote")
        quote = plan_quote(request, found.snapshot, book, call.now, ids, call.tokens)
        order = quote.plan.order
        taken = {pin.rollout: pin.side for pin in order.sides}
        return QuoteView(
            quote=make_quote_token(self._secret, base, [taken.get(each, "baseline") for each in book.rollouts]),
            currency=order.currency,
            accepted=quote.accepted,
            amounts=amounts_view(order),
            children=children_views(order),
            decisions=tuple(decision_view(record) for record in quote.plan.decisions),
            release=book.release,
            customer_text=quote.customer_text,
        )

    async def get(self, number: str) -> OrderView:
        """Return an order as it is now with its time line, by its number or a child's. Raises NotFound."""
        parent = parent_of(number)
        order = await self._orders.get(parent)
        decisions = await self._orders.decisions(parent)
        events = await self._orders.events(parent)
        money = await self._orders.money(parent, order.currency)
        return with_moves(order_view(order, decisions, self._regions, events, money), order, self._clock())

    async def customer_view(self, number: str) -> CustomerOrderView:
        """Return what the buyer may see of an order, by its number or a child's. Raises NotFound."""
        parent = parent_of(number)
        order = await self._orders.get(parent)
        money = await self._orders.money(parent, order.currency)
        return customer_order_view(order, money, await self._orders.events(parent), self._clock())

    async def list(
        self, wanted: OrderFilter, after: str | None = None, limit: int = 50, *, with_total: bool = False
    ) -> Page:
        """Return a page of orders, newest first. Raises InvalidInput for an `after` that is no place in a list."""
        narrowed = self._wanted(wanted)
        if narrowed is None:
            return Page(items=(), total=0 if with_total else None)
        found = await find_orders(narrowed, after, limit + 1)
        page = found[:limit]
        return Page(
            items=tuple(row_view(each, self._regions) for each in page),
            next=page[-1].place if len(found) > limit else None,
            total=await count_orders(narrowed) if with_total else None,
        )

    async def decisions(self, number: str) -> tuple[DecisionRecord, ...]:
        """Return the decisions of an order, or of one that was refused. Raises NotFound."""
        found = await self._orders.decisions(parent_of(number))
        if not found:
            raise NotFound("order", number)
        return found

    async def explain(self, decision_id: str) -> ExplanationView:
        """Return a decision with every rule, every condition and what it saw. Raises NotFound."""
        record = await self._orders.decision(decision_id)
        ruleset, lists = await self._library.ruleset(record.set_id, record.version, record.lists)
        return await asyncio.to_thread(explanation, record, ruleset, lists, self._regions)

    def _call(
        self, request: OrderRequest, actor: str, key: str | None, body_hash: str, policy: ChannelPolicy | None = None
    ) -> Call:
        return call_of(
            request,
            actor=actor,
            idempotency_key=key,
            body_hash=body_hash,
            now=self._clock(),
            zone=self._zone,
            secret=self._secret,
            regions=self._regions,
            policy=policy or policy_of(request.channel, self._platforms),
            gifts=self._gifts,
            apportionment=self._apportionment,
        )

    def _with_gifts(self, call: Call, found: Found, book: RuleBook) -> Found:
        """Return what was read with the goods that this rule book may give away; they seldom are not there already."""
        if call.asked.policy.trusted_pricing:
            return found
        gifts = self._gifts = gift_skus(book, call.asked.at)
        if set(gifts) <= set(call.asked.skus):
            return found
        skus = tuple(dict.fromkeys((*call.asked.skus, *gifts)))
        return self._orders.find_for(msgspec.structs.replace(call.asked, skus=skus))

    async def _book(self, request: OrderRequest, newest: int, now: datetime) -> tuple[RuleBook, Quoted | None]:
        """Return the rule book that decides: that of the quote which the order names, with its promise; or the newest.

        A promised candidate that was taken back since is none any more.
        """
        if request.quote is None:
            return await self._books.follow(newest), None
        token = read_quote_token(self._secret, request.quote, now)
        book = await self._books.at(token.release)
        current = await self._books.follow(newest)
        sides = {name: side for name, side in token.sides(book.rollouts).items() if name not in current.revoked}
        return book, Quoted(token=token.base, sides=sides)

    async def _again(self, number: str) -> OrderView:
        """Return the first answer once more: the order as it was placed."""
        order = await self._orders.get_as_placed(number)
        decisions = await self._orders.decisions(number)
        placed = tuple(record for record in decisions if record.id.rpartition(".")[0] == number)
        events = [each for each in await self._orders.events(number) if each.event.at == order.received_at]
        return order_view(order, placed, self._regions, events)

    async def _keep(self, call: Call, refused: Refused, micros: int) -> None:
        """Keep what a decision refused. What merely ran out leaves nothing behind."""
        if not refused.decisions:
            return
        try:
            await self._orders.refuse(refusal_of(call, refused, micros=micros))
        except KeyTaken:  # the same call was refused a moment ago, and that is kept
            return

    async def _after_two(self, call: Call, gone: StockGone | BenefitGone | None) -> tuple[OrderView, bool]:
        """Answer a call that lost the race twice: by what the other call with its key did, or by what is left."""
        found = self._orders.find_for(call.asked)
        if found.before:
            return await self._again(earlier_order(found.before, call.body_hash)), True
        if isinstance(gone, BenefitGone):
            raise BenefitNotUsable("coupon" if call.asked.coupon else "points", str(gone))
        sku, wanted = (gone.sku, gone.wanted) if gone else (call.asked.skus[0], 1)
        places = [f"lines[{at}].sku" for at, line in enumerate(call.request.lines) if line.sku == sku]
        path = places[0] if places else "lines"
        raise OutOfStock(sku, wanted, available(found.snapshot, sku, call.request.channel), path)

    def _wanted(self, wanted: OrderFilter) -> Wanted | None:
        """Return the filter as the store wants it; None where no order can be in the region."""
        level: Level = "district"
        if wanted.region is not None:
            region = self._regions.get(wanted.region)
            if region is None:
                return None
            level = region.level
        fields = {name: getattr(wanted, name) for name in OrderFilter.__struct_fields__}
        return Wanted(**fields, region_level=level)


def _micros_since(began: int) -> int:
    return (time.perf_counter_ns() - began) // 1000
