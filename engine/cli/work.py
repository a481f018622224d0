"""`oms worker`, and the worker beside the faces: what has to happen although nobody calls."""

import asyncio
import contextlib
import logging
import signal
from argparse import Namespace
from collections.abc import AsyncIterator
from typing import Final

import uvloop

from config.logging import set_up_logging
from config.settings import Settings
from engine.cli.command import DONE, Command
from engine.cli.session import opened, settings_now
from engine.services.app import Oms
from engine.worker import Worker

_LOG: Final = logging.getLogger(__name__)
_PAUSE_SECONDS: Final = 5.0


def work(_given: Namespace) -> int:
    """Work until told to stop."""
    settings = settings_now()
    set_up_logging(settings.log)
    return uvloop.run(_work(settings))


async def _work(settings: Settings) -> int:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with opened(settings) as oms, working(oms):
        print("the worker is at work; Ctrl-C stops it", flush=True)
        await stop.wait()
    return DONE


@contextlib.asynccontextmanager
async def working(oms: Oms) -> AsyncIterator[None]:
    """Let the worker work meanwhile."""
    task = asyncio.create_task(_again_and_again(oms))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


async def _again_and_again(oms: Oms) -> None:
    """Start the worker again when it breaks, so that one bug does not end all that it does."""
    while True:
        try:
            await Worker(oms).run()
        except Exception:  # noqa: BLE001 - whatever it is, it is logged, and the other rounds go on
            _LOG.exception("the worker broke; it starts again in %s s", _PAUSE_SECONDS)
        await asyncio.sleep(_PAUSE_SECONDS)


WORKER_COMMAND = Command(name="worker", help="do what has to happen although nobody calls", run=work)
