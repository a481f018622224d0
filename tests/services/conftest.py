"""An application of its own for every test, with a few goods in two warehouses."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from config.settings import Settings, read_settings
from engine.orders.catalogue import StockLevel
from engine.services.app import Oms
from engine.services.governance import Governance
from tests.builders import CP_9, a_sku, a_warehouse

BOOTSTRAP_KEY = "a-key-that-the-first-start-was-given"


def settings_in(folder: Path) -> Settings:
    return read_settings({"OMS_DATA_DIR": str(folder), "OMS_BOOTSTRAP_KEY": BOOTSTRAP_KEY})


@pytest.fixture(scope="session")
def started(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Start an installation for the first time, once for all tests, and return its database file."""
    settings = settings_in(tmp_path_factory.mktemp("started"))

    async def start() -> None:
        await (await Oms.open(settings)).close()

    asyncio.run(start())
    assert settings.sqlite_file is not None
    return settings.sqlite_file


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return settings of an installation in a folder of its own, which was never started."""
    return settings_in(tmp_path)


@pytest.fixture
async def bare(settings: Settings, started: Path) -> AsyncIterator[Oms]:
    """Open an application with the shipped rule sets and no goods."""
    assert settings.sqlite_file is not None
    shutil.copy(started, settings.sqlite_file)
    oms = await Oms.open(settings)
    yield oms
    await oms.close()


@pytest.fixture
async def oms(bare: Oms) -> Oms:
    """Open an application with 100 each of A-1 and B-1 in HZ and in SH, and the coupon CP-9."""
    await bare.benefits.keep([CP_9])
    await stock(bare, {("A-1", "HZ"): 100, ("A-1", "SH"): 100, ("B-1", "HZ"): 100, ("B-1", "SH"): 100})
    return bare


@pytest.fixture
async def shop(bare: Oms) -> AsyncIterator[Oms]:
    """Open an application with 10,000 each of A-1 in HZ and in SH: enough for an order that is held for its size."""
    await stock(bare, {("A-1", "HZ"): 10_000, ("A-1", "SH"): 10_000})
    await bare.catalogue.keep(skus=[a_sku("A-1", weight_grams=5)])  # so that they travel in one parcel
    yield bare
    assert await bare.catalogue.disagreements() == ()


async def stock(oms: Oms, levels: Mapping[tuple[str, str], int]) -> None:
    """Put goods on the shelf: what is named becomes known, and so many units lie there."""
    await oms.catalogue.keep(
        warehouses=[a_warehouse(warehouse) for warehouse in dict.fromkeys(place for _, place in levels)],
        skus=[a_sku(sku, merchant=f"M-{sku[0]}") for sku in dict.fromkeys(sku for sku, _ in levels)],
    )
    arrived = [StockLevel(sku=sku, warehouse=place, on_hand=units) for (sku, place), units in levels.items()]
    await oms.catalogue.receive(arrived, actor="tests")


async def free(oms: Oms, sku: str) -> int:
    """Return how many units of a SKU can still be promised."""
    return sum(level.free for level in await oms.catalogue.stock(sku))


@pytest.fixture
def governance(bare: Oms) -> Governance:
    """Return governance under which every publication needs an approval."""
    bare.governance.policy.needs_approval = True
    return bare.governance
