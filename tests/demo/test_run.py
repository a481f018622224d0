"""The demo: real invoices through the code that the API runs, once."""

import io
from pathlib import Path

from rich.console import Console

from config.settings import read_settings
from engine.demo.run import MARKER, run_demo
from engine.services.app import Oms
from engine.services.views import OrderFilter
from tests.builders import a_sku


async def opened(folder: Path) -> Oms:
    return await Oms.open(read_settings({"OMS_DATA_DIR": str(folder)}))


async def count(oms: Oms) -> int | None:
    return (await oms.orders.list(OrderFilter(), with_total=True)).total


async def test_an_empty_database_is_filled_once_and_a_longer_demo_goes_on(tmp_path: Path) -> None:
    oms = await opened(tmp_path)
    told = io.StringIO()
    console = Console(file=told, width=200)

    first = await run_demo(oms, orders=20, console=console)

    assert first is not None
    assert first.placed + first.refused.total() == 20
    assert await count(oms) == first.placed > 15
    assert first.children >= first.placed
    for word in ("placed", "held", "refused", "children", "parcels HZ", "freight", "orders/s", "cancellation"):
        assert word in " ".join(told.getvalue().split()), word
    assert await run_demo(oms, orders=20, console=console) is None
    assert await count(oms) == first.placed

    await oms.markers.put(MARKER, 0)  # as if it had been broken off before it could note how far it came
    again = await run_demo(oms, orders=25, console=console)

    assert again is not None
    assert again.again == first.placed
    assert await count(oms) == first.placed + again.placed
    assert await oms.catalogue.disagreements() == ()
    await oms.close()


async def test_a_database_with_goods_of_its_own_is_left_alone(tmp_path: Path) -> None:
    oms = await opened(tmp_path)
    await oms.catalogue.keep(skus=[a_sku()])

    assert await run_demo(oms, orders=20, console=Console(file=io.StringIO())) is None

    assert [sku.id for sku in await oms.catalogue.skus()] == ["A-1"]
    assert await count(oms) == 0
    await oms.close()
