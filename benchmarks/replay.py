"""Replaying stored orders: a candidate of freight over all of them, every decision asked of the live rules first.

Orders of 3 lines of one merchant, as most orders of a shop, and the demo's invoices, which have 20 lines and more and
go out of three warehouses. Once in this process by its processor time, once by `oms replay`'s own processes on the
clock, their start with it; the memory is that of the largest of them.
"""

import asyncio
import resource
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from rich.console import Console

from benchmarks.figure import Figure
from benchmarks.place_orders import a_request, opened
from config.settings import read_settings
from engine.demo.run import run_demo
from engine.services.app import Oms
from engine.services.replay_process import Process, Work
from engine.services.replay_request import ReplayRequest
from engine.services.replays import CHUNK
from engine.store.replay_source import Window

SMALL: Final = 4_000
LARGE: Final = 600
REPEATS: Final = 3
_CEILING: Final = "      - id: ceiling\n"
_CHEAPER: Final = (
    "      - {id: hangzhou, when: {address.city: 浙江省/杭州市}, then: {op: add, amount: -1.00, reason: 杭州减免}}\n"
)
_EVERY: Final = Window(from_at=datetime(2000, 1, 1, tzinfo=UTC), to_at=datetime(2100, 1, 1, tzinfo=UTC), most=1_000_000)


def measure() -> Iterator[Figure]:
    """Yield orders a second and the memory of a process."""
    with asyncio.Runner() as runner:
        for name, fill in (("3 lines", _small), ("invoices", _large)):
            with TemporaryDirectory() as folder:
                oms = runner.run(fill(Path(folder)))
                asked = runner.run(_asked(oms))
                work = runner.run(oms.replays.work(asked))
                yield from _alone(name, work)
                yield runner.run(_together(name, oms, asked))
                runner.run(oms.close())
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    yield Figure(name="memory of the largest process", value=largest, unit="MB", low=largest, high=largest)


def _alone(name: str, work: Work) -> Iterator[Figure]:
    process = Process(work)
    chunks = list(process.chunks(_EVERY, CHUNK))
    orders = sum(map(len, chunks))
    rates = []
    for _ in range(REPEATS + 1):
        began = time.process_time()
        for keys in chunks:
            process.bill(keys)
        rates.append(orders / (time.process_time() - began))
    process.close()
    rates = sorted(rates[1:])  # caches fill in the first
    yield Figure(name=f"orders, {name}", value=rates[len(rates) // 2], unit="1/CPU s", low=rates[0], high=rates[-1])


async def _together(name: str, oms: Oms, asked: ReplayRequest) -> Figure:
    began = time.perf_counter()
    view = await oms.replays.start(asked, actor="bench")
    while view.state == "running":
        await asyncio.sleep(0.05)
        view = await oms.replays.get(view.id)
    rate = view.done / (time.perf_counter() - began)
    return Figure(name=f"orders, {name}, by oms replay", value=rate, unit="1/s", low=rate, high=rate)


async def _asked(oms: Oms) -> ReplayRequest:
    text = await oms.rules.text("freight-standard")
    return ReplayRequest(yaml=text.replace(_CEILING, _CHEAPER + _CEILING, 1))


async def _small(folder: Path) -> Oms:
    oms = await opened(folder)
    for _ in range(SMALL):
        request = a_request(1)
        await oms.orders.place(request, actor="bench", body_hash=request.channel_order_id, idempotency_key=None)
    return oms


async def _large(folder: Path) -> Oms:
    oms = await Oms.open(read_settings({"OMS_DATA_DIR": str(folder)}))
    await run_demo(oms, orders=LARGE, console=Console(quiet=True))
    return oms
