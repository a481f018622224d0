"""All that one transaction writes when an order is placed, as rows for each table; the same for every database."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import msgspec

from engine.decisions.record import DecisionRecord
from engine.orders.event import OrderEvent
from engine.orders.order import ChildOrder, Order
from engine.orders.status import OrderStatus
from engine.planning.plan import Plan
from engine.planning.samples import Sample
from engine.store.decision_documents import record_texts
from engine.store.documents import json_text, order_text
from engine.store.order_timers import timer_rows
from engine.store.promo_velocity import goods_rows
from engine.store.review_writer import review_rows
from engine.store.sales_levels import Promise

Row = tuple[object, ...]

LOAD_SLOTS: Final = 4  # counters of a warehouse's day, so that orders at the same time seldom wait for the same one


class Placement(msgspec.Struct, frozen=True, kw_only=True):
    """A plan with what the tables want beside it.

    `keys` are the (scope, key) pairs under which the same call is known again; `subjects` are what risk rules count
    orders of (`customer:<token>`); `day` is the local day whose load the parcels count to.
    """

    plan: Plan
    shard: int
    actor: str
    body_hash: str
    keys: tuple[tuple[str, str], ...]
    subjects: tuple[str, ...]
    regions: tuple[str | None, str | None, str | None]  # codes of country, province and city
    day: date
    samples: tuple[Sample, ...] = ()  # what the order says in rollouts
    levelled: frozenset[str] = frozenset()  # SKUs of which a sales level says what may be promised

    @property
    def promise(self) -> Promise | None:
        """The units that are to be held against sales levels; None where no SKU has one."""
        units: Counter[str] = Counter()
        for item in self.plan.reservations if self.levelled else ():
            if item.sku in self.levelled:
                units[item.sku] += item.quantity
        return Promise(channel=self.plan.order.channel, units=units) if units else None

    @property
    def needs(self) -> list[tuple[str, str, int]]:
        """The units to reserve, summed by SKU and warehouse, in one order that every transaction keeps to."""
        units: Counter[tuple[str, str]] = Counter()
        for item in self.plan.reservations:
            units[item.sku, item.warehouse] += item.quantity
        return [(sku, warehouse, quantity) for (sku, warehouse), quantity in sorted(units.items())]


def rows_of(placement: Placement) -> Mapping[str, list[Row]]:
    """Return the rows of every table, keyed by table; `order_writer.py` says their columns."""
    plan, order, shard = placement.plan, placement.plan.order, placement.shard
    number, placed_at, at = order.number, order.placed_at, plan.planned_at
    merchants = dict.fromkeys(line.merchant for line in order.lines)
    promos = sum(line.quantity for line in order.lines if line.is_promo)
    payable = order.amounts.payable.amount
    return {
        "orders": [_order_row(placement)],
        "order_snapshots": [(shard, number, order.snapshot_hash, order_text(order))],
        "reviews": review_rows(shard, order),
        "child_orders": [_child_row(shard, number, child) for child in order.children],
        "order_lines": _line_rows(shard, order),
        "allocations": _allocation_rows(shard, order),
        "decisions": decision_rows(shard, plan.decisions),
        "order_timers": timer_rows(shard, order),
        "stock_movements": [
            (at, item.sku, item.warehouse, item.quantity, item.order_no, placement.actor) for item in plan.reservations
        ],
        "warehouse_loads": _load_rows(placement),
        "buyer_orders": [(order.customer.id, placed_at, number, shard)] if order.customer.id else [],
        "merchant_orders": [(merchant, placed_at, number, shard) for merchant in merchants],
        "time_orders": [(placed_at, number, shard)],
        "velocity_entries": [
            (subject, placed_at, number, payable, promos, order.currency) for subject in placement.subjects
        ],
        "velocity_goods": goods_rows(order, placement.subjects) if promos else [],
        "customers": [_customer_row(order)] if order.customer.id else [],
    }


def key_rows(placement: Placement) -> list[Row]:
    """Return the rows that make the same call known again."""
    number, at = placement.plan.order.number, placement.plan.planned_at
    return [(scope, key, placement.body_hash, placement.shard, number, at) for scope, key in placement.keys]


def decision_rows(shard: int, records: Sequence[DecisionRecord], first: int = 1) -> list[Row]:
    """Return the rows of decisions, numbered in their order from `first` on."""
    return [
        (
            shard,
            record.id,
            record.order_no,
            position,
            record.kind,
            record.set_id,
            record.version,
            record.release,
            record.side,
            record.at,
            text,
        )
        for position, (record, text) in enumerate(zip(records, record_texts(records), strict=True), start=first)
    ]


def event_rows(shard: int, events: Sequence[OrderEvent]) -> list[Row]:
    """Return the rows of events."""
    return [(shard, event.order_no, event.name, event.at, event.actor, json_text(event.data)) for event in events]


def _states(status: OrderStatus) -> Row:
    return (
        status.order.value,
        status.review.value,
        status.payment.value,
        status.fulfillment.value,
        status.after_sale.value,
    )


def _order_row(placement: Placement) -> Row:
    order = placement.plan.order
    amounts = order.amounts
    shipping = dict.fromkeys(each.warehouse for child in order.children for each in child.allocations)
    return (
        placement.shard,
        order.number,
        order.channel,
        order.channel_order_id,
        order.order_type,
        order.source,
        order.currency,
        order.placed_at,
        order.received_at,
        placement.day,
        order.customer.id,
        json_text(order.customer.tags),
        *placement.regions,
        order.region,
        amounts.goods.amount,
        amounts.discount.amount,
        amounts.freight.amount,
        amounts.payable.amount,
        *_states(order.status),
        order.hold_queue,
        order.remark,
        order.release,
        len(order.children),
        json_text(tuple(shipping)),
        order.version,
    )


def _child_row(shard: int, order_no: str, child: ChildOrder) -> Row:
    amounts = child.amounts
    return (
        shard,
        child.number,
        order_no,
        child.merchant,
        child.outcome,
        amounts.goods.amount,
        amounts.discount.amount,
        amounts.freight.amount,
        *_states(child.status),
        order_text(child),
    )


def _line_rows(shard: int, order: Order) -> list[Row]:
    return [
        (
            shard,
            order.number,
            line.id,
            line.sku,
            line.name,
            line.merchant,
            line.category,
            line.quantity,
            line.unit_price.amount,
            line.discount.amount,
            line.freight.amount,
        )
        for line in order.lines
    ]


def _allocation_rows(shard: int, order: Order) -> list[Row]:
    sku_of = {line.id: line.sku for line in order.lines}
    return [
        (shard, child.number, order.number, part.line, sku_of[part.line], each.warehouse, part.quantity)
        for child in order.children
        for each in child.allocations
        for part in each.lines
    ]


def _load_rows(placement: Placement) -> list[Row]:
    children = placement.plan.order.children
    parcels = Counter(each.warehouse for child in children for each in child.allocations)
    slot = placement.shard % LOAD_SLOTS
    return [(warehouse, placement.day, slot, count) for warehouse, count in sorted(parcels.items())]


def _customer_row(order: Order) -> Row:
    customer = order.customer
    return (customer.id, customer.level, json_text(customer.tags), customer.name)
