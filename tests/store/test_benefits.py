"""Coupons and points: used once, whoever races for them, and given back once."""

import asyncio
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from engine.errors import InvalidInput
from engine.orders.benefits import Benefits, Coupon, PointLot
from engine.store.benefit_repository import BenefitRepository, read_coupon, read_points
from engine.store.benefit_writer import BenefitGone, give_back_benefits, use_benefits
from engine.store.engine import PooledEngine

NOW = datetime(2026, 11, 11, tzinfo=UTC)
SHARD = 3


@pytest.fixture
def benefits(engine: PooledEngine) -> BenefitRepository:
    return BenefitRepository(engine)


async def use(engine: PooledEngine, order_no: str, wanted: Benefits) -> None:
    def work(connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA defer_foreign_keys = ON")  # until the order is written, too
        use_benefits(connection, SHARD, order_no, wanted, NOW)
        connection.execute(AN_ORDER, (SHARD, order_no, NOW, NOW, NOW.date()))

    await engine.write(work)


async def give_back(engine: PooledEngine, order_no: str) -> None:
    await engine.write(lambda connection: give_back_benefits(connection, SHARD, order_no))


AN_ORDER = """INSERT INTO orders (shard, order_no, channel, channel_order_id, order_type, source, currency, placed_at,
    received_at, day, tags, country, region, goods, discount, freight, payable, order_state, review_state,
    payment_state, fulfillment_state, after_sale_state, release, child_count, warehouses, version)
    VALUES (?, ?, 'app', 'T', 'normal', 'place', 'CNY', ?, ?, ?, '[]', 'CN', '330106', 0, 0, 0, 0, 'awaiting_payment',
    'passed', 'unpaid', 'none', 'none', 1, 1, '[]', 1)"""


async def test_a_coupon_is_kept_as_it_was_given(benefits: BenefitRepository, engine: PooledEngine) -> None:
    coupon = Coupon(
        id="CP-1",
        kind="off_10",
        title="十元券",
        customer="C-1",
        scope=("A-1", "玩具"),
        valid_from=NOW,
        valid_to=NOW + timedelta(days=1),
    )
    await benefits.keep([coupon])

    assert await benefits.coupon("CP-1") == coupon
    assert await engine.read(lambda connection: read_coupon(connection, "CP-1")) == coupon
    assert await benefits.coupons(None, 10, customer="C-1") == (coupon,)
    assert await benefits.coupons(None, 10, customer="C-2") == ()


async def test_a_coupon_that_many_want_at_once_is_used_once(benefits: BenefitRepository, engine: PooledEngine) -> None:
    await benefits.keep([Coupon(id="CP-1", kind="off_10")])

    outcomes = await asyncio.gather(
        *(use(engine, f"order-{number}", Benefits(coupon="CP-1")) for number in range(12)), return_exceptions=True
    )

    assert [type(each) for each in outcomes if each is not None] == [BenefitGone] * 11
    assert (await benefits.coupon("CP-1")).state == "used"


async def test_a_coupon_of_somebody_else_is_not_used(benefits: BenefitRepository, engine: PooledEngine) -> None:
    await benefits.keep([Coupon(id="CP-1", kind="off_10", customer="C-1")])

    with pytest.raises(BenefitGone):
        await use(engine, "order-1", Benefits(coupon="CP-1", customer="C-2"))
    assert (await benefits.coupon("CP-1")).state == "free"


async def test_what_is_given_back_can_be_used_again_and_comes_back_once(
    benefits: BenefitRepository, engine: PooledEngine
) -> None:
    await benefits.keep([Coupon(id="CP-1", kind="off_10")])
    await benefits.grant(PointLot(customer="C-1", id="L-1", granted=500, left=500), at=NOW, actor="tests")
    wanted = Benefits(coupon="CP-1", customer="C-1", points=300)
    await use(engine, "order-1", wanted)
    assert await benefits.used_by(SHARD, "order-1") == wanted

    await give_back(engine, "order-1")
    await give_back(engine, "order-1")

    assert (await benefits.coupon("CP-1")).used == 0
    assert [lot.left for lot in await benefits.lots("C-1")] == [500]
    assert not await benefits.used_by(SHARD, "order-1")
    await use(engine, "order-2", wanted)


async def test_points_that_run_out_first_are_used_first_and_those_run_out_not_at_all(
    benefits: BenefitRepository, engine: PooledEngine
) -> None:
    for name, days in (("ever", None), ("soon", 2), ("past", 0), ("later", 30)):
        expires_at = None if days is None else NOW + timedelta(days=days)
        lot = PointLot(customer="C-1", id=name, granted=100, left=100, expires_at=expires_at)
        await benefits.grant(lot, at=NOW, actor="tests")
    assert await engine.read(lambda connection: read_points(connection, "C-1", NOW)) == 300

    await use(engine, "order-1", Benefits(customer="C-1", points=150))

    assert {lot.id: lot.left for lot in await benefits.lots("C-1")} == {
        "ever": 100,
        "soon": 0,
        "past": 100,
        "later": 50,
    }


async def test_more_points_than_there_are_use_none(benefits: BenefitRepository, engine: PooledEngine) -> None:
    await benefits.grant(PointLot(customer="C-1", id="L-1", granted=100, left=100), at=NOW, actor="tests")

    with pytest.raises(BenefitGone, match="1 points of C-1"):
        await use(engine, "order-1", Benefits(customer="C-1", points=101))
    assert [lot.left for lot in await benefits.lots("C-1")] == [100]


async def test_a_grant_that_comes_twice_counts_once(benefits: BenefitRepository) -> None:
    lot = PointLot(customer="C-1", id="order-9", granted=100, left=100)

    assert await benefits.grant(lot, at=NOW, actor="tests")
    assert not await benefits.grant(lot, at=NOW, actor="tests")
    assert await benefits.lots("C-1") == (lot,)


async def test_an_import_never_forgets_how_often_a_coupon_was_used(
    benefits: BenefitRepository, engine: PooledEngine
) -> None:
    await benefits.keep([Coupon(id="CP-1", kind="off_10", uses=None)])
    for number in range(3):
        await use(engine, f"order-{number}", Benefits(coupon="CP-1"))

    await benefits.keep([Coupon(id="CP-1", kind="off_20", uses=5)])
    assert (await benefits.coupon("CP-1")).used == 3
    with pytest.raises(InvalidInput, match="more often"):
        await benefits.keep([Coupon(id="CP-1", kind="off_20", uses=2)])
