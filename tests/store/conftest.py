"""A database of its own for every test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from engine.store.binding import bind
from engine.store.engine import PooledEngine
from engine.store.migrate import migrate


@pytest.fixture
async def empty_engine(tmp_path: Path) -> AsyncIterator[PooledEngine]:
    """Open an engine on a database without tables."""
    engine = PooledEngine(tmp_path / "oms.sqlite")
    bind(engine)
    yield engine
    await engine.close()


@pytest.fixture
async def engine(empty_engine: PooledEngine) -> PooledEngine:
    """Open an engine on a database with all tables."""
    await migrate(empty_engine)
    return empty_engine
