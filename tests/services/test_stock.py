"""What people do with stock: every change has its number, its reason and its row in the ledger."""

import pytest

from engine.errors import Conflict, IdempotencyConflict, InvalidInput, NotFound
from engine.orders.stock import BookingKind, StockArrival, StockBooking, StockHold, StockLine, StockTransfer
from engine.services.app import Oms
from engine.store.stock_repository import Done
from tests.builders import a_line
from tests.services.calls import a_request, place


async def book(oms: Oms, kind: BookingKind, quantity: int, warehouse: str = "HZ", sku: str = "A-1") -> Done:
    booking = StockBooking(lines=(StockLine(sku=sku, warehouse=warehouse, quantity=quantity),), reason="盘点日")
    return (await oms.stock.book(kind, booking, actor="tests"))[0]


async def on_hand(oms: Oms, warehouse: str = "HZ", sku: str = "A-1") -> tuple[int, int]:
    """Return units on hand and reserved ones."""
    level = next(each for each in (await oms.stock.of(sku)).levels if each.warehouse == warehouse)
    return level.on_hand, level.reserved


@pytest.mark.parametrize(
    ("kind", "quantity", "left"),
    [("receive", 5, 105), ("adjust", -7, 93), ("adjust", 7, 107), ("damage", 3, 97), ("count", 96, 96)],
)
async def test_a_booking_changes_what_is_on_hand_and_is_told_with_its_reason(
    oms: Oms, kind: BookingKind, quantity: int, left: int
) -> None:
    done = await book(oms, kind, quantity)

    assert await on_hand(oms) == (left, 0)
    (movement,) = done.movements
    assert (movement.kind, movement.on_hand, movement.reserved) == (kind, left - 100, 0)
    assert (movement.actor, movement.reason, movement.reference) == ("tests", "盘点日", done.reference)
    assert (await oms.stock.movements("A-1"))[0] == movement
    assert await oms.catalogue.disagreements() == ()


async def test_a_count_that_agrees_is_kept_as_a_count(oms: Oms) -> None:
    done = await book(oms, "count", 100)

    assert [(each.kind, each.on_hand) for each in done.movements] == [("count", 0)]
    assert await on_hand(oms) == (100, 0)


async def test_a_count_below_what_is_reserved_names_the_orders_and_changes_nothing(oms: Oms) -> None:
    order = await place(oms, a_request(a_line("A-1", 10)))

    with pytest.raises(InvalidInput) as refused:
        await book(oms, "count", 4)

    (problem,) = refused.value.problems
    assert problem.path == "lines[0].quantity"
    assert problem.message.startswith("A-1 in HZ: 4 would be on hand, but 10 of 100 are reserved for ")
    assert order.children[0].order_no in problem.message
    assert await on_hand(oms) == (100, 10)


async def test_a_booking_is_whole_or_not_at_all(oms: Oms) -> None:
    lines = (
        StockLine(sku="A-1", warehouse="HZ", quantity=-1),
        StockLine(sku="B-1", warehouse="HZ", quantity=-101),
    )

    with pytest.raises(InvalidInput, match=r"lines\[1\]\.quantity: B-1 in HZ: -1 would be on hand"):
        await oms.stock.book("adjust", StockBooking(lines=lines, reason="丢失"), actor="tests")

    assert await on_hand(oms) == (100, 0)
    assert await oms.catalogue.disagreements() == ()


@pytest.mark.parametrize(
    ("kind", "line", "message"),
    [
        ("receive", ("A-1", "HZ", 0), "at least 1"),
        ("receive", ("A-1", "HZ", -1), "at least 1"),
        ("damage", ("A-1", "HZ", 0), "at least 1"),
        ("count", ("A-1", "HZ", -1), "at least 0"),
        ("adjust", ("A-1", "HZ", 0), "changes nothing"),
        ("adjust", ("NO", "HZ", 1), "there is no SKU NO"),
        ("adjust", ("A-1", "XX", 1), "there is no warehouse XX"),
        ("damage", ("A-1", "HZ", 101), "-1 would be on hand"),
    ],
)
async def test_what_cannot_be_booked_is_named(
    oms: Oms, kind: BookingKind, line: tuple[str, str, int], message: str
) -> None:
    with pytest.raises(InvalidInput, match=message):
        await book(oms, kind, line[2], line[1], line[0])


async def test_one_place_stands_on_one_line(oms: Oms) -> None:
    twice = StockLine(sku="A-1", warehouse="HZ", quantity=1)

    with pytest.raises(InvalidInput, match=r"lines\[1\]: A-1 in HZ is on a line before"):
        await oms.stock.book("receive", StockBooking(lines=(twice, twice), reason="到货"), actor="tests")


async def test_goods_may_come_to_a_warehouse_that_never_had_them(oms: Oms) -> None:
    await book(oms, "adjust", -100, "SH", "B-1")
    await book(oms, "receive", 3, "SH", "B-1")

    assert await on_hand(oms, "SH", "B-1") == (3, 0)


