"""What a command works with: the settings of this process, and the application opened on them."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

import uvloop

from config.logging import set_up_logging
from config.settings import Settings, read_settings
from engine.services.app import Oms

T = TypeVar("T")


def settings_now() -> Settings:
    """Return the settings: the environment first, then `.env` of the folder where we were started."""
    return read_settings(os.environ, Path(".env"))


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Oms]:
    """Open the application, and close it whatever happens."""
    oms = await Oms.open(settings)
    try:
        yield oms
    finally:
        await oms.close()


def with_oms(work: Callable[[Oms], Awaitable[T]]) -> T:
    """Run one piece of work on the opened application, in an event loop of its own."""
    settings = settings_now()
    set_up_logging(settings.log)

    async def run() -> T:
        async with opened(settings) as oms:
            return await work(oms)

    return uvloop.run(run())
