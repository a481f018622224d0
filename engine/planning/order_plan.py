"""The plan of an order: price, risk, split, routing, freight, payable, terms, in this order."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Final

import msgspec

from engine.decisions.risk import NEUTRAL_TEXTS, RiskAnswer
from engine.decisions.rulebook import RuleBook
from engine.errors import DecisionFailed, OrderNotAccepted, OutOfStock, Refused
from engine.money import Money
from engine.orders.amount_steps import amount_steps
from engine.orders.goods_hash import goods_hash
from engine.orders.intake import complete
from engine.orders.lifecycle.flows import initial_status
from engine.orders.number import child_number
from engine.orders.order import ChildOrder, LineItem, Order
from engine.orders.order_types import with_balance
from engine.orders.pickup import at_point
from engine.orders.pin import SidePin
from engine.orders.request import OrderRequest
from engine.orders.status import FulfillmentState, ReviewState
from engine.orders.terms import OrderTerms
from engine.orders.tokens import Tokens
from engine.planning.child_amounts import child_amounts, order_amounts
from engine.planning.child_groups import ChildGroup, child_groups
from engine.planning.deliberation import Deliberation
from engine.planning.draft import draft_order, priced_draft
from engine.planning.free_stock import FreeStock, check_stock
from engine.planning.freight_plan import line_freights
from engine.planning.happenings import events_of
from engine.planning.hold import Hold, hold_of
from engine.planning.order_facts import Buyer, Case, case_of
from engine.planning.plan import Plan, PlanIds, Quote, Reservation
from engine.planning.pricing import AS_GIVEN, price_order
from engine.planning.routing_plan import Routed, Router
from engine.planning.sides import book_for
from engine.planning.snapshot import Snapshot
from engine.planning.terms_plan import order_terms
from engine.planning.warehouse_facts import standing_facts

_AWAITS_STOCK: Final = frozenset({"backorder", "manual"})


def plan_order(
    request: OrderRequest, snapshot: Snapshot, rulebook: RuleBook, now: datetime, ids: PlanIds, tokens: Tokens
) -> Plan:
    """Return all that placing the order writes.

    A decision that cannot be made holds the order; it is not refused, and nothing is let through by chance.
    Raises InvalidInput, and refusals that carry the decisions made on the way for keeping: OrderNotAccepted,
    OutOfStock, Undeliverable.
    """
    planner = _Planner(request, snapshot, rulebook, now, ids, tokens)
    try:
        risk = planner.risk()
        if risk is not None and risk.action == "reject":
            words = risk.customer_text or NEUTRAL_TEXTS["reject"]
            raise OrderNotAccepted(words, planner.council.records[-1].id)
        return planner.plan(risk)
    except Refused as refused:
        refused.decisions = tuple(planner.council.records)
        refused.sides = planner.sides
        raise


def plan_quote(
    request: OrderRequest, snapshot: Snapshot, rulebook: RuleBook, now: datetime, ids: PlanIds, tokens: Tokens
) -> Quote:
    """Return the same plan without placing. `ids.order_no` is the quote's token; no fact tells an order number.

    Raises what plan_order raises, but for OrderNotAccepted, which is told in the quote; and DecisionFailed, as nobody
    can promise what was not decided.
    """
    planner = _Planner(request, snapshot, rulebook, now, ids, tokens, is_quote=True)
    risk = planner.risk()
    plan = planner.plan(risk)
    if planner.council.failures:
        raise DecisionFailed(planner.council.failures[0].message)
    is_accepted = risk is None or risk.action != "reject"
    return Quote(plan=plan, accepted=is_accepted, customer_text=risk.customer_text if risk is not None else None)


class _Planner:
    """One order on its way through the decisions."""

    def __init__(  # noqa: PLR0913 - what a plan takes, and whether it is a quote's
        self,
        request: OrderRequest,
        snapshot: Snapshot,
        rulebook: RuleBook,
        now: datetime,
        ids: PlanIds,
        tokens: Tokens,
        *,
        is_quote: bool = False,
    ) -> None:
        request = at_point(request, snapshot.pickup_point)
        intake = complete(request, snapshot.skus, rulebook.regions, snapshot.policy, now, snapshot.apportionment)
        self._snapshot, self._rulebook, self._now, self._ids, self._tokens = snapshot, rulebook, now, ids, tokens
        self._draft = draft_order(request, intake, snapshot, "" if is_quote else ids.order_no, now)
        buyer = Buyer(
            customer=snapshot.customer, velocity=snapshot.velocity, tokens=tokens, ip_region=snapshot.ip_region
        )
        self._case: Case = case_of(self._draft, buyer, rulebook.regions)
        self._rulebook = book_for(rulebook, self._case.whole(), ids, intake.placed_at)
        self.council = Deliberation(self._rulebook, ids.order_no, intake.placed_at)
        self._priced = AS_GIVEN
        if not snapshot.policy.trusted_pricing:
            self._priced = price_order(self.council, self._case, self._draft, request, intake, snapshot)
            if self._priced.discounts:
                self._draft = priced_draft(self._draft, self._priced)
                self._case = self._case.priced(self._draft) or case_of(self._draft, buyer, rulebook.regions)

    @property
    def sides(self) -> tuple[SidePin, ...]:
        """The rollouts in which the order counts."""
        return tuple(pin for pin in self._rulebook.pins if pin.is_counted)

    def risk(self) -> RiskAnswer | None:
        """Return what the risk decision says; None where it could not be made."""
        return self.council.ask("risk", self._case.all_lines(), "order", RiskAnswer, shared=self._case.facts)

    def plan(self, risk: RiskAnswer | None) -> Plan:
        """Return the plan: what is left to decide, then the order put together."""
        goods = [line for line in self._draft.lines if line.type == "goods"]
        free = FreeStock(self._snapshot.stock)
        check_stock(goods, self._snapshot.warehouses, free, self._snapshot.sales, self._draft.channel)
        groups = child_groups(self.council, self._case)
        routed = self._routed(groups, free)
        lines = self._charged()
        terms = order_terms(self.council, self._case, risk, self._now)
        order = self._order(lines, groups, routed, hold_of(risk, self.council.failures), terms)
        return Plan(
            order=order,
            reservations=_reservations(order),
            decisions=tuple(self.council.records),
            events=events_of(
                order, self.council.records, self.council.failures, self._now, self._ids.actor, self._priced.missed
            ),
            customer_token=self._tokens.customer,
            phone_token=self._tokens.phone,
            device_token=self._tokens.device,
            address_token=self._tokens.address,
            planned_at=self._now,
            benefits=self._priced.benefits,
        )

    def _routed(self, groups: Sequence[ChildGroup], free: FreeStock) -> list[Routed]:
        place = self._rulebook.regions.get(self._draft.region)
        warehouses = standing_facts(self._snapshot.warehouses, self._snapshot.load, place)
        router = Router(self.council, self._case, warehouses, free)
        routed = []
        for position, group in enumerate(groups, start=1):
            answer = router.route(group, child_number(self._ids.order_no, position))
            if answer.outcome == "cancel":
                raise self._unroutable(group)
            routed.append(answer)
        return routed

    def _unroutable(self, group: ChildGroup) -> OutOfStock:
        """Return the refusal of a child that the set rather cancels than lets wait: nobody may ship it."""
        share = group.lines[0]
        item = self._case.items[share.line]
        return OutOfStock(item.sku, share.quantity, 0, path=f"lines[{int(item.id) - 1}].sku")

    def _charged(self) -> tuple[LineItem, ...]:
        fees: Mapping[str, int] = line_freights(
            self.council, self._case, self._rulebook.regions.path(self._draft.region)
        )
        currency = self._draft.currency
        return tuple(
            msgspec.structs.replace(line, freight=Money(fees.get(line.id, 0), currency)) for line in self._draft.lines
        )

    def _order(
        self,
        lines: tuple[LineItem, ...],
        groups: Sequence[ChildGroup],
        routed: Sequence[Routed],
        hold: Hold | None,
        terms: OrderTerms,
    ) -> Order:
        review = ReviewState.PASSED if hold is None else ReviewState.HELD
        currency = self._draft.currency
        amounts = child_amounts(lines, groups, currency, self._draft.apportionment)
        total = order_amounts(lines, currency)
        begins = partial(
            initial_status, self._draft.order_type, total.payable, review, on_account=self._draft.on_account
        )
        children = tuple(
            ChildOrder(
                number=child_number(self._ids.order_no, position),
                merchant=group.merchant,
                key=group.key,
                group_class=group.group_class,
                lines=group.lines,
                allocations=taken.allocations,
                outcome=taken.outcome,
                amounts=amount,
                status=begins(_fulfillment([taken])),
            )
            for position, (group, taken, amount) in enumerate(zip(groups, routed, amounts, strict=True), start=1)
        )
        return msgspec.structs.replace(
            self._draft,
            number=self._ids.order_no,
            lines=lines,
            children=children,
            amounts=total,
            steps=amount_steps(total, self._draft.discounts),
            status=begins(_fulfillment(routed)),
            release=self._rulebook.release,
            sides=self.sides,
            blocks=hold.blocks if hold else (),
            hold_reasons=hold.reasons if hold else (),
            hold_queue=hold.queue if hold else None,
            terms=terms,
            snapshot_hash=goods_hash(lines),
            presale=with_balance(self._draft, total.payable),
        )


def _fulfillment(routed: Sequence[Routed]) -> FulfillmentState:
    """Return where the goods stand before payment: nothing is done, or stock is awaited for some of them."""
    awaits = any(answer.outcome in _AWAITS_STOCK for answer in routed)
    return FulfillmentState.BACKORDERED if awaits else FulfillmentState.NONE


def _reservations(order: Order) -> tuple[Reservation, ...]:
    """Return what is reserved: all that is allocated, the units of one SKU in one warehouse and child together."""
    skus = {line.id: line.sku for line in order.lines}
    units: dict[tuple[str, str, str], int] = {}
    for child in order.children:
        for allocation in child.allocations:
            for share in allocation.lines:
                key = (child.number, allocation.warehouse, skus[share.line])
                units[key] = units.get(key, 0) + share.quantity
    return tuple(
        Reservation(sku=sku, warehouse=warehouse, quantity=quantity, order_no=number)
        for (number, warehouse, sku), quantity in units.items()
    )