async def test_held_units_are_not_free_until_the_hold_is_lifted(oms: Oms) -> None:
    asked = StockHold(sku="A-1", warehouse="HZ", quantity=30, reason="待质检")
    done, _ = await oms.stock.hold(asked, actor="tests")

    seen = await oms.stock.of("A-1")
    assert (seen.held, seen.free, seen.available_to_promise) == (30, 170, 170)
    assert await oms.catalogue.disagreements() == ()

    await oms.stock.lift(done.reference, "质检合格", actor="tests")

    assert (await oms.stock.of("A-1")).free == 200
    assert [each.kind for each in await oms.stock.movements("A-1", limit=2)] == ["unhold", "hold"]
    assert await oms.catalogue.disagreements() == ()
    with pytest.raises(NotFound):
        await oms.stock.lift(done.reference, "again", actor="tests")


async def test_more_than_is_free_is_not_held_and_not_sent(oms: Oms) -> None:
    await place(oms, a_request(a_line("A-1", 10)))

    with pytest.raises(InvalidInput, match="91 wanted, but 90 of A-1 are free in HZ"):
        await oms.stock.hold(StockHold(sku="A-1", warehouse="HZ", quantity=91, reason="x"), actor="tests")
    with pytest.raises(InvalidInput, match="91 wanted, but 90 of A-1 are free in HZ"):
        await oms.stock.send(a_transfer(91), actor="tests")
    with pytest.raises(InvalidInput, match="lie already"):
        await oms.stock.send(a_transfer(1, target="HZ"), actor="tests")


def a_transfer(quantity: int, target: str = "SH") -> StockTransfer:
    return StockTransfer(sku="A-1", source="HZ", target=target, quantity=quantity, reason="移仓")


async def test_what_is_on_its_way_is_in_neither_warehouse_and_comes_in_parts(oms: Oms) -> None:
    sent, _ = await oms.stock.send(a_transfer(20), actor="tests")
    on_the_way = await oms.stock.of("A-1")
    assert (on_the_way.on_hand, on_the_way.in_transit) == (180, 20)
    assert await oms.catalogue.disagreements() == ()

    await oms.stock.arrive(sent.reference, StockArrival(arrived=12), actor="tests")
    assert await on_hand(oms, "SH") == (112, 0)
    await oms.stock.arrive(sent.reference, StockArrival(arrived=5, lost=3), actor="tests")

    seen = await oms.stock.of("A-1")
    assert (seen.on_hand, seen.in_transit, seen.transfers) == (197, 0, ())
    (transfer,) = await oms.stock.transfers("A-1")
    assert (transfer.state, transfer.arrived, transfer.lost) == ("arrived", 17, 3)
    assert await oms.catalogue.disagreements() == ()
    with pytest.raises(Conflict, match="nothing of"):
        await oms.stock.arrive(sent.reference, StockArrival(arrived=1), actor="tests")


@pytest.mark.parametrize(
    ("come", "message"), [(StockArrival(arrived=0), "nothing came"), (StockArrival(arrived=15, lost=6), "more than")]
)
async def test_an_arrival_fits_what_was_sent(oms: Oms, come: StockArrival, message: str) -> None:
    sent, _ = await oms.stock.send(a_transfer(20), actor="tests")

    with pytest.raises(InvalidInput, match=message):
        await oms.stock.arrive(sent.reference, come, actor="tests")
    with pytest.raises(NotFound):
        await oms.stock.arrive("TR-none", StockArrival(arrived=1), actor="tests")


async def test_the_same_call_books_once_and_gives_the_first_answer_again(oms: Oms) -> None:
    booking = StockBooking(lines=(StockLine(sku="A-1", warehouse="HZ", quantity=5),), reason="到货")

    first = await oms.stock.book("receive", booking, actor="tests", key="k-1", body_hash="h")
    again = await oms.stock.book("receive", booking, actor="tests", key="k-1", body_hash="h")

    assert (first[1], again) == (False, (first[0], True))
    assert await on_hand(oms) == (105, 0)
    with pytest.raises(IdempotencyConflict):
        await oms.stock.book("receive", booking, actor="tests", key="k-1", body_hash="other")


async def test_movements_are_paged_from_the_newest_over_all_warehouses(oms: Oms) -> None:
    for quantity in range(1, 6):
        await book(oms, "receive", quantity, "HZ" if quantity % 2 else "SH")

    first = await oms.stock.movements("A-1", limit=3)
    rest = await oms.stock.movements("A-1", after=first[-1].id, limit=10)

    assert [each.on_hand for each in (*first, *rest)] == [5, 4, 3, 2, 1, 100, 100]
    with pytest.raises(NotFound):
        await oms.stock.movements("NO")
