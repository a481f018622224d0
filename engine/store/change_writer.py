"""The transaction of an operation: all that a change says, over the version that was read, or nothing."""

import sqlite3
from datetime import datetime
from typing import Final

from engine.errors import StaleWrite
from engine.orders.change import Change
from engine.orders.number import parse
from engine.orders.order import ChildOrder, Order
from engine.orders.status import OrderStatus
from engine.store.benefit_writer import give_back_benefits
from engine.store.documents import json_text, order_text
from engine.store.order_load import count_parcels
from engine.store.order_stock import write_stock
from engine.store.order_timers import write_timers
from engine.store.order_writer import insert_events
from engine.store.payment_repository import write_payments, write_refunds
from engine.store.present import check_fixed, present_text
from engine.store.review_writer import withdraw_reviews
from engine.store.sales_levels import count_moves
from engine.store.velocity_corrections import correct_counts

_ORDER: Final = """UPDATE orders SET order_state = ?, review_state = ?, payment_state = ?, fulfillment_state = ?,
    after_sale_state = ?, goods = ?, discount = ?, freight = ?, payable = ?, hold_queue = ?, remark = ?,
    child_count = ?, warehouses = ?, present = ?, version = ?
    WHERE shard = ? AND order_no = ? AND version = ?"""
_CHILD: Final = """INSERT INTO child_orders (shard, order_no, child_no, merchant, outcome, goods, discount, freight,
        order_state, review_state, payment_state, fulfillment_state, after_sale_state, document)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (shard, order_no, child_no) DO UPDATE SET merchant = excluded.merchant, outcome = excluded.outcome,
        goods = excluded.goods, discount = excluded.discount, freight = excluded.freight,
        order_state = excluded.order_state, review_state = excluded.review_state,
        payment_state = excluded.payment_state, fulfillment_state = excluded.fulfillment_state,
        after_sale_state = excluded.after_sale_state, document = excluded.document"""
_GONE: Final = (
    "DELETE FROM allocations WHERE shard = ? AND order_no = ? AND child_no = ?",
    "DELETE FROM child_orders WHERE shard = ? AND order_no = ? AND child_no = ?",
)


def write_change(connection: sqlite3.Connection, change: Change, *, at: datetime, actor: str) -> None:
    """Write an order and its children as they are now, stock, money, benefits, events and timers.

    Raises StaleWrite where the order is no longer the one that was read, StockGone where units to reserve are not
    free, PaymentTaken where a payment belongs to another order; then nothing is to be kept.
    """
    if change.is_nothing:
        return
    before, after = change.before, change.after
    check_fixed(before, after)
    shard, number = parse(after.number).shard, after.number
    if connection.execute(_ORDER, (*_order_values(after), shard, number, before.version)).rowcount == 0:
        raise StaleWrite(f"order {number} was changed by somebody else meanwhile")
    unchanged = set(map(id, before.children))
    for child in after.children:
        if id(child) not in unchanged:
            connection.execute(_CHILD, (shard, number, *_child_values(child)))
    write_stock(connection, (shard, number), change.stock, at=at, actor=actor)
    count_parcels(connection, shard, before, after, change.stock)
    count_moves(connection, before.channel, change.stock)
    correct_counts(connection, before, after)
    for child_no in {child.number for child in before.children} - {child.number for child in after.children}:
        for statement in _GONE:
            connection.execute(statement, (shard, number, child_no))
    write_payments(connection, shard, number, change.payments)
    write_refunds(connection, shard, number, change.refunds)
    if change.gives_back_benefits:
        give_back_benefits(connection, shard, number)
    write_timers(connection, shard, before, after)
    withdraw_reviews(connection, shard, before, after, at)
    insert_events(connection, shard, change.events)


def _order_values(order: Order) -> tuple[object, ...]:
    amounts = order.amounts
    shipping = dict.fromkeys(each.warehouse for child in order.children for each in child.allocations)
    return (
        *_states(order.status),
        amounts.goods.amount,
        amounts.discount.amount,
        amounts.freight.amount,
        amounts.payable.amount,
        order.hold_queue,
        order.remark,
        len(order.children),
        json_text(tuple(shipping)),
        present_text(order),
        order.version,
    )


def _child_values(child: ChildOrder) -> tuple[object, ...]:
    amounts = child.amounts
    return (
        child.number,
        child.merchant,
        child.outcome,
        amounts.goods.amount,
        amounts.discount.amount,
        amounts.freight.amount,
        *_states(child.status),
        order_text(child),
    )


def _states(status: OrderStatus) -> tuple[str, ...]:
    return (
        status.order.value,
        status.review.value,
        status.payment.value,
        status.fulfillment.value,
        status.after_sale.value,
    )
