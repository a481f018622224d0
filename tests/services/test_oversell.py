"""Stock is never sold twice, and never withheld: whoever comes at the same time, and in whatever order."""

import asyncio
from collections import Counter
from itertools import count

import hypothesis
from hypothesis import given
from hypothesis import strategies as st

from config.settings import Settings
from engine.errors import InvalidInput, OmsError, OutOfStock
from engine.orders.catalogue import StockLevel
from engine.services.app import Oms
from tests.builders import a_line
from tests.services.calls import a_request, place
from tests.services.conftest import free, stock

CLIENTS = 16
EXAMPLES = count(1)


async def outcomes(oms: Oms, attempts: int, clients: int, quantity: int = 1) -> Counter[str]:
    """Let clients place orders of A-1 until so many were tried, and count how they ended."""
    waiting = iter(range(attempts))
    ended: Counter[str] = Counter()

    async def client() -> None:
        for _ in waiting:
            try:
                await place(oms, a_request(a_line("A-1", quantity)))
                ended["placed"] += 1
            except OmsError as error:
                ended[error.code] += 1

    await asyncio.gather(*[client() for _ in range(clients)])
    return ended


async def test_of_sixty_orders_for_twenty_units_exactly_twenty_are_accepted(bare: Oms) -> None:
    await stock(bare, {("A-1", "HZ"): 20})

    ended = await outcomes(bare, attempts=60, clients=CLIENTS)

    assert ended == {"placed": 20, OutOfStock.code: 40}
    assert await free(bare, "A-1") == 0
    assert [(level.on_hand, level.reserved) for level in await bare.catalogue.stock("A-1")] == [(20, 20)]
    assert await bare.catalogue.disagreements() == ()


async def test_units_that_lie_apart_are_all_sold(bare: Oms) -> None:
    await stock(bare, {("A-1", "HZ"): 7, ("A-1", "SH"): 13})

    ended = await outcomes(bare, attempts=60, clients=CLIENTS)

    assert ended["placed"] == 20
    assert await free(bare, "A-1") == 0
    assert await bare.catalogue.disagreements() == ()


async def test_two_applications_on_one_database_do_not_sell_a_unit_twice(bare: Oms, settings: Settings) -> None:
    await stock(bare, {("A-1", "HZ"): 20})
    other = await Oms.open(settings)

    both = await asyncio.gather(outcomes(bare, 40, 8), outcomes(other, 40, 8))

    assert sum(ended["placed"] for ended in both) == 20
    assert sum(ended[OutOfStock.code] for ended in both) == 60
    assert await free(other, "A-1") == 0
    await other.close()


Operation = tuple[str, str, str, int]  # what, which goods, where, how many
operations = st.tuples(
    st.sampled_from(("order", "order", "receive", "take")),
    st.sampled_from("AB"),
    st.sampled_from(("HZ", "SH")),
    st.integers(1, 9),
)


def test_whatever_happens_at_once_units_on_hand_are_the_free_and_the_reserved_ones(settings: Settings) -> None:
    with asyncio.Runner() as runner:
        oms = runner.run(Oms.open(settings))

        @hypothesis.settings(max_examples=40, deadline=None)
        @given(batches=st.lists(st.lists(operations, max_size=12), min_size=1, max_size=4))
        def law(batches: list[list[Operation]]) -> None:
            runner.run(live_through(oms, batches))

        law()
        runner.run(oms.close())


async def live_through(oms: Oms, batches: list[list[Operation]]) -> None:
    """Let each batch happen at once to goods of its own; after each the books must balance."""
    goods = {kind: f"{kind}-{next(EXAMPLES)}" for kind in "AB"}
    await stock(oms, {(sku, where): 10 for sku in goods.values() for where in ("HZ", "SH")})
    sold: Counter[str] = Counter()
    for batch in batches:
        await asyncio.gather(*[happen(oms, what, goods[kind], where, n, sold) for what, kind, where, n in batch])
        for sku in goods.values():
            levels = await oms.catalogue.stock(sku)
            assert all(0 <= level.reserved <= level.on_hand == level.free + level.reserved for level in levels)
            assert sum(level.reserved for level in levels) == sold[sku]
        assert await oms.catalogue.disagreements() == ()


async def happen(oms: Oms, what: str, sku: str, where: str, quantity: int, sold: Counter[str]) -> None:
    """Place an order, or let units arrive or be taken away; what is refused changes nothing."""
    try:
        if what == "order":
            await place(oms, a_request(a_line(sku, quantity)))
            sold[sku] += quantity
        else:
            units = quantity if what == "receive" else -quantity
            await oms.catalogue.receive([StockLevel(sku=sku, warehouse=where, on_hand=units)], actor="tests")
    except (OutOfStock, InvalidInput):
        return
