"""A process of its own over a database: it follows releases as a worker does, or makes one after the other."""

import asyncio
import sys
import time
from pathlib import Path

from config.logging import set_up_logging
from config.settings import read_settings
from engine.services.app import Oms
from engine.worker import Worker

_LOOK_SECONDS = 0.002


def tell(release: int) -> None:
    """Say which release is in force here, and when it came."""
    sys.stdout.write(f"{release} {time.monotonic()}\n")
    sys.stdout.flush()


async def follow(oms: Oms) -> None:
    """Print each release that comes in force here, with the moment."""
    working = asyncio.create_task(Worker(oms).run())
    seen = 0
    while not working.done():
        current = oms._books.current.release  # noqa: SLF001 - what decides here, without asking the database
        if current != seen:
            seen = current
            tell(current)
        await asyncio.sleep(_LOOK_SECONDS)


async def turn(oms: Oms) -> None:
    """Take the newest release back, again and again, until somebody kills the process."""
    while True:
        newest = (await oms.governance.releases.list(limit=1))[0].number
        back = await oms.governance.releases.roll_back(newest, actor="api:wang", reason="来回切换")
        tell(back.number)


async def main(folder: Path, work: str) -> None:
    settings = read_settings({"OMS_DATA_DIR": str(folder), "OMS_LOG": "error"})
    set_up_logging(settings.log)
    oms = await Oms.open(settings)
    try:
        await (follow if work == "follow" else turn)(oms)
    finally:
        await oms.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
