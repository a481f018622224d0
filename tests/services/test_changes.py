"""What an operation writes: over the version that was read, all of it or nothing; and what may change is kept."""

from typing import Any

import msgspec
import pytest

from engine.errors import InvalidInput, StaleWrite
from engine.money import Money
from engine.orders.change import Change, StockMove
from engine.orders.order import Order
from engine.orders.payment import Payment, Refund, Settlement
from engine.services.app import Oms
from engine.store.change_repository import ChangeRepository
from engine.store.present import APART, CHANGEABLE
from tests.builders import NOW, a_line
from tests.services.calls import a_request, place
from tests.services.conftest import free


@pytest.fixture
def changes(oms: Oms) -> ChangeRepository:
    return ChangeRepository(oms._engine)  # noqa: SLF001 - what the use cases write with


async def placed(oms: Oms, changes: ChangeRepository) -> Order:
    view = await place(oms, a_request(a_line("A-1", 3)))
    return changes.read(view.order_no).order


def change_of(before: Order, **fields: Any) -> Change:
    parts = {name: fields.pop(name) for name in ("stock", "payments", "refunds", "events") if name in fields}
    after = msgspec.structs.replace(before, version=before.version + 1, **fields)
    return Change(before=before, after=after, **parts)


async def test_a_change_of_what_is_kept_for_ever_is_refused_instead_of_lost(
    oms: Oms, changes: ChangeRepository
) -> None:
    order = await placed(oms, changes)
    fixed = [name for name in Order.__struct_fields__ if name not in (*CHANGEABLE, *APART)]
    assert {"lines", "customer", "address", "release", "snapshot_hash"} <= set(fixed)

    for name in fixed:
        with pytest.raises((TypeError, InvalidInput), match=r"never changes|no order number"):
            await changes.write(change_of(order, **{name: "other"}), at=NOW, actor="tests")

    assert changes.read(order.number).order == order


async def test_what_may_change_is_read_back_as_it_was_written(oms: Oms, changes: ChangeRepository) -> None:
    order = await placed(oms, changes)
    settlement = Settlement(paid=Money(700, "CNY"), refunded=Money(200, "CNY"))
    changed = change_of(order, settlement=settlement, blocks=("release",), hold_queue="人工", remark="改")

    await changes.write(changed, at=NOW, actor="tests")

    assert changes.read(order.number).order == changed.after
    assert await oms.orders._orders.get_as_placed(order.number) == order  # noqa: SLF001 - the snapshot never changes


async def test_a_change_over_an_older_version_is_refused_whole(oms: Oms, changes: ChangeRepository) -> None:
    order = await placed(oms, changes)
    await changes.write(change_of(order, remark="first"), at=NOW, actor="tests")
    payment = Payment(
        payment_no="P-1", method="alipay", subject=order.number, kind="payment", amount=Money(100, "CNY"), at=NOW
    )

    with pytest.raises(StaleWrite):
        await changes.write(change_of(order, remark="second", payments=(payment,)), at=NOW, actor="tests")

    found = changes.read(order.number)
    assert (found.order.remark, found.order.version, found.money.payments) == ("first", 2, ())


async def test_payments_and_refunds_are_kept_once(oms: Oms, changes: ChangeRepository) -> None:
    order = await placed(oms, changes)
    payment = Payment(
        payment_no="P-1", method="alipay", subject=order.number, kind="payment", amount=Money(100, "CNY"), at=NOW
    )
    refund = Refund(
        refund_no="F-1", subject=order.number, payment_no="P-1", amount=Money(40, "CNY"), reason="late", at=NOW
    )

    for _ in range(2):
        now = changes.read(order.number).order
        await changes.write(change_of(now, payments=(payment,), refunds=(refund,)), at=NOW, actor="tests")

    money = changes.read(order.number).money
    assert (money.payments, money.refunds) == ((payment,), (refund,))


async def test_stock_goes_where_the_moves_say_and_the_ledger_agrees(oms: Oms, changes: ChangeRepository) -> None:
    order = await placed(oms, changes)
    child = order.children[0]
    warehouse = child.allocations[0].warehouse

    async def move(*kinds_and_units: tuple[str, int]) -> tuple[int, int]:
        moves = tuple(
            StockMove(kind=kind, sku="A-1", warehouse=warehouse, line="1", quantity=units, order_no=child.number)  # type: ignore[arg-type]  # a kind by name
            for kind, units in kinds_and_units
        )
        await changes.write(change_of(changes.read(order.number).order, stock=moves), at=NOW, actor="tests")
        assert await oms.catalogue.disagreements() == ()
        level = next(each for each in await oms.catalogue.stock("A-1") if each.warehouse == warehouse)
        return level.on_hand, level.reserved

    assert await move(("release", 1)) == (100, 2)
    assert await move(("release", 2), ("reserve", 3)) == (100, 3), "what is freed may be taken in the same change"
    assert await move(("ship", 3)) == (97, 0)
    assert await move(("restock", 3)) == (100, 0)


async def test_more_than_is_reserved_or_free_is_refused_whole(oms: Oms, changes: ChangeRepository) -> None:
    order, _other = await placed(oms, changes), await placed(oms, changes)
    child = order.children[0]

    for kind, units, error in (("release", 4, LookupError), ("reserve", 1000, StaleWrite)):
        wrong = StockMove(
            kind=kind,  # type: ignore[arg-type]  # a kind by name
            sku="A-1",
            warehouse=child.allocations[0].warehouse,
            line="1",
            quantity=units,
            order_no=child.number,
        )
        with pytest.raises(error):
            await changes.write(change_of(order, remark="never", stock=(wrong,)), at=NOW, actor="tests")

    assert changes.read(order.number).order == order
    assert await free(oms, "A-1") == 194
    assert await oms.catalogue.disagreements() == ()
