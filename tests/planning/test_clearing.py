"""A held order that is cleared is routed on the stock of that moment, under the versions it is pinned to."""

from typing import Any

import msgspec

from engine.orders.order import Allocation, LineQuantity, Order
from engine.orders.status import FulfillmentState, OrderState
from engine.planning import Clearing, Snapshot, plan_clearing
from tests.builders import a_line, a_sku, a_snapshot, a_warehouse, an_order_request, stock_of
from tests.planning.planned import IDS, plan
from tests.planning.rulebooks import CANCEL_WITHOUT, REVIEW_ALL, a_rulebook

NUMBER = f"{IDS.order_no}-V1"


def a_held_order(*stock: tuple[str, str, int], **changes: Any) -> Order:
    snapshot = a_snapshot(stock={(sku, place): units for sku, place, units in stock}) if stock else a_snapshot()
    request = an_order_request(a_line("A-1", 3), **changes)
    return plan(request, snapshot, a_rulebook(REVIEW_ALL)).order


def cleared(order: Order, snapshot: Snapshot, *texts: str) -> Clearing:
    return plan_clearing(order, snapshot, a_rulebook(*(texts or (REVIEW_ALL,))), NUMBER)


def now_with(levels: dict[tuple[str, str], tuple[int, int]], **changes: Any) -> Snapshot:
    """Return a snapshot with these units on hand and reserved."""
    stock = {
        place: msgspec.structs.replace(level, reserved=levels[place][1])
        for place, level in stock_of({place: units for place, (units, _) in levels.items()}).items()
    }
    return msgspec.structs.replace(a_snapshot(**changes), stock=stock)


def taken_from(order: Order) -> list[str]:
    return [allocation.warehouse for child in order.children for allocation in child.allocations]


def test_what_is_still_best_stays_where_it_is() -> None:
    order = a_held_order()
    found = cleared(order, now_with({("A-1", "HZ"): (100, 3), ("A-1", "SH"): (100, 0)}))

    assert found.children == ()
    assert [(record.kind, record.id) for record in found.decisions] == [("routing", f"{NUMBER}.1")]


def test_its_own_reservation_counts_as_free() -> None:
    order = a_held_order(("A-1", "HZ", 3))

    assert cleared(order, now_with({("A-1", "HZ"): (3, 3)})).children == ()


def test_a_warehouse_that_closed_meanwhile_is_left() -> None:
    order = a_held_order()
    assert taken_from(order) == ["HZ"]
    closed = [a_warehouse("HZ", status="closed"), a_warehouse("SH")]
    (child,) = cleared(order, now_with({("A-1", "HZ"): (100, 3), ("A-1", "SH"): (9, 0)}, warehouses=closed)).children

    assert child.allocations == (Allocation(warehouse="SH", lines=(LineQuantity(line="1", quantity=3),)),)
    assert child.status == order.children[0].status


def test_who_can_be_served_by_nobody_else_keeps_what_it_has() -> None:
    order = a_held_order()
    nobody = cleared(order, now_with({("A-1", "HZ"): (100, 3)}), CANCEL_WITHOUT)

    assert nobody.children == ()
    assert plan_clearing(order, a_snapshot(), a_rulebook(without=("routing",)), NUMBER).children == ()


def test_what_was_cancelled_or_sent_meanwhile_is_not_routed() -> None:
    order = a_held_order()
    (child,) = order.children
    for status in (
        msgspec.structs.replace(child.status, order=OrderState.CANCELLED),
        msgspec.structs.replace(child.status, fulfillment=FulfillmentState.SHIPPED),
    ):
        gone = msgspec.structs.replace(order, children=(msgspec.structs.replace(child, status=status),))
        assert cleared(gone, a_snapshot()) == Clearing(children=(), decisions=())


def test_units_that_were_cancelled_meanwhile_are_not_looked_for() -> None:
    order = a_held_order()
    (child,) = order.children
    less = msgspec.structs.replace(
        child,
        cancelled=(LineQuantity(line="1", quantity=2),),
        allocations=(Allocation(warehouse="HZ", lines=(LineQuantity(line="1", quantity=1),)),),
    )
    order = msgspec.structs.replace(order, children=(less,))

    assert cleared(order, now_with({("A-1", "HZ"): (1, 1), ("A-1", "SH"): (0, 0)})).children == ()


def test_no_child_takes_what_another_child_has() -> None:
    skus = [a_sku("A-1"), a_sku("B-1", merchant="M-2")]
    request = an_order_request(a_line("A-1", 2), a_line("B-1", 2))
    order = plan(request, a_snapshot(skus), a_rulebook(REVIEW_ALL)).order
    levels = {("A-1", "HZ"): (2, 2), ("B-1", "HZ"): (2, 2), ("A-1", "SH"): (9, 0), ("B-1", "SH"): (9, 0)}

    assert cleared(order, now_with(levels, skus=skus)).children == ()
