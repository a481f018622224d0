"""Orders as callers see them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from engine.decisions.record import DecisionRecord
from engine.geography.regions import RegionTree
from engine.money import money_text
from engine.orders.amount_steps import steps_of
from engine.orders.order import Amounts, ChildOrder, Discount, LineItem, LineQuantity, Order
from engine.orders.views import status_view
from engine.services.money_views import payment_views, presale_view, refund_views, settlement_view
from engine.services.move_views import all_moves, moves_view
from engine.services.views import (
    AllocationView,
    AmountStepView,
    AmountsView,
    ChildView,
    DecisionView,
    EventView,
    LineShareView,
    LineView,
    OrderRowView,
    OrderView,
)
from engine.store.order_repository import LoggedEvent
from engine.store.order_search import FoundOrder
from engine.store.payment_repository import NO_MONEY, MoneyMoved


def order_view(
    order: Order,
    decisions: Sequence[DecisionRecord],
    regions: RegionTree,
    events: Sequence[LoggedEvent] = (),
    money: MoneyMoved = NO_MONEY,
) -> OrderView:
    """Return an order with its decisions, its time line and its money; `with_moves` adds what can be done to it."""
    return OrderView(
        order_no=order.number,
        channel=order.channel,
        channel_order_id=order.channel_order_id,
        order_type=order.order_type,
        placed_at=order.placed_at,
        received_at=order.received_at,
        currency=order.currency,
        status=order.status,
        views=status_view(order.status),
        amounts=amounts_view(order),
        customer_id=order.customer.id,
        customer_level=order.customer.level,
        customer_tags=order.customer.tags,
        region_code=order.region,
        region=regions.path(order.region),
        shipping_method=order.shipping_method,
        pickup_point=order.pickup_point,
        payment_method=order.payment_method,
        remark=order.remark,
        lines=tuple(_line(line) for line in order.lines),
        discounts=tuple(_discount(discount) for discount in order.discounts),
        children=children_views(order),
        decisions=tuple(decision_view(record) for record in decisions),
        release=order.release,
        blocks=order.blocks,
        hold_reasons=order.hold_reasons,
        hold_queue=order.hold_queue,
        timeline=tuple(_event(event) for event in events),
        version=order.version,
        terms=order.terms,
        presale=presale_view(order.presale),
        settlement=settlement_view(order.settlement, order.currency),
        payments=payment_views(money.payments),
        refunds=refund_views(money.refunds),
    )


def with_moves(view: OrderView, order: Order, now: datetime) -> OrderView:
    """Return the view of an order with what can be done to it and to each of its children."""
    moves = [moves_view(order, now, child) for child in order.children]
    children = tuple(msgspec.structs.replace(seen, moves=own) for seen, own in zip(view.children, moves, strict=True))
    return msgspec.structs.replace(view, moves=all_moves(moves), children=children)


def children_views(order: Order) -> tuple[ChildView, ...]:
    """Return the child orders of an order."""
    skus = {line.id: line.sku for line in order.lines}
    return tuple(_child(child, skus) for child in order.children)


def totals_view(amounts: Amounts) -> AmountsView:
    """Return amounts as text in major units, without the steps: whoever buys is told no rules."""
    return AmountsView(
        goods=amounts.goods.text,
        discount=amounts.discount.text,
        freight=amounts.freight.text,
        payable=amounts.payable.text,
    )


def amounts_view(order: Order) -> AmountsView:
    """Return the amounts of an order as text in major units, step by step."""
    steps = tuple(
        AmountStepView(step=each.step, id=each.id, source=each.source, amount=each.amount.text, after=each.after.text)
        for each in steps_of(order)
    )
    return msgspec.structs.replace(totals_view(order.amounts), steps=steps)


def decision_view(record: DecisionRecord) -> DecisionView:
    """Return a decision in short."""
    return DecisionView(
        id=record.id,
        kind=record.kind,
        subject=record.subject,
        set=record.set_version,
        side=record.side,
        answer=record.answer,
    )


def row_view(found: FoundOrder, regions: RegionTree) -> OrderRowView:
    """Return a row of the order list."""
    return OrderRowView(
        order_no=found.order_no,
        channel=found.channel,
        channel_order_id=found.channel_order_id,
        placed_at=found.placed_at,
        customer_id=found.customer_id,
        region=regions.path(found.region) if found.region in regions else found.region,
        payable=money_text(found.payable, found.currency),
        currency=found.currency,
        status=found.status,
        views=status_view(found.status),
        child_count=found.child_count,
        warehouses=found.warehouses,
    )


def _line(line: LineItem) -> LineView:
    return LineView(
        line=line.id,
        sku=line.sku,
        name=line.name,
        merchant_id=line.merchant,
        category=line.category,
        quantity=line.quantity,
        unit_price=line.unit_price.text,
        amount=line.amount.text,
        discount=line.discount.text,
        freight=line.freight.text,
        weight_grams=line.weight_grams,
        temperature=line.temperature,
        gift_of=line.gift_of,
    )


def _discount(discount: Discount) -> Mapping[str, object]:
    currency = discount.amount.currency
    shares = [{"line": line, "amount": money_text(share, currency)} for line, share in discount.shares]
    return {
        "kind": discount.kind,
        "id": discount.id,
        "amount": discount.amount.text,
        "source": discount.source,
        "shares": shares,
    }


def _child(child: ChildOrder, skus: Mapping[str, str]) -> ChildView:
    return ChildView(
        order_no=child.number,
        merchant_id=child.merchant,
        group_class=child.group_class,
        outcome=child.outcome,
        lines=_shares(child.lines, skus),
        allocations=tuple(
            AllocationView(warehouse=each.warehouse, lines=_shares(each.lines, skus)) for each in child.allocations
        ),
        goods=child.amounts.goods.text,
        discount=child.amounts.discount.text,
        freight=child.amounts.freight.text,
        payable=child.amounts.payable.text,
        status=child.status,
        settlement=settlement_view(child.settlement, child.amounts.goods.currency),
        cancelled=_shares(child.cancelled, skus),
        completes_at=child.completes_at,
    )


def _shares(lines: Sequence[LineQuantity], skus: Mapping[str, str]) -> tuple[LineShareView, ...]:
    return tuple(LineShareView(line=share.line, sku=skus[share.line], quantity=share.quantity) for share in lines)


def _event(logged: LoggedEvent) -> EventView:
    event = logged.event
    return EventView(id=logged.id, name=event.name, at=event.at, actor=event.actor, data=event.data)
