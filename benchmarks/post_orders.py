"""`POST /v1/orders` of a served installation over SQLite: 8 clients, orders of 3 lines of one merchant.

The server is a process of its own, as `oms serve --only api` starts it; the clients share the machine with it.
"""

import asyncio
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import msgspec

from benchmarks.figure import Figure
from benchmarks.place_orders import CLIENTS, a_request, opened

ORDERS: Final = 400  # a repeat
REPEATS: Final = 5
KEY: Final = "a-key-for-benchmarks"
_CREATED: Final = 201
_LENGTH: Final = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


def measure() -> Iterator[Figure]:
    """Yield orders a second and times of an answer, as the clients see them."""
    with TemporaryDirectory() as folder:
        asyncio.run(_prepare(Path(folder)))
        with _served(Path(folder)) as (host, port):
            asyncio.run(_round(host, port))  # caches fill
            rounds = [asyncio.run(_round(host, port)) for _ in range(REPEATS)]
    yield _figure(f"orders answered 201, {CLIENTS} clients", "1/s", [ORDERS / seconds for seconds, _ in rounds])
    yield _figure("answer, median", "ms", [1000 * statistics.median(times) for _, times in rounds])
    yield _figure("answer, 99 of 100", "ms", [1000 * sorted(times)[ORDERS * 99 // 100] for _, times in rounds])


async def _prepare(folder: Path) -> None:
    oms = await opened(folder)
    await oms.close()


@contextmanager
def _served(folder: Path) -> Iterator[tuple[str, int]]:
    environment = {**os.environ, "OMS_DATA_DIR": str(folder), "OMS_BOOTSTRAP_KEY": KEY, "OMS_LOG": "warning"}
    command = [str(Path(sys.executable).with_name("oms")), "serve", "--port", "0", "--only", "api"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own program
        try:
            yield _address(process)
        finally:
            process.terminate()


def _address(process: "subprocess.Popen[str]") -> tuple[str, int]:
    for line in process.stdout or ():
        if found := re.search(r"http://([\d.]+):(\d+)", line):
            return found[1], int(found[2])
    raise RuntimeError("the server ended before it was ready")


async def _round(host: str, port: int) -> tuple[float, list[float]]:
    """Return how long all orders took together, and each by itself."""
    waiting = iter([_message(host) for _ in range(ORDERS)])
    times: list[float] = []

    async def client() -> None:
        reader, writer = await asyncio.open_connection(host, port)
        for message in waiting:
            began = time.perf_counter()
            writer.write(message)
            await _answer(reader)
            times.append(time.perf_counter() - began)
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*[client() for _ in range(CLIENTS)])
    return time.perf_counter() - began, times


def _message(host: str) -> bytes:
    request = a_request(1)
    body = msgspec.json.encode(request)
    head = (
        f"POST /v1/orders HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {KEY}\r\n"
        f"Idempotency-Key: {request.channel_order_id}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _answer(reader: asyncio.StreamReader) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    length = _LENGTH.search(head)
    if length is None:
        raise RuntimeError(f"an answer without its length: {head!r}")
    body = await reader.readexactly(int(length[1]))
    if int(head.split(b" ", 2)[1]) != _CREATED:
        raise RuntimeError(f"an order was not accepted: {body!r}")


def _figure(name: str, unit: str, values: list[float]) -> Figure:
    return Figure(name=name, value=statistics.median(values), unit=unit, low=min(values), high=max(values))
